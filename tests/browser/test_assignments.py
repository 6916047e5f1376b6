"""Pages of assignments in a browser: a draft made by keyboard alone, and every page clean by axe, wide and narrow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from quiz.database import Database
from quiz.services.teaching import blueprints, extensions
from quiz.web.visitor import COOKIE
from tests.browser.conftest import press
from tests.browser.test_access import LOOKS, clean
from tests.classes import Classroom, Person, classroom, fresh_limits, member_id
from tests.servers import Server
from tests.stores import NOON
from tests.works import TEXT, Assigned, answer, put, start

pytestmark = pytest.mark.browser
LONG = "Attention-weights-of-a-very-long-word-without-any-place-to-break-it, week 1"


@pytest.fixture
def room(store: Database) -> Classroom:
    fresh_limits(store)
    return classroom(store)


def signed_in(context: BrowserContext, server: Server, someone: Person) -> None:
    context.clear_cookies()
    context.add_cookies([{"name": COOKIE, "value": someone.token, "url": server.url}])


def opened(room: Classroom, **settings: Any) -> Assigned:
    now = datetime.now(UTC)
    times = {"opens": now - timedelta(hours=1), "closes": now + timedelta(days=7)}
    return put(room, **{**times, "title": LONG, "minutes": 45, "tries": 3, **settings})


def test_an_assignment_is_made_by_keyboard(
    page: Page, context: BrowserContext, live_server: Server, room: Classroom
) -> None:
    """From the title to the button with keys alone, as the form is filled in; then it is a draft."""
    signed_in(context, live_server, room.instructor)
    kept = blueprints.make(room.db, room.instructor.id, TEXT, now=NOON)
    page.goto(f"{live_server.url}/classes/{room.id}/assignments/new?blueprint={kept}")
    page.get_by_label("Title").focus()
    press(page, "Control+A")
    page.keyboard.type("By hand")
    press(page, "Enter")
    expect(page.get_by_role("heading", name="By hand")).to_be_visible()
    expect(page.get_by_text("A draft: learners do not see it.")).to_be_visible()
    page.get_by_role("button", name="Publish").press("Enter")
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)


def test_a_time_is_asked_for_where_it_is_wanted(
    page: Page, context: BrowserContext, live_server: Server, room: Classroom
) -> None:
    """The field of a release's time comes and goes with the choice, without script."""
    signed_in(context, live_server, room.instructor)
    page.goto(f"{live_server.url}/assignments/{opened(room).id}/edit")
    time = page.get_by_label("Answers and worked solutions: from")
    expect(time).to_be_hidden()
    page.get_by_label("Answers and worked solutions", exact=True).select_option("at")
    expect(time).to_be_visible()
    page.get_by_label("Answers and worked solutions", exact=True).select_option("never")
    expect(time).to_be_hidden()


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_pages_are_clean(
    page: Page, context: BrowserContext, live_server: Server, room: Classroom, size: Any, scheme: Any
) -> None:
    """Every page for the instructor, a refused form, and the pages that learners see before, during and after."""
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    assigned, lea = opened(room), room.learners[0]
    grant = {"member": member_id(room, lea), "minutes": "15", "reason": "a reason of some length, as reasons are"}
    extensions.grant(room.db, room.instructor.id, assigned.id, grant, now=NOON)
    kept = blueprints.make(room.db, room.instructor.id, TEXT, now=NOON)
    of_class, at = f"{live_server.url}/classes/{room.id}/assignments", f"{live_server.url}/assignments/{assigned.id}"
    signed_in(context, live_server, lea)
    for path in (of_class, at):
        page.goto(path)
        clean(page)
    work = start(assigned, lea, datetime.now(UTC))
    answer(assigned, lea, work, 1, now=datetime.now(UTC))
    page.goto(at)
    clean(page)
    signed_in(context, live_server, room.instructor)
    for path in (of_class, f"{of_class}/new?blueprint={kept}", at, f"{at}/edit", f"{at}/extensions"):
        page.goto(path)
        clean(page)
    page.get_by_label("Tries more").fill("1")
    page.get_by_role("button", name="Give it").click()
    expect(page.get_by_text("nothing was kept yet")).to_be_visible()
    clean(page)
