"""A learner at work on an assignment in a real browser: typing, leaving, coming back, a clock that runs out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from quiz.database import Database
from quiz.models import Answer, AnswerDraft, Work
from quiz.services.teaching import answering, working
from quiz.web.visitor import COOKIE
from tests.browser.conftest import paste, press
from tests.browser.test_access import LOOKS, clean
from tests.classes import Classroom, Person, classroom
from tests.servers import Server
from tests.stores import how_many
from tests.works import Assigned, put, right, stored

pytestmark = pytest.mark.browser
SAVED = "Typed and saved, not kept as an answer yet."
ALL = """title = "All kinds"
instructions = "Work alone.\\nRound at the end."
[[items]]
family = "attention-weights"
level = 2
points = 2
[[items]]
family = "shape-single"
level = 1
points = 1
[[items]]
family = "softmax-row"
level = 1
points = 1.5
"""


class AtWork:
    """Somebody in a browser, with an assignment that is open."""

    def __init__(self, page: Page, server: Server, db: Database, **settings: Any) -> None:
        self.page, self.server, self.db = page, server, db
        self.amiss: list[str] = []
        page.on("pageerror", lambda error: self.amiss.append(str(error)))
        page.on("console", lambda m: self.amiss.append(m.text) if "Content Security Policy" in m.text else None)
        self.room: Classroom = classroom(db)
        self.me: Person = self.room.learners[0]
        now = datetime.now(UTC)
        times = {"opens": now - timedelta(minutes=1), "closes": now + timedelta(hours=5)}
        self.assigned: Assigned = put(self.room, **{**times, **settings})
        self.sign_in(self.me)

    def sign_in(self, someone: Person) -> None:
        self.page.context.add_cookies([{"name": COOKIE, "value": someone.token, "url": self.server.url}])

    def start(self) -> str:
        """Start it by the button of its page; the public id of the work."""
        self.page.goto(f"{self.server.url}/assignments/{self.assigned.id}")
        self.page.get_by_role("button", name="Start").click()
        self.page.wait_for_url("**/works/*")
        return self.page.url.rpartition("/")[2]

    def ends_in(self, work: str, **span: float) -> None:
        """Let the work end so much after now, by the server's clock."""
        ends = datetime.now(UTC) + timedelta(**span)
        change = sa.update(Work).where(Work.public_id == work).values(ends=ends)
        self.db.write(lambda session: session.execute(change))

    def cell(self, j: int) -> Any:
        return self.page.locator(f'[name="a.weights.0.{j}"]')

    def fill(self, *texts: str) -> None:
        self.page.wait_for_load_state()
        for j, text in enumerate(texts):
            self.cell(j).fill(text)

    def key(self, work: str) -> list[str]:
        """The right answer to the first problem."""
        return [f"{x:.6f}" for x in stored(self.assigned, work, 1).expected["weights"]]

    def says(self, text: str) -> None:
        expect(self.page.locator("[data-draft-status]")).to_contain_text(text)

    def answers(self) -> int:
        return how_many(self.db, Answer, Answer.assignment_id == self.assigned.number)


@pytest.fixture
def at_work(page: Page, live_server: Server, store: Database) -> Iterator[Callable[..., AtWork]]:
    made: list[AtWork] = []

    def make(**settings: Any) -> AtWork:
        made.append(AtWork(page, live_server, store, **settings))
        return made[-1]

    yield make
    assert not [one for each in made for one in each.amiss]


def test_what_is_typed_is_there_again_and_counts_when_the_time_runs_out(at_work: Callable[..., AtWork]) -> None:
    """Start, type, leave, come back, reload; then the clock runs out under what is typed, and it is counted."""
    someone = at_work(minutes=30)
    page, work = someone.page, someone.start()
    page.get_by_role("link", name="Go to problem 1").click()
    expect(page.locator("[data-clock-face]")).to_contain_text("left")
    first, second, third = someone.key(work)
    someone.fill(first)
    someone.says(SAVED)
    page.get_by_role("button", name="Problem 2, open").click()
    expect(page.get_by_role("heading", name="Shapes in one head")).to_be_visible()
    page.get_by_role("button", name="Problem 1, typed and not kept").click()
    expect(someone.cell(0)).to_have_value(first)
    someone.fill(first, second)
    page.reload()
    expect(someone.cell(1)).to_have_value(second)
    someone.says(SAVED)
    page.clock.install()
    someone.ends_in(work, seconds=40)
    page.reload()
    page.clock.pause_at(datetime.now(UTC) + timedelta(seconds=27))
    someone.fill(first, second, third)
    page.clock.run_for(100)  # near the end no pause is waited for
    someone.says(SAVED)
    someone.ends_in(work, seconds=0)
    page.clock.run_for(15_000)
    expect(page.locator("#notice")).to_contain_text("The time is over.")
    expect(someone.cell(2)).to_have_attribute("readonly", "")
    expect(page.get_by_role("button", name="Keep answer").last).to_be_disabled()
    page.get_by_role("link", name="See your work").click()
    expect(page.get_by_text("You have 2 of 3 points.")).to_be_visible()
    expect(page.get_by_role("row", name="1. Softmax of a row")).to_contain_text("Right")
    assert someone.answers() == 1


