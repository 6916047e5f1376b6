"""Points by hand: with a reason, dated, signed, and never taken away from another marker unnoticed.

Changes are only added; the newest holds, and one without points takes back what was given by hand. A form carries the
number of the last change that it showed: where another has come since, nothing is changed and the form comes back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from quiz.answers.readings import quoted
from quiz.blocks import number
from quiz.database import Database
from quiz.models import Assignment, Course, PointsChange, Work, WorkItem
from quiz.services.errors import Misfilled, NotFound
from quiz.services.teaching import gradebook_people, gradebook_rows, works
from quiz.services.teaching.gradebook_rows import Solved
from quiz.services.teaching.roles import Role
from quiz.services.teaching.wording import showable
from quiz.totals import Earned

LONGEST_REASON = 2000
BEYOND = 2  # so many times its points can be given for a problem, where that is ticked
_POINTS = re.compile(r"\d{1,5}([.,]\d{1,6})?", re.ASCII)


class Overtaken(Misfilled):
    """Somebody else has changed these points since the form was made (409)."""


@dataclass(frozen=True)
class Change:
    """A change by hand. points: None where it took back what was given. by: a name."""

    points: float | None
    reason: str
    made: datetime
    by: str


@dataclass(frozen=True)
class Marking:
    """The points of a problem and how they came about. earned: what holds; without: what holds without the hand.

    title: of the assignment. name: whose work it is. points: by hand, None without any, or where they were taken back.
    last: the number of the last change, 0 without one: what a form has seen. changes: the oldest first. mine: it is
    the marker's own work, of which they change nothing. running: the learner may still answer.
    """

    work_id: str
    assignment_id: str
    title: str
    course_id: str
    position: int
    name: str
    worth: float
    earned: Earned
    without: Earned
    points: float | None
    last: int
    changes: tuple[Change, ...]
    mine: bool
    running: bool


@dataclass(frozen=True)
class Given:
    """What a form says: points as typed, empty to take them back; beyond: more than the problem is worth is meant."""

    points: str
    reason: str
    beyond: bool = False
    seen: int = 0


def of(db: Database, learner: int, work_id: str, position: int, *, now: datetime) -> Marking:
    """The points of a problem, for the assistants and instructors of its class."""
    with db.reading() as session:
        work, assignment, item = _problem(session, learner, work_id, position)
        return _marking(session, learner, work, assignment, item, now)


def give(db: Database, learner: int, work_id: str, position: int, given: Given, *, now: datetime) -> Marking:
    """Give points by hand, or take back what was given; how they stand then.

    `Misfilled` says what of the form can't be taken, `Overtaken` that somebody was faster. The same again is no change.
    """

    def work(session: Session) -> Marking:
        row, assignment, item = _problem(session, learner, work_id, position, lock=True)
        stands = _marking(session, learner, row, assignment, item, now)
        if stands.mine:
            raise Misfilled(points="Nobody changes the points of their own work; please ask somebody else.")
        points, reason = _filled(given, stands)
        if stands.changes and (points, reason) == (stands.points, stands.changes[-1].reason):
            return stands
        if given.seen != stands.last:
            raise Overtaken(points=_overtaken(stands))
        session.add(PointsChange(work_item_id=item.id, points=points, reason=reason, made=now, made_by=learner))
        session.flush()
        return _marking(session, learner, row, assignment, item, now)

    return db.write(work)


def _problem(
    session: Session, learner: int, work_id: str, position: int, *, lock: bool = False
) -> tuple[Work, Assignment, WorkItem]:
    """A problem of a work in a class of which the learner is staff. lock: markers of one work wait for each other."""
    work, assignment, actor = works.seen(session, work_id, learner, lock=lock)
    if actor.role < Role.ASSISTANT:
        raise NotFound(works.MISSING)
    return work, assignment, works.item_at(session, work, position)


def _marking(
    session: Session, learner: int, work: Work, assignment: Assignment, item: WorkItem, now: datetime
) -> Marking:  # fmt: skip
    stands = gradebook_rows.solved(session, item, work)
    names = gradebook_people.names(session, assignment.course_id)
    course = session.get_one(Course, assignment.course_id)
    return Marking(
        work.public_id, assignment.public_id, assignment.title, course.public_id, item.position,
        gradebook_people.called(names, work.learner_id),
        item.points, stands.earned, stands.without_hand, stands.hands[-1].points if stands.hands else None,
        stands.hands[-1].id if stands.hands else 0, _changes(stands, names), work.learner_id == learner,
        not works.over(work, now),
    )  # fmt: skip


def _changes(solved: Solved, names: Mapping[int, str]) -> tuple[Change, ...]:
    return tuple(
        Change(one.points, one.reason, one.made, gradebook_people.called(names, one.by)) for one in solved.hands
    )


def _filled(given: Given, stands: Marking) -> tuple[float | None, str]:
    """Points and reason as they are kept; Misfilled names each field that can't be taken."""
    wrong: dict[str, str] = {}
    points, reason = None, given.reason.replace("\r\n", "\n").strip()
    try:
        points = _points(given, stands)
    except Misfilled as refused:
        wrong |= refused.fields
    if not reason:
        wrong["reason"] = "A reason is needed, so that anybody can see later why; nothing came."
    elif len(reason) > LONGEST_REASON:
        wrong["reason"] = f"A reason has at most {LONGEST_REASON} characters, but this has {len(reason)}."
    elif not showable(" ".join(reason.split())):
        wrong["reason"] = "A reason is plain text, but this holds something that can’t be shown."
    if wrong:
        raise Misfilled(**wrong)
    return points, reason


def _points(given: Given, stands: Marking) -> float | None:
    typed = given.points.strip()
    if not typed:
        if stands.points is None:
            raise Misfilled(points="Points are needed, but nothing came; there are none by hand to take back.")
        return None
    if not _POINTS.fullmatch(typed):
        raise Misfilled(points=f"Points are a number from 0 on, such as 2.5, but {quoted(typed)} came.")
    points, most = float(typed.replace(",", ".")), stands.worth * (BEYOND if given.beyond else 1)
    if points > most:
        more = f"even so at most {number(most, 2)}" if given.beyond else "more takes the tick below"
        raise Misfilled(
            points=f"This problem is worth {number(stands.worth, 2)}; {more}, but {number(points, 2)} came."
        )
    return points


def _overtaken(stands: Marking) -> str:
    last = stands.changes[-1]
    what = "took points by hand back" if last.points is None else f"gave {number(last.points, 2)} by hand"
    reason = last.reason if len(last.reason) <= 200 else f"{last.reason[:199]}…"
    return f"{last.by} {what} meanwhile: “{reason}”. Nothing of yours is kept yet; send it again if it still holds."
