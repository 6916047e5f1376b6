"""Before the reveal no answer of the API holds a seed or a right answer; after it, no seed still."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from quiz.family import families
from tests.quiz.api.program import Program
from tests.stores import stored

WRITTEN_NOWHERE = 6  # a number with so many decimals stands in no statement: where it appears, the key leaked


def seen_before_the_reveal(program: Program, problem: dict[str, Any], typed: str) -> Iterator[TestResponse]:
    """Every answer that a learner can get about a problem without its solution."""
    path = f"/problems/{problem['id']}"
    answers = {part["id"]: typed for part in problem["parts"]}
    yield program.get(path)
    yield program.put(f"{path}/draft", {"answers": answers, "revision": 0})
    yield program.submit(problem, answers)
    yield program.submit(problem, {**answers, "no such part": "1"})
    yield program.post(f"{path}/hints")
    yield program.post(f"{path}/hints")
    yield program.get(path)
    for below in ("", "/problem", "/summary"):
        yield program.get(f"/sittings/{problem['sitting']}{below}")
    yield program.get("/progress")
    yield program.get("/export")
    for table in ("variant", "submission", "grade"):
        yield program.get(f"/export/{table}.csv")


def spellings_of_seed(seed: int) -> set[str]:
    return {str(seed), f"{seed:016x}", f"{seed:016X}", str(float(seed)), str(seed - 2**64)}


def long_numbers(value: Any) -> set[str]:
    """The numbers of a right answer that are told apart from any other number by their many digits.

    Simple fractions are not (a score of one cell in three is 0.333… as well), nor is what is written with an exponent.
    """
    if isinstance(value, list):
        return set().union(*map(long_numbers, value))
    if isinstance(value, float) and any(abs(value * n - round(value * n)) < 1e-9 for n in range(1, 100)):
        return set()
    digits = f"{value:.9f}".rstrip("0") if isinstance(value, float) and abs(value) > 0.001 else ""
    return {digits[: WRITTEN_NOWHERE + 2]} if len(digits.partition(".")[2]) > WRITTEN_NOWHERE else set()


def names(value: Any) -> Iterator[str]:
    """The names of all fields, however deep."""
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for member in value:
            yield from names(member)


def everything(response: TestResponse) -> str:
    """Body and headers, without times of day, whose microseconds are any six digits."""
    return re.sub(r"\d\d:\d\d:\d\d\.\d+", "", response.text + str(response.headers))


@settings(max_examples=40)
@given(
    family=st.sampled_from(sorted(families())),
    level=st.integers(1, 3),
    typed=st.sampled_from(["1", "[1, 2]", "[[1, 0], [0, 1]]", "{}", "0.5", "(2, 3)", "no idea", ""]),
)
def test_nothing_tells_the_seed_or_the_right_answer(headway: Flask, family: str, level: int, typed: str) -> None:
    """Whatever is asked about a problem, before its reveal no answer holds its seed or a number of its key."""
    program = Program(headway).with_token()
    problem = program.problem((family, level))
    row = stored(program.database, problem["id"])
    secrets = spellings_of_seed(row.seed) | {n for answer in row.expected.values() for n in long_numbers(answer)}
    for response in seen_before_the_reveal(program, problem, typed):
        text = everything(response)
        assert not [secret for secret in secrets if secret in text]
        if response.is_json:
            told = response.get_json()
            assert not {"seed", "token_hash"} & set(names(told))
            rows = told.get("tables", {}).get("variant", [])
            assert all(variant["expected"] is None for variant in rows)


@pytest.mark.parametrize("family", ["softmax-row", "attention-weights", "full-attention"])
def test_the_key_would_be_noticed(program: Program, family: str) -> None:
    """The search above is no blind one: after the reveal it does find the key, and still no seed."""
    problem = program.problem((family, 2))
    row = stored(program.database, problem["id"])
    numbers = {n for answer in row.expected.values() for n in long_numbers(answer)}
    assert numbers
    shown = everything(program.post(f"/problems/{problem['id']}/reveal"))
    assert all(number in shown for number in numbers)
    exported = program.get("/export")
    assert all(number in exported.text for number in numbers)
    for text in (shown, everything(exported), everything(program.get(f"/problems/{problem['id']}"))):
        assert not [secret for secret in spellings_of_seed(row.seed) if secret in text]


def test_only_a_revealed_problem_shows_its_key_in_the_export(program: Program) -> None:
    """Of two problems the export shows the right answers of the revealed one alone."""
    hidden, shown = program.problem(), program.problem()
    program.post(f"/problems/{shown['id']}/reveal")
    exported = program.get("/export").json["tables"]["variant"]
    keys = {row["public_id"]: row["expected"] for row in exported}
    assert keys == {hidden["id"]: None, shown["id"]: stored(program.database, shown["id"]).expected}
    assert json.dumps(keys[shown["id"]]) in json.dumps(exported)
