"""Assignments as whoever asks may see them: learners the published ones with what holds for them, staff all of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.database import Database
from quiz.models import Assignment, Course, Extension, Member, Work
from quiz.papers.blueprint import Blueprint
from quiz.services.teaching import assignment_settings, assignments, courses, dealing, extensions, roles, showing
from quiz.services.teaching.assignment_settings import Settings
from quiz.services.teaching.courses import CourseView
from quiz.services.teaching.extensions import Granted
from quiz.services.teaching.roles import Role
from quiz.services.teaching.showing_values import TryView
from quiz.services.teaching.works import Allowed, allowed, over


class State(StrEnum):
    """Where an assignment stands for somebody."""

    DRAFT = "draft"
    AHEAD = "not open yet"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class Progress:
    """Of the learners in a class: how many there are, who started, who is at work now, who has yet to start."""

    learners: int
    started: int
    working: int
    missing: tuple[str, ...] = ()

    @property
    def done(self) -> int:
        return self.started - self.working


@dataclass(frozen=True)
class Mine:
    """What holds for the one who asks, with what was granted to them. running: the public id of their running work."""

    allowed: Allowed
    granted: Granted | None
    used: int
    running: str | None
    may_start: bool

    @property
    def left(self) -> int:
        """Tries that are not used yet."""
        return max(self.allowed.tries - self.used, 0)


@dataclass(frozen=True)
class Listed:
    """An assignment in a list. progress: for staff; mine: for learners."""

    id: str
    title: str
    state: State
    opens: datetime
    closes: datetime
    progress: Progress | None
    mine: Mine | None


@dataclass(frozen=True)
class AssignmentView:
    """An assignment with all that whoever asks may see. own: their tries, each showing what is released.

    started: by how many people, whoever they are; running: works that take answers now.
    """

    id: str
    course: CourseView
    settings: Settings
    state: State
    published: datetime | None
    blueprint: Blueprint
    stands: str
    progress: Progress | None
    mine: Mine | None
    own: tuple[TryView, ...]
    started: int
    running: int

    @property
    def title(self) -> str:
        return self.settings.title

    @property
    def problems(self) -> int:
        return sum(item.count for item in self.blueprint.items)

    @property
    def points(self) -> float:
        return sum(item.points * item.count for item in self.blueprint.items)


def listed(db: Database, learner: int, course_id: str, *, now: datetime) -> list[Listed]:
    """The assignments of a class: open ones first, by their closing, then those to come, drafts, and closed ones."""
    with db.reading() as session:
        course, actor = roles.course(session, course_id, learner, Role.LEARNER)
        staff = actor.role >= Role.ASSISTANT
        query = sa.select(Assignment).where(Assignment.course_id == course.id)
        rows = session.scalars(query if staff else query.where(Assignment.published.is_not(None))).all()
        found = _for_staff(session, course, rows, now) if staff else _for_learner(session, learner, rows, now)
    order = [State.OPEN, State.AHEAD, State.DRAFT, State.CLOSED]
    latest = {one.id: -one.closes.timestamp() if one.state is State.CLOSED else one.closes.timestamp() for one in found}
    return sorted(found, key=lambda one: (order.index(one.state), latest[one.id], one.title.casefold(), one.id))


def view(
    db: Database, learner: int, assignment_id: str, least: Role = Role.LEARNER, *, now: datetime
) -> AssignmentView:
    """One assignment for somebody who is at least this in its class."""
    with db.reading() as session:
        row, course, actor = roles.assignment(session, assignment_id, learner, least)
        staff = actor.role >= Role.ASSISTANT
        running = sa.select(sa.func.count()).select_from(Work).where(Work.assignment_id == row.id, *_runs(now))
        mine = _mine(session, learner, [row], now)[row.id]
        return AssignmentView(
            row.public_id, courses.viewed(session, course, actor), assignment_settings.of(row),
            _state(row, mine.allowed, now), row.published, dealing.read(row.blueprint), assignments.stands(row),
            _in_full(session, course, row, now) if staff else None, None if staff else mine,
            tuple(showing.tries_of(session, row, learner, now)) if mine.used else (),
            assignments.started(session, row),
            session.scalar(running) or 0,
        )  # fmt: skip


def _for_staff(session: Session, course: Course, rows: Sequence[Assignment], now: datetime) -> list[Listed]:
    progress = _progress(session, course, rows, now)
    return [
        Listed(row.public_id, row.title, _state(row, allowed(row, None), now), row.opens, row.closes, progress[row.id],
               None)
        for row in rows
    ]  # fmt: skip


def _for_learner(session: Session, learner: int, rows: Sequence[Assignment], now: datetime) -> list[Listed]:
    mine = _mine(session, learner, rows, now)
    return [
        Listed(row.public_id, row.title, _state(row, mine[row.id].allowed, now), row.opens, mine[row.id].allowed.closes,
               None, mine[row.id])
        for row in rows
    ]  # fmt: skip


def _state(row: Assignment, may: Allowed, now: datetime) -> State:
    if row.published is None:
        return State.DRAFT
    if now < row.opens:
        return State.AHEAD
    return State.OPEN if now < may.closes else State.CLOSED


def _mine(session: Session, learner: int, rows: Sequence[Assignment], now: datetime) -> dict[int, Mine]:
    """Number of the assignment -> what holds for the learner."""
    ids = [row.id for row in rows]
    granted = sa.select(Extension).where(Extension.learner_id == learner, Extension.assignment_id.in_(ids))
    given = {one.assignment_id: one for one in session.scalars(granted)}
    works: dict[int, list[Work]] = {id: [] for id in ids}
    for work in session.scalars(sa.select(Work).where(Work.learner_id == learner, Work.assignment_id.in_(ids))):
        works[work.assignment_id].append(work)
    return {row.id: _of_one(row, given.get(row.id), works[row.id], now) for row in rows}


def _of_one(row: Assignment, extension: Extension | None, works: Sequence[Work], now: datetime) -> Mine:
    may = allowed(row, extension)
    running = next((work.public_id for work in works if not over(work, now)), None)
    may_start = running is None and _state(row, may, now) is State.OPEN and len(works) < may.tries
    return Mine(may, extensions.granted(extension) if extension else None, len(works), running, may_start)


def _progress(session: Session, course: Course, rows: Sequence[Assignment], now: datetime) -> dict[int, Progress]:
    """Number of the assignment -> how far the class is."""
    here = _learners(course)
    learners = session.scalar(sa.select(sa.func.count()).select_from(Member).where(*here)) or 0
    query = (
        sa.select(Work.assignment_id, sa.func.count(Work.learner_id.distinct()))
        .join(Member, Member.learner_id == Work.learner_id)
        .where(*here, Work.assignment_id.in_([row.id for row in rows]))
        .group_by(Work.assignment_id)
    )
    started = {row[0]: row[1] for row in session.execute(query)}
    working = {row[0]: row[1] for row in session.execute(query.where(*_runs(now)))}
    return {row.id: Progress(learners, started.get(row.id, 0), working.get(row.id, 0)) for row in rows}


def _in_full(session: Session, course: Course, row: Assignment, now: datetime) -> Progress:
    """The same of one assignment, with the names of those who have yet to start."""
    begun = sa.select(Work.learner_id).where(Work.assignment_id == row.id)
    rest = sa.select(Member.name).where(*_learners(course), Member.learner_id.not_in(begun))
    missing = tuple(sorted(session.scalars(rest), key=str.casefold))
    return replace(_progress(session, course, [row], now)[row.id], missing=missing)


def _learners(course: Course) -> tuple[sa.ColumnElement[bool], ...]:
    """The learners who are in a class now."""
    return Member.course_id == course.id, Member.role == Role.LEARNER.stored, Member.left.is_(None)


def _runs(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (Work.handed_in.is_(None), Work.ends > now)
