"""Grades in a browser: every page clean by axe, wide and narrow, light and dark; points by hand without a mouse."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import BrowserContext, Page, expect

from quiz.database import Database
from quiz.models import Member
from quiz.services.teaching import working
from quiz.web.visitor import COOKIE
from tests.browser.conftest import press
from tests.browser.test_access import LOOKS, NARROW, clean
from tests.classes import Classroom, Person, classroom, entry
from tests.grades import FOUR, by_hand, ruled, tried
from tests.servers import Server
from tests.stores import NOON
from tests.works import answer, put, start

pytestmark = pytest.mark.browser
LONG = "Lea Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh"


@dataclass(frozen=True)
class Graded:
    """A class with grades of all kinds. work: of the first learner, done."""

    room: Classroom
    assignment: str
    work: str


@pytest.fixture(scope="module")
def graded(store: Database) -> Graded:
    """A try that is done, one that goes on, some that are missed; somebody gone; points by hand; an item dropped."""
    room, now = classroom(store, learners=4), datetime.now(UTC)
    lea, leo, gone, _ = room.learners
    entry(room, "Lea, Listed", lea.email, "4711")
    away = sa.update(Member).where(Member.learner_id == gone.id).values(left=now)
    store.write(lambda session: session.execute(away))
    called = sa.update(Member).where(Member.learner_id == lea.id).values(name=LONG)
    store.write(lambda session: session.execute(called))
    old = [put(room, FOUR, title=f"Week {week}", tries=2, counts="average") for week in range(1, 9)]
    work = start(old[0], lea)
    answer(old[0], lea, work, 1)
    working.hand_in(store, lea.id, work, now=NOON)
    tried(old[0], lea, [1, 1, 1, 0], number=2)
    tried(old[0], gone, [1, 1, 1, 1])
    by_hand(old[0], work, 2, 2.5, room.assistant, "The unit was right, and the sign can’t be told from the figure.")
    by_hand(old[0], work, 1, 1.0, room.assistant, "A slip")
    by_hand(old[0], work, 1, None, room.instructor, "It was right after all")
    ruled(old[0], "drop", item=3)
    never = put(room, FOUR, title="Exam", verdict_release="never", score_release="never", answers_release="never")
    tried(never, lea, [1, 1, 1, 1])
    running = put(room, FOUR, title="Still open " * 8, opens=now, closes=now + timedelta(days=7))
    tried(running, leo, [1, None, None, None], ends=now + timedelta(days=7), handed_in=None)
    return Graded(room, old[0].id, work)


def signed_in(context: BrowserContext, server: Server, who: Person) -> None:
    context.add_cookies([{"name": COOKIE, "value": who.token, "url": server.url}])


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_pages_of_grades_are_clean(
    page: Page, context: BrowserContext, live_server: Server, graded: Graded, size: Any, scheme: Any
) -> None:  # fmt: skip
    """Those of the staff and the learner's own; what is wide scrolls in a box of its own."""
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    signed_in(context, live_server, graded.room.assistant)
    points = f"/works/{graded.work}/problems/2/points"
    for path in (f"/classes/{graded.room.id}/gradebook", f"/assignments/{graded.assignment}/grades", points):
        page.goto(live_server.url + path)
        clean(page)
    signed_in(context, live_server, graded.room.learners[0])
    page.goto(f"{live_server.url}/classes/{graded.room.id}/grades")
    clean(page)


def test_names_stay_in_sight_while_a_gradebook_scrolls(
    page: Page, context: BrowserContext, live_server: Server, graded: Graded
) -> None:
    """On a phone the last column is reached by scrolling the box, and the name is still beside it."""
    page.set_viewport_size(NARROW)
    signed_in(context, live_server, graded.room.assistant)
    page.goto(f"{live_server.url}/classes/{graded.room.id}/gradebook")
    box = page.get_by_role("group", name="Grades of the class")
    box.evaluate("box => box.scrollTo(box.scrollWidth, 0)")
    name = box.get_by_role("rowheader").first
    expect(name).to_be_in_viewport(ratio=1)
    last = box.get_by_role("columnheader").last
    expect(last).to_be_in_viewport()
    covered = name.bounding_box()
    assert covered
    assert covered["width"] < NARROW["width"] / 2


def test_points_are_given_by_keyboard_and_a_slip_costs_nothing(
    page: Page, context: BrowserContext, live_server: Server, graded: Graded
) -> None:
    """Too many points and no reason: both are said, what was typed stays, and the second time it is kept."""
    signed_in(context, live_server, graded.room.assistant)
    page.goto(f"{live_server.url}/assignments/{graded.assignment}/grades")
    page.get_by_role("link", name=f"4 of 4: {LONG}, try 1, problem 1").click()
    page.get_by_role("textbox", name="Points by hand").focus()
    page.keyboard.type("40")
    press(page, "Tab")
    press(page, "Tab")
    page.keyboard.type("Shown on paper")
    press(page, "Tab")
    press(page, "Enter")
    expect(page.get_by_text("more takes the tick below, but 40 came")).to_be_visible()
    clean(page)
    expect(page.get_by_label("Reason", exact=True)).to_have_value("Shown on paper")
    expect(page.get_by_role("textbox", name="Points by hand")).to_have_value("40")
    page.get_by_role("textbox", name="Points by hand").fill("3,5")
    page.get_by_role("button", name="Keep the points").click()
    expect(page.get_by_text(f"Kept: {LONG} has 3.5 of 4 for problem 1.")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="Shown on paper")).to_contain_text("Asa Sistant")
