"""Works on assignments without script: starting, typing, keeping, leaving, handing in, and what each page says."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from quiz.database import Database
from quiz.models import Answer, AnswerDraft, Work
from quiz.releases import Rule, Rules, Shown, When
from quiz.services.teaching import answering, extensions
from quiz.web.work_words import withheld
from tests.classes import Classroom, classroom, client, member_id
from tests.clocks import Clock
from tests.stores import how_many
from tests.works import Assigned, put, right, stored

LATER = {"score_release": "handed in", "verdict_release": "at", "answers_release": "at"}
WRONG = {"a.weights.0.0": "5.1", "a.weights.0.1": "5.1", "a.weights.0.2": "5.1"}
HALF = {**WRONG, "a.weights.0.1": "ha"}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


class Learner:
    """Somebody with links and forms alone, and the assignment that they work on."""

    def __init__(self, app: Flask, clock: Clock, **settings: Any) -> None:
        self.db: Database = app.extensions["database"]
        self.room: Classroom = classroom(self.db)
        self.me = self.room.learners[0]
        self.assigned: Assigned = put(
            self.room, **{"opens": clock.at, "closes": clock.at + timedelta(days=7), **settings}
        )
        self.browser: FlaskClient = client(app, self.me)
        self.staff = client(app, self.room.assistant)
        self.page = ""

    def start(self) -> str:
        """Start it; the path of the work."""
        response = self.post(f"/assignments/{self.assigned.id}/start")
        assert response.status_code == 200
        return response.request.path

    def get(self, path: str) -> str:
        self.page = self.browser.get(path).text
        return self.page

    def post(self, path: str, data: Any = None, **more: Any) -> TestResponse:
        response = self.browser.post(path, data=data or {}, follow_redirects=True, **more)
        self.page = response.text
        return response

    def form(self) -> dict[str, str]:
        """Everything that stands in the form of the page, as a browser would send it."""
        found = re.findall(r'<input type="(?:text|hidden)"[^>]* ?name="([^"]+)" value="([^"]*)"', self.page)
        return {name: html.unescape(value) for name, value in found}

    def right(self, work: str, position: int) -> dict[str, str]:
        typed = right(self.assigned, id_in(work), position)
        row = stored(self.assigned, id_in(work), position)
        if position == 1:
            return {f"a.weights.0.{j}": f"{x:.6f}" for j, x in enumerate(row.expected["weights"])}
        return {f"a.{part}": str(text) for part, text in typed.items()}

    def answers(self) -> int:
        return how_many(self.db, Answer, Answer.assignment_id == self.assigned.number)


def id_in(path: str) -> str:
    """The public id of the work at this address."""
    return path.rpartition("/")[2]


def test_a_start_leads_to_the_work_and_a_second_one_to_the_same(app: Flask, clock: Clock) -> None:
    learner = Learner(app, clock, minutes=30)
    work = learner.start()
    assert re.fullmatch(r"/works/[\w-]{22}", work)
    assert "Week 1" in learner.page
    assert "Takes answers until" in learner.page
    assert 'data-left="1800"' in learner.page
    assert "(Europe/Berlin)" in learner.page
    assert learner.start() == work
    assert how_many(learner.db, Work, Work.learner_id == learner.me.id) == 1


def test_what_cannot_be_started_is_said_in_a_sentence(app: Flask, clock: Clock) -> None:
    learner = Learner(app, clock, opens=clock.at + timedelta(minutes=1))
    assert learner.start() == f"/assignments/{learner.assigned.id}"
    assert "This is not open yet." in learner.page


def test_an_answer_is_kept_and_a_repeated_request_is_not_a_second_one(app: Flask, clock: Clock) -> None:
    learner = Learner(app, clock)
    work = learner.start()
    learner.get(f"{work}/problems/1")
    form = {**learner.form(), **WRONG}
    assert learner.post(f"{work}/problems/1", form).status_code == 200
    assert "Problem 1: kept as your answer." in learner.page
    assert learner.post(f"{work}/problems/1", form).status_code == 200
    assert learner.answers() == 1
    assert learner.form() | WRONG == learner.form()
    learner.post(f"{work}/problems/1", {**learner.form(), **learner.right(work, 1)})
    assert "Answer 2 counts now" in html.unescape(learner.page)
    assert "answered 2 times" in learner.get(work)


def test_keeping_and_going_on_ends_at_the_list(app: Flask, clock: Clock) -> None:
    learner = Learner(app, clock)
    work = learner.start()
    response = learner.post(f"{work}/problems/1", {**WRONG, "then": "next"})
    assert response.request.path == f"{work}/problems/2"
    assert f'data-forget="{stored(learner.assigned, id_in(work), 1).public_id}"' in learner.page
    response = learner.post(f"{work}/problems/2", {"then": "next"})  # nothing typed: nothing to keep
    assert response.request.path == work
    assert "Problem 2 is not answered." in learner.page
    assert learner.answers() == 1


def test_what_cannot_be_read_is_told_beside_its_part_and_kept_as_typed(app: Flask, clock: Clock) -> None:
    learner = Learner(app, clock)
    work = learner.start()
    assert learner.post(f"{work}/problems/1", HALF).status_code == 422
    text = html.unescape(learner.page)
    assert "This can’t be read yet" in text
    assert 'class="remark invalid" id="remark-weights"' in text
    assert "“ha”" in text.partition('id="remark-weights"')[2]
    assert learner.form() | HALF == learner.form()
    assert learner.answers() == 0
    assert "typed and not kept" in learner.get(work)
    learner.get(f"{work}/problems/1")
    assert learner.form() | HALF == learner.form()
    learner.post(f"{work}/problems/1", {**learner.form(), **WRONG})  # the form continues the draft, so it is done with
    assert (
        how_many(learner.db, AnswerDraft, AnswerDraft.work_item_id == stored(learner.assigned, id_in(work), 1).id) == 0
    )


def test_leaving_by_any_button_keeps_what_is_typed(app: Flask, clock: Clock) -> None:
    learner = Learner(app, clock)
    work = learner.start()
    assert learner.post(f"{work}/problems/1/draft", {**HALF, "go": "2"}).request.path == f"{work}/problems/2"
    assert learner.post(f"{work}/problems/2/draft", {"a.q": "3 x", "go": "0"}).request.path == work
    assert "Problems 1 and 2 have something typed" in learner.page
    learner.get(f"{work}/problems/1")
    assert learner.form() | HALF == learner.form()
    learner.post(
        f"{work}/problems/1/draft", {**learner.form(), **WRONG, "revision": "", "go": "9"}
    )  # another tab's form
    learner.get(f"{work}/problems/1")
    assert learner.form() | WRONG == learner.form()


def test_what_is_typed_and_unchanged_makes_no_draft(app: Flask, clock: Clock) -> None:
    learner = Learner(app, clock)
    work = learner.start()
    blank = dict.fromkeys(WRONG, "")
    learner.post(f"{work}/problems/1/draft", {**blank, "go": "2"})
    assert "typed and not kept" not in learner.get(work)
    learner.post(f"{work}/problems/1", WRONG)
    learner.post(f"{work}/problems/1/draft", {**WRONG, "go": "2"})
    saved = learner.browser.post(f"{work}/problems/1/draft", data={**WRONG, "revision": "0"})  # a save on its way
    assert saved.get_json() == {"revision": 0, "ended": True}
    assert "changed since" not in learner.get(work)


def test_a_draft_of_an_older_tab_is_told_of_the_newer_one(app: Flask, clock: Clock) -> None:
    learner = Learner(app, clock)
    path = f"{learner.start()}/problems/1/draft"
    assert learner.browser.post(path, data={**HALF, "revision": "0"}).get_json() == {"revision": 1, "ended": False}
    newer = learner.browser.post(path, data={**WRONG, "revision": "0"})
    assert (newer.status_code, newer.get_json()) == (409, {"revision": 1})
    assert learner.browser.post(path, data={**WRONG, "revision": "1"}).get_json() == {"revision": 2, "ended": False}


def test_what_comes_too_late_is_given_back_to_be_copied(app: Flask, clock: Clock) -> None:
    learner = Learner(app, clock, minutes=10)
    work = learner.start()
    learner.post(f"{work}/problems/1/draft", {**WRONG, "go": "2"})
    clock.on(minutes=10)
    late = {**WRONG, "a.weights.0.2": "0.777"}
    for path, more in ((f"{work}/problems/1", {}), (f"{work}/problems/1/draft", {"go": "2"})):
        assert learner.post(path, {**late, **more}).status_code == 422
        text = html.unescape(learner.page)
        assert "The time for this work is over" in text
        assert "came too late" in text
        assert "5.1\t5.1\t0.777</textarea>" in text
        assert 'id="answer-form"' not in text
    assert learner.post(f"{work}/problems/1", WRONG).status_code == 422
    assert "came too late" not in learner.page  # just this was typed in time, so it counts
    assert "answered" in learner.get(work)
    assert "The time was up" in learner.page


def test_handing_in_says_what_is_missing_and_ends_it(app: Flask, clock: Clock) -> None:
    learner = Learner(app, clock)
    work = learner.start()
    learner.post(f"{work}/problems/1/draft", {**learner.right(work, 1), "go": "0"})
    assert "Problem 2 is not answered." in learner.page
    assert "Problem 1 has something typed that is not kept as an answer" in learner.page
    learner.post(f"{work}/problems/2", learner.right(work, 2))
    clock.on(minutes=1)
    learner.post(f"{work}/hand-in")
    assert "Handed in." in learner.page
    assert "You have 3 of 3 points." in learner.page
    assert 'action="' + work not in learner.page
    assert learner.post(f"{work}/problems/2", {"a.q": "1"}).status_code == 422
    assert "handed in and takes no more answers" in html.unescape(learner.page)
    assert learner.post(f"{work}/hand-in").status_code == 200


def test_the_clock_tells_of_minutes_that_were_granted_meanwhile(app: Flask, clock: Clock) -> None:
    learner = Learner(app, clock, minutes=10)
    work = learner.start()
    clock.on(minutes=4, seconds=0.5)
    assert learner.browser.get(f"{work}/clock").get_json() == {"left": 360, "over": False}
    form = {"member": member_id(learner.room, learner.me), "minutes": "5", "tries": "0", "closes": "", "reason": "ill"}
    extensions.grant(learner.db, learner.room.instructor.id, learner.assigned.id, form, now=clock.at)
    assert learner.browser.get(f"{work}/clock").get_json() == {"left": 660, "over": False}
    clock.on(minutes=11)
    assert learner.browser.get(f"{work}/clock").get_json() == {"left": 0, "over": True}


def test_before_the_release_a_page_says_when_and_nothing_else(app: Flask, clock: Clock) -> None:
    """Not a byte of the key, of a verdict or of a mistake's name, whatever is asked; afterwards all of it."""
    at = clock.at + timedelta(days=3)
    learner = Learner(app, clock, **LATER, verdict_at=at, answers_at=at + timedelta(days=1))
    work = learner.start()
    row = stored(learner.assigned, id_in(work), 1)
    keys = [f"{x:.3f}" for x in row.expected["weights"] if len(f"{x:.3f}".rstrip("0")) == 5]
    assert keys
    hidden = [*keys, "incorrect", "Not right", "✗", "not-normalised", "exponentials", str(row.seed)]
    logits = [float(x) for x in row.givens["logits"]]
    known = {f"a.weights.0.{j}": f"{2.718281828459045**x:.4f}" for j, x in enumerate(logits)}
    learner.post(f"{work}/problems/1", known)
    learner.post(f"{work}/problems/1", known, headers={"HX-Request": "true"})
    for path in (work, f"{work}/problems/1", f"{work}/clock", f"/assignments/{learner.assigned.id}"):
        response = learner.browser.get(path)
        assert not [one for one in hidden if one in response.text + str(response.headers)], path
    assert "Points are shown once this is handed in or its time is up" in learner.get(work)
    assert learner.page.count("on, once this is over") == 2
    learner.post(f"{work}/hand-in")
    assert "You have 0 of 3 points." in learner.page
    assert not [one for one in hidden if one in learner.page]
    clock.at = at - timedelta(seconds=1)
    assert "✗" not in learner.get(f"{work}/problems/1")
    clock.at = at
    assert "Not right" in learner.get(f"{work}/problems/1")
    assert "exponentials" in learner.page
    assert not [key for key in keys if key in learner.page]
    assert "Answers with worked solutions are shown from" in learner.page
    clock.on(days=1)
    assert all(key in learner.get(f"{work}/problems/1") for key in keys)
    assert "data-hidden" not in learner.page


