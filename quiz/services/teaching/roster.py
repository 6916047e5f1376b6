"""A class's list, from a file: what an import would do, doing it, and who of the list has joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.database import Database
from quiz.models import Account, Course, Member, RosterEntry
from quiz.services.errors import NotFound, Unacceptable
from quiz.services.teaching import history, people, roles, roster_matching
from quiz.services.teaching.roles import Role
from quiz.services.teaching.roster_matching import How
from quiz.services.teaching.roster_reading import MOST_LINES, Bad, Line, Reading


@dataclass(frozen=True)
class Change:
    """What a line does to an entry: before is empty for a new one."""

    line: int
    before: str
    after: str


@dataclass(frozen=True)
class Plan:
    """What an import does: new and changed entries, how many stay as they are, lines that can't be taken.

    beyond: how many entries of the roster are not in the file; they stay.
    """

    added: tuple[Change, ...]
    changed: tuple[Change, ...]
    same: int
    beyond: int
    bad: tuple[Bad, ...]


@dataclass(frozen=True)
class EntryView:
    """An entry of the roster. person: the name under which they joined; left: they are in the class no more."""

    id: int
    name: str
    email: str
    number: str
    how: How
    person: str = ""
    person_id: str = ""
    left: bool = False
    decided: datetime | None = None


@dataclass(frozen=True)
class Candidate:
    """Somebody whom an entry could be. email: of their account, not verified."""

    id: str
    name: str
    email: str
    taken: bool


def preview(db: Database, learner: int, course_id: str, reading: Reading) -> Plan:
    """What an import would do; nothing is kept."""
    with db.reading() as session:
        course, _ = roles.course(session, course_id, learner, Role.INSTRUCTOR)
        return _plan(_entries(session, course), reading)[0]


def keep(db: Database, learner: int, course_id: str, reading: Reading, *, now: datetime) -> Plan:
    """Import every line that can be taken, in one go. The same file again changes nothing."""

    def work(session: Session) -> Plan:
        course, actor = roles.course(session, course_id, learner, Role.INSTRUCTOR, lock=True)
        plan, new = _plan(_entries(session, course), reading)
        for line in new:
            row = RosterEntry(course_id=course.id, name=line.name, email=line.email, number=line.number, added=now)
            session.add(row)
        if plan.added or plan.changed:
            detail = f"{len(plan.added)} new, {len(plan.changed)} changed"
            history.note(session, course, actor.id, "roster", detail, now=now)
        return plan

    return db.write(work)


def entries(db: Database, learner: int, course_id: str) -> list[EntryView]:
    """The roster by name, with who of it has joined; for assistants and instructors."""
    with db.reading() as session:
        course, _ = roles.course(session, course_id, learner, Role.ASSISTANT)
        rows, matches = roster_matching.of_course(session, course.id)
        members = {
            row.learner_id: row for row in session.scalars(sa.select(Member).where(Member.course_id == course.id))
        }
        return [_viewed(row, matches[row.id], members) for row in rows]


def entry(db: Database, learner: int, course_id: str, entry_id: int) -> tuple[EntryView, list[Candidate]]:
    """One entry, and everybody in the class whom it could be."""
    with db.reading() as session:
        course, _ = roles.course(session, course_id, learner, Role.INSTRUCTOR)
        row = _entry(session, course, entry_id)
        rows, matches = roster_matching.of_course(session, course.id)
        taken = {one.learner_id for one in rows if one.id != row.id}
        query = sa.select(Member, Account.email).join(Account, Account.learner_id == Member.learner_id)
        here = session.execute(query.where(Member.course_id == course.id, Member.left.is_(None))).all()
        members = {member.learner_id: member for member, _ in here}
        found = [Candidate(m.public_id, m.name, email, m.learner_id in taken) for m, email in here]
        return _viewed(row, matches[row.id], members), sorted(found, key=lambda one: one.name.casefold())


def link(db: Database, learner: int, course_id: str, entry_id: int, member_id: str, *, now: datetime) -> None:
    """Say who an entry is: a person of the class, `nobody`, or `address` to go by addresses again."""

    def work(session: Session) -> None:
        course, actor = roles.course(session, course_id, learner, Role.INSTRUCTOR, lock=True)
        row = _entry(session, course, entry_id)
        if member_id in ("nobody", "address"):
            row.learner_id = None
            row.decided, row.decided_by = (now, actor.id) if member_id == "nobody" else (None, None)
            history.note(session, course, actor.id, "unlinked", now=now)
            return
        try:
            member = people.member_of(session, course, member_id)
        except NotFound:
            raise Unacceptable("An entry is linked to somebody in the class; please choose who it is.") from None
        other = sa.select(RosterEntry).where(RosterEntry.course_id == course.id, RosterEntry.id != row.id)
        if session.scalar(other.where(RosterEntry.learner_id == member.learner_id)) is not None:
            raise Unacceptable(f"{member.name} is linked to another entry already; undo that link first.")
        row.learner_id, row.decided, row.decided_by = member.learner_id, now, actor.id
        history.note(session, course, actor.id, "linked", about=member.learner_id, now=now)

    db.write(work)


def remove(db: Database, learner: int, course_id: str, entry_id: int | None, *, now: datetime) -> int:
    """Delete an entry, or all of them (None); how many. Who has joined stays in the class."""

    def work(session: Session) -> int:
        course, actor = roles.course(session, course_id, learner, Role.INSTRUCTOR, lock=True)
        rows = _entries(session, course) if entry_id is None else [_entry(session, course, entry_id)]
        for row in rows:
            session.delete(row)
        if rows:
            what, detail = ("cleared", f"{len(rows)} entries") if entry_id is None else ("entry removed", "")
            history.note(session, course, actor.id, what, detail, now=now)
        return len(rows)

    return db.write(work)


def _plan(rows: Sequence[RosterEntry], reading: Reading) -> tuple[Plan, list[Line]]:
    """What the lines do, and those that are new. The rows are changed on the way."""
    by_email = {row.email: row for row in rows if row.email}
    by_number = {row.number: row for row in rows if row.number}
    added: list[Change] = []
    changed: list[Change] = []
    new: list[Line] = []
    bad, met = list(reading.bad), set()
    for line in reading.lines:
        row, other = by_email.get(line.email or ""), by_number.get(line.number)
        if row is not None and other is not None and row is not other:
            bad.append(Bad(line.line, "Its e-mail address and its number are those of two entries of the roster."))
            continue
        row = row or other
        if row is not None and row.id in met:
            bad.append(Bad(line.line, "It is the same entry of the roster as a line before it."))
        elif row is None and len(rows) + len(new) == MOST_LINES:
            bad.append(Bad(line.line, f"A roster has at most {MOST_LINES:,} entries, and it is full."))
        elif row is None:
            new.append(line)
            added.append(Change(line.line, "", _said(line.name, line.email, line.number)))
        else:
            met.add(row.id)
            before = _said(row.name, row.email, row.number)
            if line.number and line.number != row.number:
                by_number.pop(row.number, None)  # free for a later line
            row.name, row.email, row.number = line.name, line.email or row.email, line.number or row.number
            after = _said(row.name, row.email, row.number)
            if after != before:
                changed.append(Change(line.line, before, after))
    same, beyond = len(met) - len(changed), len(rows) - len(met)
    bad.sort(key=lambda one: one.line)
    return Plan(tuple(added), tuple(changed), same, beyond, tuple(bad)), new


def _said(name: str, email: str | None, number: str) -> str:
    return ", ".join(part for part in (name, email, number) if part)


def _entries(session: Session, course: Course) -> list[RosterEntry]:
    return list(session.scalars(sa.select(RosterEntry).where(RosterEntry.course_id == course.id)))


def _entry(session: Session, course: Course, id: int) -> RosterEntry:
    """The entry of this number of the class; NotFound for any other, and for numbers that no row can have."""
    row = session.get(RosterEntry, id) if 0 < id < 2**63 else None
    if row is None or row.course_id != course.id:
        raise NotFound("There is no such entry.")
    return row


def _viewed(row: RosterEntry, match: roster_matching.Match, members: dict[int, Member]) -> EntryView:
    member = members.get(match.learner) if match.learner is not None else None
    return EntryView(
        row.id, row.name, row.email or "", row.number, match.how, member.name if member else "",
        member.public_id if member else "", member is not None and member.left is not None, row.decided,
    )  # fmt: skip
