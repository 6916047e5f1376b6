"""What stands behind grades: every try of some assignments with the points of its problems, in few statements.

Of a problem the newest mark of the last answer holds, the newest change by hand, and the rulings of applied regrades in
the order in which they came (as in `regrading_rules`). `quiz.totals` says which goes before which.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.corrections import Correction, restored, ruling
from quiz.models import Answer, Assignment, Extension, Mark, PointsChange, Regrade, Work, WorkItem
from quiz.papers.blueprint import Flawed, Item, read_blueprint
from quiz.totals import Earned, Ruling, Total, earned, summed


@dataclass(frozen=True)
class Hand:
    """One change of points by hand. id: of its row. points: None where it took the change before it back."""

    id: int
    points: float | None
    reason: str
    made: datetime
    by: int | None


@dataclass(frozen=True)
class Solved:
    """One problem of a try. answers: how many were given. hands: every change by hand, the oldest first.

    earned: what holds; without_hand: what would hold had nobody given points by hand.
    """

    position: int
    item: int
    family: str
    level: int
    worth: float
    answers: int
    earned: Earned
    without_hand: Earned
    hands: tuple[Hand, ...]


@dataclass(frozen=True)
class Try:
    """A learner's start of an assignment. problems: by position."""

    id: str
    number: int
    started: datetime
    ends: datetime
    handed_in: datetime | None
    problems: tuple[Solved, ...]
    total: Total

    def over(self, now: datetime) -> bool:
        """Whether it takes no more answers."""
        return self.handed_in is not None or now >= self.ends


class Rulings:
    """What was ruled of the items of some assignments by regrades that were applied.

    applied: (assignment, item, only learner, change) of each, the oldest first.
    """

    def __init__(self, applied: Iterable[Sequence[Any]]) -> None:
        self._of: dict[int, list[tuple[int | None, int | None, Correction]]] = defaultdict(list)
        for assignment, item, learner, change in applied:
            self._of[assignment].append((item, learner, restored(change)))

    def of(self, assignment: int, item: int, learner: int) -> Ruling | None:
        """What holds for an item of a learner's whatever was answered."""
        if assignment not in self._of:
            return None
        return ruling([
            change for at, only, change in self._of[assignment] if at in (None, item) and only in (None, learner)
        ])  # fmt: skip


def rulings(session: Session, assignments: Sequence[int]) -> Rulings:
    """What was ruled of the items of these assignments."""
    columns = (Regrade.assignment_id, Regrade.item, Regrade.only_learner, Regrade.change)
    applied = (Regrade.assignment_id.in_(assignments), Regrade.state == "applied")
    return Rulings(session.execute(sa.select(*columns).where(*applied).order_by(Regrade.id)))


def tries(
    session: Session, assignments: Sequence[int], ruled: Rulings, learner: int | None = None
) -> dict[tuple[int, int], list[Try]]:
    """(assignment, learner) -> their tries in order. Three statements, however many people there are.

    learner: only this one's.
    """
    those = [Work.assignment_id.in_(assignments)] + ([Work.learner_id == learner] if learner is not None else [])
    columns = (Work.id, Work.assignment_id, Work.learner_id, Work.public_id, Work.number, Work.started, Work.ends,
               Work.handed_in)  # fmt: skip
    works = session.execute(sa.select(*columns).where(*those).order_by(Work.number)).all()
    whose = {work.id: (work.assignment_id, work.learner_id) for work in works}
    hands = changes(session, *those)
    problems: dict[int, list[Solved]] = defaultdict(list)
    for row in session.execute(standings().where(*those)):
        one = Standing(*row)
        if one.work_id in whose:  # not one that was started between the two statements
            assignment, learner_id = whose[one.work_id]
            rule = ruled.of(assignment, one.item, learner_id)
            problems[one.work_id].append(stood(one, rule, hands.get(one.id, ())))
    found: dict[tuple[int, int], list[Try]] = defaultdict(list)
    for work in works:
        parts = tuple(sorted(problems[work.id], key=attrgetter("position")))
        total = summed(one.earned for one in parts)
        found[whose[work.id]].append(
            Try(work.public_id, work.number, work.started, work.ends, work.handed_in, parts, total)
        )
    return found


