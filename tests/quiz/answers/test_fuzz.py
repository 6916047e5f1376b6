"""More than a hundred thousand texts nobody would expect: each has a reading, at once, and leaves nothing behind."""

import random
import tracemalloc
from collections.abc import Iterator

import pytest

from quiz.answers import KINDS, Ambiguous, Read, Refused, as_json, read, read_cells, show
from tests.timing import seconds

SEED = 20261124
LONGEST = 0.05  # seconds a text
COUNTS = {"number": 30_000, "vector": 30_000, "matrix": 24_000, "shape": 12_000, "vertices": 8_000, "choices": 3_000}

NUMBERS = ["0,5", "1/3", "-2^2", "ln 2/2", "√2", "34 %", "½", "1,000", "1e-3", "sqrt(2)", "(1 + 2)*3", "e^4/(e^4+3)", "2pi", "log 8"]
LISTS = [
    "[1, 2]", "0,5 0,5", "[[1,2],[3,4]]", "1 2\n3 4", "1\t2\n3\t4", "| 1 | 2 |", "array([1., 2.], dtype=float32)", "[np.float64(0.5)]",
    "\\begin{bmatrix}1 & 2\\\\3 & 4\\end{bmatrix}", "(1 -2)", "1;2;3", "1,234,567", "[1 2],[3 4]", "ln 2, ln 3", "34 % 5 %",
]  # fmt: skip
OTHERS = ["(4, 3)", "4x3", "torch.Size([4, 3])", "h*d_k", "n × d_k", "{0, 1}", "none", "∅", "a;b", "q, k", "4 by 3"]
PIECES = [
    *"0123456789.,;:|&\t\n []{}()+-*/^%eExX_√π½×·÷−–²٣５，［∞", "  ", "**", "\\\\", "ln ", "sqrt(", "log2 ", "log", "exp(", "pi", "by", "dtype=",
    "array(", "np.array([", "np.float64(", "tensor(", "\\begin{bmatrix}", "\\end{bmatrix}", "nan", "inf", "1e999", "1e-999", "9^9^9",
    "\x00", "\u202e", "\u200b", "e\u0301", "😀", "\ud800", "\r\n", "<b>", "{{7*7}}", "'; --", "__import__", "${1}", "%s", "0" * 30,
]  # fmt: skip


def texts(chance: random.Random, seeds: list[str]) -> Iterator[str]:
    """Endlessly: a known text with a few pieces put in, taken out, doubled or swapped, or pieces alone."""
    while True:
        parts = list(chance.choice(seeds)) if chance.random() < 0.8 else []
        for _ in range(chance.randint(0 if parts else 1, 6)):
            where = chance.randint(0, len(parts))
            action = chance.random()
            if action < 0.6 or not parts:
                parts.insert(where, chance.choice(PIECES))
            elif action < 0.8:
                del parts[where : where + chance.randint(1, 3)]
            elif action < 0.9:
                parts[where:where] = parts * chance.randint(1, 3)
            else:
                parts[where:where] = list(chance.choice(seeds))
        yield "".join(parts)


def seconds_of(kind: str, text: str, shape: tuple[int, ...] | None) -> float:
    """The processor's seconds for one reading."""
    return seconds(lambda: read(kind, text, shape), LONGEST)


def check(kind: str, text: str, shape: tuple[int, ...] | None) -> None:
    """The reading is one of the three, says what it should, and what it says back means the same."""
    reading = read(kind, text, shape)
    if isinstance(reading, Read):
        assert reading.read_as == show(kind, reading.value)
        assert read(kind, reading.read_as, shape) == reading, text
    elif isinstance(reading, Ambiguous):
        assert len(reading.readings) == len(reading.texts) >= 2
    else:
        assert isinstance(reading, Refused)
        assert reading.reason.isprintable()
        assert reading.reason.endswith((".", "?", ")"))
        assert list(as_json(reading)) == ["error"]


