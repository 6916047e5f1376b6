"""Regrading as a job, in two phases: `looking` finds what a correction would change, `applying` adds the new marks.

Arguments: `regrade` (its public id), `phase`, and `bounds`: numbers of answers at which parts end. The last part has no
end, so answers that come while the job runs are covered, and what came behind its back is swept up in the transaction
that ends it. A part reads and judges in any process; what it found is written with the part, exactly once. Marks are
added beside those that there are, one at most of a regrade for an answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.database import Database
from quiz.models import Answer, Assignment, Mark, Moment, Regrade, RegradeResult, WorkItem
from quiz.services.errors import Unacceptable
from quiz.services.teaching.gradebook_rows import newest_mark
from quiz.services.teaching.jobs_kinds import Kind, Made, Values
from quiz.services.teaching.regrading_looking import (
    EVERYTHING,
    FALLS,
    OTHER,
    RISES,
    Stretch,
    looked,
    rules,
    scope,
    unseen,
)
from quiz.services.teaching.regrading_rules import APPLIED, APPLYING, FOUND, LOOKING

STRETCH = 250  # answers of one part: a few seconds of judging at most, and a short transaction
PHASES = (LOOKING, APPLYING)


def check(arguments: Values) -> dict[str, Any]:
    id, phase, bounds = arguments.get("regrade"), arguments.get("phase"), arguments.get("bounds")
    if not isinstance(id, str) or phase not in PHASES or not isinstance(bounds, list):
        raise Unacceptable("A regrade’s job names a regrade, a phase and where its parts end, but something else came.")
    return {"regrade": id, "phase": phase, "bounds": bounds}


def bounds(session: Session, regrade: Regrade) -> list[int]:
    """The numbers of answers at which all parts but the last end."""
    place = sa.func.row_number().over(order_by=Answer.id).label("place")
    within = sa.select(Answer.id, place).join(WorkItem, WorkItem.id == Answer.work_item_id).where(*scope(regrade))
    counted = within.subquery()
    query = sa.select(counted.c.id).where(counted.c.place % STRETCH == 0).order_by(counted.c.id)
    return list(session.scalars(query))


def parts(arguments: Values) -> Sequence[Values]:
    ends: list[int | None] = [*arguments["bounds"], None]
    return [{"after": after, "upto": upto} for after, upto in zip([0, *arguments["bounds"]], ends, strict=True)]


def make(arguments: Values, part: Values, store: str) -> Made:
    """Judge the answers of one part that were not looked at, or that got another mark since."""
    db = Database(store)
    try:
        with db.reading() as session:
            regrade = find(session, arguments)
            if regrade is None:
                return Made({"answers": 0}, rows=[])
            holding, answers = rules(session, regrade), unseen(session, regrade, _stretch(part))
    finally:
        db.close()
    rows = looked(holding, answers)
    return Made({"answers": len(rows), **Counter(row["becomes"] for row in rows)}, rows=rows)


def keep(session: Session, arguments: Values, part: Values, made: Made, now: datetime) -> None:
    """Write what a part found, and in the second phase the new marks of its answers."""
    regrade = find(session, arguments)
    if regrade is not None:
        put(session, regrade, made.rows)
        if regrade.state == APPLYING:
            add_marks(session, regrade, _stretch(part), now=now)


def ended(session: Session, arguments: Values, state: str, result: Values, now: datetime) -> None:
    """Go on to the next state; in the second phase once nothing is left behind, while nobody adds answers."""
    regrade = find(session, arguments)
    if regrade is None or state != "done":
        return
    if regrade.state == LOOKING:
        regrade.state = FOUND
        return
    session.scalar(sa.select(Assignment.id).where(Assignment.id == regrade.assignment_id).with_for_update())
    put(session, regrade, looked(rules(session, regrade), unseen(session, regrade, EVERYTHING)))
    add_marks(session, regrade, EVERYTHING, now=now)
    regrade.state, regrade.applied = APPLIED, now


def summed(arguments: Values, results: Sequence[Values]) -> dict[str, Any]:
    """How many answers were looked at, and what becomes of how many."""
    total: Counter[str] = Counter()
    for one in results:
        total.update(one)
    return dict(total)


def find(session: Session, arguments: Values) -> Regrade | None:
    """The regrade, as long as it is in the phase of the job; not one that was dropped or is through."""
    query = sa.select(Regrade).where(Regrade.public_id == arguments["regrade"], Regrade.state == arguments["phase"])
    return session.scalar(query)


def put(session: Session, regrade: Regrade, rows: Sequence[dict[str, Any]]) -> None:
    """Keep what was found, in place of what was found before. An answer that was erased meanwhile is left out."""
    for start in range(0, len(rows), STRETCH):
        some = rows[start : start + STRETCH]
        ids = sa.select(Answer.id).where(Answer.id.in_([row["answer_id"] for row in some]))
        there = set(session.scalars(ids.with_for_update(read=True, key_share=True)))
        before = (RegradeResult.regrade_id == regrade.id, RegradeResult.answer_id.in_(there))
        session.execute(sa.delete(RegradeResult).where(*before))
        fresh = [row for row in some if row["answer_id"] in there]
        if fresh:
            session.execute(sa.insert(RegradeResult), fresh)


def add_marks(session: Session, regrade: Regrade, stretch: Stretch, *, now: datetime) -> None:
    """The new marks of a stretch, where the mark that was looked at still holds. Marks fall only if they may."""
    result = RegradeResult
    wanted = (RISES, OTHER, FALLS) if regrade.may_fall else (RISES, OTHER)
    mine = sa.select(Mark.id).where(Mark.answer_id == Answer.id, Mark.regrade_id == regrade.id).correlate(Answer)
    found = (
        sa.select(
            result.answer_id, sa.literal("regraded"), sa.literal(regrade.id), sa.literal(now, Moment()), result.verdict,
            result.after, result.mistakes, result.grade,
        )
        .join(Answer, Answer.id == result.answer_id)
        .where(
            result.regrade_id == regrade.id, stretch.holds(result.answer_id), result.becomes.in_(wanted),
            result.mark_id == newest_mark(), ~mine.exists(),
        )
        .order_by(result.answer_id)
    )  # fmt: skip
    columns = ["answer_id", "cause", "regrade_id", "made", "verdict", "score", "mistakes", "grade"]
    session.execute(sa.insert(Mark).from_select(columns, found, include_defaults=False))


def _stretch(part: Values) -> Stretch:
    return Stretch(part["after"], part["upto"])


KIND = Kind("regrade", "Regrade", check, parts, make, summed, reads_store=True, keep=keep, ended=ended)
