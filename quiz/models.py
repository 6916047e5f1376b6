"""What is stored: learners, sittings, variants, attempts with their grades, drafts and summaries of progress.

A column with `info=NEVER_SHOWN` leaves the server in no form; one with `info=AFTER_REVEAL` only with its problem's
solution (`quiz.services.exporting` keeps to it).

NOTE: a stored variant holds its own givens and expected answers, so it never changes when code does. Ids of families,
parts, options and misconceptions are stored; they are never renamed or reused. Attempts and grades are only added.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
NEVER_SHOWN = {"shown": "never"}
AFTER_REVEAL = {"shown": "after reveal"}
OF_NOBODY = {"held": "of nobody"}  # a table that says nothing of any one learner
BigId = BigInteger().with_variant(Integer, "sqlite")  # only an INTEGER key counts up by itself in SQLite


class Moment(TypeDecorator[datetime]):
    """A time in UTC. SQLite keeps no zone, so it goes in as UTC and comes out as UTC; a naive time is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"A stored time has a zone, but {value} has none.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Seed(TypeDecorator[int]):
    """An unsigned number of 64 bits as 16 hexadecimal digits: databases know signed ones only."""

    impl = String(16)
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if not 0 <= value < 2**64:
            raise ValueError("A seed is a whole number from 0 to 2**64 - 1.")
        return f"{value:016x}"

    def process_result_value(self, value: str | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value, 16)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Moment,
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }


class Learner(Base):
    """Who practises. A guest has no name."""

    __tablename__ = "learner"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    created: Mapped[datetime]
    preferences: Mapped[dict[str, Any]] = mapped_column(default=dict)


class WebSession(Base):
    """A browser that is known: its cookie holds a random token, of which only the hash is here."""

    __tablename__ = "session"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True, info=NEVER_SHOWN)
    begun: Mapped[datetime]
    used: Mapped[datetime]
    expires: Mapped[datetime]
    revoked: Mapped[datetime | None]


class ApiToken(Base):
    """A program that acts for a learner: its token is shown once and kept as a hash."""

    __tablename__ = "api_token"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True, info=NEVER_SHOWN)
    name: Mapped[str] = mapped_column(String(100))
    created: Mapped[datetime]
    expires: Mapped[datetime | None]
    revoked: Mapped[datetime | None]


class Account(Base):
    """What a learner signs in with. Several may have one e-mail (nobody is told which are taken): place 0, 1 …"""

    __tablename__ = "account"
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), primary_key=True, autoincrement=False)
    email: Mapped[str] = mapped_column(String(254))
    place: Mapped[int] = mapped_column(default=0)
    password_hash: Mapped[str] = mapped_column(String(200), info=NEVER_SHOWN)
    created: Mapped[datetime]
    changed: Mapped[datetime]

    __table_args__ = (UniqueConstraint("email", "place"),)


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


class ReviewCard(Base):
    """What is remembered of an item, as FSRS keeps it (`quiz.scheduling.memory.Card`).

    item: `skill:<family>:<level>`, `card:<id>`, `card:<id>/reverse`, `oral:<prompt>`. day, due_day: the learner's day
    numbers. expected: seconds that a review will take. raised: when a mistake put it first; over once reviewed since.
    """

    __tablename__ = "review_card"
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), primary_key=True, autoincrement=False)
    item: Mapped[str] = mapped_column(String(120), primary_key=True)
    phase: Mapped[int] = mapped_column(default=1)
    step: Mapped[int | None]
    stability: Mapped[float | None]
    difficulty: Mapped[float | None]
    due: Mapped[datetime | None]
    reviewed: Mapped[datetime | None]
    day: Mapped[int | None]
    due_day: Mapped[int | None]
    reviews: Mapped[int] = mapped_column(default=0)
    lapses: Mapped[int] = mapped_column(default=0)
    expected: Mapped[int] = mapped_column(default=0)
    raised: Mapped[datetime | None]
    raised_by: Mapped[str | None] = mapped_column(String(64))

    __table_args__ = (Index(None, "learner_id", "due_day"), Index(None, "learner_id", "raised"))


class ReviewEvent(Base):
    """One event of a learner's review log. Only ever added; an undo is an event too.

    kind: `rated`, `changed`, `undone`, `redone` or `settings`. number: 1, 2, … of the learner. made: when it happened;
    at: the time of the review that it is about. act: the rating or change that is undone or redone; beneath: the one
    that undoing this leads back to. detail: what stood before and after, or the settings.
    """

    __tablename__ = "review_log"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    made: Mapped[datetime]
    item: Mapped[str | None] = mapped_column(String(120))
    rating: Mapped[int | None]
    suggested: Mapped[int | None]
    at: Mapped[datetime | None]
    local_date: Mapped[date | None]
    day: Mapped[int | None]
    seconds: Mapped[int] = mapped_column(default=0)
    key: Mapped[str | None] = mapped_column(String(100))
    act: Mapped[int | None]
    beneath: Mapped[int | None]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)

    __table_args__ = (UniqueConstraint("learner_id", "number"), Index(None, "learner_id", "key"))


