"""What single learners are granted beyond an assignment's settings: minutes and tries more, a later closing time.

A learner has at most one extension of an assignment, and the newest one holds. A running work is prolonged by it at
once; nothing ever shortens one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.database import Database
from quiz.models import Assignment, Course, Extension, Member, Work
from quiz.papers.blueprint import read_blueprint
from quiz.services.errors import Misfilled, NotFound, Unacceptable
from quiz.services.teaching import history, people, roles, wall_clock
from quiz.services.teaching.assignment_settings import MOST_MINUTES, MOST_TRIES
from quiz.services.teaching.fields import whole
from quiz.services.teaching.roles import Role
from quiz.services.teaching.wording import one_line, showable
from quiz.services.teaching.works import allowed

MOST_REASON = 500
Read = TypeVar("Read")


@dataclass(frozen=True)
class Granted:
    """closes: None where the class's closing time holds."""

    minutes: int
    tries: int
    closes: datetime | None
    reason: str


@dataclass(frozen=True)
class GrantedTo:
    """An extension, to whom it was given, when, and by whom. member: their public id in the class."""

    member: str
    name: str
    granted: Granted
    made: datetime
    by: str


@dataclass(frozen=True)
class Extensions:
    """given: by name of the learner. learners: everybody who may be given one: public id and name."""

    given: tuple[GrantedTo, ...]
    learners: tuple[tuple[str, str], ...]


def listed(db: Database, learner: int, assignment_id: str) -> Extensions:
    """The extensions of an assignment, for assistants and instructors."""
    with db.reading() as session:
        row, course, _ = roles.assignment(session, assignment_id, learner, Role.ASSISTANT)
        members = session.scalars(sa.select(Member).where(Member.course_id == course.id)).all()
        rows = _of(session, row)
    by_id = {one.learner_id: one for one in members}
    given = [
        GrantedTo(by_id[one.learner_id].public_id, by_id[one.learner_id].name, granted(one), one.made,
                  by_id[one.given_by].name if one.given_by in by_id else history.OUTSIDE)
        for one in rows if one.learner_id in by_id
    ]  # fmt: skip
    here = [(one.public_id, one.name) for one in members if one.left is None and one.role == Role.LEARNER.stored]
    given.sort(key=lambda one: (one.name.casefold(), one.member))
    return Extensions(tuple(given), tuple(sorted(here, key=lambda one: (one[1].casefold(), one[0]))))


def granted(row: Extension) -> Granted:
    """What an extension says."""
    return Granted(row.minutes, row.tries, row.closes, row.reason)


def grant(
    db: Database, learner: int, assignment_id: str, typed: Mapping[str, str], *, now: datetime
) -> tuple[str, bool]:
    """Give a learner an extension in place of the one they had; their name, and whether their running work gained time.

    typed: the fields `member`, `minutes`, `tries`, `closes` and `reason`; Misfilled says which can't be taken.
    """

    def work(session: Session) -> tuple[str, bool]:
        row, course, _ = roles.assignment(session, assignment_id, learner, Role.INSTRUCTOR, lock=True)
        member, new = _read(session, typed, row, course, now)
        found = session.get(Extension, (row.id, member.learner_id))
        if found is None:
            found = Extension(assignment_id=row.id, learner_id=member.learner_id)
            session.add(found)
        found.minutes, found.tries, found.closes, found.reason = new.minutes, new.tries, new.closes, new.reason
        found.made, found.given_by = now, learner
        detail = f"“{row.title}”: {in_words(new, course.zone)}"
        history.note(session, course, learner, "extended", detail, about=member.learner_id, now=now)
        may = allowed(row, found)
        running = _running(session, row, now, member.learner_id)
        return member.name, _prolong((one, may.ends(one.started)) for one in running) > 0

    return db.write(work)


def take_back(db: Database, learner: int, assignment_id: str, member_id: str, *, now: datetime) -> str:
    """Let the class's settings hold again for somebody; their name. What runs keeps its time."""

    def work(session: Session) -> str:
        row, course, _ = roles.assignment(session, assignment_id, learner, Role.INSTRUCTOR, lock=True)
        member = people.member_of(session, course, member_id)
        found = session.get(Extension, (row.id, member.learner_id))
        if found is None:
            raise Unacceptable(f"{member.name} has no extension of this assignment.")
        session.delete(found)
        history.note(session, course, learner, "extension removed", f"“{row.title}”", about=member.learner_id, now=now)
        return member.name

    return db.write(work)