@pytest.mark.parametrize("kind", COUNTS)
def test_no_text_stops_the_reader_or_takes_long(kind: str) -> None:
    """No crash on over 100,000 generated inputs, none over 50 ms; what is read back is the same value."""
    chance = random.Random(f"{SEED} {kind}")
    seeds = {"number": NUMBERS, "vector": LISTS + NUMBERS, "matrix": LISTS}.get(kind, OTHERS)
    shapes = {"vector": [None, (1,), (2,), (4,)], "matrix": [None, (1, 2), (2, 2)]}.get(kind, [None])
    slowest = 0.0
    for _, text in zip(range(COUNTS[kind]), texts(chance, seeds), strict=False):
        shape = chance.choice(shapes)
        slowest = max(slowest, seconds_of(kind, text, shape))
        check(kind, text, shape)
    assert slowest <= LONGEST


def test_generated_texts_reach_every_outcome() -> None:
    """The fuzz is worth its time: of its texts many are read, many refused, some have two readings."""
    chance = random.Random(SEED)
    outcomes = [type(read("vector", text)) for _, text in zip(range(2_000), texts(chance, LISTS), strict=False)]
    assert min(outcomes.count(Read), outcomes.count(Refused)) > 150
    assert outcomes.count(Ambiguous) > 20


HOSTILE = {
    "nested parentheses": "(" * 1000 + "1" + ")" * 999,
    "nested brackets": "[" * 1000 + "]" * 1000,
    "opening only": "(1," * 666,
    "mixed opening": "([{" * 600,
    "powers": "^" * 200,
    "tower": "9^9^9^9",
    "digits": "9" * 2000,
    "huge exponents": "1e999 " * 300,
    "powers in cells": " ".join(f"e^.{i}" for i in range(300)),
    "powers and two readings": "(1 -2) 1,2 " + " ".join(f"e^.{i}" for i in range(290)),
    "functions": "ln " * 660,
    "roots": "√2 " * 660,
    "spaces": "1" + " " * 1998 + "x",
    "spaces and percent": "1" + " " * 1998 + "%",
    "tabs": "1" + "\t" * 1999,
    "row ends": ";" * 2000,
    "backslashes": "\\" * 2000,
    "commas": "," * 2000,
    "thousands": "1,000 " * 330,
    "arrays": "array(" * 330,
    "closed arrays": "[" + ",".join(["array([1])"] * 180) + "]",
    "nested arrays": "array([" * 60 + "1" + "])" * 60,
    "latex": "\\begin{bmatrix}" * 100 + "\\end{bmatrix}" * 100,
    "dtype": "array([1]" + ", dtype=a" * 200 + ")",
    "stars": "*" * 2000,
    "exponents": "1e" * 1000,
    "products": "a*" * 999 + "a",
    "underscores": "a_" * 1000,
    "by": "1 by " * 399 + "1",
    "combining": "e" + "\u0301" * 1999,
    "right to left": "\u202e" * 2000,
    "emoji": "😀" * 2000,
    "nul": "\x00" * 2000,
    "long": "1 " * 500_000,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("kind", KINDS)
def test_hostile_texts_take_no_time(kind: str, name: str) -> None:
    """Deep nesting, towers of powers, a megabyte: every kind answers within 50 ms."""
    for text in (HOSTILE[name], HOSTILE[name][:200]):
        assert seconds_of(kind, text, None) <= LONGEST


def test_a_grid_of_too_many_cells_is_refused_at_once() -> None:
    """4,097 cells are refused before any of them is read."""
    cells = [["e^.1^.1^.1"] * 4097]
    assert isinstance(read_cells("matrix", cells).whole, Refused)
    assert seconds(lambda: read_cells("matrix", cells), LONGEST) <= LONGEST


def test_reading_leaves_nothing_behind() -> None:
    """Memory stays flat: after the first thousands of texts further ones keep next to nothing."""
    source = texts(random.Random(SEED), LISTS + NUMBERS + OTHERS)
    tracemalloc.start()
    try:
        for _, text in zip(range(4_000), source, strict=False):
            read("vector", text)
        before = tracemalloc.get_traced_memory()[0]
        for _, text in zip(range(4_000), source, strict=False):
            read("vector", text)
        assert tracemalloc.get_traced_memory()[0] - before < 500_000
    finally:
        tracemalloc.stop()
