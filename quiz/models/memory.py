"""What is remembered, the log of reviews, and the cards that learners write."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quiz.models.base import Base, BigId


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
