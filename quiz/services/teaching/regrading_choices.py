"""What a regrade of an assignment can be about: its items, their parts with the rule by which they are graded now, and
the different problems that were handed out, each with whom it went to and its right answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.blocks import number
from quiz.corrections import Nearness, asking_within, fingerprint
from quiz.family import families
from quiz.models import Answer, Assignment, Member, Work, WorkItem
from quiz.parts import NUMERIC, Part
from quiz.services.teaching import gradebook_people, history
from quiz.services.teaching.regrading_rules import NOBODY, corrections_of

MOST_VARIANTS = 200


@dataclass(frozen=True)
class ItemChoice:
    """An item of which problems were handed out. works: how many; answers: how many were given to them."""

    number: int
    name: str
    works: int
    answers: int


@dataclass(frozen=True)
class PartChoice:
    """A part that is asked in an item. id: family and part. rule: its tolerance now, empty without one."""

    id: str
    name: str
    rule: str


@dataclass(frozen=True)
class VariantChoice:
    """A problem with its numbers. id: of one of the work items that have it. keys: part -> the right answer now."""

    id: str
    name: str
    keys: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Choices:
    """Of one item, or of all (item None: then without parts and variants). more: variants that are not listed."""

    item: int | None
    name: str
    learners: tuple[tuple[str, str], ...]
    parts: tuple[PartChoice, ...] = ()
    variants: tuple[VariantChoice, ...] = ()
    more: int = 0


def items(session: Session, assignment: Assignment) -> list[ItemChoice]:
    """The items of which somebody got a problem."""
    query = sa.select(WorkItem.item, sa.func.count()).join(Answer, Answer.work_item_id == WorkItem.id)
    answers = dict(session.execute(query.where(Answer.assignment_id == assignment.id).group_by(WorkItem.item)).all())
    return [
        ItemChoice(item, item_name(item, sorted(of)), sum(of.values()), answers.get(item, 0))
        for item, of in sorted(_given(session, assignment).items())
    ]


def item_names(session: Session, assignment: Assignment) -> dict[int, str]:
    """Item -> how it is called."""
    return {item: item_name(item, sorted(of)) for item, of in _given(session, assignment).items()}


def _given(session: Session, assignment: Assignment) -> dict[int, dict[str, int]]:
    """Item -> family -> how many problems were handed out."""
    query = sa.select(WorkItem.item, WorkItem.family, sa.func.count()).join(Work, Work.id == WorkItem.work_id)
    rows = session.execute(query.where(Work.assignment_id == assignment.id).group_by(WorkItem.item, WorkItem.family))
    found: dict[int, dict[str, int]] = {}
    for item, family, count in rows:
        found.setdefault(item, {})[family] = count
    return found


def item_name(item: int | None, ids: Iterable[str]) -> str:
    """How an item is called: its number and its families.

    >>> item_name(2, ["softmax-row"]), item_name(None, [])
    ('Item 2: Softmax of a row', 'All items')
    """
    known = families()
    if item is None:
        return "All items"
    return f"Item {item}: {' or '.join(known[id].title if id in known else id for id in ids)}"


def choices(session: Session, assignment: Assignment, item: ItemChoice | None, learner: int | None) -> Choices:
    """What can be chosen for an item. learner: only the problems of this one."""
    learners = tuple(_learners(session, assignment))
    if item is None:
        return Choices(None, item_name(None, []), learners)
    query = sa.select(WorkItem, Work.learner_id).join(Work, Work.id == WorkItem.work_id)
    query = query.where(Work.assignment_id == assignment.id, WorkItem.item == item.number).order_by(WorkItem.id)
    given = session.execute(query if learner is None else query.where(Work.learner_id == learner)).all()
    names = gradebook_people.names(session, assignment.course_id)
    holding = corrections_of(session, assignment.id, item.number, NOBODY)
    nearness = [one for one in holding if isinstance(one, Nearness)]
    parts = {one.id: one for row, _ in given if row.family in families() for one in _parts(row, nearness)}
    variants = _variants(given, names)
    return Choices(
        item.number, item.name, learners, tuple(parts.values()), tuple(variants[:MOST_VARIANTS]),
        max(len(variants) - MOST_VARIANTS, 0),
    )  # fmt: skip


def _learners(session: Session, assignment: Assignment) -> Iterable[tuple[str, str]]:
    """Who started the assignment and is or was in the class: how pages call them, and their names."""
    query = sa.select(Member.public_id, Member.name).where(
        Member.course_id == assignment.course_id,
        Member.learner_id.in_(sa.select(Work.learner_id).where(Work.assignment_id == assignment.id)),
    )
    return sorted(session.execute(query), key=lambda row: (row[1].casefold(), row[0]))


def parts_of(item: WorkItem, nearness: Sequence[Nearness] = ()) -> list[Part]:
    """The parts that a problem asks, within the tolerances that hold for them."""
    mine = {one.part: one for one in nearness if one.family == item.family}
    return asking_within(item.family, tuple(item.parts), tuple(mine.values())).parts(item.level)


def _parts(item: WorkItem, nearness: Sequence[Nearness]) -> Iterable[PartChoice]:
    title = families()[item.family].title
    for part in parts_of(item, nearness):
        rule = part.tolerance.rule() if part.kind in NUMERIC else ""
        yield PartChoice(f"{item.family}/{part.id}", f"{part.id.replace('_', ' ')} ({title})", rule)


def _variants(given: Sequence[tuple[WorkItem, int]], names: Mapping[int, str]) -> list[VariantChoice]:
    """Problems with other numbers, by the name of the first who got each."""
    same: dict[str, list[tuple[WorkItem, str]]] = {}
    for row, learner in given:
        same.setdefault(fingerprint(row), []).append((row, names.get(learner, history.GONE)))
    found = []
    for rows in same.values():
        people = sorted({name for _, name in rows}, key=str.casefold)
        others = len(people) - 1
        beside = f" and {others} more" if others else ""
        row = rows[0][0]
        keys = tuple((id.replace("_", " "), as_text(row.expected[id])) for id in row.parts)
        found.append(VariantChoice(row.public_id, f"as given to {people[0]}{beside}, problem {row.position}", keys))
    return sorted(found, key=lambda one: one.name.casefold())


def as_text(value: Any) -> str:
    """An answer in one line, stored or typed: rows of a grid with semicolons between.

    >>> as_text([[0.25, 0.75], [1, 0]]), as_text([["0.2", "", "x"]]), as_text("12")
    ('0.25 0.75; 1 0', '0.2 – x', '12')
    """
    if isinstance(value, list):
        nested = any(isinstance(row, list) for row in value)
        return "; ".join(as_text(row) for row in value) if nested else " ".join(as_text(one) for one in value)
    if isinstance(value, float):
        return number(value)
    return str(value).strip() or "–"
