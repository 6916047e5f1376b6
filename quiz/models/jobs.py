"""Work that takes longer than a request: its state and progress, and the parts of it that are done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from quiz.models.base import NEVER_SHOWN, Base, BigId


class Job(Base):
    """One job. state: `waiting`, `running`, `done`, `failed` or `cancelled`. course_id: whose staff may see it, too.

    arguments: what it was asked for (seeds are in it: never shown). beat: when its runner was last heard of, by which
    a job whose runner died is told from one that runs. cancel: when somebody asked to stop it.
    """

    __tablename__ = "job"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), index=True)
    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    title: Mapped[str] = mapped_column(String(200))
    arguments: Mapped[dict[str, Any]] = mapped_column(info=NEVER_SHOWN)
    state: Mapped[str] = mapped_column(String(16))
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    runner: Mapped[str | None] = mapped_column(String(64), info=NEVER_SHOWN)
    beat: Mapped[datetime | None]
    cancel: Mapped[datetime | None]
    made: Mapped[datetime]
    started: Mapped[datetime | None]
    ended: Mapped[datetime | None]
    message: Mapped[str] = mapped_column(Text, default="")
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    __table_args__ = (Index(None, "state"),)


class JobPart(Base):
    """A part of a job that is done, so that nobody does it again: what came of it. file: its name where it is one."""

    __tablename__ = "job_part"
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"), primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    made: Mapped[datetime]
    result: Mapped[dict[str, Any]]
    file: Mapped[str | None] = mapped_column(String(200))
    content: Mapped[bytes | None] = mapped_column(LargeBinary, info=NEVER_SHOWN)
