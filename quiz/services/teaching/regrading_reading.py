"""The form of a new regrade as it is sent: which answers, what is corrected, why. Each field has its own sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.answers.readings import quoted
from quiz.corrections import AsGiven, Correction, Current, Drop, Full, Impossible, Key, Nearness, key_read
from quiz.family import families
from quiz.models import Assignment, Course, Work, WorkItem
from quiz.parts import NUMERIC
from quiz.services.chance import is_public_id
from quiz.services.errors import Misfilled, NotFound
from quiz.services.teaching.people import member_of
from quiz.services.teaching.regrading_choices import parts_of
from quiz.services.teaching.wording import one_line, showable

Read = TypeVar("Read")
LONGEST_REASON = 1000
LARGEST = 1e9
_NUMBER = re.compile(r"\d{1,10}([.,]\d{1,12})?", re.ASCII)
# What can be chosen, in the order in which it is offered.
TOLERANCE, KEY, ALSO, VERSION, FULL, DROP, AS_GIVEN = "tolerance", "key", "also", "version", "full", "drop", "as-given"
KINDS: Mapping[str, str] = {
    TOLERANCE: "Another tolerance for a part",
    KEY: "Another right answer to one problem",
    ALSO: "A further right answer to one problem",
    VERSION: "The key of the problem’s current version",
    FULL: "Full points, whatever was answered",
    DROP: "Not counted",
    AS_GIVEN: "Back to the rule as it was handed out",
}
OF_ONE_ITEM = (TOLERANCE, KEY, ALSO)


@dataclass(frozen=True)
class Form:
    """What was typed and chosen. item: empty for all; learner: how the class's pages call them, empty for all."""

    item: str = ""
    learner: str = ""
    kind: str = ""
    part: str = ""
    absolute: str = ""
    relative: str = ""
    variant: str = ""
    key: str = ""
    reason: str = ""
    may_fall: bool = False


@dataclass(frozen=True)
class Wanted:
    """A regrade that can be. only_learner: the number of a learner."""

    item: int | None
    only_learner: int | None
    correction: Correction
    reason: str


def read(session: Session, course: Course, assignment: Assignment, form: Form) -> Wanted:
    """What the form says; `Misfilled` with a sentence for each field that can't be taken."""
    wrong: dict[str, str] = {}
    item = _kept(wrong, lambda: _item(session, assignment, form))
    learner = _kept(wrong, lambda: _learner(session, course, form))
    correction = None if "item" in wrong else _kept(wrong, lambda: _correction(session, assignment, form, item))
    reason = _kept(wrong, lambda: _reason(form))
    if wrong or correction is None or reason is None:
        raise Misfilled(**wrong)
    return Wanted(item, learner, correction, reason)


def _kept(wrong: dict[str, str], reading: Callable[[], Read]) -> Read | None:
    """What was read; None where it can't be taken, which is noted."""
    try:
        return reading()
    except Misfilled as refused:
        wrong.update(refused.fields)
        return None


def _item(session: Session, assignment: Assignment, form: Form) -> int | None:
    if not form.item:
        return None
    number = int(form.item) if re.fullmatch(r"[1-9]\d{0,3}", form.item, re.ASCII) else 0
    given = sa.select(WorkItem.id).join(Work, Work.id == WorkItem.work_id)
    query = given.where(Work.assignment_id == assignment.id, WorkItem.item == number).limit(1)
    if session.scalar(query) is None:
        raise Misfilled(item="An item is one of which somebody got a problem, but nobody got one of this.")
    return number


def _learner(session: Session, course: Course, form: Form) -> int | None:
    if not form.learner:
        return None
    try:
        return member_of(session, course, form.learner).learner_id
    except NotFound as missing:
        raise Misfilled(learner=str(missing)) from None


