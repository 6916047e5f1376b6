"""Accounts: a guest takes one or signs in to one and loses nothing; signing out, another password, erasing.

Nobody is told whether an address has an account (docs/decisions/0014-accounts.md): several accounts may have the same
address, the password says which is meant, and whatever there is, just as many hashes are computed.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.database import Database
from quiz.models import Account, AnonymousCount, Attempt, Learner, Variant, WebSession
from quiz.services import credentials, exporting, limits, merging, sessions
from quiz.services.chance import token
from quiz.services.errors import NotFound, TooMany, Unacceptable
from quiz.services.sessions import Visitor

MOST = 5  # accounts of one address; so many passwords are tried at every sign-in
WRONG = "This e-mail address and password don’t belong together. Nothing was changed."


def register(db: Database, address: str, password: str, *, came: Visitor | None, host: str, now: datetime) -> str:
    """Make the guest who came an account, or a new learner; the token of its session.

    Who registers again with the same password signs in. host: the address of the network that asks.
    """
    address = credentials.email(address)
    password = credentials.checked(password, address)
    limits.take(db, (limits.REGISTER, host), (limits.REGISTER_EMAIL, address), *_tries(address, host), now=now)
    known, stored = _opened(db, address, password), credentials.hashed(password)
    if known is not None:
        return _enter(db, known, came, now)
    secret = token()

    def work(session: Session) -> None:
        taken = set(session.scalars(sa.select(Account.place).where(Account.email == address)))
        place = next((place for place in range(MOST) if place not in taken), None)
        if place is None:
            raise TooMany(limits.TOO_OFTEN, int(limits.REGISTER_EMAIL.share.total_seconds()))
        learner = _guest(session, came) or _new(session, now)
        _end_sessions(session, learner, now)
        session.add(Account(learner_id=learner, email=address, place=place, password_hash=stored, created=now,
                            changed=now))  # fmt: skip
        session.add(sessions.of(learner, secret, now))

    db.write(work)
    return secret


def sign_in(db: Database, address: str, password: str, *, came: Visitor | None, host: str, now: datetime) -> str:
    """Open an account, and bring along what a guest who came has done; the token of the new session."""
    address = credentials.email(address)
    limits.take(db, *_tries(address, host), now=now)
    known = _opened(db, address, password)
    if known is None:
        raise Unacceptable(WRONG)
    return _enter(db, known, came, now)


def sign_out_everywhere(db: Database, learner: int, *, now: datetime) -> None:
    """End every session of the learner's."""
    db.write(lambda session: _end_sessions(session, learner, now))


def change_password(db: Database, learner: int, current: str, new: str, *, now: datetime) -> str:
    """Another password; every session ends, and the token of a new one is given."""
    address = confirmed(db, learner, current, now=now)
    new = credentials.checked(new, address)
    other = _opened(db, address, new)
    if other not in (None, learner):  # the password could not say any more which account is meant
        raise Unacceptable("This password can’t be taken here; please choose another.")
    stored, secret = credentials.hashed(new), token()

    def work(session: Session) -> None:
        row = session.get(Account, learner, with_for_update=True)
        if row is None:
            raise NotFound("There is no such account.")
        row.password_hash, row.changed = stored, now
        _end_sessions(session, learner, now)
        session.add(sessions.of(learner, secret, now))

    db.write(work)
    return secret


def confirmed(db: Database, learner: int, password: str, *, now: datetime) -> str:
    """The learner's address, once their password was given right; Unacceptable otherwise."""
    limits.take(db, (limits.PASSWORD, str(learner)), now=now)
    with db.reading() as session:
        row = session.get(Account, learner)
    if row is None or not credentials.verified(row.password_hash, password):
        raise Unacceptable("Your present password is not the one that was typed. Nothing was changed.")
    return row.email


def erase(db: Database, learner: int, *, password: str, now: datetime) -> None:
    """Delete everything that is held on a learner; who has an account gives its password.

    What stays are three numbers over all who were ever erased: learners, problems, attempts.
    """
    with db.reading() as session:
        has_account = session.get(Account, learner) is not None
    if has_account:
        confirmed(db, learner, password, now=now)

    def work(session: Session) -> None:
        row, account = session.get(Learner, learner, with_for_update=True), session.get(Account, learner)
        if row is None:
            return
        _count(session, "learners", 1)
        for what, table in (("problems", Variant), ("attempts", Attempt)):
            held = sa.select(sa.func.count()).select_from(table).where(table.learner_id == learner)
            _count(session, what, session.scalar(held) or 0)
        limits.forget(session, (limits.PASSWORD, str(learner)))
        if account is not None:
            limits.forget(session, (limits.SIGN_IN_ACCOUNT, account.email), (limits.REGISTER_EMAIL, account.email))
        session.flush()
        exporting.erase_rows(session, learner)

    db.write(work)


def _tries(address: str, host: str) -> tuple[tuple[limits.Limit, str], ...]:
    """The limits on trying passwords of an address."""
    here = (limits.SIGN_IN_HERE, f"{address} {host}")
    return here, (limits.SIGN_IN_ACCOUNT, address), (limits.SIGN_IN_ADDRESS, host)


def _opened(db: Database, address: str, password: str) -> int | None:
    """The learner whose account these open. It always takes as long as MOST accounts would."""
    query = sa.select(Account.learner_id, Account.password_hash).where(Account.email == address)
    with db.looking() as connection:
        found = connection.execute(query.order_by(Account.place)).all()
    stored = [(row.learner_id, row.password_hash) for row in found]
    stored += [(None, credentials.DUMMY)] * (MOST - len(stored))
    right = [learner for learner, password_hash in stored if credentials.verified(password_hash, password)]
    return next((learner for learner in right if learner is not None), None)


def _enter(db: Database, account: int, came: Visitor | None, now: datetime) -> str:
    """A new session of an account. A guest's work moves to it; the session that came ends."""
    secret = token()

    def work(session: Session) -> None:
        if session.get(Account, account, with_for_update=True) is None:
            raise Unacceptable(WRONG)  # it was erased just now
        guest = _guest(session, came)
        if guest is not None:
            merging.merge(session, guest, account, now=now)
        session.add(sessions.of(account, secret, now))

    db.write(work)
    return secret


def _guest(session: Session, came: Visitor | None) -> int | None:
    """The learner who came, if they are (still) a guest. Nobody else moves or names them meanwhile."""
    if came is None or session.get(Learner, came.id, with_for_update=True) is None:
        return None
    return came.id if session.get(Account, came.id) is None else None


def _new(session: Session, now: datetime) -> int:
    learner = Learner(created=now, preferences={})
    session.add(learner)
    session.flush()
    return learner.id


def _end_sessions(session: Session, learner: int, now: datetime) -> None:
    theirs = sa.update(WebSession).where(WebSession.learner_id == learner, WebSession.revoked.is_(None))
    session.execute(theirs.values(revoked=now))


def _count(session: Session, what: str, more: int) -> None:
    row = session.get(AnonymousCount, what, with_for_update=True)
    if row is None:
        session.add(AnonymousCount(what=what, count=more))
    else:
        row.count += more
