"""In and out of a class: by its code, of one's own accord; who comes back finds what they had done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.database import Database
from quiz.models import Course, Member
from quiz.services import limits
from quiz.services.errors import Misfilled, Unacceptable
from quiz.services.teaching import history, roles
from quiz.services.teaching.codes import new_code, read, written
from quiz.services.teaching.courses import require_account
from quiz.services.teaching.roles import Role
from quiz.services.teaching.wording import named

# One sentence for all of these, so that a code tells nothing of a class that can't be joined.
NO_CODE = "No class can be joined with this code: it may be mistyped, or joining is closed."
LAST = "A class needs an instructor, and this one would have none: make somebody else one first."


@dataclass(frozen=True)
class Joined:
    """What came of a code. already: whether they were in the class before."""

    id: str
    name: str
    already: bool


def join(db: Database, learner: int, typed: str, name: str, *, host: str, now: datetime) -> Joined:
    """Join the class of a code under a name, as a learner. host: the address of the network that asks.

    Who left (or was removed) and comes back is a learner again, with all the work they had done.
    """
    try:
        name = named(name, "Your name")
    except Unacceptable as refused:
        raise Misfilled(own_name=str(refused)) from None
    limits.take(db, (limits.JOIN, str(learner)), (limits.JOIN_ADDRESS, host), now=now)
    code = read(typed)
    if code is None:
        raise Misfilled(code=NO_CODE)

    def work(session: Session) -> Joined:
        require_account(session, learner)
        query = sa.select(Course).where(Course.join_code == code, Course.archived.is_(None))
        course = session.scalar(query.with_for_update(read=True))
        if course is None:
            raise Misfilled(code=NO_CODE)
        member = session.get(Member, (course.id, learner), with_for_update=True)
        if member is not None and member.left is None:
            return Joined(course.public_id, course.name, True)
        if member is None:
            member = Member(course_id=course.id, learner_id=learner, joined=now)
            session.add(member)
        member.role, member.name, member.left = Role.LEARNER.stored, name, None
        history.note(session, course, learner, "joined", about=learner, now=now)
        return Joined(course.public_id, course.name, False)

    return db.write(work)


def leave(db: Database, learner: int, course_id: str, *, now: datetime) -> None:
    """Leave a class; work that was done in it is kept there. The only instructor can't."""

    def work(session: Session) -> None:
        course, actor = roles.course(session, course_id, learner, Role.LEARNER, lock=True)
        member = session.get(Member, (course.id, learner), with_for_update=True)
        if member is None or member.left is not None:
            raise Unacceptable("An administrator sees every class without being in it, so there is nothing to leave.")
        keep_an_instructor(session, course, member)
        member.left = now
        history.note(session, course, actor.id, "left", about=learner, now=now)

    db.write(work)


def open_or_close(db: Database, learner: int, course_id: str, opened: bool, *, now: datetime) -> str | None:
    """A new code (the old one is dead then), or none; the code as it is written."""
    code = new_code() if opened else None

    def work(session: Session) -> str | None:
        course, actor = roles.course(session, course_id, learner, Role.INSTRUCTOR, lock=True)
        if opened and course.archived is not None:
            raise Unacceptable("An archived class can’t be joined; bring it back first.")
        course.join_code = code
        history.note(session, course, actor.id, "new code" if opened else "closed", now=now)
        return written(code)

    return db.write(work)


def keep_an_instructor(session: Session, course: Course, member: Member) -> None:
    """Unacceptable where the class would have no instructor without this one. The class's row is locked before."""
    if member.role != Role.INSTRUCTOR.stored:
        return
    others = (Member.course_id == course.id, Member.learner_id != member.learner_id, Member.left.is_(None))
    query = sa.select(sa.func.count()).select_from(Member).where(*others, Member.role == Role.INSTRUCTOR.stored)
    if not session.scalar(query):
        raise Unacceptable(LAST)
