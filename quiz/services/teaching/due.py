"""What a learner has to do, over their classes: works that run, assignments that can be started now or soon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.database import Database
from quiz.models import Assignment, Course, Extension, Member, Work
from quiz.services.teaching.roles import Role
from quiz.services.teaching.works import allowed, over

AHEAD = timedelta(days=7)
MOST = 10


@dataclass(frozen=True)
class Due:
    """An assignment to be done. until: the end of the running work, else when it closes for this learner.

    work: the public id of the running work, None while there is none.
    """

    id: str
    title: str
    course: str
    zone: str
    opens: datetime
    until: datetime
    work: str | None
    ahead: bool


def of(db: Database, learner: int, *, now: datetime, course_id: str = "") -> list[Due]:
    """At most `MOST`: running works first, then what is open, then what opens soon, each by its time.

    course_id: public id of the class, empty for all classes that the learner is in as a learner.
    """
    with db.reading() as session:
        rows = session.execute(_assignments(learner, now, course_id)).all()
        works = _works(session, learner, [row.Assignment.id for row in rows])
        found = [due for row in rows if (due := _due(row, works.get(row.Assignment.id, []), now))]
    return sorted(found, key=lambda due: (due.work is None, due.ahead, due.opens if due.ahead else due.until))[:MOST]


def _assignments(
    learner: int, now: datetime, course_id: str
) -> sa.Select[Assignment, Course, Extension]:  # fmt: skip
    """Those of the learner's classes that may have something to do in them, with what was granted to the learner."""
    runs = sa.exists().where(
        Work.assignment_id == Assignment.id, Work.learner_id == learner, Work.handed_in.is_(None), Work.ends > now
    )
    given = (Extension.assignment_id == Assignment.id) & (Extension.learner_id == learner)
    return (
        sa.select(Assignment, Course, Extension)
        .join(Course, Course.id == Assignment.course_id)
        .join(Member, Member.course_id == Course.id)
        .outerjoin(Extension, given)
        .where(
            Member.learner_id == learner, Member.left.is_(None), Member.role == Role.LEARNER.stored,
            Assignment.published.is_not(None), Assignment.opens <= now + AHEAD,
            sa.or_(Assignment.closes > now, Extension.closes > now, runs),
            *([Course.public_id == course_id] if course_id else []),
        )
    )  # fmt: skip


def _works(session: Session, learner: int, ids: Sequence[int]) -> dict[int, list[Work]]:
    found: dict[int, list[Work]] = {}
    query = sa.select(Work).where(Work.learner_id == learner, Work.assignment_id.in_(ids))
    for work in session.scalars(query.order_by(Work.number)):
        found.setdefault(work.assignment_id, []).append(work)
    return found


def _due(row: sa.Row[Assignment, Course, Extension], works: Sequence[Work], now: datetime) -> Due | None:
    """None where there is nothing to do: all tries are used, or it is closed."""
    assignment, course, extension = row
    may = allowed(assignment, extension)
    running = next((work for work in works if not over(work, now)), None)
    if running is None and (len(works) >= may.tries or now >= may.closes):
        return None
    return Due(
        assignment.public_id, assignment.title, course.name, course.zone, assignment.opens,
        running.ends if running else may.closes, running.public_id if running else None, now < assignment.opens,
    )  # fmt: skip