def changes(session: Session, *of: sa.ColumnElement[bool]) -> dict[int, list[Hand]]:
    """Work item -> its changes by hand, the oldest first. of: conditions on the work or the item."""
    query = sa.select(PointsChange).join(WorkItem, WorkItem.id == PointsChange.work_item_id)
    found: dict[int, list[Hand]] = defaultdict(list)
    for row in session.scalars(query.join(Work, Work.id == WorkItem.work_id).where(*of).order_by(PointsChange.id)):
        found[row.work_item_id].append(Hand(row.id, row.points, row.reason, row.made, row.made_by))
    return found


def solved(session: Session, item: WorkItem, work: Work) -> Solved:
    """One problem as it stands now."""
    row = session.execute(standings().where(WorkItem.id == item.id)).one()
    rule = rulings(session, [work.assignment_id]).of(work.assignment_id, item.item, work.learner_id)
    return stood(Standing(*row), rule, changes(session, WorkItem.id == item.id).get(item.id, ()))


def closing(session: Session, assignments: Sequence[Assignment]) -> dict[tuple[int, int], datetime]:
    """(assignment, learner) -> when it closes for them, where they were granted another time."""
    those = (Extension.assignment_id.in_([one.id for one in assignments]), Extension.closes.is_not(None))
    query = sa.select(Extension.assignment_id, Extension.learner_id, Extension.closes).where(*those)
    found = session.execute(query).all()
    return {(row.assignment_id, row.learner_id): row.closes for row in found if row.closes}


@lru_cache(maxsize=256)
def items(blueprint: str) -> tuple[Item, ...]:
    """The items of an assignment's copy of a blueprint; none where it can't be read any more."""
    try:
        return read_blueprint(blueprint).items
    except Flawed:
        return ()


def possible(assignment: Assignment, learner: int, ruled: Rulings) -> float:
    """Points that a learner could have earned who did not start: those of all items that count."""
    return sum(
        item.points * item.count
        for number, item in enumerate(items(assignment.blueprint), 1)
        if ruled.of(assignment.id, number, learner) is not Ruling.DROPPED
    )


def newest_mark() -> sa.ScalarSelect[int]:
    """The mark that holds for an answer of the query around it."""
    return sa.select(sa.func.max(Mark.id)).where(Mark.answer_id == Answer.id).correlate(Answer).scalar_subquery()


class Standing(NamedTuple):
    """A row of `standings`. number: of the last answer; score: by its newest mark."""

    id: int
    work_id: int
    position: int
    item: int
    family: str
    level: int
    worth: float
    number: int | None
    score: float | None


def standings() -> sa.Select[*tuple[Any, ...]]:
    """Problems, each with its last answer and the newest mark of that: columns as in `Standing`."""
    last = sa.select(sa.func.max(Answer.number)).where(Answer.work_item_id == WorkItem.id).correlate(WorkItem)
    answered = (Answer.work_item_id == WorkItem.id) & (Answer.number == last.scalar_subquery())
    columns = (WorkItem.id, WorkItem.work_id, WorkItem.position, WorkItem.item, WorkItem.family, WorkItem.level,
               WorkItem.points, Answer.number, Mark.score)  # fmt: skip
    found = sa.select(*columns).join(Work, Work.id == WorkItem.work_id).outerjoin(Answer, answered)
    return found.outerjoin(Mark, Mark.id == newest_mark())


def stood(row: Standing, rule: Ruling | None, hands: Sequence[Hand]) -> Solved:
    """A problem with what it comes to. hands: its changes by hand, the oldest first."""
    without = earned(row.worth, row.score, None, rule)
    got = earned(row.worth, row.score, hands[-1].points, rule) if hands else without
    return Solved(
        row.position, row.item, row.family, row.level, row.worth, row.number or 0, got, without, tuple(hands)
    )  # fmt: skip