class ReviewTally(Base):
    """A learner's counters and streak (`quiz.scheduling.tally.Tally`), and where their log stands.

    events: how many there are; top: the number of the rating or change that undo takes back; undone: those that redo
    would do again, the next last.
    """

    __tablename__ = "review_tally"
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), primary_key=True, autoincrement=False)
    reviews: Mapped[int] = mapped_column(default=0)
    again: Mapped[int] = mapped_column(default=0)
    hard: Mapped[int] = mapped_column(default=0)
    good: Mapped[int] = mapped_column(default=0)
    easy: Mapped[int] = mapped_column(default=0)
    seconds: Mapped[int] = mapped_column(default=0)
    day: Mapped[int | None]
    on_day: Mapped[int] = mapped_column(default=0)
    new_on_day: Mapped[int] = mapped_column(default=0)
    streak: Mapped[int] = mapped_column(default=0)
    best: Mapped[int] = mapped_column(default=0)
    freezes: Mapped[int] = mapped_column(default=1)
    bridged: Mapped[int] = mapped_column(default=0)
    events: Mapped[int] = mapped_column(default=0)
    top: Mapped[int | None]
    undone: Mapped[list[Any]] = mapped_column(default=list)


class ReviewSettings(Base):
    """What a learner chose for reviews (`quiz.scheduling.settings`). behind: of their day numbers behind the dates."""

    __tablename__ = "review_settings"
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), primary_key=True, autoincrement=False)
    zone: Mapped[str] = mapped_column(String(64))
    start: Mapped[int]
    behind: Mapped[int] = mapped_column(default=0)
    retention: Mapped[float]
    exam: Mapped[date | None]
    keep: Mapped[float | None]
    freezes: Mapped[int]
    new_a_day: Mapped[int]
    weights: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))


class ReviewDay(Base):
    """A learner's reviews of one date, for the calendar of practice."""

    __tablename__ = "review_day"
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), primary_key=True, autoincrement=False)
    local_date: Mapped[date] = mapped_column(primary_key=True)
    reviews: Mapped[int] = mapped_column(default=0)
    again: Mapped[int] = mapped_column(default=0)
    new: Mapped[int] = mapped_column(default=0)
    seconds: Mapped[int] = mapped_column(default=0)


class OwnCardRow(Base):
    """A flashcard that a learner wrote; `own:<id>` among what is remembered. origin: its id in Anki, if any."""

    __tablename__ = "own_card"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), index=True)
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    topic: Mapped[str] = mapped_column(String(100), default="")
    origin: Mapped[str] = mapped_column(String(120), default="")
    made: Mapped[datetime]


class MockOral(Base):
    """A mock oral. plan: the ids of its prompts; place: the one at hand, from 0; seconds: how long it lasts."""

    __tablename__ = "mock_oral"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), index=True)
    topics: Mapped[list[Any]]
    plan: Mapped[list[Any]]
    mode: Mapped[str] = mapped_column(String(16))
    seconds: Mapped[int]
    started: Mapped[datetime]
    place: Mapped[int] = mapped_column(default=0)
    finished: Mapped[datetime | None]


class OralAnswer(Base):
    """What was answered to a prompt of the oral, and what the machine found in it. Only ever added.

    follows: the answer before, where this one answers `asked`, a follow-up question. text: exactly what was typed now;
    said: all that was said so far, which is what was graded. grade: {"points": {id: {"state", "spans"}}, "traps":
    [{"id", "spans"}], "follow_ups"}, with spans as places in `said`.
    """

    __tablename__ = "oral_answer"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"))
    prompt: Mapped[str] = mapped_column(String(64))
    mode: Mapped[str] = mapped_column(String(16))
    mock_id: Mapped[int | None] = mapped_column(ForeignKey("mock_oral.id"), index=True)
    follows: Mapped[int | None] = mapped_column(ForeignKey("oral_answer.id"), index=True)
    asked: Mapped[str | None] = mapped_column(String(500))
    text: Mapped[str] = mapped_column(Text)
    said: Mapped[str] = mapped_column(Text)
    made: Mapped[datetime]
    seconds: Mapped[int]
    score: Mapped[float]
    grade: Mapped[dict[str, Any]]
    key: Mapped[str] = mapped_column(String(100))

    __table_args__ = (UniqueConstraint("learner_id", "key"), Index(None, "learner_id", "made"))


class OralOwnVerdict(Base):
    """What the learner says of a point, beside what the machine found. Only ever added; the newest of a point holds.

    state: `found`, `contradicted` or `missing`; None goes back to the machine's.
    """

    __tablename__ = "oral_own_verdict"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), index=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("oral_answer.id"), index=True)
    point: Mapped[str] = mapped_column(String(64))
    state: Mapped[str | None] = mapped_column(String(16))
    made: Mapped[datetime]


class Allowance(Base):
    """How much of a limit is used up: `spent` until this time (`quiz.services.limits`). whose: only a hash."""

    __tablename__ = "allowance"
    whose: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    spent: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = ({"info": OF_NOBODY},)


class AnonymousCount(Base):
    """All that is left of learners who were erased: how many they were, and how much they had answered together."""

    __tablename__ = "anonymous_count"
    what: Mapped[str] = mapped_column(String(32), primary_key=True)
    count: Mapped[int] = mapped_column(BigId, default=0)

    __table_args__ = ({"info": OF_NOBODY},)
