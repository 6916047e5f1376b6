"""Classes (here: courses, because `class` is Python's word), who belongs to them, and who runs the place."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quiz.models.base import ATTRIBUTED, OF_NOBODY, Base, BigId


class SiteRole(Base):
    """What somebody may do everywhere: `administrator`. Who has no row only does what their classes allow."""

    __tablename__ = "site_role"
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), primary_key=True, autoincrement=False)
    role: Mapped[str] = mapped_column(String(16))
    given: Mapped[datetime]


class Course(Base):
    """A class. zone: the time zone in which its times are written and read. join_code: None while nobody may join."""

    __tablename__ = "course"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    zone: Mapped[str] = mapped_column(String(64))
    join_code: Mapped[str | None] = mapped_column(String(16), unique=True)
    created: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("learner.id"), info=ATTRIBUTED, index=True)
    archived: Mapped[datetime | None]

    __table_args__ = ({"info": OF_NOBODY},)


class Member(Base):
    """Somebody in a class. role: `learner`, `assistant` or `instructor`. left: since when they are in it no more.

    public_id: how the class's pages call them; a learner's own number is never shown.
    """

    __tablename__ = "member"
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), primary_key=True, autoincrement=False)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), primary_key=True, autoincrement=False, index=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True, default=lambda: secrets.token_urlsafe(16))
    role: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(200))
    joined: Mapped[datetime]
    left: Mapped[datetime | None]


class RosterEntry(Base):
    """A line of a class's list. email is in lower case; number: of a student.

    learner_id: who it is, by an instructor's word. decided: since when an instructor has said so, or (without a
    learner_id) that it is nobody in the class; None while only addresses are compared (`quiz.services.teaching`).
    """

    __tablename__ = "roster_entry"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(254))
    number: Mapped[str] = mapped_column(String(64), default="")
    learner_id: Mapped[int | None] = mapped_column(ForeignKey("learner.id"), index=True)
    added: Mapped[datetime]
    decided: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("learner.id"), info=ATTRIBUTED, index=True)

    __table_args__ = (UniqueConstraint("course_id", "email"), UniqueConstraint("course_id", "learner_id"))


class CourseEvent(Base):
    """Something that was done to a class: made_by did it, about is to whom. Only added; detail names nobody."""

    __tablename__ = "course_event"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    made: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("learner.id"), info=ATTRIBUTED, index=True)
    about: Mapped[int | None] = mapped_column(ForeignKey("learner.id"), info=ATTRIBUTED, index=True)
    what: Mapped[str] = mapped_column(String(32))
    detail: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = ({"info": OF_NOBODY},)
