"""Typing answers: arrows and Enter, paste and undo, the live reading, two readings, a phone's minus sign."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Learner, press

pytestmark = pytest.mark.browser


def place(learner: Learner) -> str:
    return str(learner.page.evaluate("document.activeElement.name"))


def test_arrows_and_enter_walk_the_grid(learner: Learner) -> None:
    """Up and down move always, left and right at the edge of the text, Enter row by row."""
    learner.open(level=2)  # 3 × 3
    learner.cell(0, 0).focus()
    keys = learner.page.keyboard
    for key, name in (("ArrowDown", "1.0"), ("ArrowRight", "1.1"), ("ArrowUp", "0.1"), ("ArrowLeft", "0.0"),
                      ("Enter", "0.1"), ("Enter", "0.2"), ("Enter", "1.0")):  # fmt: skip
        keys.press(key)
        assert place(learner) == f"a.weights.{name}", key
    keys.type("12")
    keys.press("ArrowLeft")  # inside the text: a step of the caret
    assert place(learner) == "a.weights.1.0"


@pytest.mark.parametrize("text", [
    "1\t2\t3\n4\t5\t6\n7\t8\t9\n", "1 2 3\n4 5 6\n7 8 9", "[[1, 2, 3], [4, 5, 6], [7, 8, 9]]", "1,2,3;4,5,6;7,8,9",
    "1 & 2 & 3 \\\\ 4 & 5 & 6 \\\\ 7 & 8 & 9",
])  # fmt: skip
def test_a_pasted_matrix_fills_the_grid(learner: Learner, text: str) -> None:
    """A matrix from a spreadsheet, from Python or from LaTeX goes into the cells at once."""
    learner.open(level=2)
    learner.cell(0, 0).focus()
    learner.paste(text)
    expect(learner.cell(2, 2)).to_have_value("9")
    assert learner.cells() == [["1", "2", "3"], ["4", "5", "6"], ["7", "8", "9"]]


def test_a_spreadsheets_own_texts_are_kept(learner: Learner) -> None:
    """Cells of a spreadsheet keep their text: a decimal comma, a percentage, a fraction."""
    learner.open(level=2)
    learner.cell(0, 0).focus()
    learner.paste("0,5\t34 %\t1/3")
    assert learner.cells()[0] == ["0,5", "34 %", "1/3"]


def test_a_paste_that_does_not_fit_changes_nothing(learner: Learner) -> None:
    """A block of another shape is told with both shapes, and every cell stays as it was."""
    learner.open(level=2)
    learner.fill("0.3")
    learner.cell(1, 1).focus()
    learner.paste("1\t2\t3\n4\t5\t6\n7\t8\t9")
    expect(learner.page.locator("[data-pasted]")).to_contain_text("3 × 3")
    expect(learner.page.locator("[data-pasted]")).to_contain_text("2 × 2")
    assert learner.cells() == [["0.3"] * 3] * 3


@pytest.mark.parametrize("how", ["key", "button"])
def test_a_paste_can_be_taken_back_once(learner: Learner, how: str) -> None:
    """What a paste wrote over is told and comes back with one key or one click."""
    learner.open(level=2)
    learner.fill("0.3")
    learner.cell(0, 0).focus()
    learner.paste("1\t2\t3\n4\t5\t6\n7\t8\t9")
    expect(learner.page.locator("[data-pasted]")).to_contain_text("9 of them written over")
    if how == "key":
        press(learner.page, "Control+z")
    else:
        learner.page.get_by_role("button", name="Take it back").click()
    assert learner.cells() == [["0.3"] * 3] * 3
    assert place(learner) == "a.weights.0.0"


def test_an_ambiguous_paste_asks(learner: Learner) -> None:
    """Commas that may be decimal marks or separators are asked about; nothing is changed before."""
    learner.open("softmax-row")
    learner.cell(0, 0).focus()
    learner.paste("1,000; 2")
    expect(learner.page.locator("[data-pasted]")).to_contain_text("Nothing was changed")
    assert learner.cells() == [["", "", ""]]


def test_the_reading_is_shown_while_typing(learner: Learner) -> None:
    """The line below the box says how the text is read, or why it can't be."""
    learner.open("peaked-attention")
    box = learner.page.locator("input[data-read=number]").first
    line = learner.page.locator("[data-reading]").first
    box.fill("34 %")
    expect(line).to_have_text("Read as 0.34")
    box.fill("−0.35")
    expect(line).to_have_text("Read as -0.35")
    box.fill("1/")
    expect(line.locator(".amiss")).to_be_visible()
    box.fill("")
    expect(line).to_be_empty()


@pytest.mark.parametrize("how", ["click", "key"])
def test_two_readings_are_one_click_or_one_key_away(learner: Learner, how: str) -> None:
    """A text with two readings offers both; choosing one writes it so that it has one reading only."""
    learner.open("softmax-row")
    learner.page.get_by_text("Type or paste it as text").click()
    text = learner.page.locator("textarea")
    text.fill("0,5 0,5")
    buttons = learner.page.locator("[data-reading] button")
    expect(buttons).to_have_count(2)
    chosen = buttons.nth(1).get_attribute("data-replace")
    if how == "click":
        buttons.nth(1).click()
    else:
        press(learner.page, "Alt+2")
    expect(text).to_have_value(chosen or "")
    expect(learner.page.locator("[data-reading]")).to_contain_text("Read as")
    expect(text).to_be_focused()


def test_a_text_can_be_put_into_the_grid(learner: Learner) -> None:
    """A matrix typed as text goes into the cells with one click, and the text box is empty again."""
    learner.open(level=2)
    learner.page.get_by_text("Type or paste it as text").click()
    learner.page.locator("textarea").fill("[[1, 2, 3], [4, 5, 6], [7, 8, 9]]")
    learner.page.get_by_role("button", name="Put it into the grid").click()
    expect(learner.page.locator("textarea")).to_have_value("")
    assert learner.cells() == [["1", "2", "3"], ["4", "5", "6"], ["7", "8", "9"]]


def test_a_phones_keyboard_can_type_a_minus(learner: Learner) -> None:
    """Every box asks for a keyboard with letters and signs: a decimal pad has no minus."""
    learner.open("full-attention", 2)
    modes = learner.page.locator("#answer-form input[type=text]").evaluate_all("all => all.map(one => one.inputMode)")
    assert set(modes) == {"text"}


def test_a_mark_goes_when_the_cell_changes(learner: Learner) -> None:
    """A verdict is about what was checked: it goes from a cell as soon as something else stands there."""
    learner.open()
    learner.fill("5.5")
    learner.page.get_by_role("button", name="Check").click()
    expect(learner.page.locator("td.incorrect")).to_have_count(len(learner.cells()) * len(learner.cells()[0]))
    before = learner.page.locator("td.incorrect").count()
    learner.cell(0, 0).fill("0.5")
    expect(learner.page.locator("td.incorrect")).to_have_count(before - 1)
    assert learner.cell(0, 0).get_attribute("aria-invalid") is None


def test_none_of_these_stands_alone(learner: Learner) -> None:
    """Among options, `None of these` and the others put each other out."""
    learner.open("causal-mask", 2)
    boxes = learner.page.locator("input[type=checkbox]")
    boxes.first.check()
    learner.page.get_by_label("None of these").check()
    assert not boxes.first.is_checked()
    boxes.first.check()
    assert not learner.page.get_by_label("None of these").is_checked()
