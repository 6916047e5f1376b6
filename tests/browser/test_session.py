"""A whole session by keyboard alone, from the first page to the summary and the progress page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Learner, press
from tests.servers import Server

pytestmark = pytest.mark.browser


def test_a_whole_session_by_keyboard(learner: Learner) -> None:
    """Start, answer, get a hint, see a mistake named, put it right, look at a solution, finish: with no mouse."""
    page = learner.page
    page.goto(learner.server.url)
    page.locator("#topic").select_option("weights")
    page.locator("#topic").focus()
    for _ in range(2):
        press(page, "Tab")  # to the level, to the number of problems
    press(page, "ArrowLeft")  # 10 -> 5
    press(page, "Tab")
    press(page, "Enter")
    expect(page.get_by_text("Problem 1 of 5")).to_be_visible()

    for at in range(1, 6):
        expect(page.get_by_text(f"Problem {at} of 5")).to_be_visible()
        press(page, "s")
        expect(page.get_by_role("heading", name="Worked solution")).to_be_visible()
        expect(page.locator("#solution")).to_be_focused()
        expect(page.locator("progress")).to_have_attribute("value", str(at))
        press(page, "n")
    expect(page.get_by_role("heading", name="Your session")).to_be_visible()
    expect(page.get_by_role("button", name="Practise these again")).to_be_visible()


def test_wrong_then_right_by_keyboard(learner: Learner) -> None:
    """A wrong answer is marked and explained where the focus goes; the right one leads on."""
    page = learner.page
    learner.open()
    press(page, "a")
    right = learner.right()["weights"]
    flat = [text for row in right for text in row]
    for _ in flat:
        page.keyboard.type("5.5")
        press(page, "Enter")
    assert page.evaluate("document.activeElement.dataset.key") == "c"  # after the last cell: Check
    press(page, "Enter")
    expect(page.locator("#verdict")).to_be_focused()
    expect(page.locator("#verdict")).to_contain_text("Not yet")
    assert page.locator("td.incorrect input[aria-invalid=true]").count() == len(flat)
    press(page, "h")
    expect(page.locator("#hints")).to_be_focused()
    press(page, "a")
    for text in flat:
        press(page, "Control+A")
        page.keyboard.type(text)
        press(page, "Enter")
    press(page, "Control+Enter")
    expect(page.locator("#verdict")).to_contain_text("Right")
    assert learner.row().attempts == 2
    press(page, "n")
    expect(page.get_by_role("heading", name="Your session")).to_be_visible()
    page.get_by_role("link", name="Progress", exact=True).press("Enter")
    expect(page.get_by_role("heading", name="By mistake")).to_be_visible()


def test_the_question_mark_lists_the_keys_and_letters_can_be_switched_off(learner: Learner) -> None:
    """`?` opens the list; in a field it is a character; the settings switch single letters off."""
    page = learner.page
    learner.open("reach-after-layers")
    press(page, "?")
    expect(page.locator("#keys-dialog")).to_be_visible()
    press(page, "Escape")
    press(page, "a")
    page.keyboard.type("?hsn")
    expect(page.locator("#keys-dialog")).not_to_be_visible()
    assert learner.row().hints_used == 0
    page.goto(learner.server.url + "/settings")
    page.get_by_label("Off").check(force=True)
    page.get_by_role("button", name="Save").click()
    learner.open("reach-after-layers")
    press(page, "?")
    press(page, "h")
    expect(page.locator("#keys-dialog")).not_to_be_visible()
    assert learner.row().hints_used == 0


def test_two_clicks_at_once_are_one_attempt(learner: Learner) -> None:
    """A double click on Check is one attempt."""
    learner.open()
    learner.fill("5.5")
    learner.page.get_by_role("button", name="Check").dblclick()
    expect(learner.page.locator("#verdict")).to_be_visible()
    assert learner.row().attempts == 1


def test_without_script_everything_works(browser_type_launch_args: dict[str, object], browser: object,
                                         live_server: Server) -> None:  # fmt: skip
    """With script switched off: start, check, hint, solution, next."""
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page: Page = context.new_page()
    page.goto(live_server.url)
    page.get_by_role("button", name="Softmax of a row").click()
    for j in range(3):
        page.locator(f'[name="a.weights.0.{j}"]').fill("5")
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#verdict")).to_contain_text("Not yet")
    expect(page.locator('[name="a.weights.0.0"]')).to_have_value("5")
    page.locator('[name="a.weights.0.0"]').fill("x")
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#verdict")).to_contain_text("can’t be read")
    page.get_by_role("button", name="Hint").click()
    expect(page.locator("#hints")).to_be_visible()
    page.get_by_role("button", name="Show solution").click()
    expect(page.locator("#solution")).to_be_visible()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("Problem 2 of 5")).to_be_visible()
    context.close()
