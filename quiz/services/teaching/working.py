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
from quiz.services.teaching import dealing, dealing_ahead, settling, starting
from quiz.services.teaching.works import over, owned


def start(db: Database, learner: int, assignment_id: str, *, now: datetime, seeds: Seeds = secure_seed) -> str:
    """The public id of the learner's running work, or of a new one; `Closed` says why there can be none."""
    return _start(db, learner, assignment_id, now, seeds, ahead=True)


def hand_in(db: Database, learner: int, work_id: str, *, now: datetime) -> None:
    """Hand a work in, with what was typed and not yet kept as an answer; again is fine."""

    def end(session: Session) -> int:
        work, _ = owned(session, work_id, learner, lock=True)
        if not over(work, now):
            work.handed_in = now
        return work.id

    settling.settle(db, work_ids=[db.write(end)], now=now)


def _start(db: Database, learner: int, assignment_id: str, now: datetime, seeds: Seeds, *, ahead: bool) -> str:
    """ahead: take what was dealt ahead, where there is any."""
    with db.looking() as look, one_moment(look):
        found = starting.offer(look, assignment_id, learner, now)
        ahead = ahead and found.running is None and dealing_ahead.any_left(look, found.assignment, found.deck)
    if found.running is not None:
        return found.running
    hand = None if ahead else dealing.hand(found.blueprint, found.seed, seeds)
    own = seeds()

    def begin(connection: sa.Connection) -> str | None:
        starting.hold(connection, assignment_id, learner)
        offered = starting.offer(connection, assignment_id, learner, now)
        if offered.running is not None:
            return offered.running
        if offered.deck != found.deck:
            return None
        problems = dealing.columns(hand) if hand else dealing_ahead.take(connection, offered.assignment, offered.deck)
        return starting.put(connection, learner, offered, own, problems, now) if problems else None

    # Once more where its problems were taken anew meanwhile, or where others took the last of what was dealt ahead.
    return db.transaction(begin) or _start(db, learner, assignment_id, now, seeds, ahead=False)