def _reason(form: Form) -> str:
    reason = one_line(form.reason)
    if not reason:
        raise Misfilled(reason="A reason is needed, so that anybody can see later why; nothing came.")
    if len(reason) > LONGEST_REASON:
        raise Misfilled(reason=f"A reason has at most {LONGEST_REASON} characters, but this has {len(reason)}.")
    if not showable(reason):
        raise Misfilled(reason="A reason is plain text, but this holds something that can’t be shown.")
    return reason


def _correction(session: Session, assignment: Assignment, form: Form, item: int | None) -> Correction:
    if form.kind in OF_ONE_ITEM and item is None:
        raise Misfilled(kind="A tolerance or a right answer belongs to one item: choose the item first.")
    match form.kind:
        case "tolerance":
            return _tolerance(session, assignment, form)
        case "key" | "also":
            return _key(session, assignment, form)
        case "version":
            return Current()
        case "full":
            return Full()
        case "drop":
            return Drop()
        case "as-given":
            return AsGiven()
    raise Misfilled(kind="One of the kinds of correction is expected, but none was chosen.")


def _tolerance(session: Session, assignment: Assignment, form: Form) -> Nearness:
    wrong: dict[str, str] = {}
    absolute = _kept(wrong, lambda: _number("absolute", form.absolute, "A tolerance", LARGEST))
    relative = _kept(wrong, lambda: _number("relative", form.relative.rstrip(" %") or "0", "A share in per cent", 100))
    problem = _kept(wrong, lambda: _asking(session, assignment, form))
    if wrong or problem is None or absolute is None or relative is None:
        raise Misfilled(**wrong)
    part = form.part.partition("/")[2]
    if not any(one.id == part and one.kind in NUMERIC for one in parts_of(problem)):
        raise Misfilled(part="A tolerance is for numbers, but the answer to this part is none.")
    return Nearness(problem.family, part, absolute, relative / 100)


def _number(field: str, typed: str, what: str, most: float) -> float:
    """A plain number from 0 on, with a comma or a point."""
    text = typed.strip()
    if not _NUMBER.fullmatch(text):
        came = quoted(text) if text else "nothing"
        raise Misfilled(**{field: f"{what} is a number from 0 on, such as 0.02, but {came} came."})
    number = float(text.replace(",", "."))
    if number > most:
        raise Misfilled(**{field: f"{what} is at most {most:g}, but {text} came."})
    return number


def _asking(session: Session, assignment: Assignment, form: Form) -> WorkItem:
    """A problem of the item that asks the chosen part."""
    family, _, part = form.part.partition("/")
    query = _problems(assignment, form).where(WorkItem.family == family).order_by(WorkItem.id.desc())
    row = session.scalar(query.limit(1)) if family in families() else None
    if row is None or part not in row.parts:
        raise Misfilled(part="One of the parts of this item is expected, but none of them was chosen.")
    return row


def _key(session: Session, assignment: Assignment, form: Form) -> Key:
    query = _problems(assignment, form).where(WorkItem.public_id == form.variant)
    problem = session.scalar(query) if is_public_id(form.variant) else None
    if problem is None:
        raise Misfilled(variant="One of the problems of this item is expected, but none of them was chosen.")
    family, _, part = form.part.partition("/")
    if family != problem.family or part not in problem.parts:
        raise Misfilled(part="One of the parts of the chosen problem is expected, but another or none was chosen.")
    try:
        return key_read(problem, part, form.key, also=form.kind == ALSO)
    except Impossible as refused:
        raise Misfilled(key=str(refused)) from None
    except (KeyError, IndexError, TypeError, ValueError):
        raise Misfilled(key=f"{problem.family} as it is now can’t take up the numbers of this problem.") from None


def _problems(assignment: Assignment, form: Form) -> sa.Select[WorkItem]:
    """The problems of the chosen item."""
    query = sa.select(WorkItem).join(Work, Work.id == WorkItem.work_id)
    return query.where(Work.assignment_id == assignment.id, WorkItem.item == int(form.item))
