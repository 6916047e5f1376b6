"""What answers teach, in a browser: clean by axe, wide and narrow, light and dark, with everything unfolded."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from quiz.database import Database
from quiz.services.teaching import working
from quiz.web.visitor import COOKIE
from tests.browser.test_access import LOOKS, clean
from tests.classes import Classroom, classroom
from tests.grades import crowd, ruled
from tests.servers import Server
from tests.simulated import Taken, mistaken, taken
from tests.works import Assigned, answer, put, start

pytestmark = pytest.mark.browser
WEEKS = 4
ODD = {"weights": [["0.9", "0.08", "0.02"]]}  # what no mistake gives


@dataclass(frozen=True)
class Analysed:
    """A class with weeks of simulated work, and an assignment with real answers that closed an hour ago."""

    room: Classroom
    last: Assigned


@pytest.fixture(scope="module")
def analysed(store: Database) -> Analysed:
    """Every part of the pages has something in it: mistakes, unexplained answers, effects, people who may need help."""
    room, now, rng = classroom(store, learners=7), datetime.now(UTC), random.Random(2)
    many = crowd(room, 22)
    for week in range(WEEKS, 0, -1):
        closes = now - timedelta(days=7 * week)
        old = put(room, title=f"Week {WEEKS - week + 1}", opens=closes - timedelta(days=6), closes=closes)
        plans = [[simulated(rng, item) for item in (1, 2)] for _ in many]
        taken(old, many, plans, ended=closes - timedelta(hours=1))
    ruled(old, "drop", item=2)
    begun = now - timedelta(days=1)
    last = put(room, title="Last week", opens=now - timedelta(days=2), closes=now - timedelta(hours=1))
    for place, someone in enumerate(room.learners):
        work = start(last, someone, now=begun)
        typed = mistaken(last, work, 1, "linear-normalised") if place < 5 else ODD
        answer(last, someone, work, 1, typed, now=begun + timedelta(minutes=place))
        working.hand_in(store, someone.id, work, now=begun + timedelta(hours=1))
    return Analysed(room, last)


def simulated(rng: random.Random, item: int) -> Taken:
    digits, right = rng.randrange(5, 20), rng.random() < 0.5
    named = "" if right else rng.choice(["", "no-scale", "softmax-columns", "hard-argmax"])
    family = ("softmax-row", "shape-single")[item - 1]
    return Taken(item, 1.0 if right else 0.5, named, (rng.randrange(20, 900),), {"digits": digits}, family=family)


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_pages_of_an_analysis_are_clean(
    page: Page, context: BrowserContext, live_server: Server, analysed: Analysed, size: Any, scheme: Any
) -> None:  # fmt: skip
    """Of an assignment with real answers, of one with simulated ones, and of the class."""
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    context.add_cookies([{"name": COOKIE, "value": analysed.room.assistant.token, "url": live_server.url}])
    page.goto(f"{live_server.url}/classes/{analysed.room.id}/analysis")
    for name in ("Week 4", "Last week", None):
        if name:
            page.get_by_role("link", name=name).click()
            expect(page.get_by_role("heading", name="What the answers teach")).to_be_visible()
        else:
            expect(page.get_by_role("heading", name="Explain this on Monday")).to_be_visible()
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        clean(page)
        page.get_by_role("link", name="Analysis").click()


def test_an_unexplained_answer_and_the_cure_of_a_mistake_are_a_click_away(
    page: Page, context: BrowserContext, live_server: Server, analysed: Analysed
) -> None:
    """From the assignment to the learner's answer; from the example to practice of the family that cures it."""
    context.add_cookies([{"name": COOKIE, "value": analysed.room.instructor.token, "url": live_server.url}])
    page.goto(f"{live_server.url}/assignments/{analysed.last.id}/analysis")
    page.get_by_role("link", name="Open answer 1 to item 1").click()
    expect(page.locator("main")).to_contain_text("0.08")
    page.goto(f"{live_server.url}/classes/{analysed.room.id}/analysis")
    page.get_by_text("An example: Softmax of a row").click()
    expect(page.get_by_text("Somebody typed")).to_be_visible()
    page.get_by_role("button", name="Softmax of a row").click()
    expect(page.get_by_role("heading", name="Softmax of a row")).to_be_visible()
    expect(page.get_by_role("button", name="Check")).to_be_visible()
