"""What a submission finds when its transaction begins: how the problem stands, what its key got, what was tried."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from quiz.grades import Grade, Typed
from quiz.models import Base
from quiz.prepared import Prepared
from quiz.services import drafts, problems, sessions
from quiz.services.chance import is_public_id
from quiz.services.errors import KeyReused, NotFound
from quiz.services.problems import Standing
from quiz.services.values import Outcome, Status

TABLES = Base.metadata.tables
ATTEMPT, DRAFT, GRADE, SUBMISSION, VARIANT = (
    TABLES[name] for name in ("attempt", "draft", "grade", "submission", "variant")
)  # fmt: skip


class Request(NamedTuple):
    """A submission as it came. body: the hash of the problem's id and the answers.

    continues: the revision of the draft that became these answers. session: what it came by, where that is still to
    be checked.
    """

    learner: int
    problem_id: str
    answers: dict[str, Typed]
    key: str
    body: bytes
    now: datetime
    continues: int | None
    session: int | None


class Made(NamedTuple):
    """An attempt at a variant, with the grade that holds."""

    number: int
    typed: Mapping[str, Typed]
    made: datetime
    grade: Grade


def _key_came(learner: str) -> Any:
    """The variant of an earlier submission with this key. learner: the name of the learner's value."""
    mine = SUBMISSION.c.learner_id == sa.bindparam(learner)
    return sa.select(SUBMISSION.c.variant_id).where(mine, SUBMISSION.c.key == sa.bindparam("key")).scalar_subquery()


def _draft(*conditions: Any) -> Any:
    """The draft of the variant, if it is like this."""
    return sa.select(DRAFT.c.variant_id).where(DRAFT.c.variant_id == VARIANT.c.id, *conditions).scalar_subquery()


def _holds(learner: str, now: str) -> sa.ColumnElement[bool]:
    """Whether what it came by holds. learner, now: the names of these values."""
    session = sa.cast(sa.bindparam("session"), sa.BigInteger)
    return sa.or_(session.is_(None), sessions.holds(session, sa.bindparam(learner), sa.bindparam(now)))


_FOUND = Prepared(problems.OWNED_STANDING.add_columns(_key_came("learner"), _draft()).where(_holds("learner", "now")))

_ZERO: sa.ColumnElement[int] = sa.literal_column("0", sa.Integer)  # no value that each call would have to give
# A variant as it was opened, a new key, no draft but the one that became this, and what it came by holds. It takes the
# values of an attempt's changes, and the session.
UNTOUCHED = sa.select(VARIANT.c.id).where(
    VARIANT.c.id == sa.bindparam("variant_id"), VARIANT.c.learner_id == sa.bindparam("learner_id"),
    VARIANT.c.hints_used == _ZERO, VARIANT.c.attempts == _ZERO, VARIANT.c.revealed_at.is_(None),
    _key_came("learner_id").is_(None), _draft(sa.not_(drafts.is_continued(sa.bindparam("continues")))).is_(None),
    _holds("learner_id", "made"),
)  # fmt: skip


def found(connection: sa.Connection, request: Request) -> tuple[Standing, bool, bool]:
    """How the variant stands, locked; whether the key came before; whether there is a draft.

    NotFound where it is not the learner's, or what it came by is a recalled session that has ended. While PostgreSQL
    waits for the lock others go on, so there the last two are only known to be possible.
    """
    asked = {
        "problem": request.problem_id, "learner": request.learner, "key": request.key, "session": request.session,
        "now": request.now,
    }  # fmt: skip
    row = _FOUND.one(connection, asked) if is_public_id(request.problem_id) else None
    if row is None:
        raise NotFound(problems.MISSING)
    sure = connection.dialect.name == "sqlite"
    return Standing(*row[:-2]), not sure or row[-2] is not None, not sure or row[-1] is not None


_EARLIER = Prepared(
    sa.select(SUBMISSION.c.body_hash, SUBMISSION.c.response, SUBMISSION.c.variant_id, SUBMISSION.c.attempt).where(
        SUBMISSION.c.learner_id == sa.bindparam("learner"), SUBMISSION.c.key == sa.bindparam("key")
    )
)


def earlier(connection: sa.Connection, request: Request) -> Outcome | None:
    """What this key got before; None when it is new."""
    row = _EARLIER.one(connection, {"learner": request.learner, "key": request.key})
    if row is None:
        return None
    body, kept, variant_id, attempt = row
    if body != request.body:
        raise KeyReused("A key belongs to one submission, but this one came before with other answers.")
    stored = kept.get("grade") or _submitted_grade(connection, variant_id, attempt)
    return Outcome(
        Status(kept["status"]), Grade.from_json(stored), kept["attempts"], kept["credit"], kept["solved"], replayed=True
    )  # fmt: skip


# Every grade of one attempt, by the attempt's number at its variant.
_GRADES = (
    sa.select(ATTEMPT.c.number, ATTEMPT.c.typed, ATTEMPT.c.made, GRADE.c.grade)
    .join(GRADE, GRADE.c.attempt_id == ATTEMPT.c.id)
    .where(ATTEMPT.c.variant_id == sa.bindparam("variant"), ATTEMPT.c.number == sa.bindparam("number"))
    .limit(1)
)
_FIRST_GRADE = _GRADES.order_by(GRADE.c.id)

# The latest attempts at a variant with all their grades, the latest first; nobody goes back further than 50.
_LATEST = Prepared(
    sa.select(ATTEMPT.c.number, ATTEMPT.c.typed, ATTEMPT.c.made, GRADE.c.grade)
    .join(GRADE, GRADE.c.attempt_id == ATTEMPT.c.id)
    .where(ATTEMPT.c.variant_id == sa.bindparam("variant"))
    .order_by(ATTEMPT.c.number.desc(), GRADE.c.id.desc())
    .limit(50)
)


def _submitted_grade(connection: sa.Connection, variant_id: int, number: int) -> dict[str, Any]:
    """The first grade of an attempt: what its learner was told, whatever a later regrading says."""
    row = connection.execute(_FIRST_GRADE, {"variant": variant_id, "number": number}).one()
    stored: dict[str, Any] = row.grade
    return stored


def made(connection: sa.Connection, before: Standing) -> list[Made]:
    """The attempts so far, the latest first, each with the grade that holds."""
    if not before.attempts:
        return []
    latest: dict[int, Made] = {}
    for number, typed, when, grade in _LATEST.rows(connection, {"variant": before.id}):
        if number not in latest:
            latest[number] = Made(number, typed, when, Grade.from_json(grade))
    return list(latest.values())
