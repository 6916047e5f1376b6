"""Assignments: a blueprint put to a class, published, changed, withdrawn, removed. Each change stands in the history.

The class works on a copy of the blueprint's text. What somebody has started keeps what held then (`quiz.models.Work`);
opening and closing, tries and what is released hold as they are set now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.database import Database
from quiz.models import Assignment, Course, DealtHand, Extension, Regrade, Work
from quiz.papers.blueprint import Flawed, read_blueprint
from quiz.services.chance import public_id, secure_seed
from quiz.services.errors import Misfilled, NotFound, Unacceptable
from quiz.services.teaching import (
    assignment_settings,
    blueprints,
    dealing,
    dealing_ahead,
    extensions,
    history,
    roles,
    wall_clock,
)
from quiz.services.teaching.assignment_settings import Limits, Settings
from quiz.services.teaching.roles import Role

MOST_IN_CLASS = 500
NO_BLUEPRINT = "An assignment is made of one of your blueprints; please choose one."
PAST = "The closing time has passed already, so nobody could start this."


class Changed(Unacceptable):
    """Somebody else has changed the assignment meanwhile; `stands` is what to send back to change it all the same."""

    def __init__(self, stands: str) -> None:
        super().__init__("This assignment was changed since you opened it, in another tab or by somebody else; nothing "
                         "was kept. Keep once more to put what stands here in its place.")  # fmt: skip
        self.stands = stands


def make(
    db: Database, learner: int, course_id: str, blueprint_id: str, typed: Mapping[str, str], *, now: datetime
) -> str:
    """A draft made of a blueprint of one's own; its public id.

    typed: the fields of `assignment_settings.read`; without a title it is called as the blueprint is.
    """
    with db.reading() as session:
        zone = _open_course(session, course_id, learner).zone
    wrong, kept, title = {}, None, "of the blueprint"
    try:
        title = (kept := blueprints.view(db, learner, blueprint_id)).title
    except NotFound:
        wrong["blueprint"] = NO_BLUEPRINT
    typed = {**typed, "title": typed.get("title", "").strip() or title}
    same = kept is not None and kept.blueprint.shared
    try:
        settings = assignment_settings.read(typed, Limits(zone, same))
        if settings.closes <= now:
            wrong["closes"] = PAST
    except Misfilled as refused:
        wrong.update(refused.fields)
    if wrong or kept is None:
        raise Misfilled(**wrong)
    seed = _seed(db, learner, kept)
    id, text = public_id(), kept.text

    def work(session: Session) -> str:
        course = _open_course(session, course_id, learner, lock=True)
        mine = sa.select(sa.func.count()).select_from(Assignment).where(Assignment.course_id == course.id)
        if (session.scalar(mine) or 0) >= MOST_IN_CLASS:
            raise Unacceptable(f"A class has up to {MOST_IN_CLASS} assignments, and this one has as many.")
        row = Assignment(public_id=id, course_id=course.id, blueprint=text, seed=seed, created=now, created_by=learner,
                         changed=now, published=None)  # fmt: skip
        assignment_settings.put(settings, row)
        session.add(row)
        history.note(session, course, learner, "assigned", _called(row), now=now)
        return id

    return db.write(work)


def change(db: Database, learner: int, assignment_id: str, typed: Mapping[str, str], *, now: datetime) -> None:
    """Other settings. typed: as for `make`; `stands`: of the form that was filled in; `prolong`: running works, too."""

    def work(session: Session) -> None:
        row, course, _ = roles.assignment(session, assignment_id, learner, Role.INSTRUCTOR, lock=True)
        if typed.get("stands", stands(row)) != stands(row):
            raise Changed(stands(row))
        before = assignment_settings.of(row)
        settings = assignment_settings.read(typed, limits(session, row, course), before)
        says = _difference(before, settings, course.zone)
        if says:
            assignment_settings.put(settings, row)
            row.changed = now
            history.note(session, course, learner, "assignment changed", f"{_called(row)}: {says}", now=now)
        if typed.get("prolong") and settings.closes > before.closes:
            number = extensions.prolong_all(session, row, now)
            detail = f"{_called(row)}: {number} running {'work' if number == 1 else 'works'}"
            history.note(session, course, learner, "prolonged", detail, now=now)

    db.write(work)


def take_up(db: Database, learner: int, assignment_id: str, blueprint_id: str, *, now: datetime) -> None:
    """Take the problems anew from a blueprint of one's own, as it is now, while nobody has started."""
    with db.reading() as session:
        roles.assignment(session, assignment_id, learner, Role.INSTRUCTOR)
    try:
        kept = blueprints.view(db, learner, blueprint_id)
    except NotFound:
        raise Misfilled(blueprint=NO_BLUEPRINT) from None
    seed = _seed(db, learner, kept)

    def work(session: Session) -> None:
        row, course, _ = roles.assignment(session, assignment_id, learner, Role.INSTRUCTOR, lock=True)
        _nobody_started(session, row, "given other problems")
        settings, fits = assignment_settings.of(row), limits(session, row, course)
        fits = replace(fits, same_numbers=kept.blueprint.shared)
        assignment_settings.read(assignment_settings.fields(settings, course.zone), fits, settings)
        row.blueprint, row.seed, row.changed = kept.text, seed, now
        dealing_ahead.renew(session, learner, row, course, now=now)
        history.note(session, course, learner, "problems taken", _called(row), now=now)

    db.write(work)