@pytest.mark.parametrize(("feedback", "named"), [("mistake", True), ("verdict", False)])
def test_the_mistake_is_named_only_where_the_assignment_says_so(
    app: Flask, clock: Clock, feedback: str, named: bool
) -> None:
    learner = Learner(app, clock, feedback=feedback, answers_release="never")
    work = learner.start()
    logits = [float(x) for x in stored(learner.assigned, id_in(work), 1).givens["logits"]]
    learner.post(
        f"{work}/problems/1", {f"a.weights.0.{j}": f"{2.718281828459045**x:.4f}" for j, x in enumerate(logits)}
    )
    assert 'class="remark incorrect"' in learner.page
    assert ("stopped at the exponentials" in learner.page) is named
    assert ("sums to" in learner.page) is named


def test_the_staff_reads_everything_and_changes_nothing(app: Flask, clock: Clock) -> None:
    """Every answer with its time and what was wrong, what is only typed, the solution, and points by hand."""
    learner = Learner(
        app, clock, **LATER, verdict_at=clock.at + timedelta(days=1), answers_at=clock.at + timedelta(days=1)
    )
    work = learner.start()
    learner.post(f"{work}/problems/1", WRONG)
    clock.on(minutes=3)
    learner.post(f"{work}/problems/1", learner.right(work, 1))
    learner.post(f"{work}/problems/1/draft", {**HALF, "go": "0"})
    page = learner.staff.get(work).text
    assert f"work of <b>{learner.me.name}</b>" in page
    assert f"{learner.me.name} has 2 of 3 points." in page
    assert "hand-in" not in page
    page = learner.staff.get(f"{work}/problems/1").text
    assert page.index("Answer 2, which counts") < page.index("Answer 1<")
    assert "after 3 min 0 s" in page
    for text in ("Not right", "Typed and not kept", ">ha<", 'id="solution"', 'name="points"', 'name="reason"'):
        assert text in page
    assert 'id="answer-form"' not in page
    for path in (f"{work}/problems/1", f"{work}/problems/1/draft", f"{work}/hand-in"):
        for data in ({}, {**WRONG, "then": "next"}, {"go": "2"}):
            assert learner.staff.post(path, data=data).status_code == 404
    given = {"points": "1.5", "reason": "nearly", "seen": "0"}
    assert learner.staff.post(f"{work}/problems/1/points", data=given).status_code == 303
    learner.post(f"{work}/hand-in")
    assert "You have 1.5 of 3 points." in learner.page


