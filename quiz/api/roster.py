"""A class for its staff: its settings, who may do what in it, and the list of who should be there."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self

from flask import Response
from pydantic import Field, StrictBool

from quiz.api.blueprint import acting, known, private, reply
from quiz.api.caller import database, learner, now
from quiz.api.classes import Class, CoursePath
from quiz.api.incoming import Fields
from quiz.api.outgoing import Out
from quiz.services.teaching import courses, joining, people, roster, roster_reading
from quiz.services.teaching.roles import Role
from quiz.services.teaching.roster import Change, EntryView, Plan
from quiz.services.teaching.roster_matching import How

LONGEST = 200_000  # characters of a list


class ClassSettings(Fields):
    """zone: an IANA time zone. Moments stay what they are; they are only written by other clocks."""

    name: str
    zone: str = Field(examples=["Europe/Berlin"])


class Joining(Fields):
    """open: make a new join code, and the old one is dead; or else close joining."""

    open: StrictBool


class Away(Fields):
    """away: put the class away, so that nobody joins it any more; or else bring it back."""

    away: StrictBool


class NewRole(Fields):
    role: Literal["learner", "assistant", "instructor"]


class NewRoster(Fields):
    """A list as CSV. keep: import what can be taken; without it nothing is kept, and you see what would be done."""

    text: Annotated[str, Field(max_length=LONGEST)]
    keep: StrictBool = False


class Link(Fields):
    """person: somebody's id in the class, `nobody`, or `address` to go by addresses again."""

    person: str


class PersonPath(CoursePath):
    member_id: str


class EntryPath(CoursePath):
    entry_id: int


class RosterLine(Out):
    """An entry. how: is it known who it is? person, name_in_class: empty where nobody of the class is it."""

    id: int
    name: str
    email: str
    number: str
    how: How
    person: str
    name_in_class: str
    left: bool
    decided: datetime | None

    @classmethod
    def of(cls, one: EntryView) -> Self:
        return cls(
            id=one.id, name=one.name, email=one.email, number=one.number, how=one.how, person=one.person_id,
            name_in_class=one.person, left=one.left, decided=one.decided,
        )  # fmt: skip


class Roster(Out):
    entries: list[RosterLine]


class RosterChange(Out):
    """What a line does to an entry. before: empty for a new one."""

    line: int
    before: str
    after: str

    @classmethod
    def of(cls, one: Change) -> Self:
        return cls(line=one.line, before=one.before, after=one.after)


class BadLine(Out):
    line: int
    reason: str


class Import(Out):
    """What an import does. beyond: entries of the roster that are not in the list; they stay. bad: left out."""

    kept: bool
    added: list[RosterChange]
    changed: list[RosterChange]
    same: int
    beyond: int
    bad: list[BadLine]

    @classmethod
    def told(cls, plan: Plan, *, kept: bool) -> Self:
        return cls(
            kept=kept, added=[RosterChange.of(one) for one in plan.added],
            changed=[RosterChange.of(one) for one in plan.changed], same=plan.same, beyond=plan.beyond,
            bad=[BadLine.of(one) for one in plan.bad],
        )  # fmt: skip


@private.put("/classes/<course_id>", responses=acting(Class, 404, 422))
def change_class(path: CoursePath, body: ClassSettings) -> Response:
    """Give a class another name or time zone."""
    courses.change(database(), learner(), path.course_id, body.name, body.zone, now=now())
    return _class(path)


@private.post("/classes/<course_id>/code", responses=acting(Class, 404, 422))
def change_code(path: CoursePath, body: Joining) -> Response:
    """Make a new join code, or close joining."""
    joining.open_or_close(database(), learner(), path.course_id, body.open, now=now())
    return _class(path)


@private.post("/classes/<course_id>/archive", responses=acting(Class, 404, 422))
def archive_class(path: CoursePath, body: Away) -> Response:
    """Put a class away, or bring it back."""
    courses.archive(database(), learner(), path.course_id, body.away, now=now())
    return _class(path)


@private.post("/classes/<course_id>/leave", responses=acting(None, 404, 422, status=204))
def leave_class(path: CoursePath) -> Response:
    """Leave a class; what you did in it stays there."""
    joining.leave(database(), learner(), path.course_id, now=now())
    return Response(status=204)


@private.put("/classes/<course_id>/people/<member_id>", responses=acting(None, 404, 422, status=204))
def change_role(path: PersonPath, body: NewRole) -> Response:
    """Give somebody another role in a class."""
    people.change_role(database(), learner(), path.course_id, path.member_id, body.role, now=now())
    return Response(status=204)


@private.delete("/classes/<course_id>/people/<member_id>", responses=acting(None, 404, 422, status=204))
def remove_person(path: PersonPath) -> Response:
    """Take somebody out of a class; what they did in it stays."""
    people.remove(database(), learner(), path.course_id, path.member_id, now=now())
    return Response(status=204)


@private.get("/classes/<course_id>/roster", responses=known(Roster, 404))
def get_roster(path: CoursePath) -> Response:
    """Get the list of who should be in a class, with who of it has joined, for its staff."""
    return _roster(path)


@private.post("/classes/<course_id>/roster", responses=acting(Import, 404, 422))
def import_roster(path: CoursePath, body: NewRoster) -> Response:
    """Import a list, or see what that would do. It admits nobody; the same list again changes nothing."""
    courses.view(database(), learner(), path.course_id, Role.INSTRUCTOR)
    reading = roster_reading.read(body.text.encode("utf-8", "replace"))
    if body.keep:
        return reply(Import.told(roster.keep(database(), learner(), path.course_id, reading, now=now()), kept=True))
    return reply(Import.told(roster.preview(database(), learner(), path.course_id, reading), kept=False))


@private.put("/classes/<course_id>/roster/<int:entry_id>", responses=acting(Roster, 404, 422))
def link_entry(path: EntryPath, body: Link) -> Response:
    """Say who an entry of the roster is."""
    roster.link(database(), learner(), path.course_id, path.entry_id, body.person, now=now())
    return _roster(path)


@private.delete("/classes/<course_id>/roster/<int:entry_id>", responses=acting(Roster, 404))
def remove_entry(path: EntryPath) -> Response:
    """Remove an entry of the roster; who has joined stays in the class."""
    roster.remove(database(), learner(), path.course_id, path.entry_id, now=now())
    return _roster(path)


def _class(path: CoursePath) -> Response:
    return reply(Class.of(courses.view(database(), learner(), path.course_id)))


def _roster(path: CoursePath) -> Response:
    found = roster.entries(database(), learner(), path.course_id)
    return reply(Roster(entries=[RosterLine.of(one) for one in found]))
