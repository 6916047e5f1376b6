"""Who may do what in a class: the one place where a role is looked up.

A service that touches a class asks here first, with the least role that its act takes. Who has less is told the same
as of a class that doesn't exist, so nobody learns which ids there are. An administrator counts as an instructor of
every class. `quiz/web/access.toml` declares what each route takes of each role, and the tests walk that table in full.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.models import Assignment, Course, Member, SiteRole
from quiz.services.chance import is_public_id
from quiz.services.errors import NotFound

NO_ASSIGNMENT = "There is no such assignment."


class Role(IntEnum):
    """The higher, the more: an assistant reads everything and marks; an instructor changes the class, too."""

    LEARNER = 1
    ASSISTANT = 2
    INSTRUCTOR = 3
    ADMINISTRATOR = 4

    @property
    def stored(self) -> str:
        return self.name.lower()


@dataclass(frozen=True)
class Actor:
    """Who acts, and as what in this class."""

    id: int
    role: Role


def is_administrator(session: Session, learner: int) -> bool:
    row = session.get(SiteRole, learner)
    return row is not None and row.role == Role.ADMINISTRATOR.stored


def role_in(session: Session, course_id: int, learner: int) -> Role | None:
    """The learner's role in a class; None for somebody who has nothing to do with it (any more)."""
    if is_administrator(session, learner):
        return Role.ADMINISTRATOR
    member = session.get(Member, (course_id, learner))
    return Role[member.role.upper()] if member and member.left is None else None


def role_of(site: str | None, role: str | None, left: datetime | None) -> Role | None:
    """The same from what stands in `SiteRole.role`, `Member.role` and `Member.left`, where a query has brought them."""
    if site == Role.ADMINISTRATOR.stored:
        return Role.ADMINISTRATOR
    return Role[role.upper()] if role and left is None else None


def course(session: Session, public_id: str, learner: int, least: Role, *, lock: bool = False) -> tuple[Course, Actor]:
    """The class of this public id for somebody who is at least this in it; NotFound for everybody else."""
    query = sa.select(Course).where(Course.public_id == public_id)
    row = session.scalar(query.with_for_update() if lock else query) if is_public_id(public_id) else None
    role = role_in(session, row.id, learner) if row else None
    if row is None or role is None or role < least:
        raise NotFound("There is no such class.")
    return row, Actor(learner, role)


def assignment(
    session: Session, public_id: str, learner: int, least: Role, *, lock: bool = False
) -> tuple[Assignment, Course, Actor]:
    """The assignment of this public id, its class, and who acts. A learner sees published ones only."""
    query = sa.select(Assignment).where(Assignment.public_id == public_id)
    row = session.scalar(query.with_for_update() if lock else query) if is_public_id(public_id) else None
    role = role_in(session, row.course_id, learner) if row else None
    hidden = row is not None and row.published is None and role == Role.LEARNER
    if row is None or role is None or role < least or hidden:
        raise NotFound(NO_ASSIGNMENT)
    return row, session.get_one(Course, row.course_id), Actor(learner, role)
