"""What an assignment offers somebody who wants to start it, and the rows of a new work.

Prepared statements: a whole class starts at once, and everybody waits for everybody before them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from quiz.models import Assignment, Base, Extension, Member, SiteRole, Work
from quiz.prepared import Prepared
from quiz.services.chance import is_public_id, public_id
from quiz.services.errors import Closed, NotFound
from quiz.services.teaching import dealing, roles, works
from quiz.services.teaching.roles import Role
from quiz.services.teaching.works import Allowed


@dataclass(frozen=True)
class Offer:
    """What somebody may start now. number: of the work that they would start; running: the one that they go on with."""

    assignment: int
    title: str
    feedback: str
    blueprint: str
    seed: int
    allowed: Allowed
    number: int
    running: str | None

    @property
    def deck(self) -> str:
        return dealing.fingerprint(self.blueprint, self.seed)


class Assigned(NamedTuple):
    """What is set for everybody."""

    closes: datetime
    minutes: int | None
    tries: int


class Extended(NamedTuple):
    """What was granted to one learner."""

    closes: datetime | None
    minutes: int
    tries: int


class Started(NamedTuple):
    """A work, as far as starting is concerned."""

    public_id: str
    ends: datetime
    handed_in: datetime | None


def offer(connection: sa.Connection, assignment_id: str, learner: int, now: datetime) -> Offer:
    """What the learner may start now; `Closed` says why nothing, NotFound goes to who may not even know."""
    who = {"assignment": assignment_id, "learner": learner}
    row = _OFFERED.one(connection, who) if is_public_id(assignment_id) else None
    if row is None:
        raise NotFound(roles.NO_ASSIGNMENT)
    id, title, feedback, blueprint, seed, opens, published, *rest = row
    limits, granted, (site, member, left) = Assigned(*rest[:3]), rest[3:6], rest[6:]
    role = roles.role_of(site, member, left)
    if role is None or (published is None and role == Role.LEARNER):
        raise NotFound(roles.NO_ASSIGNMENT)
    if member is None or left is not None:
        raise Closed("Only people of the class can start this.")
    may = works.allowed(limits, None if granted[1] is None else Extended(*granted))
    started = [Started(*one) for one in _STARTED.rows(connection, {"assignment": id, "learner": learner})]
    running = next((one.public_id for one in started if not works.over(one, now)), None)
    if running is None:
        _check(may, published, opens, len(started), now)
    return Offer(id, title, feedback, blueprint, seed, may, len(started) + 1, running)


def hold(connection: sa.Connection, assignment_id: str, learner: int) -> None:
    """Nobody withdraws or changes the assignment before this transaction ends, and a second tab waits for it."""
    for (course,) in _HELD.rows(connection, {"assignment": assignment_id}):
        _HELD_MEMBER.rows(connection, {"course": course, "learner": learner})


def put(
    connection: sa.Connection, learner: int, offered: Offer, seed: int, problems: Sequence[Mapping[str, Any]],
    now: datetime,
) -> str:  # fmt: skip
    """A new work with all its problems (`dealing.columns`); its public id."""
    id, may, blueprint = public_id(), offered.allowed, dealing.read(offered.blueprint)
    settings = {
        "title": offered.title, "instructions": blueprint.instructions, "minutes": may.minutes,
        "feedback": offered.feedback, "calculator": blueprint.calculator, "shuffle": list(blueprint.shuffle),
        "language": blueprint.language,
    }  # fmt: skip
    work = _WORK.do(connection, {
        "public_id": id, "assignment_id": offered.assignment, "learner_id": learner, "number": offered.number,
        "seed": seed, "started": now, "ends": may.ends(now), "handed_in": None, "settings": settings,
    })  # fmt: skip
    for position, problem in enumerate(problems, 1):
        _ITEM.do(connection, {**problem, "public_id": public_id(), "work_id": work, "position": position})
    return id


def _check(may: Allowed, published: datetime | None, opens: datetime, used: int, now: datetime) -> None:
    """`Closed` unless another work may be started now."""
    if published is None:
        raise Closed("This is a draft: publish it first.")
    if now < opens:
        raise Closed("This is not open yet.")
    if now >= may.closes:
        raise Closed("This is closed.")
    if used >= may.tries:
        raise Closed("You have used your only try." if may.tries == 1 else f"You have used all {may.tries} tries.")


_LEARNER: sa.BindParameter[int] = sa.bindparam("learner")
_OFFERED = Prepared(
    sa.select(
        Assignment.id, Assignment.title, Assignment.feedback, Assignment.blueprint, Assignment.seed, Assignment.opens,
        Assignment.published, Assignment.closes, Assignment.minutes, Assignment.tries, Extension.closes,
        Extension.minutes, Extension.tries,
        sa.select(SiteRole.role).where(SiteRole.learner_id == _LEARNER).scalar_subquery(), Member.role, Member.left,
    )
    .outerjoin(Member, (Member.course_id == Assignment.course_id) & (Member.learner_id == _LEARNER))
    .outerjoin(Extension, (Extension.assignment_id == Assignment.id) & (Extension.learner_id == _LEARNER))
    .where(Assignment.public_id == sa.bindparam("assignment"))
)  # fmt: skip
_STARTED = Prepared(
    sa.select(Work.public_id, Work.ends, Work.handed_in)
    .where(Work.assignment_id == sa.bindparam("assignment"), Work.learner_id == _LEARNER)
    .order_by(Work.number)
)
_HELD = Prepared(
    sa.select(Assignment.course_id)
    .where(Assignment.public_id == sa.bindparam("assignment"))
    .with_for_update(read=True)
)  # fmt: skip
_HELD_MEMBER = Prepared(
    sa.select(Member.course_id)
    .where(Member.course_id == sa.bindparam("course"), Member.learner_id == _LEARNER)
    .with_for_update()
)


def _insert(table: str) -> Prepared:
    found = Base.metadata.tables[table]
    return Prepared(sa.insert(found), [column.name for column in found.columns if column.name != "id"])


_WORK, _ITEM = _insert("work"), _insert("work_item")
