"""Sessions of browsers: a guest learner is made with the first, and a cookie's token leads back to it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.database import Database
from quiz.models import Account, Learner, WebSession
from quiz.prepared import Prepared
from quiz.services.chance import hashed, token
from quiz.services.errors import NotFound

LIFETIME = timedelta(days=180)  # since it was last used
NOTED = timedelta(days=1)  # how exactly `used` is kept: most requests only read
MOST_SEEN = 4096  # sessions that a process remembers


@dataclass(frozen=True)
class Visitor:
    """Who asks. id: the learner's number, for services only; it is never shown. email: None for a guest."""

    id: int
    preferences: Mapping[str, Any]
    email: str | None = None


class Known(NamedTuple):
    """A session that was seen to hold. id, learner: the numbers of its row and of whose it is."""

    id: int
    learner: int
    used: datetime
    expires: datetime


def begin(db: Database, *, now: datetime) -> tuple[str, Visitor]:
    """Make a guest learner with a session; the token for the cookie, and the learner."""
    secret = token()

    def work(session: Session) -> Visitor:
        learner = Learner(created=now, preferences={})
        session.add(learner)
        session.flush()
        session.add(of(learner.id, secret, now))
        return Visitor(learner.id, {})

    return secret, db.write(work)


def of(learner: int, secret: str, now: datetime) -> WebSession:
    """A new session of a learner's, to be added."""
    return WebSession(learner_id=learner, token_hash=hashed(secret), begun=now, used=now, expires=now + LIFETIME)


# Two looks inside a look: SQLite needs a third of the time that it needs for a join.
_KNOWN = Prepared(
    sa.select(
        WebSession.id, WebSession.learner_id, WebSession.used, WebSession.expires,
        sa.select(Learner.preferences).where(Learner.id == WebSession.learner_id).scalar_subquery(),
        sa.select(Account.email).where(Account.learner_id == WebSession.learner_id).scalar_subquery(),
    ).where(
        WebSession.token_hash == sa.bindparam("hashed"),
        WebSession.revoked.is_(None),
        WebSession.expires > sa.bindparam("now"),
    )
)  # fmt: skip


def resume(db: Database, token: str, *, now: datetime) -> Visitor | None:
    """The learner whose session this token opens; None for an unknown, expired or revoked one."""
    secret = hashed(token)
    with db.looking() as connection:
        found = _KNOWN.one(connection, {"hashed": secret, "now": now})
    seen = _seen(db)
    seen.pop(secret, None)
    if found is None:
        return None
    known, (preferences, email) = Known(*found[:4]), found[4:]
    if now - known.used > NOTED:
        change = sa.update(WebSession).where(WebSession.id == known.id).values(used=now, expires=now + LIFETIME)
        db.write(lambda session: session.execute(change))
    else:
        while len(seen) >= MOST_SEEN:
            seen.popitem(last=False)
        seen[secret] = known
    return Visitor(known.learner, preferences, email)


def recall(db: Database, token: str, *, now: datetime) -> Known | None:
    """The session that this token opened when this process last looked, for a use case that checks that it `holds`.

    None for one that was not seen yet, or whose use is to be noted: then `resume` it.
    """
    known = _seen(db).get(hashed(token))
    return known if known and now - known.used <= NOTED and now < known.expires else None


def holds(session: Any, learner: Any, now: Any) -> sa.ColumnElement[bool]:
    """The condition that a recalled session is this learner's still, for the statement that decides.

    A value that is looked up and not EXISTS, for which SQLite needs ten times as long.
    """
    found = sa.select(WebSession.id).where(
        WebSession.id == session, WebSession.learner_id == learner, WebSession.revoked.is_(None),
        WebSession.expires > now,
    )  # fmt: skip
    return found.scalar_subquery().is_not(None)


@lru_cache(maxsize=8)
def _seen(db: Database) -> OrderedDict[bytes, Known]:
    """Sessions by the hash of their token, those not seen for longest at the front."""
    return OrderedDict()


def revoke(db: Database, token: str, *, now: datetime) -> None:
    """End the session that this token opens, for every browser that has it."""
    change = (
        sa.update(WebSession)
        .where(WebSession.token_hash == hashed(token), WebSession.revoked.is_(None))
        .values(revoked=now)
    )
    db.write(lambda session: session.execute(change))


def set_preferences(db: Database, learner: int, changes: Mapping[str, Any]) -> Visitor:
    """Change some of the learner's preferences (a value of None forgets one)."""

    def work(session: Session) -> Visitor:
        row = session.get(Learner, learner, with_for_update=True)
        if row is None:
            raise NotFound("There is no such learner.")
        row.preferences = {k: v for k, v in {**row.preferences, **changes}.items() if v is not None}
        return Visitor(row.id, row.preferences)

    return db.write(work)
