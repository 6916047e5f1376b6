"""The contract that every family keeps, level by level: adding a family adds its tests."""

from __future__ import annotations

import json
import sys
from fractions import Fraction

import numpy as np
import pytest

import quiz.families
import quiz.variants
from quiz import misconceptions
from quiz.blocks import number, plain, plain_blocks
from quiz.calculation import run, sentence
from quiz.family import families
from quiz.grades import Verdict
from quiz.grading import grade
from quiz.jsonable import jsonable
from quiz.parts import NUMERIC
from quiz.solutions import hints, solution
from quiz.stress import attempts, stress
from quiz.variants import draw, indistinct, rebuilt, serve
from tests.writing import decimal, digits, precise, writings

SEED = 20_240_607
FEW = 12  # variants looked at one by one

LEVELS = [pytest.param(f, level, id=f"{f.id}-{level}") for f in families().values() for level in f.levels]
every_level = pytest.mark.parametrize(("family", "level"), LEVELS)
every_family = pytest.mark.parametrize("family", list(families().values()), ids=lambda f: f.id)


def few(family, level, count=FEW):
    return [serve(family, level, SEED, index) for index in range(count)]


def same(a, b) -> bool:
    return json.dumps(a) == json.dumps(b)


@every_family
def test_a_family_says_what_it_is(family):
    """Id, topic, title, source, three levels, two hints, parts with prompts."""
    assert sorted(family.levels) == [1, 2, 3]
    assert len(family.hints) == 2
    assert family.source
    assert family.title
    module = type(family).__module__
    assert module.endswith("." + family.id.replace("-", "_")), "the file bears the family's id"
    assert len({part.id for part in family.asked}) == len(family.asked)
    for id in family.misconceptions:
        assert id in misconceptions.MISCONCEPTIONS
    for id, reason in family.without.items():
        assert reason, f"{id} is left out without a reason"


@every_level
def test_variants_searched_for_together_are_those_that_are_served_alone(family, level):
    indices = np.arange(FEW)
    batch = draw(family, level, SEED, indices, attempts(family, level, SEED, indices))
    for index, alone in enumerate(few(family, level)):
        together = {k: v[index] if isinstance(v, np.ndarray) else v for k, v in batch.items()}
        assert same(jsonable(together), jsonable(alone.givens))


@every_level
def test_which_variants_are_told_apart_whether_all_values_are_compared_in_one_call_or_not(family, level, monkeypatch):
    worlds = run(family.steps, draw(family, level, SEED, np.arange(50)), depth=1, without=family.without)
    found = []
    for most in (0, 1 << 24):
        monkeypatch.setattr(quiz.variants, "MOST_DIFFERENCES", most)
        found.append(np.broadcast_to(indistinct(family, level, worlds), 50).tolist())
    assert found[0] == found[1]


@every_level
def test_the_same_seed_gives_the_same_variant(family, level):
    """A variant is a function of family, version, level, seed and index; another seed gives another."""
    first, again, other = (serve(family, level, seed, 3) for seed in (SEED, SEED, SEED + 1))
    assert same(jsonable(first.givens), jsonable(again.givens))
    assert len({json.dumps(jsonable(v.givens)) for v in (*few(family, level), other)}) > 3


@every_level
def test_a_batch_holds_bit_for_bit_the_variants_drawn_alone(family, level):
    """Givens and every value of every world."""
    attempts = np.arange(20)
    together = draw(family, level, SEED, 5, attempts)
    worlds = run(family.steps, together, depth=1, without=family.without)
    for i in (0, 7, 19):
        alone = draw(family, level, SEED, 5, int(attempts[i]))
        for name, value in alone.items():
            if isinstance(value, np.ndarray | np.generic):
                np.testing.assert_array_equal(together[name][i], value)
        single = run(family.steps, alone, depth=1, without=family.without)
        for step in family.steps:
            for a, b in zip(worlds.worlds(step.name), single.worlds(step.name), strict=True):
                assert a.faults == b.faults
                np.testing.assert_array_equal(a.value[i], b.value)


@every_level
def test_givens_survive_json(family, level):
    """A stored variant gives the same answers and the same wrong answers."""
    for variant in few(family, level, 4):
        kept = json.loads(json.dumps(jsonable(variant.givens)))
        again = rebuilt(family, level, kept)
        for part in variant.parts:
            assert same(variant.expected(part), again.expected(part))
            assert same([v for _, v in variant.mistakes(part)], [v for _, v in again.mistakes(part)])
        assert plain_blocks(family.statement(again.givens)) == plain_blocks(family.statement(variant.givens))


@every_level
def test_the_key_is_right_in_every_writing(family, level):
    """The expected answer, at the precision that the tolerance asks for, is correct however it is written."""
    for variant in few(family, level, 4):
        exact = {part.id: precise(part, variant.expected(part)) for part in variant.parts}
        assert grade(variant, exact).verdict is Verdict.CORRECT
        for part in variant.parts:
            for text in writings(part, variant.expected(part)):
                got = grade(variant, {part.id: text}).parts[part.id]
                assert got.verdict is Verdict.CORRECT, (part.id, text, got)


@every_level
def test_every_mistake_is_named_by_its_id(family, level):
    """Typing what a known mistake gives, in full or rounded as right answers may be, is answered with that mistake."""
    for variant in few(family, level, 4):
        right = {part.id: precise(part, variant.expected(part)) for part in variant.parts}
        for part in variant.parts:
            for fault, wrong in variant.mistakes(part):
                for text in (precise(part, wrong), writings(part, wrong, digits(part))[0]):
                    got = grade(variant, {**right, part.id: text}).parts[part.id]
                    assert got.misconceptions == (fault.id,), (part.id, fault, text, got)
                    assert got.verdict is Verdict.INCORRECT


