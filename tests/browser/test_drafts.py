"""What is typed is never lost: reload, back, crash, offline, a second tab, a restarted server, an ended session."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from quiz.models import Attempt, Draft
from quiz.services import practice
from tests.browser.conftest import Learner, another_tab
from tests.stores import how_many

pytestmark = pytest.mark.browser
KEPT = "kept here and on the server"


def typed(learner: Learner) -> None:
    learner.open()
    learner.cell(0, 0).fill("0.125")
    learner.cell(1, 1).fill("1/3")


def expect_typed(page: Page) -> None:
    expect(page.locator('[name="a.weights.0.0"]')).to_have_value("0.125")
    expect(page.locator('[name="a.weights.1.1"]')).to_have_value("1/3")


def test_unsaved_work_is_labelled_and_never_graded(learner: Learner) -> None:
    """A draft says that it is unsaved and not checked, and makes no attempt."""
    typed(learner)
    learner.says("not checked yet")
    learner.says(KEPT)
    assert how_many(learner.db, Draft, Draft.variant_id == learner.row().id) == 1
    assert learner.row().attempts == 0


def test_what_is_typed_before_the_scripts_run_is_kept(learner: Learner) -> None:
    """On a slow line the boxes are there first: what is typed then is saved, beside what this browser held already."""
    page, held = learner.page, list[Route]()
    page.route("**/draft", lambda route: route.abort())
    learner.open()
    learner.cell(0, 0).fill("0.125")
    learner.cell(1, 1).fill("5")
    learner.says("offline")
    page.route("**/drafts.js*", lambda route: held.append(route))
    page.goto(page.url, wait_until="commit")
    learner.cell(1, 1).fill("1/3")
    page.unroute("**/draft")
    held[0].continue_()
    learner.says(KEPT)
    expect_typed(page)
    page.unroute("**/drafts.js*")
    page.reload()
    expect_typed(page)


def test_what_is_typed_while_a_check_is_on_its_way_is_kept(learner: Learner) -> None:
    """The checked page comes with what was checked; what was typed since then stands in it again, unsaved."""
    page, held = learner.page, list[Route]()
    learner.open()
    learner.fill("0.5")
    learner.says(KEPT)
    page.route("**/check", lambda route: held.append(route))
    page.get_by_role("button", name="Check").click()
    learner.cell(1, 1).fill("0.777")
    learner.says(KEPT)
    held[0].continue_()
    expect(page.locator("#verdict")).to_contain_text("Not yet")
    expect(learner.cell(1, 1)).to_have_value("0.777")
    expect(learner.cell(0, 0)).to_have_value("0.5")
    learner.says(KEPT)
    page.reload()
    expect(learner.cell(1, 1)).to_have_value("0.777")


def test_what_is_typed_back_to_the_checked_answer_is_not_unsaved(learner: Learner) -> None:
    """Neither the line about unsaved work nor a draft is left."""
    learner.open()
    learner.fill("0.5")
    learner.page.get_by_role("button", name="Check").click()
    expect(learner.page.locator("#verdict")).to_be_focused()
    learner.cell(1, 1).fill("0.51")
    learner.says(KEPT)
    learner.cell(1, 1).fill("0.5")
    expect(learner.page.locator("[data-draft-status]")).to_have_text("")
    assert how_many(learner.db, Draft, Draft.variant_id == learner.row().id) == 0
    assert learner.page.evaluate("Object.keys(localStorage).length") == 0


def test_a_box_ticked_before_the_scripts_run_is_heard(learner: Learner) -> None:
    """It joins what this browser held, and unticks "None of these"."""
    page, held = learner.page, list[Route]()
    page.route("**/draft", lambda route: route.abort())
    learner.open("causal-mask", 1)
    boxes = page.locator("#answer-form input[type=checkbox]:not([data-none])")
    none = page.locator("#answer-form [data-none]")
    none.check()
    learner.says("offline")
    page.route("**/drafts.js*", lambda route: held.append(route))
    page.goto(page.url, wait_until="commit")
    boxes.first.check()
    page.unroute("**/draft")
    held[0].continue_()
    learner.says(KEPT)
    expect(boxes.first).to_be_checked()
    expect(none).not_to_be_checked()


def test_who_only_looks_leaves_nothing_unsaved(learner: Learner) -> None:
    """An answer of several lines, as a program may send it, stands in one line here, and is no unsaved work."""
    learner.open("reach-after-layers", 1)
    row = learner.row()
    lines = {part: "\n".join(map(str, names)) for part, names in row.expected.items()}
    practice.submit(learner.db, row.learner_id, learner.problem_id, lines, key="lines", now=datetime.now(UTC))
    learner.page.reload()
    for part, text in lines.items():
        expect(learner.page.locator(f"[name='a.{part}']")).to_have_value(text.replace("\n", " "))
    learner.page.wait_for_timeout(1000)  # longer than a save waits
    learner.says("")
    assert how_many(learner.db, Draft, Draft.variant_id == row.id) == 0
    assert learner.page.evaluate("Object.keys(localStorage).length") == 0


def at_once(page: Page) -> None:
    page.reload()


def saved_first(page: Page) -> None:
    expect(page.locator("[data-draft-status]")).to_contain_text(KEPT)
    page.reload()


def there_and_back(page: Page) -> None:
    page.goto(page.url.split("/problems")[0] + "/progress")
    page.go_back()


@pytest.mark.parametrize("fault", [at_once, saved_first, there_and_back])
def test_it_survives_reload_and_back(learner: Learner, fault: Callable[[Page], None]) -> None:
    """What was typed is there again after a reload at once, a reload later, and the way back."""
    typed(learner)
    fault(learner.page)
    expect_typed(learner.page)
    learner.says("not checked yet")


def test_it_survives_a_crash_of_the_page(learner: Learner, context: BrowserContext) -> None:
    """A page that dies without a farewell loses nothing: every keystroke is kept."""
    typed(learner)
    url = learner.page.url
    learner.page.close(run_before_unload=False)
    page = context.new_page()
    page.goto(url)
    expect_typed(page)


def test_it_survives_on_another_device(learner: Learner, context: BrowserContext) -> None:
    """The server's copy alone is enough: without this browser's own storage the text is there."""
    typed(learner)
    learner.says(KEPT)
    learner.page.evaluate("localStorage.clear()")
    learner.page.reload()
    expect_typed(learner.page)
    learner.says("kept, not checked yet")


def test_it_survives_a_dead_connection(learner: Learner, context: BrowserContext) -> None:
    """Offline the work is kept in the browser and says so; a check loses nothing; later all goes on by itself."""
    typed(learner)
    context.set_offline(True)
    learner.fill("0.5")
    learner.says("offline")
    learner.page.get_by_role("button", name="Check").click()
    expect(learner.page.locator("#notice")).to_contain_text("nothing was checked")
    assert learner.cells()[0][0] == "0.5"
    context.set_offline(False)
    learner.says(KEPT)
    learner.page.get_by_role("button", name="Check").click()
    expect(learner.page.locator("#verdict")).to_be_visible()
    assert how_many(learner.db, Attempt, Attempt.variant_id == learner.row().id) == 1


def test_it_survives_a_restart_of_the_server(learner: Learner) -> None:
    """The server may be killed and started again under the page: the work and the session go on."""
    typed(learner)
    learner.says(KEPT)
    learner.server.kill()
    learner.fill("0.25")
    learner.says("offline")
    learner.server.start()
    learner.page.reload()
    expect(learner.cell(0, 0)).to_have_value("0.25")
    learner.page.get_by_role("button", name="Check").click()
    expect(learner.page.locator("#verdict")).to_be_visible()


def test_it_survives_the_end_of_the_session(learner: Learner, context: BrowserContext) -> None:
    """When the session has ended, the page keeps its text, says so, and a reload gives the text back to copy."""
    typed(learner)
    context.clear_cookies()
    learner.page.get_by_role("button", name="Check").click()
    expect(learner.page.locator("#notice")).to_contain_text("session has ended")
    expect_typed(learner.page)
    learner.page.reload()
    kept = learner.page.get_by_label("Unsaved work kept in this browser").locator("textarea")
    expect(kept).to_have_value("weights.0.0: 0.125\nweights.1.1: 1/3")


@pytest.mark.parametrize("type_first", [True, False], ids=["typed", "looked at"])
def test_a_problem_of_an_ended_session_leads_to_the_same_skill(
    learner: Learner, context: BrowserContext, type_first: bool
) -> None:
    """Its address, opened again, offers family and level: from what was typed in any tab, or what this one showed."""
    learner.open("softmax-row", 2)
    address = learner.page.url
    if type_first:
        learner.fill("0.25")
        learner.says(KEPT)
    context.clear_cookies()
    page = context.new_page() if type_first else learner.page
    page.goto(address)
    page.get_by_role("button", name="Practise this skill afresh").click()
    expect(page.locator("input[name=family]")).to_have_value("softmax-row")
    expect(page.locator("input[name=level]")).to_have_value("2")


def test_a_problem_that_this_browser_never_had_leads_to_no_skill(learner: Learner) -> None:
    """Nothing is known of it, so nothing is offered."""
    learner.page.goto(f"{learner.server.url}/problems/never-given")
    expect(learner.page.get_by_role("link", name="Go to the first page")).to_be_visible()
    expect(learner.page.get_by_role("button", name="Practise this skill afresh")).to_have_count(0)


def test_a_second_tab_has_the_same_text(learner: Learner, context: BrowserContext) -> None:
    """A second tab opens with what was typed in the first, and what is typed there comes back to the first."""
    typed(learner)
    other = another_tab(learner, context)
    expect_typed(other.page)
    learner.page.locator("h1").click()
    other.cell(0, 1).fill("0.75")
    expect(learner.cell(0, 1)).to_have_value("0.75")
    learner.says("another tab")


def test_it_goes_only_when_the_check_is_confirmed(learner: Learner) -> None:
    """After a confirmed check no draft is left, here or on the server; an unreadable answer leaves it."""
    learner.open()
    learner.fill("nonsense")
    learner.says(KEPT)
    learner.page.get_by_role("button", name="Check").click()
    expect(learner.page.locator("#verdict")).to_contain_text("can’t be read")
    assert how_many(learner.db, Draft, Draft.variant_id == learner.row().id) == 1
    learner.fill("0.5")
    learner.says(KEPT)
    learner.page.get_by_role("button", name="Check").click()
    expect(learner.page.locator("#verdict")).to_contain_text("Not yet")
    expect(learner.page.locator("#verdict")).to_be_focused()
    assert how_many(learner.db, Draft, Draft.variant_id == learner.row().id) == 0
    assert learner.page.evaluate("Object.keys(localStorage).length") == 0
    learner.page.reload()
    expect(learner.page.locator("#verdict")).to_contain_text("Not yet")
    learner.says("")


def test_a_solution_shown_in_one_tab_ends_the_credit_in_the_other(learner: Learner, context: BrowserContext) -> None:
    """Once the solution was shown in any tab, the right answer earns nothing in any tab."""
    learner.open()
    other = another_tab(learner, context)
    right = learner.right()["weights"]
    learner.page.get_by_role("button", name="Show solution").click()
    expect(learner.page.locator("#solution")).to_be_visible()
    for i, row in enumerate(right):
        for j, text in enumerate(row):
            other.cell(i, j).fill(text)
    other.page.get_by_role("button", name="Check").click()
    expect(other.page.locator("#verdict")).to_contain_text("earned no credit")
    assert learner.row().credit == 0
