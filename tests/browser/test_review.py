"""Reviews by keyboard in a real browser: a session of what is due, a session of cards, and every page for everyone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from math import exp

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from quiz.models import Learner as LearnerRow
from quiz.services import practice, review
from tests.browser.conftest import Learner, press
from tests.browser.test_access import clean_everywhere
from tests.servers import Server
from tests.stores import stored

pytestmark = pytest.mark.browser


def begun(learner: Learner, new_a_day: int = 8) -> int:
    """A learner who has started; their number."""
    learner.open("softmax-row")
    who = learner.row().learner_id
    review.set_settings(learner.db, who, {"new_a_day": new_a_day}, now=datetime.now(UTC))
    return who


def practised(learner: Learner) -> int:
    """A learner who has reviewed on ten days and solved a problem."""
    who = begun(learner)
    for ago in range(12, 2, -1):
        then = datetime.now(UTC) - timedelta(days=ago)
        for item in ("card", "skill:softmax-row:1", "skill:attention-weights:1")[: 1 + ago % 3]:
            known = item if item != "card" else _first_card(learner, who)
            review.rate(learner.db, who, known, 1 + ago % 4, now=then, seconds=20)
    now = datetime.now(UTC)
    for at in range(22):
        sitting = practice.start(learner.db, who, now=now, families=[("softmax-row", 1)])
        problem = practice.current(learner.db, who, sitting.id, now=now)
        exponentials = [f"{exp(x):.4f}" for x in stored(learner.db, problem.id).givens["logits"]]  # a known mistake
        cells = [exponentials if at < 11 else ["0.1", "0.2", "0.3"]]
        practice.submit(
            learner.db, who, problem.id, {"weights": cells}, key=f"k{at}", now=now + timedelta(seconds=9)
        )  # fmt: skip
    return who


def _first_card(learner: Learner, who: int) -> str:
    found = review.queue(learner.db, who, now=datetime.now(UTC), limit=1, kinds=["card"])
    return found.items[0].item.id


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


def test_a_due_session_by_keyboard(learner: Learner) -> None:
    """Start, solve or give up, rate with a digit, take it back with u, rate otherwise, until done for today."""
    page, who = learner.page, begun(learner, new_a_day=2)
    page.goto(learner.server.url + "/review")
    expect(page.get_by_role("heading", name="2 due today")).to_be_visible()
    press(page, "Space")
    expect(page.locator("#problem")).to_be_visible()
    first = learner.problem_id
    press(page, "s")
    expect(page.locator("#rating")).to_be_visible()
    expect(page.locator("button.suggested")).to_contain_text("Again")
    press(page, "2")
    expect(page.locator(".just-said")).to_contain_text("Hard: comes back in")
    press(page, "u")
    expect(page.locator(".just-said")).to_contain_text("Taken back: Hard")
    assert learner.problem_id == first  # the same problem, to be rated anew
    press(page, "1")
    expect(page.locator(".just-said")).to_contain_text("Again: comes back in 10 minutes")
    expect(page.get_by_role("button", name="Show the answer")).to_be_visible()  # the second is a card
    press(page, "Space")
    expect(page.locator("#answer")).to_be_focused()
    press(page, "3")
    expect(page.get_by_role("heading", name="Done for today")).to_be_visible()
    press(page, "u")
    expect(page.locator(".just-said")).to_contain_text("Taken back: Good")
    expect(page.locator("#answer")).to_be_visible()
    press(page, "r")
    expect(page.get_by_role("heading", name="Done for today")).to_be_visible()
    assert review.queue(learner.db, who, now=datetime.now(UTC), limit=0).done == 2


def test_a_card_session_by_keyboard(learner: Learner) -> None:
    """Space shows the answer and the focus goes to it, a digit rates and leads to another card."""
    page, who = learner.page, begun(learner, new_a_day=3)
    page.goto(learner.server.url + "/cards")
    page.get_by_role("button", name="Review the cards").focus()
    press(page, "Enter")
    seen = []
    for rating in "234":
        expect(page.get_by_role("button", name="Show the answer")).to_be_visible()
        seen.append(heading(page))
        assert page.locator("[data-rating]").count() == 0
        press(page, "Space")
        expect(page.locator("#answer")).to_be_focused()
        press(page, rating)
    expect(page.get_by_role("heading", name="Done for today")).to_be_visible()
    assert len(set(seen)) == 3
    assert review.queue(learner.db, who, now=datetime.now(UTC), limit=0).done == 3


def test_letters_and_digits_are_no_shortcuts_when_switched_off(learner: Learner) -> None:
    """Who has switched single letters off rates with Tab and Enter alone."""
    page, who = learner.page, begun(learner)
    page.request.post(learner.server.url + "/settings", form={"keys": "off"})
    page.goto(learner.server.url + "/cards/topics/softmax")
    page.get_by_role("button", name="Go through them").press("Enter")
    page.get_by_role("button", name="Show the answer").press("Enter")
    expect(page.locator("#rating")).to_be_visible()
    press(page, "3")
    assert review.queue(learner.db, who, now=datetime.now(UTC), limit=0).done == 0
    page.get_by_role("button", name="Good").press("Enter")
    expect(page.locator(".just-said")).to_contain_text("Good: comes back")


def test_the_browsers_time_zone_counts_the_days_of_a_new_learner(live_server: Server, browser: object,
                                                                 store: object) -> None:  # fmt: skip
    """With the first review the days are counted by the clock of the learner's own browser."""
    context = browser.new_context(timezone_id="Asia/Tokyo")  # type: ignore[attr-defined]
    page: Page = context.new_page()
    page.goto(live_server.url + "/review")
    page.get_by_role("button", name="Start reviewing").click()
    expect(page.locator("#problem")).to_be_visible()
    with store.reading() as session:  # type: ignore[attr-defined]
        who = session.scalar(sa.select(sa.func.max(LearnerRow.id)))
    assert review.settings(store, who).zone == "Asia/Tokyo"  # type: ignore[arg-type]
    context.close()


