"""Submissions are idempotent by their key, from the header or the field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quiz.models import Attempt, Variant
from tests.quiz.api.program import WRONG, Program, problem_of, served
from tests.stores import how_many, stored


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def headway(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """What is submitted is kept alike by SQLite and by PostgreSQL."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('api') / 'headway.sqlite3'}"
    else:
        url = request.getfixturevalue("postgres_url")
    with served(url) as app:
        yield app


def attempts(program: Program, problem: dict[str, Any]) -> int:
    row = stored(program.database, problem["id"])
    return how_many(program.database, Attempt, Attempt.variant_id == row.id)


def test_the_same_key_and_answers_get_the_same_response(program: Program) -> None:
    """A repeated request gets the same bytes, marked as a repeat in a header, and makes no second attempt."""
    problem = program.problem()
    first, second = (program.submit(problem, WRONG, key="once") for _ in range(2))
    assert (first.status_code, first.data) == (second.status_code, second.data)
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert attempts(program, problem) == 1


def test_the_same_response_comes_after_the_world_went_on(program: Program) -> None:
    """A late repeat gets what it got, whatever was submitted or shown since."""
    problem = program.problem()
    first = program.submit(problem, WRONG, key="early")
    program.submit(problem, {"weights": [["0.2", "0.2", "0.2"]]}, key="later")
    program.post(f"/problems/{problem['id']}/reveal")
    assert program.submit(problem, WRONG, key="early").data == first.data
    assert attempts(program, problem) == 2


def test_the_same_key_with_other_answers_is_refused(program: Program) -> None:
    """A key belongs to one submission: other answers, or another problem, are refused with 422."""
    problem = program.problem()
    program.submit(problem, WRONG, key="taken")
    problem_of(program.submit(problem, {"weights": "[1, 0, 0]"}, key="taken"), 422, "key-reused")
    problem_of(program.submit(program.problem(), WRONG, key="taken"), 422, "key-reused")
    assert attempts(program, problem) == 1


def test_a_key_is_a_learners_own(program: Program, other: Program) -> None:
    """Two learners may use the same key."""
    assert program.submit(program.problem(), WRONG, key="mine").status_code == 200
    assert other.submit(other.problem(), WRONG, key="mine").status_code == 200


def test_the_key_may_come_as_a_field(program: Program) -> None:
    """The field `key` is the same as the header `Idempotency-Key`."""
    problem = program.problem()
    path = f"/problems/{problem['id']}/submissions"
    by_field = program.post(path, {"answers": WRONG, "key": "either way"[:6]})
    by_header = program.submit(problem, WRONG, key="either")
    assert by_field.data == by_header.data
    assert attempts(program, problem) == 1


def test_a_submission_without_a_key_is_refused(program: Program) -> None:
    """Without a key nobody could tell a retry from a second answer."""
    problem = program.problem()
    told = problem_of(program.post(f"/problems/{problem['id']}/submissions", {"answers": WRONG}), 422, "invalid-fields")
    assert told["errors"][0]["pointer"] == "#/key"
    assert attempts(program, problem) == 0


def test_two_different_keys_are_refused(program: Program) -> None:
    """Header and field must not disagree."""
    problem = program.problem()
    path, body = f"/problems/{problem['id']}/submissions", {"answers": WRONG, "key": "a"}
    problem_of(program.post(path, body, headers={"Idempotency-Key": "b"}), 422, "unacceptable")


@pytest.mark.parametrize("key", ["a b", "ü", "x" * 101])
def test_a_key_is_visible_ascii(program: Program, key: str) -> None:
    """A key has 1 to 100 visible ASCII characters, wherever it comes."""
    problem = program.problem()
    told = problem_of(program.submit(problem, WRONG, key=key), 422, "invalid-fields")
    assert told["errors"][0]["pointer"] == "#/Idempotency-Key"
    path = f"/problems/{problem['id']}/submissions"
    told = problem_of(program.post(path, {"answers": WRONG, "key": key}), 422, "invalid-fields")
    assert told["errors"][0]["pointer"] == "#/key"


def test_answers_to_parts_that_are_not_asked_are_refused(program: Program) -> None:
    """An answer to no part of the problem is refused, and says which parts there are."""
    told = problem_of(program.submit(program.problem(), {"wieghts": "1"}), 422, "unacceptable")
    assert "weights" in told["detail"]
    assert "wieghts" in told["detail"]


cells = st.text(max_size=12) | st.sampled_from(["0.5", "1/2", "34 %", "0,3", "{{7*7}}", "<script>", "\u0000", "$x$"])


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=cells | st.lists(st.lists(cells, max_size=4), max_size=3))
def test_whatever_is_typed_is_answered_and_given_back(program: Program, typed: Any) -> None:
    """A draft of any text or grid of texts comes back to the letter; it is graded or told to be unreadable."""
    problem = program.problem()
    saved = program.put(f"/problems/{problem['id']}/draft", {"answers": {"weights": typed}, "revision": 0})
    assert saved.json["answers"] == {"weights": typed}
    assert program.again(problem)["draft"]["answers"] == {"weights": typed}
    outcome = program.submit(problem, {"weights": typed})
    assert outcome.status_code == 200, outcome.text
    assert outcome.json["status"] in ("counted", "invalid")
    again = program.again(problem)
    back = again if outcome.json["status"] == "counted" else again["draft"]
    assert back["answers"] == {"weights": typed}
    assert how_many(program.database, Variant, Variant.public_id == problem["id"]) == 1
