"""What the answers of a class teach over time: topics, mistakes, who may be glad of a word, what to explain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.cards import TOPICS
from quiz.database import Database
from quiz.models import Assignment, Work
from quiz.services.teaching import analysing_rows, courses, gradebook, gradebook_rows, roles
from quiz.services.teaching.analysing_help import Help, may_need_help
from quiz.services.teaching.analysing_monday import Explain, explain
from quiz.services.teaching.analysing_weeks import Weeks, weeks
from quiz.services.teaching.courses import CourseView
from quiz.services.teaching.gradebook import Column
from quiz.services.teaching.gradebook_rows import Rulings, rulings
from quiz.services.teaching.regrading_rules import NOBODY
from quiz.services.teaching.roles import Role
from quiz.totals import Ruling


@dataclass(frozen=True)
class CourseAnalysis:
    """monday: what to explain; empty where no mistake was made by enough learners. assignments: the latest first."""

    course: CourseView
    weeks: Weeks
    help: Help
    monday: tuple[Explain, ...]
    assignments: tuple[Column, ...]


def of_course(db: Database, learner: int, course_id: str, *, now: datetime) -> CourseAnalysis:
    """The analysis of a class as it stands now, for its assistants and instructors."""
    book = gradebook.of_course(db, learner, course_id, now=now)
    with db.reading() as session:
        course, actor = roles.course(session, course_id, learner, Role.ASSISTANT)
        view, zone = courses.viewed(session, course, actor), course.zone
        rows = gradebook.published(session, course)
        closed, ruled = _closed(session, rows, now), rulings(session, [row.id for row in rows])
    with db.looking() as connection:
        reads = {row.id: analysing_rows.read(connection, row.id, now, first=False) for row in rows}
    dropped = {at: _dropped(ruled, at, read.item.tolist()) for at, read in reads.items()}
    with db.reading() as session:
        monday = explain(session, reads, closed, now)
    by_week = weeks([(read, dropped[at]) for at, read in reads.items()], zone, TOPICS)
    return CourseAnalysis(view, by_week, may_need_help(book), tuple(monday), tuple(reversed(book.columns)))


def _closed(session: Session, rows: Sequence[Assignment], now: datetime) -> list[int]:
    """The assignments that are closed for everybody: nobody was granted a later time, and no work goes on."""
    later = {at for (at, _), closes in gradebook_rows.closing(session, rows).items() if closes > now}
    going = sa.select(Work.assignment_id).where(Work.handed_in.is_(None), Work.ends > now)
    later.update(session.scalars(going.where(Work.assignment_id.in_([row.id for row in rows]))))
    return [row.id for row in rows if row.closes <= now and row.id not in later]


def _dropped(ruled: Rulings, assignment: int, items: Iterable[int]) -> frozenset[int]:
    """The items that are counted for nobody."""
    return frozenset(item for item in set(items) if ruled.of(assignment, item, NOBODY) is Ruling.DROPPED)
