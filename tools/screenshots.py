"""Take the pictures of docs/instructors.md again: `.venv/bin/python -m tools.screenshots [name …]`.

A class with invented people (`tools.picture_class`) is filled in a fresh store, served, and looked at in Chromium.
"""

from __future__ import annotations

import base64
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import typst
from playwright.sync_api import Browser, Page, sync_playwright

from quiz.database import Database
from quiz.papers import press
from quiz.papers.blueprint import read_blueprint
from quiz.papers.layouts import document
from quiz.papers.rows import rows
from quiz.services import upkeep
from tests.classes import Person
from tests.conftest import CHROMIUM_FLAGS
from tests.servers import Server
from tools.picture_class import TEXT, Filled, fill

PICTURES = Path(__file__).parents[1] / "docs" / "screenshots"


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


def shots_of(found: Filled) -> list[Shot]:
    """Every picture of the class."""
    teacher, learner, weeks = found.room.instructor, found.room.learners[0], [week.id for week in found.weeks]
    plan, room = f"/blueprints/{found.plan}", f"/classes/{found.room.id}"
    return [
        Shot("blueprint", plan, teacher, "", height=820),
        Shot("report", f"{plan}/report", teacher, height=800),
        Shot("assignment", f"/assignments/{weeks[2]}/edit", teacher, height=760, to="fieldset:has(#score_release)"),
        Shot("work", f"/works/{found.work}/problems/{found.place}", learner, width=390, height=844, scheme="dark"),
        Shot("gradebook", f"{room}/gradebook", teacher, height=820),
        Shot("regrade", f"/regrades/{found.regrade}", teacher, height=980, to="h2"),
        Shot("analysis", f"/assignments/{weeks[1]}/analysis", teacher, height=860, to="section[aria-labelledby=items]"),
        Shot("monday", f"{room}/analysis", teacher, press=("summary",), height=760, scheme="dark"),
    ]


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
        shots = [shot for shot in shots_of(fill(db)) if not wanted or shot.name in wanted]
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
