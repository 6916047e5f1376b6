"""Builders for tests of assignments: one put to a class, works on it, right and wrong answers.

assigned = put(room)                              # softmax-row (2 points) and shape-single (1 point), open for a week
work = start(assigned, room.learners[0])          # its public id
answer(assigned, room.learners[0], work, 1)       # right; or with what is typed
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.grades import Typed
from quiz.models import Assignment, Work, WorkItem
from quiz.papers.slots import asking
from quiz.services.chance import public_id
from quiz.services.teaching import answering, working
from quiz.services.teaching.answering import Sent
from tests.classes import Classroom, Person
from tests.stores import NOON
from tests.writing import precise

TEXT = """title = "Week 1"
[[items]]
family = "softmax-row"
level = 1
points = 2
[[items]]
family = "shape-single"
level = 1
points = 1
"""
OPEN = {"score_release": "at once", "verdict_release": "at once", "answers_release": "handed in"}
_numbers = count(1)


@dataclass(frozen=True)
class Assigned:
    """An assignment. id: its public id; number: of its row."""

    room: Classroom
    id: str
    number: int


def put(room: Classroom, text: str = TEXT, **settings: Any) -> Assigned:
    """An assignment of this blueprint, published: scores and verdicts at once, answers after handing in.

    settings: columns of `Assignment` that are to be otherwise.
    """
    columns: dict[str, Any] = {
        "title": "Week 1", "blueprint": text, "seed": 11, "opens": NOON, "closes": NOON + timedelta(days=7),
        "minutes": None, "tries": 1, "counts": "best", "feedback": "mistake", "score_at": None, "verdict_at": None,
        "answers_at": None, "created": NOON, "created_by": room.instructor.id, "changed": NOON, "published": NOON,
        **OPEN, **settings,
    }  # fmt: skip
    row = Assignment(public_id=public_id(), course_id=room.number, **columns)

    def work(session: Session) -> Assigned:
        session.add(row)
        session.flush()
        return Assigned(room, row.public_id, row.id)

    return room.db.write(work)


def start(assigned: Assigned, person: Person, now: datetime = NOON) -> str:
    """Start the assignment, or find the running work; its public id."""
    return working.start(assigned.room.db, person.id, assigned.id, now=now)


def answer(
    assigned: Assigned, person: Person, work_id: str, position: int, typed: Mapping[str, Typed] | None = None,
    now: datetime = NOON, **more: Any,
) -> Sent:  # fmt: skip
    """Answer a problem; with nothing typed, rightly."""
    typed = right(assigned, work_id, position) if typed is None else typed
    more = {"key": f"works-{next(_numbers)}", **more}
    return answering.answer(assigned.room.db, person.id, work_id, position, typed, now=now, **more)


def right(assigned: Assigned, work_id: str, position: int) -> dict[str, Typed]:
    """The right answer to a problem, as typed."""
    item = stored(assigned, work_id, position)
    parts = asking(item.family, tuple(item.parts)).parts(item.level)
    return {part.id: precise(part, item.expected[part.id]) for part in parts}


def stored(assigned: Assigned, work_id: str, position: int) -> WorkItem:
    """The stored row of a problem, with its key: what no learner sees."""
    query = sa.select(WorkItem).join(Work, Work.id == WorkItem.work_id)
    with assigned.room.db.reading() as session:
        return session.scalars(query.where(Work.public_id == work_id, WorkItem.position == position)).one()