def test_an_ended_session_gives_back_what_was_typed(app: Flask, clock: Clock) -> None:
    learner = Learner(app, clock)
    work = learner.start()
    response = app.test_client().post(f"{work}/problems/1", data=WRONG)
    assert response.status_code == 404
    assert "session has ended" in response.text
    assert "5.1\t5.1\t5.1" in response.text


@pytest.mark.parametrize("position", ["0", "3", "99999", str(2**31), str(2**70)])
def test_no_other_place_is_a_problem(app: Flask, clock: Clock, position: str) -> None:
    learner = Learner(app, clock)
    work = learner.start()
    assert learner.browser.get(f"{work}/problems/{position}").status_code == 404
    for path in (f"{work}/problems/{position}", f"{work}/problems/{position}/draft"):
        assert learner.browser.post(path, data={**WRONG, "go": "1"}).status_code == 404


NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rules", "shown", "over", "says"),
    [
        (("at once", "at once", "handed in"), (True, True, False), False,
         "Answers with worked solutions are shown once this is handed in or its time is up."),
        (("handed in", "at", "at"), (True, False, False), True,
         "Right or wrong and answers with worked solutions are shown from Thu 5 March 2026, 13:00 (Europe/Berlin) on."),
        (("handed in", "handed in", "never"), (True, True, False), True,
         "Answers with worked solutions are never shown."),
        (("at once", "at once", "handed in"), (True, True, True), True, ""),
    ],
)  # fmt: skip
def test_what_is_withheld_is_one_sentence(
    rules: tuple[str, ...], shown: tuple[bool, ...], over: bool, says: str
) -> None:
    at = datetime(2026, 3, 5, 12, tzinfo=UTC)
    three = Rules(*(Rule(When(how), at if how == "at" else None) for how in rules))
    assert withheld(three, Shown(*shown), over, NOW, "Europe/Berlin") == says


