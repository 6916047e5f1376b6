"""Classes as things: make one, list them, look at one, change what it is called, its zone, whether it goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import available_timezones

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.answers.readings import quoted
from quiz.database import Database
from quiz.models import Account, Course, Member
from quiz.services import limits
from quiz.services.chance import public_id
from quiz.services.errors import Misfilled, NotFound, Unacceptable
from quiz.services.teaching import history, roles
from quiz.services.teaching.codes import new_code, written
from quiz.services.teaching.roles import Role
from quiz.services.teaching.wording import named


@dataclass(frozen=True)
class Listed:
    """A class in a list. role: the learner's own; None for an administrator who is not in it."""

    id: str
    name: str
    zone: str
    role: Role | None
    learners: int
    archived: datetime | None
    instructors: tuple[str, ...] = ()


@dataclass(frozen=True)
class CourseView:
    """A class as one person may see it. join_code: as it is written; None while nobody may join, and for learners."""

    id: str
    name: str
    zone: str
    role: Role
    join_code: str | None
    created: datetime
    archived: datetime | None
    learners: int
    instructors: tuple[str, ...]
    assistants: tuple[str, ...]
    member: bool


def zones() -> Sequence[str]:
    """The names of all time zones, sorted."""
    return _zones()


@lru_cache(maxsize=1)
def _zones() -> tuple[str, ...]:
    return tuple(sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC"))


def create(db: Database, learner: int, name: str, zone: str, own_name: str, *, now: datetime) -> str:
    """Make a class in which the learner is the instructor; its public id. own_name: how they are called in it."""
    name, zone, own_name = _filled(name, zone, own_name)
    limits.take(db, (limits.NEW_CLASS, str(learner)), now=now)
    id, code = public_id(), new_code()

    def work(session: Session) -> str:
        require_account(session, learner)
        course = Course(public_id=id, name=name, zone=zone, join_code=code, created=now, created_by=learner)
        session.add(course)
        session.flush()
        role = Role.INSTRUCTOR.stored
        session.add(Member(course_id=course.id, learner_id=learner, role=role, name=own_name, joined=now))
        history.note(session, course, learner, "made", now=now)
        return id

    return db.write(work)


def listed(db: Database, learner: int) -> list[Listed]:
    """The classes that the learner is in, those that go on first, by name."""
    with db.reading() as session:
        mine = sa.select(Course, Member.role).join(Member, Member.course_id == Course.id)
        rows = session.execute(mine.where(Member.learner_id == learner, Member.left.is_(None))).all()
        return _listed(session, [(course, Role[role.upper()]) for course, role in rows])


def every(db: Database, learner: int) -> list[Listed]:
    """All classes, for administrators; NotFound for everybody else."""
    with db.reading() as session:
        if not roles.is_administrator(session, learner):
            raise NotFound("There is no such page.")
        return _listed(session, [(course, None) for course in session.scalars(sa.select(Course))])


def runs_the_place(db: Database, learner: int) -> bool:
    """Whether this is an administrator."""
    with db.reading() as session:
        return roles.is_administrator(session, learner)


def view(db: Database, learner: int, course_id: str, least: Role = Role.LEARNER) -> CourseView:
    """The class as the learner may see it, who is at least this in it."""
    with db.reading() as session:
        course, actor = roles.course(session, course_id, learner, least)
        return viewed(session, course, actor)


def viewed(session: Session, course: Course, actor: roles.Actor) -> CourseView:
    """The same in a running transaction."""
    staff = _names(session, [course.id])
    member = session.get(Member, (course.id, actor.id))
    staffed = actor.role >= Role.ASSISTANT and course.join_code is not None
    return CourseView(
        course.public_id, course.name, course.zone, actor.role, written(course.join_code) if staffed else None,
        course.created, course.archived, _sizes(session, [course.id]).get(course.id, 0),
        staff.get((course.id, Role.INSTRUCTOR), ()), staff.get((course.id, Role.ASSISTANT), ()),
        member is not None and member.left is None,
    )  # fmt: skip


def change(db: Database, learner: int, course_id: str, name: str, zone: str, *, now: datetime) -> None:
    """Another name or time zone. Moments stay what they are; they are only written by other clocks."""
    name, zone, _ = _filled(name, zone, "—")

    def work(session: Session) -> None:
        course, actor = roles.course(session, course_id, learner, Role.INSTRUCTOR, lock=True)
        if course.name != name:
            history.note(session, course, actor.id, "renamed", f"{course.name} → {name}", now=now)
        if course.zone != zone:
            history.note(session, course, actor.id, "rezoned", f"{course.zone} → {zone}", now=now)
        course.name, course.zone = name, zone

    db.write(work)


def archive(db: Database, learner: int, course_id: str, away: bool, *, now: datetime) -> None:
    """Put a class away, so that nobody joins it any more, or bring it back."""

    def work(session: Session) -> None:
        course, actor = roles.course(session, course_id, learner, Role.INSTRUCTOR, lock=True)
        if (course.archived is not None) != away:
            course.archived = now if away else None
            history.note(session, course, actor.id, "archived" if away else "brought back", now=now)

    db.write(work)


def require_account(session: Session, learner: int) -> None:
    """Classes take an account: a guest who clears a browser would be gone from them."""
    if session.get(Account, learner) is None:
        raise Unacceptable("A class takes an account; please make one first.")


def known_zone(text: str) -> str:
    """The time zone of this name; Unacceptable where there is none."""
    zone = text.strip()
    if zone not in _zones():
        raise Unacceptable(f"A time zone has a name such as Europe/Berlin, but {quoted(zone)} is not one.")
    return zone


def _filled(name: str, zone: str, own_name: str) -> tuple[str, str, str]:
    """The fields as they are kept; Misfilled names each that can't be taken."""
    kept, wrong = {}, {}
    fields: dict[str, Callable[[], str]] = {
        "name": lambda: named(name, "The name of a class"),
        "zone": lambda: known_zone(zone),
        "own_name": lambda: named(own_name, "Your name"),
    }
    for field, read in fields.items():
        try:
            kept[field] = read()
        except Unacceptable as refused:
            wrong[field] = str(refused)
    if wrong:
        raise Misfilled(**wrong)
    return kept["name"], kept["zone"], kept["own_name"]


def _listed(session: Session, rows: Sequence[tuple[Course, Role | None]]) -> list[Listed]:
    ids = [course.id for course, _ in rows]
    sizes, staff = _sizes(session, ids), _names(session, ids)
    found = [
        Listed(course.public_id, course.name, course.zone, role, sizes.get(course.id, 0), course.archived,
               staff.get((course.id, Role.INSTRUCTOR), ()))
        for course, role in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.archived is not None, one.name.casefold(), one.id))


def _sizes(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """How many learners each class has now."""
    learners = (Member.course_id.in_(ids), Member.role == Role.LEARNER.stored, Member.left.is_(None))
    query = sa.select(Member.course_id, sa.func.count()).where(*learners).group_by(Member.course_id)
    return {row[0]: row[1] for row in session.execute(query)}


def _names(session: Session, ids: Sequence[int]) -> dict[tuple[int, Role], tuple[str, ...]]:
    """Who instructs and assists in each class now, by name."""
    staff = (Member.course_id.in_(ids), Member.role != Role.LEARNER.stored, Member.left.is_(None))
    found: dict[tuple[int, Role], tuple[str, ...]] = {}
    for course, role, name in session.execute(
        sa.select(Member.course_id, Member.role, Member.name).where(*staff).order_by(Member.name)
    ):
        key = (course, Role[role.upper()])
        found[key] = (*found.get(key, ()), name)
    return found
