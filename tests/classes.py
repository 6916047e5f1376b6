"""Builders for tests of the teaching half: people with accounts, and a class with everybody in it.

room = classroom(db)                            # an instructor, an assistant, two learners, in Berlin
room.id, room.code, room.instructor.id          # public id, join code, number of a person
room.client(app, room.learners[0]).get(...)     # a browser in which they are signed in
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from quiz.database import Database
from quiz.models import Account, Allowance, Course, Member, RosterEntry, SiteRole
from quiz.services import credentials, sessions
from quiz.services.teaching import courses, joining
from quiz.web.visitor import COOKIE
from tests.stores import NOON

_numbers = count(1)


@dataclass(frozen=True)
class Person:
    """Somebody with an account. id: the learner's number; token: of a session; name: in classes."""

    id: int
    token: str
    email: str
    name: str


@dataclass(frozen=True)
class Classroom:
    """A class and who is in it. id: its public id; number: of its row."""

    db: Database
    id: str
    number: int
    name: str
    instructor: Person
    assistant: Person
    learners: tuple[Person, ...]

    @property
    def code(self) -> str:
        """Its join code, as it is written."""
        return courses.view(self.db, self.instructor.id, self.id).join_code or ""

    def client(self, app: Flask, person: Person) -> FlaskClient:
        return client(app, person)


def person(db: Database, name: str = "Ada", email: str = "") -> Person:
    """A new learner with an account that no password opens (hashing one takes long), signed in."""
    number = next(_numbers)
    token, visitor = sessions.begin(db, now=datetime.now(UTC))  # or a browser's session would have run out
    email = email or f"{name.split()[0].lower()}-{number}@example.org"

    def work(session: Session) -> None:
        taken = set(session.scalars(sa.select(Account.place).where(Account.email == email)))
        place = next(place for place in range(len(taken) + 1) if place not in taken)
        session.add(Account(learner_id=visitor.id, email=email, place=place, password_hash=credentials.DUMMY,
                            created=NOON, changed=NOON))  # fmt: skip

    db.write(work)
    return Person(visitor.id, token, email, name)


def administrator(db: Database, name: str = "Root") -> Person:
    someone = person(db, name)
    db.write(lambda session: session.add(SiteRole(learner_id=someone.id, role="administrator", given=NOON)))
    return someone


def classroom(db: Database, learners: int = 2, name: str = "Attention", zone: str = "Europe/Berlin") -> Classroom:
    """A class with an instructor, an assistant and so many learners, all made for it."""
    instructor = person(db, "Ina Structor")
    id = courses.create(db, instructor.id, name, zone, instructor.name, now=NOON)
    with db.reading() as session:
        number = session.scalars(sa.select(Course.id).where(Course.public_id == id)).one()
    assistant = person(db, "Asa Sistant")
    enrol(db, number, assistant, role="assistant")
    people = tuple(person(db, f"Lea {place}") for place in range(1, learners + 1))
    for someone in people:
        enrol(db, number, someone)
    return Classroom(db, id, number, name, instructor, assistant, people)


def enrol(db: Database, course: int, someone: Person, role: str = "learner") -> None:
    """Put somebody into a class, without the code and its limits."""
    row = Member(course_id=course, learner_id=someone.id, role=role, name=someone.name, joined=NOON)
    db.write(lambda session: session.add(row))


def join(room: Classroom, someone: Person) -> joining.Joined:
    """The same by the class's code, as a person does."""
    return joining.join(room.db, someone.id, room.code, someone.name, host="here", now=NOON)


def client(app: Flask, someone: Person | None = None) -> FlaskClient:
    """A browser, signed in as somebody where one is given."""
    browser = app.test_client()
    if someone is not None:
        browser.set_cookie(COOKIE, someone.token)
    return browser


def fresh_limits(db: Database) -> None:
    """No limit is used up yet."""
    db.write(lambda session: session.execute(sa.delete(Allowance)))


def member_id(room: Classroom, someone: Person) -> str:
    """How the pages of a class call somebody in it."""
    with room.db.reading() as session:
        return session.get_one(Member, (room.number, someone.id)).public_id


def entry(room: Classroom, name: str = "Listed", email: str | None = None, number: str = "") -> int:
    """A new entry of the class's roster; its number."""
    row = RosterEntry(course_id=room.number, name=name, email=email, number=number, added=NOON)

    def work(session: Session) -> int:
        session.add(row)
        session.flush()
        return row.id

    return room.db.write(work)
