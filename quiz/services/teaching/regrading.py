"""Regrading: ask what a correction would change, see it, apply it or drop it. For the instructors of a class.

A regrade first only looks (a job finds before and after for every answer), then somebody decides. Applying adds marks
and changes none: what was typed and how it was judged before stay. An assignment has one open regrade at most, so what
one has found can't be overtaken by another; new answers are judged by a regrade from the moment it is applied.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.corrections import Drop, Full, in_words, restored, stored
from quiz.database import Database
from quiz.models import Assignment, Course, Job, Regrade
from quiz.services.chance import is_public_id, public_id
from quiz.services.errors import NotFound, Unacceptable
from quiz.services.teaching import history, jobs, regrading_effects, regrading_job, regrading_reading, roles, settling
from quiz.services.teaching.jobs import RUNNING, WAITING
from quiz.services.teaching.regrading_reading import Form
from quiz.services.teaching.regrading_rules import APPLIED, APPLYING, DROPPED, FOUND, LOOKING, OPEN
from quiz.services.teaching.roles import Actor, Role

MISSING = "There is no such regrade."
LONGEST_TITLE = 120


def ask(db: Database, learner: int, assignment_id: str, form: Form, *, now: datetime) -> str:
    """A new regrade, that begins to look; its public id. `Misfilled` says what of the form can't be taken."""
    with db.reading() as session:
        number = roles.assignment(session, assignment_id, learner, Role.INSTRUCTOR)[0].id
    settling.settle(db, assignment_ids=[number], now=now)  # what was typed into works that are over counts, too

    def work(session: Session) -> str:
        assignment, course, actor = roles.assignment(session, assignment_id, learner, Role.INSTRUCTOR, lock=True)
        wanted = regrading_reading.read(session, course, assignment, form)
        still = sa.select(Regrade.id).where(Regrade.assignment_id == assignment.id, Regrade.state.in_(OPEN)).limit(1)
        if session.scalar(still) is not None:
            raise Unacceptable("An assignment has one regrade at a time: apply or drop the one that is open first.")
        row = Regrade(
            public_id=public_id(), assignment_id=assignment.id, item=wanted.item, only_learner=wanted.only_learner,
            change=stored(wanted.correction), reason=wanted.reason, may_fall=form.may_fall, state=LOOKING, made=now,
            made_by=learner,
        )  # fmt: skip
        session.add(row)
        session.flush()
        _note(session, course, assignment, actor, row, "regrade", now)
        if isinstance(wanted.correction, Full | Drop):
            row.state = FOUND  # there is nothing to find: it holds whatever was answered
        else:
            _begin(session, assignment, row, actor, now)
        return row.public_id

    return db.write(work)


def apply(db: Database, learner: int, regrade_id: str, *, may_fall: bool, now: datetime) -> None:
    """Let a regrade hold, that has looked. may_fall: also where points fall by it. Again is fine."""

    def work(session: Session) -> None:
        row, assignment, course, actor = found(session, regrade_id, learner, Role.INSTRUCTOR, lock=True)
        if row.state in (APPLYING, APPLIED):
            return
        if row.state != FOUND:
            raise Unacceptable("A regrade is applied once it has found what it changes, but this one has not."
                               if row.state == LOOKING else "This regrade was dropped; make a new one.")  # fmt: skip
        row.may_fall = may_fall
        falls = sum(one.falls for one in regrading_effects.effects(session, row))
        if falls and not may_fall:
            raise Unacceptable(
                f"Points fall only where that is ticked, but by this {falls} {'try' if falls == 1 else 'tries'} would "
                "come to a smaller share of the points: tick that they may, or drop it."
            )
        _note(session, course, assignment, actor, row, "regraded", now)
        if isinstance(restored(row.change), Full | Drop):
            row.state, row.applied = APPLIED, now
        else:
            row.state = APPLYING
            _begin(session, assignment, row, actor, now)

    db.write(work)


def go_on(db: Database, learner: int, regrade_id: str, *, now: datetime) -> None:
    """Ask for a job anew where the last one was stopped, failed or removed; it does what is not done."""

    def work(session: Session) -> None:
        row, assignment, _, actor = found(session, regrade_id, learner, Role.INSTRUCTOR, lock=True)
        if row.state in (LOOKING, APPLYING) and not any(
            one.state in (WAITING, RUNNING) for one in jobs_of(session, row)
        ):
            _begin(session, assignment, row, actor, now)

    db.write(work)


def drop(db: Database, learner: int, regrade_id: str, *, now: datetime) -> None:
    """Leave everything as it is: the regrade is kept as one that was dropped."""

    def work(session: Session) -> list[str]:
        row, assignment, course, actor = found(session, regrade_id, learner, Role.INSTRUCTOR, lock=True)
        if row.state in (APPLYING, APPLIED):
            raise Unacceptable(
                "A regrade that is applied stays. Another one can take it back: to the rule as handed out."
            )
        if row.state != DROPPED:
            row.state = DROPPED
            _note(session, course, assignment, actor, row, "regrade dropped", now)
        return [one.public_id for one in jobs_of(session, row) if one.state in (WAITING, RUNNING)]

    for job in db.write(work):
        jobs.cancel(db, learner, job, now=now)


def found(
    session: Session, regrade_id: str, learner: int, least: Role, *, lock: bool = False
) -> tuple[Regrade, Assignment, Course, Actor]:
    """The regrade of this public id for somebody who is at least this in its class. lock: it and its assignment."""
    query = sa.select(Regrade).where(Regrade.public_id == regrade_id)
    row = session.scalar(query) if is_public_id(regrade_id) else None
    if row is None:
        raise NotFound(MISSING)
    public = session.get_one(Assignment, row.assignment_id).public_id
    try:
        assignment, course, actor = roles.assignment(session, public, learner, least, lock=lock)
    except NotFound:
        raise NotFound(MISSING) from None
    if lock:
        session.refresh(row, with_for_update=True)  # it may have changed while the assignment was waited for
    return row, assignment, course, actor


def jobs_of(session: Session, row: Regrade) -> Sequence[Job]:
    """Its jobs, the newest first."""
    of_course = Job.course_id == session.get_one(Assignment, row.assignment_id).course_id
    mine = Job.arguments["regrade"].as_string() == row.public_id
    query = sa.select(Job).where(of_course, Job.kind == regrading_job.KIND.id, mine).order_by(Job.id.desc())
    return session.scalars(query).all()


def title(assignment: Assignment, row: Regrade) -> str:
    """What is corrected, without names: the assignment, the item, the correction."""
    item = "all items" if row.item is None else f"item {row.item}"
    words = in_words(restored(row.change))
    return f"{assignment.title}, {item}: {words if len(words) <= LONGEST_TITLE else words[:LONGEST_TITLE] + '…'}"


def _begin(session: Session, assignment: Assignment, row: Regrade, actor: Actor, now: datetime) -> None:
    """Ask for a job of its present phase."""
    ends = regrading_job.bounds(session, row)
    arguments = {"regrade": row.public_id, "phase": row.state, "bounds": ends}
    name = f"Regrade of {title(assignment, row)}"
    jobs.put(session, actor.id, regrading_job.KIND.id, arguments, name, assignment.course_id, now=now)


def _note(
    session: Session, course: Course, assignment: Assignment, actor: Actor, row: Regrade, what: str, now: datetime
) -> None:
    what = what if row.only_learner is None else f"{what} for one"
    history.note(session, course, actor.id, what, title(assignment, row), now=now, about=row.only_learner)