@every_level
def test_every_known_mistake_can_be_made(family, level):
    """No mistake is listed that never gives an answer: each shows in some variant of some level."""
    seen = {f.id for at in family.levels for v in few(family, at, 6) for p in v.parts for f, _ in v.mistakes(p)}
    assert seen == set(family.misconceptions)


@every_level
def test_ten_thousand_variants_tell_every_mistake_apart(family, level):
    """Served variants are discriminating and not degenerate."""
    report = stress(family, level, 10_000, SEED)
    assert (report["variants"], report["indistinct"], report["degenerate"]) == (10_000, 0, 0)


@every_level
def test_right_and_wrong_answers_differ_as_a_reader_of_the_key_sees_it(family, level):
    """The promise again, recomputed cell by cell in exact fractions from what the commands print."""
    for variant in few(family, level, 6):
        for part in variant.parts:
            values = [variant.expected(part), *(wrong for _, wrong in variant.mistakes(part))]
            for i, a in enumerate(values):
                for b in values[i + 1 :]:
                    assert visibly_apart(part, a, b), (part.id, a, b)


def visibly_apart(part, a, b) -> bool:
    if part.kind not in NUMERIC:
        return a != b
    flat = [list(np.ravel(np.asarray(v, dtype=object))) for v in (a, b)]
    if np.shape(a) != np.shape(b):
        return True
    for x, y in zip(*flat, strict=True):
        x, y = Fraction(float(x)), Fraction(float(y))
        need = 4 * max(
            Fraction(str(part.tolerance.absolute)), Fraction(str(part.tolerance.relative)) * max(abs(x), abs(y))
        )
        if abs(x - y) >= need and x != y:
            return True
    return False


@every_level
def test_the_words_are_complete(family, level):
    """Statement, prompts, hints and solution exist, hold no unfinished formula, and show this variant's own numbers."""
    for variant in few(family, level, 4):
        told = [
            plain_blocks(family.statement(variant.givens)),
            *(plain(sentence(part.prompt, variant.givens)) for part in variant.parts),
            *map(plain, hints(variant)),
            *(step.plain() for step in solution(variant)),
        ]
        for text in told:
            assert text.strip()
            assert "\\" not in text, text
            assert "{{" not in text, text
            assert "$" not in text, text


@every_level
def test_hints_do_not_give_the_answer_away(family, level):
    """No hint holds a number of the answer that the statement does not hold already."""
    for variant in few(family, level, 8):
        given = plain_blocks(family.statement(variant.givens))
        words = " ".join(plain(hint) for hint in hints(variant))
        for part in variant.parts:
            if part.kind in NUMERIC:
                for value in np.ravel(variant.expected(part)):
                    for text in {number(value, 3), number(value, 2), decimal(value, 3), decimal(value, 2)}:
                        if len(text) > 2 and text not in given:
                            assert text not in words, (text, words)


@every_family
def test_an_outside_program_can_list_options(family):
    """Choice ids are unique and the right one is among them."""
    for level in family.levels:
        for variant in few(family, level, 3):
            for part in variant.parts:
                if part.kind in ("choice", "choices"):
                    ids = [option.id for option in part.choices(variant.givens)]
                    assert len(set(ids)) == len(ids)
                    answer = variant.expected(part)
                    assert set([answer] if part.kind == "choice" else answer) <= set(ids)


def test_every_kind_of_answer_occurs():
    """The families together ask for every kind."""
    kinds = {part.kind for family in families().values() for part in family.asked}
    assert kinds == {"number", "vector", "matrix", "shape", "choice", "choices", "vertices", "text"}


NEW_FAMILY = '''
"""Twice a number."""
from quiz.blocks import Text
from quiz.calculation import step
from quiz.family import Family
from quiz.parts import Part

@step("y", says="Double it: {y}.")
def double(x):
    return 2 * x

@double.mistake("transposed-scores")
def thrice(x):
    return 3 * x

class Doubling(Family):
    id, topic, title, source = "doubling", "tests", "Doubling", "by hand"
    levels = {1: {}, 2: {}, 3: {}}
    steps, asked, hints = [double], [Part("y", "number", "Twice x.")], ("Add x.", "Add x to itself.")
    def sample(self, draw):
        return {"x": draw.integers(1, 9)}
    def statement(self, givens):
        return [Text(f"x = {givens['x']}")]
'''


def test_adding_a_family_is_one_file(tmp_path, monkeypatch):
    """A file below quiz/families is all it takes: it is found, served, graded, diagnosed, explained and stressed."""
    (tmp_path / "doubling.py").write_text(NEW_FAMILY)
    monkeypatch.setattr(quiz.families, "__path__", [*quiz.families.__path__, str(tmp_path)])
    families.cache_clear()
    try:
        variant = serve(families()["doubling"], 1, SEED)
        x = int(variant.givens["x"])
        assert grade(variant, {"y": str(2 * x)}).verdict is Verdict.CORRECT
        assert grade(variant, {"y": str(3 * x)}).misconceptions == ("transposed-scores",)
        assert solution(variant)[0].sentence == f"Double it: {2 * x}."
        assert stress(variant.family, 1, 100, SEED)["indistinct"] == 0
    finally:
        families.cache_clear()
        sys.modules.pop("quiz.families.doubling", None)
