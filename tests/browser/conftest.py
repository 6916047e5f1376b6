"""A learner in a real browser, against a real server, with the store at hand to look up what is right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from quiz.database import Database
from quiz.family import family
from quiz.models import Variant
from tests.servers import Server
from tests.stores import stored
from tests.writing import precise

expect.set_options(timeout=15_000)  # a busy machine is slow; what is there is seen at once


@pytest.fixture(scope="module")
def store(live_server: Server) -> Iterator[Database]:
    db = Database(live_server.database_url)
    yield db
    db.close()


class Learner:
    """Somebody at a browser. Every error of a script, and every breach of the policy, fails the test."""

    def __init__(self, page: Page, server: Server, db: Database) -> None:
        self.page, self.server, self.db = page, server, db
        self.amiss: list[str] = []
        page.on("pageerror", lambda error: self.amiss.append(str(error)))
        page.on("console", lambda m: self.amiss.append(m.text) if "Content Security Policy" in m.text else None)

    def open(self, family: str = "attention-weights", level: int = 1, length: int = 1) -> None:
        form: dict[str, str | float | bool] = {"family": family, "level": str(level), "length": str(length)}
        response = self.page.request.post(f"{self.server.url}/start", form=form, max_redirects=0)
        assert response.status == 303
        self.page.goto(self.server.url + response.headers["location"])

    @property
    def problem_id(self) -> str:
        return self.page.locator("#problem").get_attribute("data-problem") or ""

    def row(self) -> Variant:
        return stored(self.db, self.problem_id)

    def right(self) -> dict[str, Any]:
        """Part -> the text of its box, or the rows of its grid."""
        row = self.row()
        found: dict[str, Any] = {}
        for part in family(row.family).parts(row.level):
            answer = row.expected[part.id]
            if part.kind in ("vector", "matrix"):
                rows = answer if part.kind == "matrix" else [answer]
                found[part.id] = [[f"{x:.5f}" for x in cells] for cells in rows]
            else:
                found[part.id] = precise(part, answer)
        return found

    def cells(self, part: str = "weights") -> list[list[str]]:
        """What stands in a grid."""
        rows = self.page.locator(f"[data-part={part}] tbody tr").all()
        return [[box.input_value() for box in row.locator("input").all()] for row in rows]

    def cell(self, i: int, j: int, part: str = "weights") -> Any:
        return self.page.locator(f'[name="a.{part}.{i}.{j}"]')

    def fill(self, text: str, part: str = "weights") -> None:
        """The same text into every cell of a grid."""
        self.page.wait_for_load_state()
        for box in self.page.locator(f"[data-part={part}] input").all():
            box.fill(text)

    def says(self, text: str) -> None:
        """The line about unsaved work says this."""
        expect(self.page.locator("[data-draft-status]")).to_contain_text(text)

    def paste(self, text: str) -> None:
        paste(self.page, text)


@pytest.fixture
def learner(page: Page, live_server: Server, store: Database) -> Iterator[Learner]:
    someone = Learner(page, live_server, store)
    yield someone
    assert not someone.amiss


def press(page: Page, key: str) -> None:
    """Press a key once the page's scripts hear it: what a page shows can be seen before its modules have run."""
    page.wait_for_load_state()
    page.keyboard.press(key)


def paste(page: Page, text: str) -> None:
    """Paste into the field that has the focus, as a browser does."""
    page.wait_for_load_state()
    page.evaluate(
        """text => { const data = new DataTransfer(); data.setData("text/plain", text);
        const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
        if (document.activeElement.dispatchEvent(event)) document.execCommand("insertText", false, text); }""",
        text,
    )


def another_tab(learner: Learner, context: BrowserContext) -> Learner:
    """The same learner, problem and browser in a second tab."""
    other = Learner(context.new_page(), learner.server, learner.db)
    other.page.goto(learner.page.url.split("#")[0])
    return other
