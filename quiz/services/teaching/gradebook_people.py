"""The people of a gradebook: the learners of a class and those who have left it, each with their roster entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.models import Account, Course, Member
from quiz.services.teaching import history, roster_matching
from quiz.services.teaching.roles import Role
from quiz.services.teaching.roster_matching import How


@dataclass(frozen=True)
class Person:
    """Somebody who is graded. number: of the learner, never shown. email: of their account, not verified.

    entry_name, entry_number: of the roster, where they are on it; how sure that is.
    """

    number: int
    id: str
    name: str
    email: str
    joined: datetime
    left: datetime | None
    entry_name: str = ""
    entry_number: str = ""
    how: How | None = None


def learners(session: Session, course: Course) -> tuple[list[Person], list[Person]]:
    """Who learns in the class, and who did and is in it no more; each by name. Staff is not graded."""
    query = sa.select(Member, Account.email).outerjoin(Account, Account.learner_id == Member.learner_id)
    known = roster_matching.known(session, course.id)
    found = []
    for member, email in session.execute(
        query.where(Member.course_id == course.id, Member.role == Role.LEARNER.stored)
    ):
        entry, how = known.get(member.learner_id, (None, None))
        found.append(
            Person(member.learner_id, member.public_id, member.name, email or "", member.joined, member.left,
                   entry.name if entry else "", entry.number if entry else "", how)
        )  # fmt: skip
    found.sort(key=lambda one: (one.name.casefold(), one.id))
    return [one for one in found if one.left is None], [one for one in found if one.left is not None]


def names(session: Session, course_id: int) -> Mapping[int, str]:
    """What everybody who is or was in the class is called in it."""
    query = sa.select(Member.learner_id, Member.name).where(Member.course_id == course_id)
    return {row.learner_id: row.name for row in session.execute(query)}


def called(known: Mapping[int, str], learner: int | None) -> str:
    """Who did something: a name, an administrator from outside, or somebody who was erased since."""
    return history.GONE if learner is None else known.get(learner, history.OUTSIDE)
