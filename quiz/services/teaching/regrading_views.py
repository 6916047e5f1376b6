"""Regrades as the staff of a class sees them: which there are, what a new one can be about, what one changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from quiz.corrections import AsGiven, Drop, Full, in_words, restored
from quiz.database import Database
from quiz.models import Regrade
from quiz.services.teaching import (
    courses,
    gradebook_people,
    history,
    jobs,
    regrading,
    regrading_changes,
    regrading_choices,
    roles,
)
from quiz.services.teaching.courses import CourseView
from quiz.services.teaching.jobs import JobView
from quiz.services.teaching.people import member_of
from quiz.services.teaching.regrading_changes import BECOMES, Page
from quiz.services.teaching.regrading_choices import Choices, ItemChoice
from quiz.services.teaching.regrading_effects import Effect, effects
from quiz.services.teaching.regrading_rules import APPLYING, DROPPED, ERASED, LOOKING, OPEN
from quiz.services.teaching.roles import Role


@dataclass(frozen=True)
class Line:
    """A regrade in a list. learner: the only one whose answers it is about, empty for all. by: who asked for it."""

    id: str
    item: str
    words: str
    learner: str
    reason: str
    state: str
    made: datetime
    by: str
    applied: datetime | None


@dataclass(frozen=True)
class Overview:
    """The regrades of an assignment, the newest first. choices: for the form of a new one, None for no form."""

    course: CourseView
    assignment: str
    title: str
    lines: tuple[Line, ...]
    items: tuple[ItemChoice, ...]
    choices: Choices | None

    @property
    def open(self) -> Line | None:
        """The one that has to be applied or dropped before there can be another."""
        return next((one for one in self.lines if one.state in OPEN), None)

    @property
    def may_act(self) -> bool:
        return self.course.role >= Role.INSTRUCTOR


@dataclass(frozen=True)
class RegradeView:
    """A regrade. judges: it is run over answers, and `counts` says what becomes of how many; becomes: which are listed.

    effects: with whose it is, the tries whose points change by what it rules. job: of its present phase.
    """

    course: CourseView
    assignment: str
    title: str
    line: Line
    may_fall: bool
    judges: bool
    as_given: bool
    counts: Mapping[str, int]
    becomes: str
    page: Page
    effects: tuple[tuple[str, Effect], ...]
    job: JobView | None = None

    @property
    def may_act(self) -> bool:
        return self.course.role >= Role.INSTRUCTOR

    @property
    def falling(self) -> int:
        """How many tries come to a smaller share of the points by a ruling."""
        return sum(one.falls for _, one in self.effects)


def overview(db: Database, learner: int, assignment_id: str, item: str | None = None, only: str = "") -> Overview:
    """The regrades of an assignment. item: for a form, empty for all items; only: a person of the class."""
    with db.reading() as session:
        assignment, course, actor = roles.assignment(session, assignment_id, learner, Role.ASSISTANT)
        items = regrading_choices.items(session, assignment)
        names = gradebook_people.names(session, course.id)
        query = sa.select(Regrade).where(Regrade.assignment_id == assignment.id).order_by(Regrade.id.desc())
        called = {one.number: one.name for one in items}
        lines = tuple(_line(row, called, names) for row in session.scalars(query))
        choices = None
        if item is not None and items and actor.role >= Role.INSTRUCTOR:
            chosen = next((one for one in items if str(one.number) == item), None)
            person = member_of(session, course, only).learner_id if only else None
            choices = regrading_choices.choices(session, assignment, chosen, person)
        return Overview(courses.viewed(session, course, actor), assignment.public_id, assignment.title, lines,
                        tuple(items), choices)  # fmt: skip


def view(db: Database, learner: int, regrade_id: str, becomes: str = "", after: int = 0) -> RegradeView:
    """One regrade. becomes: which answers are listed (else the first kind that there is), after: from which one on."""
    with db.reading() as session:
        row, assignment, course, actor = regrading.found(session, regrade_id, learner, Role.ASSISTANT)
        names = gradebook_people.names(session, course.id)
        line = _line(row, regrading_choices.item_names(session, assignment), names)
        counts = regrading_changes.counts(session, row)
        becomes = becomes if becomes in BECOMES else next((one for one in BECOMES if counts[one]), BECOMES[0])
        ruled = effects(session, row) if row.state not in (DROPPED, ERASED) else []
        correction = restored(row.change)
        found = RegradeView(
            courses.viewed(session, course, actor), assignment.public_id, assignment.title, line, row.may_fall,
            not isinstance(correction, Full | Drop), isinstance(correction, AsGiven), counts, becomes,
            regrading_changes.page(session, row, names, becomes, after),
            tuple((names.get(one.learner, history.GONE), one) for one in ruled),
        )  # fmt: skip
        mine = regrading.jobs_of(session, row) if row.state in (LOOKING, APPLYING) else []
        job = mine[0].public_id if mine and mine[0].arguments["phase"] == row.state else None
    return replace(found, job=jobs.view(db, learner, job)) if job else found


def _line(row: Regrade, items: Mapping[int, str], names: Mapping[int, str]) -> Line:
    item = regrading_choices.item_name(None, []) if row.item is None else items.get(row.item, f"Item {row.item}")
    only = history.GONE if row.state == ERASED else ""
    if row.only_learner is not None:
        only = gradebook_people.called(names, row.only_learner)
    return Line(
        row.public_id, item, in_words(restored(row.change)), only, row.reason, row.state, row.made,
        gradebook_people.called(names, row.made_by), row.applied,
    )  # fmt: skip
