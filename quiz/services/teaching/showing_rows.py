"""What a page of a work is made of, in a few prepared statements: a whole class opens its pages at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from quiz.corrections import Correction, restored
from quiz.grades import Grade
from quiz.models import (
    Answer,
    AnswerDraft,
    Assignment,
    Course,
    Mark,
    Member,
    PointsChange,
    Regrade,
    SiteRole,
    Work,
    WorkItem,
)
from quiz.prepared import Prepared
from quiz.releases import Rule, Rules, When
from quiz.services.chance import is_public_id
from quiz.services.errors import NotFound
from quiz.services.teaching import regrading_rules, roles, works
from quiz.services.teaching.gradebook_rows import Hand, Rulings, Solved, Standing, standings, stood
from quiz.services.teaching.regrading_rules import APPLIED, APPLYING
from quiz.services.teaching.roles import Actor, Role
from quiz.services.teaching.showing_values import AnswerView
from quiz.services.values import Draft


@dataclass(frozen=True)
class Seen:
    """A work, and what its assignment and its class say of it now. actor: who looks."""

    id: int
    public_id: str
    learner_id: int
    number: int
    seed: int
    started: datetime
    ends: datetime
    handed_in: datetime | None
    settings: Mapping[str, Any]
    assignment_id: int
    assignment: str
    course_id: int
    course: str
    course_name: str
    zone: str
    rules: Rules
    actor: Actor


class Place(NamedTuple):
    """A problem in the list of a work. verdict: of the last answer, as it holds; revision: of what is only typed."""

    id: int
    solved: Solved
    verdict: str
    revision: int | None


@dataclass(frozen=True)
class Item:
    """A problem as it was handed out, which never changes."""

    id: int
    public_id: str
    position: int
    item: int
    family: str
    version: int
    level: int
    givens: Mapping[str, Any]
    expected: Mapping[str, Any]
    parts: Sequence[str]
    points: float


def seen(connection: sa.Connection, work_id: str, learner: int) -> Seen:
    """A work for the learner whose it is, or for the staff of its class; NotFound for everybody else."""
    row = _SEEN.one(connection, {"work": work_id, "learner": learner}) if is_public_id(work_id) else None
    if row is None:
        raise NotFound(works.MISSING)
    *own, site, role, left, score, score_at, verdict, verdict_at, answers, answers_at = row
    actor = roles.role_of(site, role, left)
    if actor is None or (actor < Role.ASSISTANT and own[2] != learner):
        raise NotFound(works.MISSING)
    rules = Rules(Rule(When(score), score_at), Rule(When(verdict), verdict_at), Rule(When(answers), answers_at))
    return Seen(*(*own, rules, Actor(learner, actor)))


def own(connection: sa.Connection, work_id: str, learner: int) -> Seen:
    """The learner's own work, as long as they are in its class."""
    found = seen(connection, work_id, learner)
    if found.learner_id != learner:
        raise NotFound(works.MISSING)
    return found


def places(connection: sa.Connection, work: Seen) -> list[Place]:
    """The problems of a work, in their order, with what they come to."""
    hands: dict[int, list[Hand]] = {}
    for item, *change in _HANDS.rows(connection, {"work": work.id}):
        hands.setdefault(item, []).append(Hand(*change))
    applied = _REGRADES.rows(connection, {"assignment": work.assignment_id})
    ruled = Rulings((work.assignment_id, *rest) for *rest, state in applied if state == APPLIED)
    found = []
    for *columns, verdict, revision in _PLACES.rows(connection, {"work": work.id}):
        row = Standing(*columns)
        rule = ruled.of(work.assignment_id, row.item, work.learner_id)
        found.append(Place(row.id, stood(row, rule, hands.get(row.id, ())), verdict or "", revision))
    return found


def item(connection: sa.Connection, work: Seen, position: int) -> Item:
    """The problem at a place of a work, from 1."""
    row = _ITEM.one(connection, {"work": work.id, "position": position}) if position < works.MOST else None
    if row is None:
        raise NotFound("There is no such problem.")
    return Item(*row)


def has(connection: sa.Connection, work: Seen, position: int) -> bool:
    """Whether there is a problem at a place of a work."""
    return 0 < position < works.MOST and bool(_HAS.rows(connection, {"work": work.id, "position": position}))


def answers(connection: sa.Connection, item: Item) -> list[AnswerView]:
    """Every answer with the mark that holds, the last one first."""
    found = {
        number: AnswerView(number, made, seconds, typed, Grade.from_json(grade))
        for number, made, seconds, typed, grade in _ANSWERS.rows(connection, {"item": item.id})
    }
    return list(found.values())


