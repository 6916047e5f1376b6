"""Builders for tests of grades: works with the scores that a test wants, straight into the tables.

assigned = put(room, text=FOUR)                          # problems worth 4, 3, 1 and 1 point
tried(assigned, person, [1, 0.5, None, 0])               # a work that was handed in; None: not answered
marked(assigned, work, 2, 0.25)                          # a newer mark of the last answer to problem 2
ruled(assigned, "drop", item=2)                          # a regrade that was applied
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.models import Answer, Assignment, Learner, Mark, Member, PointsChange, Regrade, Work, WorkItem
from quiz.models.base import Base
from quiz.services.chance import public_id
from quiz.services.teaching.gradebook_rows import items
from tests.classes import Classroom, Person
from tests.stores import NOON
from tests.works import Assigned

FOUR = """title = "Four"
[[items]]
family = "softmax-row"
level = 1
points = 4
[[items]]
family = "shape-single"
level = 1
points = 3
[[items]]
topic = "softmax"
level = 1
points = 1
count = 2
"""
LATER = NOON + timedelta(days=8)  # when an assignment of `put` is closed
NO_GRADE = {"verdict": "correct", "score": 1.0, "parts": {}}  # whatever the mark says
_keys = count(1)


def tried(
    assigned: Assigned, person: Person, scores: Sequence[float | None], number: int = 1, started: datetime = NOON,
    ends: datetime | None = None, handed_in: datetime | None = NOON + timedelta(hours=1),
) -> str:  # fmt: skip
    """A work of this number with an answer to each problem that has a score; its public id."""
    return everybody(assigned, [person.id], scores, number, started, ends, handed_in)[0]


def everybody(
    assigned: Assigned, learners: Sequence[int], scores: Sequence[float | None], number: int = 1,
    started: datetime = NOON, ends: datetime | None = None, handed_in: datetime | None = NOON + timedelta(hours=1),
) -> list[str]:  # fmt: skip
    """The same of everybody: they all answer alike."""

    def work(session: Session) -> list[str]:
        blueprint = session.get_one(Assignment, assigned.number).blueprint
        worths = [(at, one.points) for at, one in enumerate(items(blueprint), 1) for _ in range(one.count)]
        rows = _added(session, [
            Work(public_id=public_id(), assignment_id=assigned.number, learner_id=learner, number=number, seed=1,
                 started=started, ends=ends or NOON + timedelta(days=7), handed_in=handed_in, settings={})
            for learner in learners
        ])  # fmt: skip
        problems = _added(session, [
            WorkItem(public_id=public_id(), work_id=row.id, position=position, item=at, family="softmax-row", version=1,
                     level=1, seed=1, index=0, givens={}, expected={}, parts=["weights"], points=worth, features={})
            for row in rows for position, (at, worth) in enumerate(worths, 1)
        ])  # fmt: skip
        whose = {row.id: row.learner_id for row in rows}
        _answered(session, assigned, [(whose[item.work_id], item, scores[item.position - 1]) for item in problems])
        return [row.public_id for row in rows]

    return assigned.room.db.write(work)


def crowd(room: Classroom, size: int) -> list[int]:
    """So many more learners of the class, without accounts; their numbers."""

    def work(session: Session) -> list[int]:
        found = [one.id for one in _added(session, [Learner(created=NOON) for _ in range(size)])]
        _added(session, [
            Member(course_id=room.number, learner_id=id, role="learner", name=f"Person {id}", joined=NOON)
            for id in found
        ])  # fmt: skip
        return found

    return room.db.write(work)


def answered(assigned: Assigned, person: Person, work_id: str, position: int, score: float) -> None:
    """One more answer to a problem."""

    def work(session: Session) -> None:
        item = _item(session, work_id, position)
        number = session.scalar(sa.select(sa.func.count()).select_from(Answer).where(Answer.work_item_id == item.id))
        _answered(session, assigned, [(person.id, item, score)], 1 + (number or 0))

    assigned.room.db.write(work)


def marked(assigned: Assigned, work_id: str, position: int, score: float, answer: int = 1) -> None:
    """A newer mark of an answer (by its number), as a regrade makes it."""

    def work(session: Session) -> None:
        item = _item(session, work_id, position)
        query = sa.select(Answer.id).where(Answer.work_item_id == item.id, Answer.number == answer)
        regrade = _regrade(session, assigned, {"kind": "version"}, None, None)
        session.add(Mark(answer_id=session.scalars(query).one(), cause="regraded", regrade_id=regrade.id, made=NOON,
                         verdict="correct", score=score, grade=NO_GRADE))  # fmt: skip

    assigned.room.db.write(work)


def by_hand(
    assigned: Assigned, work_id: str, position: int, points: float | None, by: Person, reason: str = ""
) -> None:
    """A change by hand."""

    def work(session: Session) -> None:
        item = _item(session, work_id, position)
        session.add(PointsChange(work_item_id=item.id, points=points, reason=reason, made=NOON, made_by=by.id))

    assigned.room.db.write(work)


def ruled(
    assigned: Assigned, kind: str, item: int | None = None, only: Person | None = None, state: str = "applied"
) -> None:  # fmt: skip
    """A regrade with a ruling: `full`, `drop`, or `as-given`, which lifts those before it."""
    db = assigned.room.db
    db.write(lambda session: _regrade(session, assigned, {"kind": kind}, item, only.id if only else None, state))


def _regrade(
    session: Session, assigned: Assigned, change: dict[str, Any], item: int | None, only: int | None,
    state: str = "applied",
) -> Regrade:  # fmt: skip
    row = Regrade(public_id=public_id(), assignment_id=assigned.number, item=item, only_learner=only, change=change,
                  reason="", state=state, made=NOON, applied=NOON if state == "applied" else None)  # fmt: skip
    session.add(row)
    session.flush()
    return row


def _item(session: Session, work_id: str, position: int) -> WorkItem:
    query = sa.select(WorkItem).join(Work, Work.id == WorkItem.work_id)
    return session.scalars(query.where(Work.public_id == work_id, WorkItem.position == position)).one()


def _answered(
    session: Session, assigned: Assigned, given: Sequence[tuple[int, WorkItem, float | None]], number: int = 1
) -> None:  # fmt: skip
    """An answer of this number to each problem that has a score, with its first mark."""
    scored = [(learner, item, score) for learner, item, score in given if score is not None]
    answers = _added(session, [
        Answer(learner_id=learner, assignment_id=assigned.number, work_item_id=item.id, number=number, typed={},
               made=NOON, seconds=60, key=f"grades-{next(_keys)}", body_hash=bytes(32))
        for learner, item, _ in scored
    ])  # fmt: skip
    _added(session, [
        Mark(answer_id=answer.id, cause="submitted", made=NOON, verdict="correct", score=score, grade=NO_GRADE)
        for answer, (_, _, score) in zip(answers, scored, strict=True)
    ])  # fmt: skip


Row = TypeVar("Row", bound=Base)


def _added(session: Session, rows: list[Row]) -> list[Row]:
    """The rows in the tables, each with its number."""
    session.add_all(rows)
    session.flush()
    return rows
