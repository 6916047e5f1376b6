"""What a learner has to do, over their classes: works that run, assignments that can be started now or soon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from quiz.database import Database
from quiz.models import Assignment, Course, Extension, Member, Work
from quiz.prepared import Prepared, Row, one_moment
from quiz.services.teaching.roles import Role
from quiz.services.teaching.starting import Assigned, Extended, Started
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
    asked = {"learner": learner, "now": now, "soon": now + AHEAD}
    with db.looking() as look, one_moment(look):
        if course_id:
            rows = _OF_CLASS.rows(look, {**asked, "course": course_id})
        else:
            rows = _OF_ALL.rows(look, asked)
        works = _works(look, learner) if rows else {}
    found = [due for row in rows if (due := _due(row, works.get(row[0], ()), now))]
    return sorted(found, key=lambda due: (due.work is None, due.ahead, due.opens if due.ahead else due.until))[:MOST]


def _works(look: sa.Connection, learner: int) -> dict[int, list[Started]]:
    found: dict[int, list[Started]] = {}
    for assignment, *columns in _WORKS.rows(look, {"learner": learner}):
        found.setdefault(assignment, []).append(Started(*columns))
    return found


def _due(row: Row, works: Sequence[Started], now: datetime) -> Due | None:
    """None where there is nothing to do: all tries are used, or it is closed."""
    _, id, title, course, zone, opens, *rest = row
    may = allowed(Assigned(*rest[:3]), Extended(*rest[3:]) if rest[4] is not None else None)
    running = next((work for work in works if not over(work, now)), None)
    if running is None and (len(works) >= may.tries or now >= may.closes):
        return None
    return Due(
        id, title, course, zone, opens, running.ends if running else may.closes,
        running.public_id if running else None, now < opens,
    )  # fmt: skip


_LEARNER: sa.BindParameter[int] = sa.bindparam("learner")
_NOW: sa.BindParameter[datetime] = sa.bindparam("now")
_RUNS = sa.exists().where(
    Work.assignment_id == Assignment.id, Work.learner_id == _LEARNER, Work.handed_in.is_(None), Work.ends > _NOW
)
# Assignments of the learner's classes that may have something to do in them, with what was granted to the learner.
_ALL = (
    sa.select(
        Assignment.id, Assignment.public_id, Assignment.title, Course.name, Course.zone, Assignment.opens,
        Assignment.closes, Assignment.minutes, Assignment.tries, Extension.closes, Extension.minutes, Extension.tries,
    )
    .join(Course, Course.id == Assignment.course_id)
    .join(Member, Member.course_id == Course.id)
    .outerjoin(Extension, (Extension.assignment_id == Assignment.id) & (Extension.learner_id == _LEARNER))
    .where(
        Member.learner_id == _LEARNER, Member.left.is_(None), Member.role == Role.LEARNER.stored,
        Assignment.published.is_not(None), Assignment.opens <= sa.bindparam("soon"),
        sa.or_(Assignment.closes > _NOW, Extension.closes > _NOW, _RUNS),
    )
)  # fmt: skip
_OF_ALL, _OF_CLASS = Prepared(_ALL), Prepared(_ALL.where(Course.public_id == sa.bindparam("course")))
_WORKS = Prepared(
    sa.select(Work.assignment_id, Work.public_id, Work.ends, Work.handed_in)
    .where(Work.learner_id == _LEARNER)
    .order_by(Work.number)
)
