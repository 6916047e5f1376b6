"""Learners and how they are known: sessions, tokens, accounts; and what is counted of nobody in particular."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quiz.models.base import NEVER_SHOWN, OF_NOBODY, Base, BigId


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