def test_an_answer_kept_by_a_service_is_what_the_page_shows(app: Flask, clock: Clock) -> None:
    learner = Learner(app, clock)
    work = learner.start()
    answering.answer(
        learner.db, learner.me.id, id_in(work), 1, {"weights": "[0.1, 0.2, 0.7]"}, key="other", now=clock.at
    )
    assert "[0.1, 0.2, 0.7]</textarea>" in learner.get(f"{work}/problems/1")


def test_what_is_due_stands_on_the_first_page_and_on_the_class_page(app: Flask, clock: Clock) -> None:
    """What can be started, then what runs, until it is done; what opens within a week; nothing that is over or far."""
    learner = Learner(app, clock, title="Now", minutes=30)
    room, at = learner.room, clock.at
    put(room, title="Soon", opens=at + timedelta(days=6), closes=at + timedelta(days=9))
    put(room, title="Far", opens=at + timedelta(days=8), closes=at + timedelta(days=9))
    put(room, title="Hidden", opens=at, closes=at + timedelta(days=1), published=None)
    put(room, title="Gone", opens=at - timedelta(days=2), closes=at)
    put(room, title="First", opens=at, closes=at + timedelta(days=1))
    titles = re.compile(r"<li><a href=\"([^\"]+)\"><b>(\w+)</b>")
    for path in ("/", f"/classes/{room.id}"):
        assert [title for _, title in titles.findall(learner.get(path))] == ["First", "Now", "Soon"]
        assert "Due" not in learner.staff.get(path).text
    work = learner.start()
    assert titles.findall(learner.get("/"))[0] == (work, "Now")
    assert "You are at work, until" in learner.page
    learner.post(f"{work}/hand-in")
    assert [title for _, title in titles.findall(learner.get("/"))] == ["First", "Soon"]
    form = {"member": member_id(room, learner.me), "minutes": "0", "tries": "1", "closes": "", "reason": "ill"}
    extensions.grant(learner.db, room.instructor.id, learner.assigned.id, form, now=clock.at)
    assert [title for _, title in titles.findall(learner.get("/"))] == ["First", "Now", "Soon"]
    assert 'id="due"' not in app.test_client().get("/").text