def prolong_all(session: Session, row: Assignment, now: datetime) -> int:
    """Let all running works go on until the closing time as it is now, with the minutes they have; how many gained."""
    given = {one.learner_id: one for one in _of(session, row)}

    def until(work: Work) -> datetime:
        granted = given.get(work.learner_id)
        may, minutes = allowed(row, granted), work.settings.get("minutes")
        if minutes and may.minutes and granted and granted.made > work.started:
            minutes = max(minutes, may.minutes)
        return replace(may, minutes=minutes).ends(work.started)

    return _prolong((one, until(one)) for one in _running(session, row, now))


def in_words(granted: Granted, zone: str) -> str:
    """What was granted, for the history and for pages.

    >>> in_words(Granted(30, 1, None, ""), "UTC")
    '30 minutes more, 1 try more'
    """
    says = [f"{number} {one if number == 1 else many} more" for number, one, many in (
        (granted.minutes, "minute", "minutes"), (granted.tries, "try", "tries")) if number]  # fmt: skip
    return ", ".join([*says, *([f"closes {wall_clock.named(granted.closes, zone)}"] if granted.closes else [])])


def _prolong(works: Iterable[tuple[Work, datetime]]) -> int:
    number = 0
    for work, until in works:
        if until > work.ends:
            work.ends = until
            number += 1
    return number


def _running(session: Session, row: Assignment, now: datetime, learner: int | None = None) -> list[Work]:
    query = sa.select(Work).where(Work.assignment_id == row.id, Work.handed_in.is_(None), Work.ends > now)
    query = query if learner is None else query.where(Work.learner_id == learner)
    return list(session.scalars(query.order_by(Work.id).with_for_update()))


def _of(session: Session, row: Assignment) -> list[Extension]:
    return list(session.scalars(sa.select(Extension).where(Extension.assignment_id == row.id)))


def _read(
    session: Session, typed: Mapping[str, str], row: Assignment, course: Course, now: datetime
) -> tuple[Member, Granted]:
    """To whom what is granted; Misfilled with a sentence for each field that can't be taken."""
    wrong: dict[str, str] = {}

    def take(field: str, read: Callable[[str], Read], empty: Read) -> Read:
        text = typed.get(field, "").strip()
        try:
            return read(text) if text or field == "member" else empty
        except Unacceptable as refused:
            wrong[field] = str(refused)
            return empty

    member = take("member", lambda text: _learner(session, course, text), None)
    minutes = take("minutes", lambda text: whole(text, "Minutes more", 0, MOST_MINUTES), 0)
    tries = take("tries", lambda text: whole(text, "Tries more", 0, MOST_TRIES), 0)
    closes = take("closes", lambda text: _closing(text, row, course, now), None)
    reason = take("reason", _reason, "")
    if minutes and row.minutes is None:
        wrong["minutes"] = "There is no time limit to which minutes could be added; a later closing time helps instead."
    if not (wrong or minutes or tries or closes):
        wrong["tries"] = "An extension grants minutes, tries or a later closing time, but this grants none of them."
    if wrong or member is None:
        raise Misfilled(**wrong)
    return member, Granted(minutes, tries, closes, reason)


def _learner(session: Session, course: Course, member_id: str) -> Member | None:
    """The learner of the class who is given it. Their row is locked: who starts meanwhile waits (`working.start`)."""
    try:
        member = people.member_of(session, course, member_id, lock=True)
    except NotFound:
        member = None
    if member is None or member.left is not None or member.role != Role.LEARNER.stored:
        raise Unacceptable("An extension is given to a learner of this class; please choose one.")
    return member


def _closing(text: str, row: Assignment, course: Course, now: datetime) -> datetime | None:
    closes = wall_clock.read(text, course.zone, "The later closing time")
    if closes <= max(row.closes, now):
        least = wall_clock.named(max(row.closes, now), course.zone)
        raise Unacceptable(f"The later closing time comes after {least}, but this is not later.")
    if row.answers_at and closes > row.answers_at and read_blueprint(row.blueprint).shared:
        shown = wall_clock.named(row.answers_at, course.zone)
        raise Unacceptable(f"Learners have the same numbers here, and the answers are shown from {shown} on: the later "
                           "closing time is not after that, or the answers are shown later.")  # fmt: skip
    return closes


def _reason(text: str) -> str:
    reason = one_line(text)
    if len(reason) > MOST_REASON or not showable(reason):
        raise Unacceptable(f"A reason is a line of up to {MOST_REASON} letters, digits and signs.")
    return reason
