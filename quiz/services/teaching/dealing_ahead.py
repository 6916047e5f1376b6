"""Hands dealt before a class starts: as a job once an assignment is published, so that a start only takes one away.

A hand is a row of `dealt_hand`. Where none is left (people joined later, or start again), the start deals for itself
(`quiz.services.teaching.dealing`). Arguments of the job: `assignment` (its public id) and `hands`, how many. A block of
them is a part; its numbers come from a secret seed of its own, which is kept nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.database import Database
from quiz.models import Assignment, Course, DealtHand, Member
from quiz.papers.choosing import BLOCK
from quiz.prepared import Prepared
from quiz.services.chance import secure_seed
from quiz.services.errors import Unacceptable
from quiz.services.teaching import dealing, jobs
from quiz.services.teaching.jobs_kinds import Kind, Made, Values
from quiz.services.teaching.roles import Role

ID = "hands"
FEW = BLOCK  # a smaller class is dealt for as it starts
MOST = 2_000


def renew(session: Session, learner: int, row: Assignment, course: Course, *, now: datetime) -> None:
    """Throw away what was dealt for an assignment, and ask for a hand for each learner where it is published.

    Hands of assignments that are closed go, too. learner: who asks; nobody is kept from publishing by other jobs.
    """
    closed = sa.select(Assignment.id).where(Assignment.closes < now)
    gone = (DealtHand.assignment_id == row.id) | DealtHand.assignment_id.in_(closed)
    session.execute(sa.delete(DealtHand).where(gone))
    here = (Member.course_id == course.id, Member.role == Role.LEARNER.stored, Member.left.is_(None))
    learners = session.scalar(sa.select(sa.func.count()).select_from(Member).where(*here)) or 0
    if row.published is None or learners < FEW or dealing.read(row.blueprint).seeds == "same":
        return
    arguments = {"assignment": row.public_id, "hands": min(learners, MOST)}
    try:
        jobs.put(session, learner, ID, arguments, f"Problems of “{row.title}”", course.id, now=now)
    except Unacceptable:  # this many jobs wait already
        return


def any_left(connection: sa.Connection, assignment: int, deck: str) -> bool:
    """Whether there is a hand of this deck."""
    return bool(_ANY.rows(connection, {"assignment": assignment, "deck": deck}))


def take(connection: sa.Connection, assignment: int, deck: str) -> Sequence[Mapping[str, Any]] | None:
    """The problems of a hand, which is gone with this transaction; None where there is none."""
    found = _NEXT.one(connection, {"assignment": assignment, "deck": deck})
    if found is None:
        return None
    _GONE.do(connection, {"hand": found[0]})
    problems: Sequence[Mapping[str, Any]] = found[1]
    return problems


def check(arguments: Values) -> dict[str, Any]:
    id, hands = arguments.get("assignment"), arguments.get("hands")
    if not isinstance(id, str) or not isinstance(hands, int) or not 1 <= hands <= MOST:
        raise Unacceptable(f"Dealing takes an assignment and 1 to {MOST:,} hands, but something else came.")
    return {"assignment": id, "hands": hands}


def parts(arguments: Values) -> Sequence[Values]:
    return [{"first": first} for first in range(0, arguments["hands"], BLOCK)]


def make(arguments: Values, part: Values, store: str) -> Made:
    """A block of hands."""
    db = Database(store)
    try:
        with db.reading() as session:
            row = _assignment(session, arguments)
            found = (row.blueprint, row.seed) if row else None
    finally:
        db.close()
    if found is None:
        return Made({"hands": 0}, rows={"deck": "", "hands": []})
    wanted = arguments["hands"] - part["first"]
    hands = [dealing.columns(hand) for hand in dealing.stock(*found).block(secure_seed())[:wanted]]
    return Made({"hands": len(hands)}, rows={"deck": dealing.fingerprint(*found), "hands": hands})


def keep(session: Session, arguments: Values, part: Values, made: Made, now: datetime) -> None:
    """Store a block, unless the assignment has other problems by now."""
    row = _assignment(session, arguments, lock=True)
    if row is not None and dealing.fingerprint(row.blueprint, row.seed) == made.rows["deck"]:
        session.add_all(
            DealtHand(assignment_id=row.id, deck=made.rows["deck"], problems=hand) for hand in made.rows["hands"]
        )


def summed(arguments: Values, results: Sequence[Values]) -> dict[str, Any]:
    return {"hands": sum(one["hands"] for one in results)}


def _assignment(session: Session, arguments: Values, *, lock: bool = False) -> Assignment | None:
    query = sa.select(Assignment).where(Assignment.public_id == arguments["assignment"])
    return session.scalar(query.with_for_update(read=True) if lock else query)


_OF = (DealtHand.assignment_id == sa.bindparam("assignment"), DealtHand.deck == sa.bindparam("deck"))
_ANY = Prepared(sa.select(DealtHand.id).where(*_OF).limit(1))
_NEXT = Prepared(
    sa.select(DealtHand.id, DealtHand.problems)
    .where(*_OF)
    .order_by(DealtHand.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_GONE = Prepared(sa.delete(DealtHand).where(DealtHand.id == sa.bindparam("hand")))

KIND = Kind(ID, "Problems ahead of time", check, parts, make, summed, reads_store=True, keep=keep)
