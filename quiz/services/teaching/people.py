"""Who is in a class: the list, roles, removing somebody. A class never loses its last instructor by this."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.answers.readings import quoted
from quiz.database import Database
from quiz.models import Account, Course, Member, RosterEntry
from quiz.papers.csv import harmless
from quiz.services.chance import is_public_id
from quiz.services.errors import NotFound, Unacceptable
from quiz.services.teaching import history, roles, roster_matching
from quiz.services.teaching.joining import keep_an_instructor
from quiz.services.teaching.roles import Role
from quiz.services.teaching.roster_matching import How

IN_A_CLASS = (Role.LEARNER, Role.ASSISTANT, Role.INSTRUCTOR)
COLUMNS = (
    "name", "e-mail (not verified)", "role", "joined", "left", "roster name", "roster number", "roster match",
)  # fmt: skip


@dataclass(frozen=True)
class PersonView:
    """Somebody in a class. email: of their account, not verified. entry: theirs on the roster, and how sure."""

    id: str
    name: str
    email: str
    role: Role
    joined: datetime
    left: datetime | None
    me: bool
    entry_name: str = ""
    entry_number: str = ""
    how: How | None = None


@dataclass(frozen=True)
class People:
    """here: now, staff first, then by name. gone: who left or was removed. roster: whether there is one."""

    here: tuple[PersonView, ...]
    gone: tuple[PersonView, ...]
    roster: bool


def listed(db: Database, learner: int, course_id: str) -> People:
    """Everybody who is or was in a class, for its assistants and instructors."""
    with db.reading() as session:
        course, _ = roles.course(session, course_id, learner, Role.ASSISTANT)
        query = sa.select(Member, Account.email).outerjoin(Account, Account.learner_id == Member.learner_id)
        rows = session.execute(query.where(Member.course_id == course.id)).all()
        entries, _ = roster_matching.of_course(session, course.id)
        known = roster_matching.known(session, course.id)
        people = [_viewed(member, email or "", learner, known) for member, email in rows]
    people.sort(key=lambda one: (-one.role, one.name.casefold(), one.id))
    here = tuple(one for one in people if one.left is None)
    return People(here, tuple(one for one in people if one.left is not None), bool(entries))


def member_of(session: Session, course: Course, member_id: str, *, lock: bool = False) -> Member:
    """The person of this id in a class, still in it or not; NotFound where there is none."""
    query = sa.select(Member).where(Member.course_id == course.id, Member.public_id == member_id)
    row = session.scalar(query.with_for_update() if lock else query) if is_public_id(member_id) else None
    if row is None:
        raise NotFound("There is no such person in this class.")
    return row


def change_role(db: Database, learner: int, course_id: str, member_id: str, role: str, *, now: datetime) -> str:
    """Give somebody another role in the class; their name."""

    def change(session: Session, course: Course, member: Member) -> None:
        wanted = next((one for one in IN_A_CLASS if one.stored == role), None)
        if wanted is None:
            names = ", ".join(one.stored for one in IN_A_CLASS)
            raise Unacceptable(f"A role in a class is one of {names}, but {quoted(role)} came.")
        if wanted.stored != member.role:
            keep_an_instructor(session, course, member)
            detail = f"{member.role} → {wanted.stored}"
            history.note(session, course, learner, "role", detail, about=member.learner_id, now=now)
            member.role = wanted.stored

    return _changing(db, learner, course_id, member_id, change)


def remove(db: Database, learner: int, course_id: str, member_id: str, *, now: datetime) -> str:
    """Take somebody out of a class; what they did in it stays. Their name."""

    def change(session: Session, course: Course, member: Member) -> None:
        keep_an_instructor(session, course, member)
        member.left = now
        history.note(session, course, learner, "removed", about=member.learner_id, now=now)

    return _changing(db, learner, course_id, member_id, change)


def as_csv(people: People) -> str:
    """The people of a class for a spreadsheet, which takes no cell for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in (*people.here, *people.gone):
        cells = (
            one.name, one.email, one.role.stored, one.joined.isoformat(), one.left.isoformat() if one.left else "",
            one.entry_name, one.entry_number, one.how or "",
        )  # fmt: skip
        writer.writerow([harmless(cell) for cell in cells])
    return "\N{BYTE ORDER MARK}" + out.getvalue()


def only_instructor_of(db: Database, learner: int) -> list[str]:
    """The names of the classes that would have no instructor without this learner."""
    with db.reading() as session:
        teaching = (Member.left.is_(None), Member.role == Role.INSTRUCTOR.stored)
        mine = sa.select(Member.course_id).where(Member.learner_id == learner, *teaching)
        alone = sa.select(Member.course_id).where(*teaching).group_by(Member.course_id).having(sa.func.count() == 1)
        query = sa.select(Course.name).where(Course.id.in_(mine), Course.id.in_(alone))
        return list(session.scalars(query.order_by(Course.name)))


def _changing(
    db: Database, learner: int, course_id: str, member_id: str, change: Callable[[Session, Course, Member], None]
) -> str:
    """Do something to somebody who is in the class now, as its instructor; their name."""

    def work(session: Session) -> str:
        course, _ = roles.course(session, course_id, learner, Role.INSTRUCTOR, lock=True)
        member = member_of(session, course, member_id, lock=True)
        if member.left is not None:
            raise Unacceptable(f"{member.name} is not in this class any more.")
        change(session, course, member)
        return member.name

    return db.write(work)


def _viewed(member: Member, email: str, learner: int, known: dict[int, tuple[RosterEntry, How]]) -> PersonView:
    entry, how = known.get(member.learner_id, (None, None))
    return PersonView(
        member.public_id, member.name, email, Role[member.role.upper()], member.joined, member.left,
        member.learner_id == learner, entry.name if entry else "", entry.number if entry else "", how,
    )  # fmt: skip
