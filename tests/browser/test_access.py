"""For everyone: every page and state clean by axe, narrow and dark, with names and an order that make sense aloud."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

from quiz.family import families
from tests.browser.conftest import Learner, press

pytestmark = pytest.mark.browser
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # what passes is not written out, which takes half the time
}
NARROW: ViewportSize = {"width": 360, "height": 740}
WIDE: ViewportSize = {"width": 1280, "height": 800}
Colours = Literal["light", "dark"]
LOOKS: list[tuple[ViewportSize, Colours]] = [(NARROW, "dark"), (WIDE, "light"), (NARROW, "light"), (WIDE, "dark")]


def clean(page: Page) -> None:
    """No violation, nothing wider than the window, no box cut off."""
    page.wait_for_load_state()
    results = Axe().run(page, options=RULES)
    assert not results.response["violations"], results.generate_report()
    wide, window = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= window, f"{page.url} is {wide} wide in a window of {window}"


def clean_everywhere(page: Page) -> None:
    """`clean` narrow and dark, then wide and light, which the page stays."""
    for size, colours in LOOKS[:2]:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=colours)
        clean(page)


def home(learner: Learner) -> None:
    learner.page.goto(learner.server.url)


def empty_pages(path: str) -> Callable[[Learner], None]:
    def go(learner: Learner) -> None:
        learner.page.goto(learner.server.url + path)

    return go


def checked_wrong(learner: Learner) -> None:
    learner.open("full-attention", 1)
    learner.fill("7.5", "q")
    learner.fill("0.9", "weights")
    learner.page.get_by_role("button", name="Check").click()
    expect(learner.page.locator("#verdict")).to_be_visible()


def unreadable(learner: Learner) -> None:
    learner.open("softmax-row")
    learner.page.get_by_text("Type or paste it as text").click()
    learner.page.locator("textarea").fill("0,5 0,5")
    expect(learner.page.locator("[data-reading] button")).to_have_count(2)
    learner.page.get_by_role("button", name="Check").click()
    expect(learner.page.locator("#verdict")).to_be_visible()


def solved(learner: Learner) -> None:
    learner.open("attention-weights", 2)
    for i, row in enumerate(learner.right()["weights"]):
        for j, text in enumerate(row):
            learner.cell(i, j).fill(text)
    learner.page.get_by_role("button", name="Check").click()
    expect(learner.page.locator("#verdict")).to_contain_text("Right")


def revealed(learner: Learner) -> None:
    learner.open("full-attention", 3)
    learner.page.get_by_role("button", name="Hint").click()
    expect(learner.page.locator("#hints")).to_be_visible()
    learner.page.get_by_role("button", name="Show solution").click()
    expect(learner.page.locator("#solution")).to_be_visible()


def keys(learner: Learner) -> None:
    learner.open()
    press(learner.page, "?")
    expect(learner.page.locator("#keys-dialog")).to_be_visible()


def looking_back(path: str) -> Callable[[Learner], None]:
    def go(learner: Learner) -> None:
        checked_wrong(learner)
        learner.page.get_by_role("button", name="Finish").click()
        expect(learner.page.get_by_role("heading", name="Your session")).to_be_visible()
        if path:
            learner.page.goto(learner.server.url + path)

    return go


STATES = {
    "home": home, "nothing yet": empty_pages("/progress"), "no data": empty_pages("/data"),
    "settings": empty_pages("/settings"), "not found": empty_pages("/nowhere"), "wrong": checked_wrong,
    "unreadable": unreadable, "solved": solved, "revealed": revealed, "keys": keys, "summary": looking_back(""),
    "progress": looking_back("/progress"), "data": looking_back("/data"), "home again": looking_back("/"),
}  # fmt: skip


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_every_page_and_state_is_clean(learner: Learner, state: Callable[[Learner], None]) -> None:
    """Every page, in every state, passes axe and fits: wide and light, and 360 pixels and dark."""
    page = learner.page
    page.emulate_media(reduced_motion="reduce")
    state(learner)
    clean_everywhere(page)


@pytest.mark.parametrize("family", [one.id for one in families().values()])
def test_every_kind_of_problem_is_clean(learner: Learner, family: str) -> None:
    """Each family at its highest level passes axe and fits 360 pixels, with its solution."""
    page = learner.page
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size(NARROW)
    learner.open(family, max(families()[family].levels))
    page.get_by_role("button", name="Show solution").click()
    expect(page.locator("#solution")).to_be_visible()
    clean(page)


def test_a_cell_says_where_it_is(learner: Learner) -> None:
    """A cell is called by its row, its column and what it is a cell of."""
    learner.open(level=2)
    name = learner.cell(1, 2).get_attribute("aria-label")
    tokens = learner.row().givens["tokens"]
    assert name == f"row 2 ({tokens[1]}), column 3 ({tokens[2]}) of weights"


def test_the_focus_goes_in_reading_order_and_can_skip_to_the_content(learner: Learner) -> None:
    """Tab goes first to the skip link, then down the page in the order in which it is read; the focus is visible."""
    page = learner.page
    learner.open("softmax-row")
    press(page, "Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    press(page, "Enter")
    press(page, "Tab")
    expect(learner.cell(0, 0)).to_be_focused()
    order = page.evaluate(
        """[...document.querySelectorAll("main a, main button, main input, main summary")]
        .filter(one => one.tabIndex > 0).length"""
    )
    assert order == 0


def test_the_theme_can_be_switched_without_losing_work(learner: Learner) -> None:
    """Dark is a switch away on every page, stays, and keeps what was typed."""
    page = learner.page
    page.emulate_media(color_scheme="light")
    learner.open()
    learner.cell(0, 0).fill("0.125")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.wait_for_load_state()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    expect(learner.cell(0, 0)).to_have_value("0.125")


def test_verdicts_are_told_apart_without_colour(learner: Learner) -> None:
    """With forced colours, marks and words still tell right from wrong."""
    learner.page.emulate_media(forced_colors="active")
    checked_wrong(learner)
    expect(learner.page.locator("td.incorrect .mark").first).to_have_text("✗")
    expect(learner.page.locator("td.incorrect .away").first).to_have_text("Not right")


def test_targets_are_large_enough(learner: Learner) -> None:
    """On a phone every control is at least 24 by 24 pixels."""
    learner.page.set_viewport_size(NARROW)
    checked_wrong(learner)
    small = learner.page.evaluate(
        """[...document.querySelectorAll("button, input:not([type=hidden]), select, textarea, summary, nav a, .foot a")]
        .filter(one => one.checkVisibility()).map(one => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])
        .filter(([, box]) => box.width < 24 || box.height < 24).map(([html]) => html)"""
    )
    assert not small