def publish(db: Database, learner: int, assignment_id: str, *, now: datetime) -> None:
    """Let learners see it. Publishing again changes nothing."""

    def work(session: Session) -> None:
        row, course, _ = roles.assignment(session, assignment_id, learner, Role.INSTRUCTOR, lock=True)
        if row.published is not None:
            return
        if row.closes <= now:
            raise Unacceptable(f"{PAST} Set a later one first.")
        row.published = now
        dealing_ahead.renew(session, learner, row, course, now=now)
        history.note(session, course, learner, "published", _called(row), now=now)

    db.write(work)


def withdraw(db: Database, learner: int, assignment_id: str, *, now: datetime) -> None:
    """Make it a draft again, while nobody has started it."""

    def work(session: Session) -> None:
        row, course, _ = roles.assignment(session, assignment_id, learner, Role.INSTRUCTOR, lock=True)
        if row.published is not None:
            _nobody_started(session, row, "withdrawn")
            row.published = None
            history.note(session, course, learner, "withdrawn", _called(row), now=now)

    db.write(work)


def remove(db: Database, learner: int, assignment_id: str, *, now: datetime) -> str:
    """Delete it with its extensions, while nobody has started it; the public id of its class."""

    def work(session: Session) -> str:
        row, course, _ = roles.assignment(session, assignment_id, learner, Role.INSTRUCTOR, lock=True)
        _nobody_started(session, row, "removed")
        history.note(session, course, learner, "assignment removed", _called(row), now=now)
        for table in (Extension, Regrade, DealtHand):
            session.execute(sa.delete(table).where(table.assignment_id == row.id))
        session.delete(row)
        return course.public_id

    return db.write(work)


def stands(row: Assignment) -> str:
    """What tells one state of an assignment's settings from the next."""
    return row.changed.isoformat()


def limits(session: Session, row: Assignment, course: Course) -> Limits:
    """What new settings of an assignment have to fit: works run on after an earlier closing time, too."""
    extended = session.scalar(sa.select(sa.func.max(Extension.closes)).where(Extension.assignment_id == row.id))
    works = sa.select(sa.func.max(Work.ends)).where(Work.assignment_id == row.id, Work.handed_in.is_(None))
    last = max((at for at in (extended, session.scalar(works)) if at), default=None)
    return Limits(course.zone, read_blueprint(row.blueprint).shared, last)


def started(session: Session, row: Assignment) -> int:
    """How many people have started it."""
    query = sa.select(sa.func.count(Work.learner_id.distinct())).where(Work.assignment_id == row.id)
    return session.scalar(query) or 0


def _nobody_started(session: Session, row: Assignment, done: str) -> None:
    number = started(session, row)
    if number:
        people = "1 person has" if number == 1 else f"{number} people have"
        raise Unacceptable(f"An assignment is {done} only while nobody has started it, but {people}.")


def _open_course(session: Session, course_id: str, learner: int, *, lock: bool = False) -> Course:
    course, _ = roles.course(session, course_id, learner, Role.INSTRUCTOR, lock=lock)
    if course.archived is not None:
        raise Unacceptable("An archived class gets no new assignments; bring it back first.")
    return course


def _seed(db: Database, learner: int, kept: blueprints.Kept) -> int:
    """The seed of an assignment, after a look whether problems can be made with it.

    Pins and dropped variants mean what they mean with the blueprint's own seed only.
    """
    chosen = kept.blueprint.seed_mark or any(item.pin or item.drop for item in kept.blueprint.items)
    seed = blueprints.seed_of(db, learner, kept.id) if chosen else secure_seed()
    try:
        dealing.stock(kept.text, seed)
    except Flawed as flawed:
        raise Misfilled(blueprint=f"This blueprint can’t be put to a class: {flawed}") from None
    return seed


def _called(row: Assignment) -> str:
    return f"“{row.title}”"


def _difference(before: Settings, after: Settings, zone: str) -> str:
    """What was changed, for the history."""
    says = []
    for name, old, new in zip(_NAMES, _said(before, zone), _said(after, zone), strict=True):
        if old != new:
            says.append(f"{name} {old} → {new}")
    return "; ".join(says)


_NAMES = ("title", "opens", "closes", "minutes", "tries", "counts", "feedback",
          *assignment_settings.RELEASED.values())  # fmt: skip


def _said(settings: Settings, zone: str) -> list[str]:
    """The settings in the order of their names."""
    rules = [f"{rule.when} {wall_clock.named(rule.at, zone)}" if rule.at else rule.when.value
             for _, rule in assignment_settings.by_name(settings.rules)]  # fmt: skip
    return [
        f"“{settings.title}”", wall_clock.named(settings.opens, zone), wall_clock.named(settings.closes, zone),
        str(settings.minutes or "none"), str(settings.tries), settings.counts, settings.feedback, *rules,
    ]  # fmt: skip
