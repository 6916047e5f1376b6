"""Take the pictures of docs/instructors.md again: `.venv/bin/python -m tools.screenshots [name …]`.

A class with invented people is filled in a fresh store, served, and looked at in Chromium. Nobody real is in it.
"""

from __future__ import annotations

import base64
import json
import random
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
import typst
from playwright.sync_api import Browser, Page, sync_playwright

from quiz.database import Database
from quiz.grades import Typed
from quiz.models import Course
from quiz.papers import press
from quiz.papers.blueprint import read_blueprint
from quiz.papers.layouts import document
from quiz.papers.rows import rows
from quiz.papers.slots import asking
from quiz.services import upkeep
from quiz.services.teaching import blueprints, courses, marking, regrading, working
from quiz.services.teaching.jobs_engines import Threads
from quiz.services.teaching.jobs_running import Runner
from quiz.services.teaching.marking import Given
from quiz.services.teaching.regrading_reading import Form
from quiz.variants import rebuilt
from tests.classes import Classroom, Person, enrol, person
from tests.conftest import CHROMIUM_FLAGS
from tests.servers import Server
from tests.works import Assigned, answer, put, right, start, stored
from tests.writing import precise

PICTURES = Path(__file__).parents[1] / "docs" / "screenshots"
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
MISTAKEN = {"softmax-row": 0.4, "attention-weights": 0.35, "shape-single": 0.25, "reach-after-layers": 0.2}


@dataclass(frozen=True)
class Shot:
    """A picture. part: a selector of what is shown, empty for the top of the page; press: of what is opened first.

    to: a selector of what the picture begins with; the page is scrolled there.
    """

    name: str
    path: str
    who: Person
    part: str = ""
    press: tuple[str, ...] = ()
    to: str = ""
    width: int = 1100
    height: int = 760
    scheme: Literal["light", "dark"] = "light"


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


def worked(assigned: Assigned, who: Person, at: datetime, skill: float, near: bool, draw: random.Random) -> str:
    """A work of somebody who does as they can, handed in after a while; its id. near: they round a row too coarsely."""
    work = start(assigned, who, at)
    at += timedelta(minutes=draw.randint(1, 4))
    for position in range(1, 5):
        item = stored(assigned, work, position)
        typed = right(assigned, work, position)
        variant = rebuilt(asking(item.family, tuple(item.parts)), item.level, item.givens)
        part = variant.parts[-1]
        mistakes = variant.mistakes(part)
        if near and item.family == "softmax-row":
            typed = {
                part.id: [
                    [f"{weight + (0.03, -0.03, 0)[cell % 3]}" for cell, weight in enumerate(variant.expected(part))]
                ]
            }
        elif mistakes and draw.random() < 1.7 * MISTAKEN[item.family] * (1 - skill):
            typed = {**typed, part.id: precise(part, mistakes[0 if draw.random() < 0.7 else -1][1])}
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


def fill(db: Database) -> list[Shot]:
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
                at, near = now - timedelta(days=ago, minutes=37 * place), ago == 5 and place in (1, 4, 7, 10)
                works[assigned.id, someone.id] = worked(assigned, someone, at, skill[someone.id], near, draw)
    mine = start(weeks[2], room.learners[0], now - timedelta(minutes=12))
    place = next(at for at in range(1, 5) if stored(weeks[2], mine, at).family == "softmax-row")
    marked = works[weeks[1].id, room.learners[3].id]
    slip = next(at for at in range(1, 5) if stored(weeks[1], marked, at).family == "softmax-row")
    given = Given("1.5", "The method is right, one slip of the pen.")
    marking.give(db, room.instructor.id, marked, slip, given, now=now)
    regrade = regraded(weeks[1])
    teacher, room_path = room.instructor, f"/classes/{room.id}"
    return [
        Shot("blueprint", f"/blueprints/{plan}", teacher, "", height=820),
        Shot("report", f"/blueprints/{plan}/report", teacher, height=800),
        Shot("assignment", f"/assignments/{weeks[2].id}/edit", teacher, height=760, to="fieldset:has(#score_release)"),
        Shot("work", f"/works/{mine}/problems/{place}", room.learners[0], width=390, height=844, scheme="dark"),
        Shot("gradebook", f"{room_path}/gradebook", teacher, height=820),
        Shot("regrade", f"/regrades/{regrade}", teacher, height=980, to="h2"),
        Shot(
            "analysis", f"/assignments/{weeks[1].id}/analysis", teacher, height=860, to="section[aria-labelledby=items]"
        ),
        Shot("monday", f"{room_path}/analysis", teacher, press=("summary",), height=760, scheme="dark"),
    ]


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


@contextmanager
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS)
        yield found
        found.close()


def take_paper(page: Page) -> None:
    """The first page of an exam and the first of its key, side by side."""
    sheets = rows(read_blueprint(TEXT.format(week=3)), 1, 20_261_128)
    pages = []
    for key in (False, True):
        said = json.dumps(document(sheets, sheets.copies, key))
        source = Path(press.__file__).with_name("paper.typ")
        made = typst.Compiler(source, ignore_system_fonts=True).compile(
            sys_inputs={"paper": said}, format="png", ppi=72
        )
        first: Any = made[0] if isinstance(made, list) else made
        pages.append(f'<img width="530" src="data:image/png;base64,{base64.b64encode(first).decode()}">')
    page.set_viewport_size({"width": 1100, "height": 770})
    page.set_content(
        f'<body style="margin: 0; padding: 10px; background: #ddd; display: flex; gap: 20px">{"".join(pages)}'
    )
    page.screenshot(path=PICTURES / "paper.png")
    said_of(PICTURES / "paper.png")


def said_of(file: Path) -> None:
    print(f"{file.relative_to(PICTURES.parents[1])}: {file.stat().st_size:,} bytes")


def take(page: Page, url: str, shot: Shot) -> None:
    """One picture, into its file."""
    answered = page.goto(url + shot.path)
    if answered is None or answered.status != 200:
        raise SystemExit(f"{shot.name}: {shot.path} answered {answered and answered.status}.")
    for selector in shot.press:
        page.locator(selector).first.click()
    if shot.to:
        page.locator(shot.to).first.evaluate("found => scrollTo(0, found.getBoundingClientRect().top + scrollY - 20)")
    page.wait_for_load_state("networkidle")
    file = PICTURES / f"{shot.name}.png"
    if shot.part:
        page.locator(shot.part).screenshot(path=file)
    else:
        page.screenshot(path=file)
    said_of(file)


def main(wanted: list[str]) -> None:
    """Take the pictures of these names, or all."""
    with tempfile.TemporaryDirectory() as home:
        db = Database(url := f"sqlite:///{home}/pictures.sqlite3")
        upkeep.migrate(db)
        shots = [shot for shot in fill(db) if not wanted or shot.name in wanted]
        with Server(url) as server, browser() as chromium:
            if not wanted or "paper" in wanted:
                take_paper(chromium.new_page())
            for shot in shots:
                context = chromium.new_context(
                    viewport={"width": shot.width, "height": shot.height}, color_scheme=shot.scheme, locale="en-GB"
                )
                context.add_cookies([{"name": "headway_session", "value": shot.who.token, "url": server.url}])
                take(context.new_page(), server.url, shot)
                context.close()
        db.close()


if __name__ == "__main__":
    main(sys.argv[1:])