def test_an_answer_is_kept_in_the_page_and_by_keyboard(at_work: Callable[..., AtWork]) -> None:
    """Ctrl Enter keeps without leaving the page; what can't be read is told beside it, and nothing is lost."""
    someone = at_work()
    page, work = someone.page, someone.start()
    page.get_by_role("link", name="Go to problem 1").click()
    someone.fill("0.1", "ha", "0.1")
    press(page, "Control+Enter")
    expect(page.get_by_role("heading", name="This can’t be read yet")).to_be_visible()
    expect(someone.cell(1)).to_have_value("ha")
    someone.fill(*someone.key(work))
    press(page, "Control+Enter")
    expect(page.locator("#kept")).to_contain_text("Problem 1: kept as your answer.")
    expect(page.locator("#kept")).to_be_focused()
    expect(page.locator(".remark")).to_contain_text("Right")
    assert page.evaluate("Object.keys(localStorage).length") == 0
    assert how_many(someone.db, AnswerDraft, AnswerDraft.work_item_id == stored(someone.assigned, work, 1).id) == 0
    page.locator("h1").click()
    press(page, "n")
    expect(page.get_by_role("heading", name="Shapes in one head")).to_be_visible()
    assert someone.answers() == 1


def test_enter_in_a_box_keeps_and_goes_nowhere_else(at_work: Callable[..., AtWork]) -> None:
    """The numbers of the problems are buttons above the form; the one that Enter presses is still Keep."""
    someone = at_work()
    page, work = someone.page, someone.start()
    page.goto(f"{someone.server.url}/works/{work}/problems/2")
    for part, text in right(someone.assigned, work, 2).items():
        page.locator(f'[name="a.{part}"]').fill(str(text))
    press(page, "Enter")
    expect(page.get_by_text("Problem 2: kept as your answer.")).to_be_visible()
    assert page.url.endswith("/problems/2")
    assert someone.answers() == 1


def test_a_table_is_pasted_and_read_while_it_is_typed(at_work: Callable[..., AtWork]) -> None:
    someone = at_work()
    page = someone.page
    someone.start()
    page.get_by_role("link", name="Go to problem 1").click()
    someone.cell(0).focus()
    paste(page, "0,5\t1/4\t0.25")
    expect(someone.cell(1)).to_have_value("1/4")
    expect(page.locator("[data-reading]")).to_contain_text("Read as 0.25")
    page.get_by_role("button", name="Take it back").click()
    expect(someone.cell(1)).to_have_value("")


def test_minutes_granted_meanwhile_keep_the_page_open(at_work: Callable[..., AtWork]) -> None:
    """When the page’s clock comes to nothing it asks the server before it locks anything."""
    someone = at_work(minutes=30)
    page, work = someone.page, someone.start()
    page.clock.install()
    someone.ends_in(work, seconds=50)
    page.goto(f"{someone.server.url}/works/{work}/problems/1")
    expect(page.locator("[data-clock-face]")).to_contain_text("0:")
    someone.ends_in(work, minutes=14)
    page.clock.run_for(55_000)
    expect(page.locator("[data-clock-face]")).to_contain_text("13:")
    expect(page.locator("[data-clock-said]")).to_have_text("")
    someone.fill("0.5")
    someone.says(SAVED)


def test_the_last_minutes_are_said_aloud(at_work: Callable[..., AtWork]) -> None:
    someone = at_work(minutes=30)
    page, work = someone.page, someone.start()
    page.clock.install()
    someone.ends_in(work, seconds=100)
    page.goto(f"{someone.server.url}/works/{work}")
    page.clock.run_for(45_000)
    expect(page.locator("[data-clock-said]")).to_have_text("1 minute is left.")
    assert page.locator("[data-clock-said]").get_attribute("role") == "status"


def test_what_never_reached_the_server_is_given_back_after_the_end(at_work: Callable[..., AtWork]) -> None:
    someone = at_work(minutes=30)
    page, work = someone.page, someone.start()
    page.goto(f"{someone.server.url}/works/{work}/problems/1")
    page.context.set_offline(True)
    someone.fill("0.125")
    someone.says("offline")
    working.hand_in(someone.db, someone.me.id, work, now=datetime.now(UTC))
    page.context.set_offline(False)
    page.reload()
    kept = page.get_by_label("Typed in this browser, and never reached the server").locator("textarea")
    expect(kept).to_have_value("weights.0.0: 0.125")


def test_handing_in_takes_two_steps(at_work: Callable[..., AtWork]) -> None:
    someone = at_work()
    page = someone.page
    someone.start()
    expect(page.get_by_text("Problems 1 and 2 are not answered.")).to_be_visible()
    expect(page.get_by_role("button", name="Hand in now")).to_be_hidden()
    page.get_by_text("Hand in all the same").click()
    page.get_by_role("button", name="Hand in now").click()
    expect(page.get_by_text("Handed in.")).to_be_visible()


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_pages_are_clean(at_work: Callable[..., AtWork], size: Any, scheme: Any) -> None:
    """At work, with something unreadable, after the end, and as the staff sees it: axe, and all within the window."""
    someone = at_work(blueprint=ALL)
    page, db, me = someone.page, someone.db, someone.me
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    work = someone.start()
    at = f"{someone.server.url}/works/{work}"
    clean(page)
    for position in (1, 2, 3):
        page.goto(f"{at}/problems/{position}")
        clean(page)
    someone.fill("0.1", "ha", "0.1")
    page.get_by_role("button", name="Keep answer").last.click()
    expect(page.locator("#kept")).to_be_visible()
    clean(page)
    now = datetime.now(UTC)
    rows = [["0.5"] * len(row) for row in stored(someone.assigned, work, 1).expected["weights"]]
    answering.answer(db, me.id, work, 1, {"weights": rows}, key="one", now=now)
    answering.answer(db, me.id, work, 2, right(someone.assigned, work, 2), key="two", now=now)
    page.goto(f"{at}/problems/1")
    clean(page)
    page.goto(at)
    clean(page)
    working.hand_in(db, me.id, work, now=now)
    for someone_else in (me, someone.room.assistant):
        someone.sign_in(someone_else)
        for path in (at, f"{at}/problems/1", f"{at}/problems/2", f"{at}/problems/3"):
            page.goto(path)
            clean(page)
