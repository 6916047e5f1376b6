"""A regrade in a browser: asked for, its job seen by a page that renews itself, applied; its pages clean by axe."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from quiz.database import Database
from quiz.web.visitor import COOKIE
from tests.browser.test_access import LOOKS, NARROW, clean
from tests.classes import classroom
from tests.regrades import NEAR, PATIENCE, RIGHT, ask, known, marks, regrade, work
from tests.regrades import WIDE as TOLERANCE
from tests.servers import Server
from tests.works import Assigned, answer, put

pytestmark = pytest.mark.browser
JOB = 1000.0 * PATIENCE  # milliseconds for a process to start and do a job


@pytest.fixture
def assigned(context: BrowserContext, live_server: Server, store: Database) -> Assigned:
    """Two learners with the same numbers, one of whom is not right; the instructor is signed in."""
    made = put(classroom(store))
    for person, typed in zip(made.room.learners, (RIGHT, NEAR), strict=True):
        answer(made, person, known(made, person), 1, typed)
    context.add_cookies([{"name": COOKIE, "value": made.room.instructor.token, "url": live_server.url}])
    return made


def test_a_regrade_from_the_form_to_the_mark(page: Page, live_server: Server, assigned: Assigned) -> None:
    """The server's own process does the job; the page shows what was found by itself, and then that it holds."""
    page.goto(f"{live_server.url}/assignments/{assigned.id}/regrades")
    page.get_by_role("link", name="Item 1: Softmax of a row").click()
    page.get_by_label("What is corrected").select_option("tolerance")
    page.get_by_label("Right up to so far off").fill("0.04")
    page.get_by_label("Reason").fill("The table rounds")
    page.get_by_role("button", name="See what would change").click()
    expect(page.get_by_role("button", name="Apply it")).to_be_visible(timeout=JOB)
    row = page.get_by_role("row", name="Lea 2")
    expect(row).to_contain_text("0.2 0.333 0.467")
    expect(row).to_contain_text("0.67 of 2")
    page.get_by_role("button", name="Apply it").click()
    expect(page.get_by_role("status").first).to_contain_text("It holds.", timeout=JOB)
    assert [mark[2] for mark in marks(assigned, assigned.room.learners[1])][1:] == [1.0]


def test_both_decisions_stand_side_by_side(
    page: Page, live_server: Server, store: Database, assigned: Assigned
) -> None:
    """On a phone as well; either does what it says."""
    page.set_viewport_size(NARROW)
    waiting = ask(assigned, **TOLERANCE)
    work(store)
    page.goto(f"{live_server.url}/regrades/{waiting}")
    tops = [page.get_by_role("button", name=name).bounding_box() for name in ("Apply it", "Drop it")]
    assert tops[0] is not None
    assert tops[1] is not None
    assert tops[0]["y"] == tops[1]["y"]
    page.get_by_role("button", name="Drop it").click()
    expect(page.get_by_text("Dropped. No mark was changed.")).to_be_visible()


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_pages_are_clean(
    page: Page, live_server: Server, store: Database, assigned: Assigned, size: Any, scheme: Any
) -> None:
    """The list, its form with and without an item, one that waits for a word, a ruling, one that is applied."""
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    path = f"{live_server.url}/assignments/{assigned.id}/regrades"
    applied = regrade(assigned, **TOLERANCE)
    for at in (path, f"{path}?item=all", f"{path}?item=1"):
        page.goto(at)
        clean(page)
    page.evaluate("document.querySelector('form.form').noValidate = true")
    page.get_by_text("Right answers at present").click()
    page.get_by_role("button", name="See what would change").click()
    expect(page.get_by_text("A reason is needed")).to_be_visible()
    clean(page)
    ruling = ask(assigned, item="1", kind="drop", reason="It was not taught, and " + "nobody can know it " * 8)
    for at in (path, f"{live_server.url}/regrades/{applied}", f"{live_server.url}/regrades/{ruling}"):
        page.goto(at)
        clean(page)
