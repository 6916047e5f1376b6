"""Tokens with which a program acts for a learner: shown once, kept as a hash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.database import Database
from quiz.models import ApiToken as Row
from quiz.models import Learner
from quiz.services.chance import hashed, token
from quiz.services.errors import NotFound, Unacceptable
from quiz.services.sessions import Visitor

LONGEST_NAME = 100


@dataclass(frozen=True)
class ApiToken:
    """What a learner sees of a token: never the secret itself. id: to revoke it."""

    id: int
    name: str
    created: datetime


def create(db: Database, learner: int, name: str, *, now: datetime) -> tuple[str, ApiToken]:
    """Make a token; the secret, which is shown this once, and what is listed of it."""
    name = name.strip()
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise Unacceptable(f"A token has a name of 1 to {LONGEST_NAME} printable characters.")
    secret = token()

    def work(session: Session) -> ApiToken:
        row = Row(learner_id=learner, token_hash=hashed(secret), name=name, created=now)
        session.add(row)
        session.flush()
        return ApiToken(row.id, row.name, row.created)

    return secret, db.write(work)


def resume(db: Database, token: str, *, now: datetime) -> Visitor | None:
    """The learner for whom this token acts; None for an unknown, expired or revoked one."""
    with db.reading() as session:
        found = session.execute(
            sa.select(Learner.id, Learner.preferences)
            .join(Row, Row.learner_id == Learner.id)
            .where(
                Row.token_hash == hashed(token),
                Row.revoked.is_(None),
                sa.or_(Row.expires.is_(None), Row.expires > now),
            )
        ).one_or_none()
    return None if found is None else Visitor(found.id, found.preferences)


def listed(db: Database, learner: int) -> list[ApiToken]:
    """The learner's tokens that work, the oldest first."""
    with db.reading() as session:
        rows = session.scalars(sa.select(Row).where(Row.learner_id == learner, Row.revoked.is_(None)).order_by(Row.id))
        return [ApiToken(row.id, row.name, row.created) for row in rows]


def revoke(db: Database, learner: int, token_id: int, *, now: datetime) -> None:
    """End a token for good."""

    def work(session: Session) -> None:
        row = session.scalars(sa.select(Row).where(Row.id == token_id, Row.learner_id == learner)).one_or_none()
        if row is None:
            raise NotFound("There is no such token.")
        row.revoked = row.revoked or now

    db.write(work)
