"""The oral: mock orals, answers with what was found in them, and what the learner says of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quiz.models.base import Base, BigId


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
