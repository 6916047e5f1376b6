"""Practice: sittings, variants, attempts with their grades, drafts, and summaries of progress."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quiz.models.base import AFTER_REVEAL, NEVER_SHOWN, Base, BigId, Seed


class Sitting(Base):
    """A practice session. plan: [[family id, level], …], one a position."""

    __tablename__ = "sitting"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"))
    topic: Mapped[str | None] = mapped_column(String(64))
    level: Mapped[int | None]
    plan: Mapped[list[Any]]
    started: Mapped[datetime]
    finished: Mapped[datetime | None]

    __table_args__ = (Index(None, "learner_id", "started"),)


class Variant(Base):
    """A problem that was put to a learner, with its state. position: 0 …; take: 0, then fresh ones in its place."""

    __tablename__ = "variant"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), index=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    position: Mapped[int]
    take: Mapped[int] = mapped_column(default=0)
    family: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]
    level: Mapped[int]
    seed: Mapped[int] = mapped_column(Seed, info=NEVER_SHOWN)
    index: Mapped[int] = mapped_column(default=0)
    givens: Mapped[dict[str, Any]] = mapped_column(info=AFTER_REVEAL)
    expected: Mapped[dict[str, Any]] = mapped_column(info=AFTER_REVEAL)
    opened: Mapped[datetime]
    hints_used: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    credit: Mapped[float] = mapped_column(default=0.0)
    seconds: Mapped[int] = mapped_column(default=0)
    solved_at: Mapped[datetime | None]
    revealed_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("sitting_id", "position", "take"),)


class Attempt(Base):
    """One answer that counted: the exact text of every part. Only ever added. number: 1, 2, … of its variant."""

    __tablename__ = "attempt"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"))
    variant_id: Mapped[int] = mapped_column(ForeignKey("variant.id"))
    number: Mapped[int]
    typed: Mapped[dict[str, Any]]
    made: Mapped[datetime]
    seconds: Mapped[int]
    hints_used: Mapped[int]

    __table_args__ = (UniqueConstraint("variant_id", "number"), Index(None, "learner_id", "made"))


class GradeRow(Base):
    """What an attempt was judged to be, and why it was judged: `submitted`, or `regraded` by a later version.

    The newest row of an attempt holds; an older one is never changed.
    """

    __tablename__ = "grade"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    cause: Mapped[str] = mapped_column(String(16))
    made: Mapped[datetime]
    verdict: Mapped[str] = mapped_column(String(32))
    score: Mapped[float]
    grade: Mapped[dict[str, Any]]


class Submission(Base):
    """An idempotency key with what came of it, so that a repeated request gets the same response.

    attempt: the number of the attempt at this variant that it made or repeated; response: what was answered, with
    the grade where no attempt holds it.
    """

    __tablename__ = "submission"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"))
    key: Mapped[str] = mapped_column(String(100))
    body_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    variant_id: Mapped[int] = mapped_column(ForeignKey("variant.id"), index=True)
    attempt: Mapped[int | None]
    made: Mapped[datetime]
    response: Mapped[dict[str, Any]]

    __table_args__ = (UniqueConstraint("learner_id", "key"),)


class Draft(Base):
    """Typed and not submitted. Deleted only when the submission of just this text is confirmed."""

    __tablename__ = "draft"
    variant_id: Mapped[int] = mapped_column(ForeignKey("variant.id"), primary_key=True, autoincrement=False)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), index=True)
    typed: Mapped[dict[str, Any]]
    revision: Mapped[int]
    saved: Mapped[datetime]


class FamilyProgress(Base):
    """A learner's practice of a family at a level, summed up in the transaction of each attempt and reveal.

    problems: answered or given up. credit: the sum of the problems' best scores. rounded: attempts that were rounded
    too early. settled: whether the latest problem ended solved (what isn't comes again first).
    """

    __tablename__ = "family_progress"
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), primary_key=True, autoincrement=False)
    family: Mapped[str] = mapped_column(String(64), primary_key=True)
    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    problems: Mapped[int] = mapped_column(default=0)
    solved: Mapped[int] = mapped_column(default=0)
    revealed: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    rounded: Mapped[int] = mapped_column(default=0)
    credit: Mapped[float] = mapped_column(default=0.0)
    seconds: Mapped[int] = mapped_column(default=0)
    settled: Mapped[bool] = mapped_column(default=False)
    latest: Mapped[datetime]


class MistakeProgress(Base):
    """How often a learner made a mistake, first and last when."""

    __tablename__ = "mistake_progress"
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), primary_key=True, autoincrement=False)
    misconception: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
    first: Mapped[datetime]
    latest: Mapped[datetime]
