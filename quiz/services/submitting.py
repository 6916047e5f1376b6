"""A submission: graded first, then kept or not, in one transaction that decides on the locked variant.

Grading is a pure function of what is stored for ever, so it happens before the transaction; whether the problem is
still open, whether this is a repeat, and what it counts for are decided inside it. This is what a learner waits for
most often, so it runs on the bare connection; and because most problems get their first answer with nothing else to
decide, SQLite is first told what to keep in that case, in one statement which asks whether it is that case.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from quiz.database import Database
from quiz.grades import Grade, Typed, Verdict
from quiz.grading import grade
from quiz.jsonable import sorted_json
from quiz.models import Base
from quiz.prepared import Prepared
from quiz.services import drafts, problems, progress, submitted
from quiz.services.errors import Unacceptable
from quiz.services.problems import Standing
from quiz.services.submitted import Made, Request
from quiz.services.values import Outcome, Status
from quiz.together import AtOnce, Together

LONGEST_KEY = 100
LONGEST_PAUSE = 1800  # seconds; who comes back after more was away, not thinking
_KEY = re.compile(f"[!-~]{{1,{LONGEST_KEY}}}")
SOLVES = {Verdict.CORRECT, Verdict.ROUNDED}
TABLES = Base.metadata.tables
ATTEMPT, GRADE, SUBMISSION, VARIANT = (TABLES[name] for name in ("attempt", "grade", "submission", "variant"))

_ADD_ATTEMPT, _ADD_SUBMISSION = (
    Prepared(sa.insert(table), [column.name for column in table.columns if column.name != "id"])
    for table in (ATTEMPT, SUBMISSION)
)
_ATTEMPT_ID = sa.select(ATTEMPT.c.id).where(
    ATTEMPT.c.variant_id == sa.bindparam("variant_id"), ATTEMPT.c.number == sa.bindparam("number")
)
_ADD_GRADE = Prepared(
    sa.insert(GRADE).values(
        attempt_id=_ATTEMPT_ID.scalar_subquery(),
        **{name: sa.bindparam(name) for name in ("cause", "made", "verdict", "score", "grade")},
    )
)
_CHANGE_VARIANT = Prepared(
    sa.update(VARIANT)
    .where(VARIANT.c.id == sa.bindparam("variant_id"))
    .values({name: sa.bindparam(f"new_{name}") for name in ("attempts", "credit", "seconds", "solved_at")})
)


def submit(
    db: Database, learner: int, problem_id: str, answers: Mapping[str, Typed], *, key: str, now: datetime,
    continues: int | None = None, session: int | None = None,
) -> Outcome:  # fmt: skip
    asked = problems.question(db, learner, problem_id)
    typed = drafts.checked(answers, [part.id for part in asked.variant.parts])
    body = _hashed(problem_id, typed)
    request = Request(learner, problem_id, typed, checked_key(key), body, now, continues, session)
    # Of an older version of the family the stored answers hold; the mistakes declared now may not.
    result = grade(asked.variant, typed, expected=asked.expected if asked.outlived else None)
    first = _first(db.engine.dialect, asked.untouched, request, result) if db.is_sqlite else None
    return db.transaction(lambda connection: _decide(connection, request, result), at_once=first)


def _first(dialect: sa.Dialect, before: Standing, request: Request, result: Grade) -> AtOnce | None:
    """What keeps the first attempt at a problem, if it is that; None where more is to be decided or counted."""
    mistakes = result.misconceptions
    if result.verdict is Verdict.INVALID or len(mistakes) > 1:
        return None
    outcome, values = _kept(before, None, request, result, mistakes)
    values["session"] = request.session
    changes = _counted(dialect.name)
    return AtOnce(changes, changes.given(dialect, values), before.id, outcome)


def _decide(connection: sa.Connection, request: Request, result: Grade) -> Outcome:
    before, came_before, drafted = submitted.found(connection, request)
    earlier = submitted.earlier(connection, request) if came_before else None
    if earlier is not None:
        return earlier
    if result.verdict is Verdict.INVALID:
        return _outcome(Status.INVALID, before, withheld(result))
    made = submitted.made(connection, before)
    same = next((one for one in made if same_answer(request.answers, result, one)), None)
    number = None
    if same is not None:
        outcome, number = _outcome(Status.REPEATED, before, same.grade), same.number
    elif before.revealed_at is not None:
        outcome = _outcome(Status.REVEALED, before, result)
    elif before.solved_at is not None:
        outcome = _outcome(Status.SOLVED, before, result)
    else:
        outcome = _count(connection, before, made[0] if made else None, request, result)
    if outcome.status is not Status.COUNTED:
        _ADD_SUBMISSION.do(connection, _remembered(before, request, outcome, number))
    if drafted:
        drafts.drop(connection, before.id, request.answers, request.continues)
    return outcome


def _count(
    connection: sa.Connection, before: Standing, last: Made | None, request: Request, result: Grade
) -> Outcome:  # fmt: skip
    """Keep an attempt with its grade, and what it changes on the problem and in the summaries."""
    mistakes = result.misconceptions
    outcome, values = _kept(before, last, request, result, mistakes)
    _counted(connection.dialect.name).do(connection, values)
    if len(mistakes) > 1:
        progress.count_mistakes(connection, before.learner_id, mistakes, request.now)
    return outcome


def _kept(
    before: Standing, last: Made | None, request: Request, result: Grade, mistakes: Sequence[str]
) -> tuple[Outcome, dict[str, Any]]:  # fmt: skip
    """What comes of an attempt, and the values of the changes that keep it, with the one mistake that it showed."""
    since = last.made if last else before.opened
    seconds = int(min(max((request.now - since).total_seconds(), 0), LONGEST_PAUSE))
    outcome = Outcome(
        Status.COUNTED, result, before.attempts + 1, max(before.credit, result.score), result.verdict in SOLVES
    )  # fmt: skip
    verdicts = [part.verdict for part in result.parts.values()]
    values = {
        **progress.of_attempt(before, verdicts, outcome.credit - before.credit, outcome.solved, seconds, request.now),
        **_remembered(before, request, outcome, outcome.attempts),
        "number": outcome.attempts, "typed": request.answers, "hints_used": before.hints_used,
        "cause": "submitted", "verdict": result.verdict.value, "score": result.score, "grade": result.as_json(),
        "new_attempts": outcome.attempts, "new_credit": outcome.credit,
        "new_seconds": before.seconds + seconds, "new_solved_at": request.now if outcome.solved else None,
        "continues": drafts.NO_REVISION if request.continues is None else request.continues,
    }  # fmt: skip
    values |= progress.of_mistake(before.learner_id, mistakes[0] if len(mistakes) == 1 else None, request.now)
    return outcome, values


@cache
def _counted(dialect: str) -> Together:
    """An attempt with its first grade, what it changes on the problem and in the summaries, and what its key got.

    The one mistake that it showed counts, if it did. Where all is one call, the draft that it continued goes with it.
    """
    family, mistake = (progress.addition(table, dialect) for table in (progress.FAMILY, progress.MISTAKE))
    dropped = [drafts.DROP_CONTINUED] if dialect == "sqlite" else []
    changes = (_ADD_ATTEMPT, _ADD_GRADE, _CHANGE_VARIANT, family, _ADD_SUBMISSION, *dropped)
    return Together("counted", *changes, perhaps={"misconception": mistake}, where=submitted.UNTOUCHED)


def _remembered(before: Standing, request: Request, outcome: Outcome, attempt: int | None) -> dict[str, Any]:
    """What this key got: values for its row. The grade of an attempt stands with the attempt."""
    response: dict[str, Any] = {
        "status": outcome.status.value,
        "attempts": outcome.attempts,
        "credit": outcome.credit,
        "solved": outcome.solved,
    }
    if attempt is None:
        response["grade"] = outcome.grade.as_json()
    return {
        "learner_id": request.learner, "key": request.key, "body_hash": request.body, "variant_id": before.id,
        "attempt": attempt, "made": request.now, "response": response,
    }  # fmt: skip


def same_answer(answers: Mapping[str, Typed], result: Grade, made: Made) -> bool:
    """Whether an answer says the same as an attempt before: the same text, or read and judged the same."""
    return answers == made.typed or result == made.grade


def withheld(result: Grade) -> Grade:
    """An unreadable submission's grade: what could not be read is told, and nothing of the rest is judged."""
    return Grade(Verdict.INVALID, 0.0, {id: p for id, p in result.parts.items() if p.verdict is Verdict.INVALID})


def _outcome(status: Status, before: Standing, result: Grade) -> Outcome:
    return Outcome(status, result, before.attempts, before.credit, before.solved_at is not None)


def checked_key(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise Unacceptable(f"A submission’s key is 1 to {LONGEST_KEY} visible ASCII characters.")
    return key


def _hashed(problem_id: str, typed: Mapping[str, Typed]) -> bytes:
    return hashlib.sha256(sorted_json([problem_id, typed]).encode()).digest()
