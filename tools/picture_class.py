"""A class with invented people for the pictures of `tools.screenshots`: three weeks of work. Nobody real is in it."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from quiz.database import Database
from quiz.grades import Typed
from quiz.models import Course
from quiz.papers.slots import asking
from quiz.services.teaching import blueprints, courses, marking, regrading, working
from quiz.services.teaching.jobs_engines import Threads
from quiz.services.teaching.jobs_running import Runner
from quiz.services.teaching.marking import Given
from quiz.services.teaching.regrading_reading import Form
from quiz.variants import rebuilt
from tests.classes import Classroom, Person, enrol, person
from tests.works import Assigned, answer, put, right, start, stored
from tests.writing import precise

NAMES = (
    "Ada Brandt", "Sam Okoye", "Mei Tanaka", "Jonas Weber", "Priya Nair", "Luca Rossi", "Nora Lind", "Omar Haddad",
    "Eva Horvat", "Tom Fischer", "Zoe Martin", "Ben Adler", "Ines Costa", "Kai Larsen",
)  # fmt: skip
TEXT = """title = "Attention, week {week}"
instructions = "Three decimals are enough."
time_limit = 45
calculator = false
shuffle = ["items"]
""" + "".join(
    f'\n[[items]]\nfamily = "{family}"\nlevel = 1\npoints = {points}\npaper = true\n'
    for family, points in (("attention-weights", 4), ("softmax-row", 3), ("shape-single", 2), ("reach-after-layers", 2))
)
# The rows of softmax of the last two weeks: who rounds too coarsely, who stops at the exponentials; others are right.
NEAR = {5: (1, 4, 7, 10), 1: ()}
STOPPED = {5: (2, 5, 9), 1: (3, 6, 12)}
MISTAKEN = {"softmax-row": 0.4, "attention-weights": 0.35, "shape-single": 0.25, "reach-after-layers": 0.2}


@dataclass(frozen=True)
class Filled:
    """What there is to be seen. plan: the id of a blueprint; regrade: of one that waits to be applied.

    work, place: where the first learner is at work.
    """

    room: Classroom
    plan: str
    weeks: Sequence[Assigned]
    work: str
    place: int
    regrade: str


def fill(db: Database) -> Filled:
    """Three weeks of work, and what is to be seen of them."""
    room, now, draw = people(db), datetime.now(UTC), random.Random(4)  # noqa: S311 - invented answers
    skill = {someone.id: draw.uniform(0.1, 0.95) for someone in room.learners}
    plan = blueprints.make(db, room.instructor.id, TEXT.format(week=3), now=now)
    weeks: list[Assigned] = []
    for week in range(3):
        opens = now - timedelta(days=16 - 7 * week)
        more: dict[str, Any] = {"answers_release": "at", "answers_at": opens + timedelta(days=7), "minutes": 45}
        title, closes = f"Attention, week {week + 1}", opens + timedelta(days=7)
        more |= {"seed": week + 5, "verdict_release": "handed in"}
        text = TEXT.format(week=week + 1)
        weeks.append(put(room, text, title=title, opens=opens, closes=closes, published=opens, **more))
    works = {}
    for assigned, ago in zip(weeks, (12, 5, 1), strict=True):
        for place, someone in enumerate(room.learners):
            if (ago, place) not in ((12, 8), (5, 8), (1, 0), (1, 8), (1, 11)):
                at, row = now - timedelta(days=ago, minutes=37 * place), "as they can"
                if ago in NEAR:
                    row = "near" if place in NEAR[ago] else "stopped" if place in STOPPED[ago] else "right"
                works[assigned.id, someone.id] = worked(assigned, someone, at, skill[someone.id], row, draw)
    mine = start(weeks[2], room.learners[0], now - timedelta(minutes=12))
    place = next(at for at in range(1, 5) if stored(weeks[2], mine, at).family == "softmax-row")
    marked = works[weeks[1].id, room.learners[3].id]
    slip = next(at for at in range(1, 5) if stored(weeks[1], marked, at).family == "softmax-row")
    given = Given("1.5", "The method is right, one slip of the pen.")
    marking.give(db, room.instructor.id, marked, slip, given, now=now)
    return Filled(room, plan, weeks, mine, place, regraded(weeks[1]))


def people(db: Database) -> Classroom:
    """The class: Dr. Vera Lindqvist teaches, Paul assists, and fourteen learn."""
    now = datetime.now(UTC)
    vera = person(db, "Vera Lindqvist", "vera@uni.example")
    id = courses.create(db, vera.id, "Deep learning, group B", "Europe/Berlin", vera.name, now=now)
    with db.reading() as session:
        number = session.scalars(sa.select(Course.id).where(Course.public_id == id)).one()
    paul = person(db, "Paul Meyer", "paul@uni.example")
    enrol(db, number, paul, role="assistant")
    learners = tuple(person(db, name, f"{name.split()[0].lower()}@uni.example") for name in NAMES)
    for someone in learners:
        enrol(db, number, someone)
    return Classroom(db, id, number, "Deep learning, group B", vera, paul, learners)


def worked(assigned: Assigned, who: Person, at: datetime, skill: float, row: str, draw: random.Random) -> str:
    """A work of somebody who does as they can, handed in after a while; its id. row: how they do the row of softmax."""
    work = start(assigned, who, at)
    at += timedelta(minutes=draw.randint(1, 4))
    for position in range(1, 5):
        item = stored(assigned, work, position)
        typed = right(assigned, work, position)
        variant = rebuilt(asking(item.family, tuple(item.parts)), item.level, item.givens)
        part, how = variant.parts[-1], row if item.family == "softmax-row" else "as they can"
        mistakes = variant.mistakes(part)
        slips = mistakes and draw.random() < 1.7 * MISTAKEN[item.family] * (1 - skill)
        which = 0 if draw.random() < 0.7 else -1
        if how == "near":
            weights = variant.expected(part)
            typed = {part.id: [[f"{weight + (0.03, -0.03, 0)[cell % 3]}" for cell, weight in enumerate(weights)]]}
        elif how == "stopped":
            stopped = next(value for fault, value in mistakes if fault.id == "not-normalised")
            typed = {part.id: precise(part, stopped)}
        elif how == "as they can" and slips:
            typed = {**typed, part.id: precise(part, mistakes[which][1])}
        at += timedelta(seconds=draw.randint(100, 500))
        if draw.random() < 0.97:
            answer(assigned, who, work, position, {id: by_hand(text) for id, text in typed.items()}, at)
    working.hand_in(assigned.room.db, who.id, work, now=at + timedelta(minutes=1))
    return work


def by_hand(typed: Typed) -> Typed:
    """The same as somebody writes it who works with a pen: three decimals."""
    if isinstance(typed, str):
        return re.sub(r"\d+\.\d{4,}", lambda found: f"{float(found[0]):.3f}", typed)
    return [[str(by_hand(cell)) for cell in row] for row in typed]


def regraded(assigned: Assigned) -> str:
    """A wider tolerance for one item, that has looked and waits to be applied; its id."""
    room = assigned.room
    why = "The printed table of exponentials is too coarse."
    form = Form(item="2", kind="tolerance", part="softmax-row/weights", absolute="0.04", reason=why)
    id = regrading.ask(room.db, room.instructor.id, assigned.id, form, now=datetime.now(UTC))
    engine = Threads()
    while Runner(room.db, engine).once():
        pass
    engine.close()
    return id
