"""A learner's work on an assignment: start it, find it again, hand it in.

A work keeps its problems whole and what held when it was started, so that no later edit of the assignment or of a
blueprint reaches it. The clock is the server's: a work is over when it was handed in or when its time has come.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.database import Database
from quiz.prepared import one_moment
from quiz.services.chance import Seeds, secure_seed
from quiz.services.teaching import dealing, settling, starting
from quiz.services.teaching.works import over, owned


def start(db: Database, learner: int, assignment_id: str, *, now: datetime, seeds: Seeds = secure_seed) -> str:
    """The public id of the learner's running work, or of a new one; `Closed` says why there can be none."""
    with db.looking() as look, one_moment(look):
        found = starting.offer(look, assignment_id, learner, now)
    if found.running is not None:
        return found.running
    hand = dealing.hand(found.blueprint, found.seed, seeds)
    blueprint, own = dealing.read(found.blueprint), seeds()

    def begin(connection: sa.Connection) -> str | None:
        starting.hold(connection, assignment_id, learner)
        offered = starting.offer(connection, assignment_id, learner, now)
        if offered.running is None and (offered.blueprint, offered.seed) != (found.blueprint, found.seed):
            return None
        return offered.running or starting.put(connection, learner, offered, blueprint, own, hand, now)

    # Where its problems were taken anew since the hand was dealt, another one is.
    return db.transaction(begin) or start(db, learner, assignment_id, now=now, seeds=seeds)


def hand_in(db: Database, learner: int, work_id: str, *, now: datetime) -> None:
    """Hand a work in, with what was typed and not yet kept as an answer; again is fine."""

    def end(session: Session) -> int:
        work, _ = owned(session, work_id, learner, lock=True)
        if not over(work, now):
            work.handed_in = now
        return work.id

    settling.settle(db, work_ids=[db.write(end)], now=now)
