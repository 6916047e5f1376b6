"""A blueprint built by keyboard alone, and its pages clean by axe, wide and narrow, light and dark."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from quiz.database import Database
from quiz.services.teaching import blueprint_editing, blueprints
from quiz.web.visitor import COOKIE
from tests.browser.conftest import press
from tests.browser.test_access import LOOKS, clean
from tests.classes import person
from tests.servers import Server
from tests.stores import NOON

pytestmark = pytest.mark.browser


@pytest.fixture
def at(context: BrowserContext, live_server: Server, store: Database) -> str:
    """The address of somebody's blueprint, in a browser in which they are signed in."""
    ada = person(store, "Ada")
    context.add_cookies([{"name": COOKIE, "value": ada.token, "url": live_server.url}])
    id = blueprints.make(store, ada.id, blueprints.EXAMPLE, now=NOON)
    blueprint_editing.choose(store, ada.id, id, 2, 3, "pin", 1, now=NOON)
    return f"{live_server.url}/blueprints/{id}"


def test_an_item_is_added_by_keyboard(page: Page, at: str) -> None:
    """From the choice of the problem to the button with keys alone; then the item stands in the list."""
    page.goto(at)
    page.get_by_label("Problem", exact=True).focus()
    page.keyboard.type("Softmax")
    press(page, "Tab")
    press(page, "ArrowUp")  # from level 1 to level 2
    for _ in range(4):
        press(page, "Tab")
    press(page, "Enter")
    expect(page.get_by_text("The item is added.")).to_be_visible()
    expect(page.get_by_role("region", name="Items").get_by_role("listitem")).to_have_count(3)


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_pages_are_clean(page: Page, at: str, size: Any, scheme: Any) -> None:
    """Every page of a blueprint, and the list."""
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    for path in (at.rpartition("/")[0], at, f"{at}/items/1?shown=1", f"{at}/items/2", f"{at}/report"):
        page.goto(path)
        clean(page)
