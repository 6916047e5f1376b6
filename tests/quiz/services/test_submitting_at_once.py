"""Submissions kept by one statement, alone and several in line, and what is left when one fails."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from quiz.database import Database
from quiz.models import Attempt, Draft, FamilyProgress, GradeRow, MistakeProgress, Submission
from quiz.services import practice, submitting
from quiz.services.errors import KeyReused, NotFound
from quiz.services.values import Outcome, Problem, Status
from quiz.together import Together
from tests.stores import ALSO_WRONG, WRONG, Practising, attempts, how_many, right, stored


@pytest.mark.parametrize(
    "found", ["nothing", "its draft", "a later save of it", "another draft", "a hint", "an attempt"]
)
def test_what_is_kept_at_once(
    db: Database, learner: Practising, monkeypatch: pytest.MonkeyPatch, found: str
) -> None:  # fmt: skip
    """On SQLite the first answer to an untouched problem is kept by one statement; what comes of it is the same."""
    problem, continues, attempts_before, looked = learner.problem(), None, 0, []
    if "draft" in found or "save" in found:
        draft = practice.save_draft(db, learner.id, problem.id, {"weights": "1 2"}, revision=0, now=learner.now())
        continues = {"its draft": draft.revision, "a later save of it": draft.revision - 1}.get(found)
    elif found == "a hint":
        practice.hint(db, learner.id, problem.id, now=learner.now())
    elif found == "an attempt":
        attempts_before = learner.submit(problem, ALSO_WRONG).attempts
    decide = submitting._decide
    monkeypatch.setattr(submitting, "_decide", lambda *asked: looked.append(1) or decide(*asked))
    outcome = practice.submit(
        db, learner.id, problem.id, WRONG, key="one", now=learner.now(), continues=continues
    )  # fmt: skip
    assert (outcome.status, outcome.attempts) == (Status.COUNTED, attempts_before + 1)
    assert how_many(db, Draft, Draft.learner_id == learner.id) == (found == "another draft")
    at_once = db.is_sqlite and found in ("nothing", "its draft", "a later save of it")
    assert bool(looked) is not at_once


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many submissions each statement was to keep."""
    found: list[int] = []
    do_where = Together.do_where
    monkeypatch.setattr(Together, "do_where", lambda *given: found.append(len(given) - 2) or do_where(*given))
    return found


def in_line(db: Database, *works: Callable[[], Outcome]) -> list[Outcome | Exception]:
    """What comes of works that wait together for their turn to write; on PostgreSQL one after the other."""
    group = db._together
    with ThreadPoolExecutor(len(works)) as pool, group._inside if group else nullcontext():
        futures = []
        for number, work in enumerate(works, start=1):
            futures.append(pool.submit(work))
            while len(group._waiting) < number if group else not futures[-1].done():
                time.sleep(0.001)
    return [one.exception() or one.result() for one in futures]  # type: ignore[misc]


def submission(db: Database, learner: Practising, problem: Problem, key: str, **more: Any) -> Callable[[], Outcome]:
    answers = more.pop("answers", WRONG)
    return lambda: practice.submit(db, learner.id, problem.id, answers, key=key, now=learner.now(), **more)


def test_a_line_of_first_answers_is_one_statement(db: Database, learner: Practising, rows: list[int]) -> None:
    """Each is counted as it would be alone, with and without a mistake."""
    problems = [learner.problem() for _ in range(3)]
    answers = [WRONG, right(db, problems[1]), ALSO_WRONG]
    works = [submission(db, learner, one, one.id, answers=typed) for one, typed in zip(problems, answers, strict=True)]
    found = in_line(db, *works)
    assert [(one.status, one.attempts, one.solved) for one in found] == [  # type: ignore[union-attr]
        (Status.COUNTED, 1, False), (Status.COUNTED, 1, True), (Status.COUNTED, 1, False)
    ]  # fmt: skip
    assert rows == ([3] if db.is_sqlite else [])
    assert [attempts(db, one) for one in problems] == [1, 1, 1]
    assert [learner.again(one).grade == got.grade for one, got in zip(problems, found, strict=True)] == [True] * 3  # type: ignore[union-attr]
    with db.reading() as session:
        row = session.query(FamilyProgress).filter_by(learner_id=learner.id).one()
        assert (row.problems, row.attempts, row.solved) == (3, 3, 1)


def test_in_line_each_submission_is_decided_by_itself(db: Database, learner: Practising) -> None:
    """A problem twice, a key twice, the same again, and a session that has ended: the others count."""
    one, two, three = (learner.problem() for _ in range(3))
    found = in_line(
        db,
        submission(db, learner, one, "first"),
        submission(db, learner, two, "first"),
        submission(db, learner, one, "second", answers=ALSO_WRONG),
        submission(db, learner, one, "first"),
        submission(db, learner, three, "third", session=987654),
        submission(db, learner, three, "fourth"),
    )
    assert [getattr(each, "attempts", type(each)) for each in found] == [1, KeyReused, 2, 1, NotFound, 1]
    assert found[3].replayed  # type: ignore[union-attr]
    assert [attempts(db, each) for each in (one, two, three)] == [2, 0, 1]


@pytest.mark.parametrize("first", [True, False])
def test_all_or_nothing(db: Database, learner: Practising, first: bool) -> None:
    """A submission that fails at the last thing that it writes leaves no trace, and its retry counts once.

    A first attempt and a later one are written in different ways.
    """
    problem = learner.problem()
    learner.submit(learner.problem() if first else problem, ALSO_WRONG)
    before = counted(db)
    with no_further_key(db, learner), pytest.raises(IntegrityError):
        learner.submit(problem, WRONG, key="once")
    assert counted(db) == before
    assert attempts(db, problem) == stored(db, problem.id).attempts == (0 if first else 1)
    assert learner.submit(problem, WRONG, key="once").attempts == (1 if first else 2)


@contextmanager
def no_further_key(db: Database, learner: Practising) -> Iterator[None]:
    """Of this learner, who has one kept, no other can be."""
    change = f"CREATE UNIQUE INDEX only_key ON submission (learner_id) WHERE learner_id = {learner.id}"
    db.write(lambda session: session.execute(sa.text(change)))
    try:
        yield
    finally:
        db.write(lambda session: session.execute(sa.text("DROP INDEX only_key")))


def counted(db: Database) -> object:
    """All that a submission adds to."""
    with db.reading() as session:
        tables = (Attempt, GradeRow, Submission, FamilyProgress, MistakeProgress)
        return [session.execute(sa.select(table.__table__)).all() for table in tables]
