"""The gradebook of a class: people × assignments for its staff, and for a learner what is released of their own.

The total of somebody is over the published assignments that are closed for them: the points earned of those that were
possible, nothing earned where one was not started. An assignment that closed before they joined is not in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.database import Database
from quiz.models import Assignment, Course, Member
from quiz.releases import Rule
from quiz.services.teaching import assignment_settings, gradebook_people, gradebook_rows, roles, settling
from quiz.services.teaching.gradebook_cells import Cell, Overall, State, cell, overall
from quiz.services.teaching.gradebook_people import Person
from quiz.services.teaching.gradebook_rows import Rulings, Try
from quiz.services.teaching.roles import Role
from quiz.services.teaching.showing import assignment_rules
from quiz.totals import Counts, Total


@dataclass(frozen=True)
class Column:
    """An assignment. closed: by its settings; a learner may have been granted a later time."""

    id: str
    title: str
    opens: datetime
    closes: datetime
    closed: bool
    tries: int
    counts: Counts


@dataclass(frozen=True)
class Line:
    """Somebody's cells, one a column. total: None for who is no longer in the class."""

    person: Person
    cells: tuple[Cell, ...]
    total: Overall | None


@dataclass(frozen=True)
class Gradebook:
    """columns: by when they open. here: who learns in the class now; gone: who did."""

    columns: tuple[Column, ...]
    here: tuple[Line, ...]
    gone: tuple[Line, ...]


@dataclass(frozen=True)
class OwnTry:
    """A try as its learner sees it. total: None while its points are not released."""

    id: str
    number: int
    started: datetime
    handed_in: datetime | None
    over: bool
    total: Total | None


@dataclass(frozen=True)
class OwnLine:
    """An assignment as a learner sees it. counted: what the tries come to, where it is released. score: when it is.

    closes, closed: for them. final: what goes into the total. hidden: a try counts, but its points are not released.
    """

    column: Column
    state: State
    closes: datetime
    closed: bool
    tries: tuple[OwnTry, ...]
    counted: Total | None
    final: Total | None
    hidden: bool
    score: Rule


@dataclass(frozen=True)
class Own:
    """A learner's grades in a class. waiting: how many closed assignments are not in the total: not released yet."""

    lines: tuple[OwnLine, ...]
    total: Overall
    waiting: int


@dataclass(frozen=True)
class Read:
    """Assignments with all that their cells are made of."""

    rows: Sequence[Assignment]
    tries: dict[tuple[int, int], list[Try]]
    closes: dict[tuple[int, int], datetime]
    ruled: Rulings
    now: datetime

    def closing(self, row: Assignment, learner: int) -> datetime:
        """When it closes for this learner: an extension never takes anything away."""
        return max(row.closes, self.closes.get((row.id, learner), row.closes))

    def cell(self, row: Assignment, learner: int, joined: datetime | None) -> Cell:
        counts = assignment_settings.of(row).counts
        possible, closes = gradebook_rows.possible(row, learner, self.ruled), self.closing(row, learner)
        return cell(self.tries.get((row.id, learner), ()), counts, row.opens, closes, possible, joined, self.now)


def of_course(db: Database, learner: int, course_id: str, *, now: datetime) -> Gradebook:
    """The grades of everybody in a class, for its assistants and instructors."""
    settle(db, learner, course_id, Role.ASSISTANT, now)
    with db.reading() as session:
        course, _ = roles.course(session, course_id, learner, Role.ASSISTANT)
        read = reading(session, published(session, course), now)
        here, gone = gradebook_people.learners(session, course)
    columns = tuple(column(row, now) for row in read.rows)
    return Gradebook(columns, tuple(_line(read, one) for one in here), tuple(_line(read, one) for one in gone))


def own(db: Database, learner: int, course_id: str, *, now: datetime) -> Own:
    """A learner's own grades in a class, as far as they are released now."""
    settle(db, learner, course_id, Role.LEARNER, now)
    with db.reading() as session:
        course, _ = roles.course(session, course_id, learner, Role.LEARNER)
        member = session.get(Member, (course.id, learner))
        read = reading(session, published(session, course), now, learner)
    joined = member.joined if member else None
    cells = [read.cell(row, learner, joined) for row in read.rows]
    lines, totals, waiting = [], [], 0
    for row, found in zip(read.rows, cells, strict=True):
        lines.append(_own_line(row, found, read.closing(row, learner), now))
        totals.append(lines[-1].final)
        waiting += lines[-1].hidden and found.final is not None
    return Own(tuple(lines), overall(totals), waiting)


def column(row: Assignment, now: datetime) -> Column:
    """An assignment as a column."""
    counts = assignment_settings.of(row).counts
    return Column(row.public_id, row.title, row.opens, row.closes, now >= row.closes, row.tries, counts)


def settle(db: Database, learner: int, course_id: str, least: Role, now: datetime) -> None:
    """Let what was typed before the end of a work count as its answer, before anybody looks at grades."""
    with db.reading() as session:
        course, _ = roles.course(session, course_id, learner, least)
        ids = [row.id for row in published(session, course)]
    settling.settle(db, now=now, assignment_ids=ids)


def published(session: Session, course: Course) -> Sequence[Assignment]:
    """The assignments of a class that learners see, by when they open."""
    query = sa.select(Assignment).where(Assignment.course_id == course.id, Assignment.published.is_not(None))
    return session.scalars(query.order_by(Assignment.opens, Assignment.id)).all()


def reading(session: Session, rows: Sequence[Assignment], now: datetime, learner: int | None = None) -> Read:
    ids = [row.id for row in rows]
    ruled = gradebook_rows.rulings(session, ids)
    return Read(
        rows, gradebook_rows.tries(session, ids, ruled, learner), gradebook_rows.closing(session, rows), ruled, now
    )


def _line(read: Read, person: Person) -> Line:
    cells = tuple(read.cell(row, person.number, person.joined) for row in read.rows)
    return Line(person, cells, overall(one.final for one in cells) if person.left is None else None)


def _own_line(row: Assignment, found: Cell, closes: datetime, now: datetime) -> OwnLine:
    """The cell with nothing in it that is not released."""
    rule = assignment_rules(row)
    tries = tuple(
        OwnTry(one.id, one.number, one.started, one.handed_in, over := one.over(now),
               one.total if rule.shown(over, now).score else None)
        for one in found.tries
    )  # fmt: skip
    shown = rule.shown(True, now).score
    hidden = found.counted is not None and not shown
    counted, final = found.counted if shown else None, None if hidden else found.final
    return OwnLine(column(row, now), found.state, closes, found.closed, tries, counted, final, hidden, rule.score)