def draft(connection: sa.Connection, item: Item) -> Draft | None:
    """What is typed and not kept."""
    row = _DRAFT.one(connection, {"item": item.id})
    return Draft(*row) if row else None


def corrections(connection: sa.Connection, work: Seen, item: Item) -> tuple[Correction, ...]:
    """The corrections by which answers to a problem are judged, as `regrading_rules` has them."""
    rows = _REGRADES.rows(connection, {"assignment": work.assignment_id})
    return regrading_rules.judging([
        restored(change) for at, only, change, _ in rows if at in (None, item.item) and only in (None, work.learner_id)
    ])  # fmt: skip


def waits(connection: sa.Connection, work: Seen) -> bool:
    """Whether something typed in a work that is over waits to be settled."""
    return bool(_WAITS.rows(connection, {"work": work.id}))


def name(connection: sa.Connection, work: Seen) -> str | None:
    """What the learner whose work it is is called in the class; None for somebody who was never in it."""
    row = _NAME.one(connection, {"course": work.course_id, "learner": work.learner_id})
    return row[0] if row else None


_THIS = WorkItem.work_id == sa.bindparam("work")
_AT = (_THIS, WorkItem.position == sa.bindparam("position"))
_SEEN = Prepared(
    sa.select(
        Work.id, Work.public_id, Work.learner_id, Work.number, Work.seed, Work.started, Work.ends, Work.handed_in,
        Work.settings, Assignment.id, Assignment.public_id, Course.id, Course.public_id, Course.name, Course.zone,
        sa.select(SiteRole.role).where(SiteRole.learner_id == sa.bindparam("learner")).scalar_subquery(),
        Member.role, Member.left, Assignment.score_release, Assignment.score_at, Assignment.verdict_release,
        Assignment.verdict_at, Assignment.answers_release, Assignment.answers_at,
    )
    .join(Assignment, Assignment.id == Work.assignment_id)
    .join(Course, Course.id == Assignment.course_id)
    .outerjoin(Member, (Member.course_id == Course.id) & (Member.learner_id == sa.bindparam("learner")))
    .where(Work.public_id == sa.bindparam("work"))
)  # fmt: skip
_PLACES = Prepared(
    standings()
    .add_columns(Mark.verdict, AnswerDraft.revision)
    .outerjoin(AnswerDraft, AnswerDraft.work_item_id == WorkItem.id)
    .where(_THIS)
    .order_by(WorkItem.position)
)
_HANDS = Prepared(
    sa.select(PointsChange.work_item_id, PointsChange.id, PointsChange.points, PointsChange.reason, PointsChange.made,
              PointsChange.made_by)
    .join(WorkItem, WorkItem.id == PointsChange.work_item_id)
    .where(_THIS)
    .order_by(PointsChange.id)
)  # fmt: skip
_REGRADES = Prepared(
    sa.select(Regrade.item, Regrade.only_learner, Regrade.change, Regrade.state)
    .where(
        Regrade.assignment_id == sa.bindparam("assignment"),
        (Regrade.state == APPLYING) | (Regrade.state == APPLIED),
    )
    .order_by(Regrade.id)
)
_ITEM = Prepared(sa.select(*(WorkItem.__table__.c[each.name] for each in fields(Item))).where(*_AT))
_HAS = Prepared(sa.select(WorkItem.id).where(*_AT))
_ANSWERS = Prepared(
    sa.select(Answer.number, Answer.made, Answer.seconds, Answer.typed, Mark.grade)
    .join(Mark, Mark.answer_id == Answer.id)
    .where(Answer.work_item_id == sa.bindparam("item"))
    .order_by(Answer.number.desc(), Mark.id)
)
_DRAFT = Prepared(
    sa.select(AnswerDraft.typed, AnswerDraft.revision, AnswerDraft.saved).where(
        AnswerDraft.work_item_id == sa.bindparam("item")
    )
)
_WAITS = Prepared(
    sa.select(AnswerDraft.work_item_id)
    .join(WorkItem, WorkItem.id == AnswerDraft.work_item_id)
    .where(_THIS, AnswerDraft.settled.is_(None))
)
_NAME = Prepared(
    sa.select(Member.name).where(
        Member.course_id == sa.bindparam("course"), Member.learner_id == sa.bindparam("learner")
    )
)