def settled(learner: Learner) -> None:
    learner.open("attention-weights")
    learner.fill("0.9")
    learner.page.get_by_role("button", name="Check").click()
    expect(learner.page.locator("#verdict")).to_be_visible()
    learner.page.get_by_role("button", name="Show solution").click()
    expect(learner.page.locator("#rating")).to_be_visible()


def answered(learner: Learner) -> None:
    learner.page.goto(learner.server.url + "/cards/topics/softmax")
    learner.page.get_by_role("button", name="Go through them").click()
    learner.page.get_by_role("button", name="Show the answer").click()
    expect(learner.page.locator("#answer")).to_be_visible()


def previewed(learner: Learner) -> None:
    learner.page.goto(learner.server.url + "/plan")
    exam = (datetime.now(UTC) + timedelta(days=40)).date()
    learner.page.get_by_label("Date of the exam").fill(exam.isoformat())
    learner.page.get_by_role("button", name="Show what it takes").click()
    expect(learner.page.get_by_role("heading", name="What it would take")).to_be_visible()
    learner.page.locator(".chart summary").click()


def looked_back(learner: Learner) -> None:
    learner.page.goto(learner.server.url + "/progress")
    for summary in learner.page.locator(".chart summary").all():
        summary.click()
    assert learner.page.locator(".chart svg").count() >= 5


def imported(learner: Learner) -> None:
    page = learner.page
    page.goto(learner.server.url + "/cards/own")
    file = {"name": "mine.csv", "mimeType": "text/csv", "buffer": b"What?,That\nonly a question\nWhy?,So\n"}
    page.set_input_files("[name=file]", files=[file])  # type: ignore[list-item]
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_text("Line 2 was left out")).to_be_visible()


def page_of(path: str) -> Callable[[Learner], None]:
    return lambda learner: learner.page.goto(learner.server.url + path) and None


STATES = {
    "today": page_of("/review"), "settled": settled, "answered": answered, "previewed": previewed,
    "progress": looked_back, "cards": page_of("/cards"), "topic": page_of("/cards/topics/softmax"),
    "imported": imported, "own": page_of("/cards/own"), "plan": page_of("/plan"), "home": page_of("/"),
}  # fmt: skip


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_every_page_of_memory_is_clean(learner: Learner, state: Callable[[Learner], None]) -> None:
    """Every page of reviews, cards, plan and progress passes axe and fits: wide and light, 360 pixels and dark."""
    page = learner.page
    page.emulate_media(reduced_motion="reduce")
    practised(learner)
    state(learner)
    clean_everywhere(page)


def test_without_script_a_card_is_rated_and_taken_back(live_server: Server, browser: object) -> None:
    """With script switched off: start, show the answer, rate, undo."""
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page: Page = context.new_page()
    page.goto(live_server.url + "/cards")
    page.get_by_role("button", name="Review the cards").click()
    expect(page.get_by_role("button", name="Show the answer")).to_be_visible()
    question = heading(page)
    page.get_by_role("button", name="Show the answer").click()
    page.get_by_role("button", name="Good").click()
    expect(page.locator(".just-said")).to_contain_text("Good: comes back in")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("h1")).to_have_text(question)
    context.close()
