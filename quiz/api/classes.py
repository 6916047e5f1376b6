"""Classes: yours, making and joining one, and who is in it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Self, get_args

from flask import Response, request
from pydantic import BaseModel, Field

from quiz.api.blueprint import acting, known, private, reply
from quiz.api.caller import database, learner, now
from quiz.api.incoming import Fields
from quiz.api.outgoing import Out
from quiz.services import limits
from quiz.services.teaching import courses, joining, people, roles

Role = Literal["learner", "assistant", "instructor", "administrator"]


class NewClass(Fields):
    """A class to make. zone: an IANA time zone; own_name: how you are called in it."""

    name: str
    zone: str = Field(examples=["Europe/Berlin"])
    own_name: str


class Code(Fields):
    """A join code, and how you want to be called in the class."""

    code: str
    own_name: str


class CoursePath(BaseModel):
    course_id: str


class Class(Out):
    """A class as you may see it. join_code: for its staff, while it can be joined."""

    id: str
    name: str
    zone: str
    role: Role
    join_code: str | None
    created: datetime
    archived: datetime | None
    learners: int
    instructors: list[str]
    assistants: list[str]

    @classmethod
    def of(cls, one: courses.CourseView) -> Self:
        return cls(
            id=one.id, name=one.name, zone=one.zone, role=_role(one.role), join_code=one.join_code,
            created=one.created, archived=one.archived, learners=one.learners, instructors=list(one.instructors),
            assistants=list(one.assistants),
        )  # fmt: skip


class ClassLine(Out):
    id: str
    name: str
    zone: str
    role: Role | None
    learners: int
    archived: datetime | None

    @classmethod
    def of(cls, one: courses.Listed) -> Self:
        role = _role(one.role) if one.role else None
        return cls(
            id=one.id, name=one.name, zone=one.zone, role=role, learners=one.learners, archived=one.archived
        )  # fmt: skip


class Classes(Out):
    classes: list[ClassLine]


class Joined(Out):
    """already: you were in the class before."""

    id: str
    name: str
    already: bool

    @classmethod
    def of(cls, one: joining.Joined) -> Self:
        return cls(id=one.id, name=one.name, already=one.already)


class PersonLine(Out):
    """Somebody in a class. email: of their account, checked by nobody. left: null while they are in it."""

    id: str
    name: str
    email: str
    role: Role
    joined: datetime
    left: datetime | None
    roster_name: str
    roster_number: str

    @classmethod
    def of(cls, one: people.PersonView) -> Self:
        return cls(
            id=one.id, name=one.name, email=one.email, role=_role(one.role), joined=one.joined, left=one.left,
            roster_name=one.entry_name, roster_number=one.entry_number,
        )  # fmt: skip


class People(Out):
    people: list[PersonLine]


@private.get("/classes", responses=known(Classes))
def list_classes() -> Response:
    """List the classes that you are in."""
    return reply(Classes(classes=[ClassLine.of(one) for one in courses.listed(database(), learner())]))


@private.post("/classes", responses=acting(Class, 422, 429, status=201))
def make_class(body: NewClass) -> Response:
    """Make a class; you are its instructor. This takes an account."""
    id = courses.create(database(), learner(), body.name, body.zone, body.own_name, now=now())
    return reply(Class.of(courses.view(database(), learner(), id)), 201, location=f"/classes/{id}")


@private.post("/classes/join", responses=acting(Joined, 422, 429))
def join_class(body: Code) -> Response:
    """Join a class by its code. This takes an account; again is fine."""
    host = limits.network(request.remote_addr)
    return reply(Joined.of(joining.join(database(), learner(), body.code, body.own_name, host=host, now=now())))


@private.get("/classes/<course_id>", responses=known(Class, 404))
def get_class(path: CoursePath) -> Response:
    """Get a class that you are in."""
    return reply(Class.of(courses.view(database(), learner(), path.course_id)))


@private.get("/classes/<course_id>/people", responses=known(People, 404))
def list_people(path: CoursePath) -> Response:
    """List who is or was in a class, for its staff."""
    found = people.listed(database(), learner(), path.course_id)
    return reply(People(people=[PersonLine.of(one) for one in (*found.here, *found.gone)]))


def _role(role: roles.Role) -> Role:
    names: dict[str, Role] = {name: name for name in get_args(Role)}
    return names[role.stored]
