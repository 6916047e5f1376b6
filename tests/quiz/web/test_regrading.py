"""Pages of regrades: chosen by item, filled in, seen before and after, applied or dropped; without script."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.classes import classroom, client, member_id
from tests.regrades import NEAR, RIGHT, WIDE, known, marks, work
from tests.works import Assigned, answer, put

PAGE = "/assignments/{}/regrades"


@pytest.fixture
def assigned(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Assigned:
    """Two learners with the same numbers, the second of whom has a third of the points; nobody does jobs by itself."""
    monkeypatch.setattr(app.extensions["jobs"], "wake", lambda: None)
    made = put(classroom(app.extensions["database"]))
    for person, typed in zip(made.room.learners, (RIGHT, NEAR), strict=True):
        answer(made, person, known(made, person), 1, typed)
    return made


def said(text: str) -> str:
    """The words of a page."""
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


def test_a_tolerance_from_the_form_to_the_mark(app: Flask, assigned: Assigned) -> None:
    """Choose the item, fill in the form, see before and after, apply: each step says what it does and does not do."""
    room, path = assigned.room, PAGE.format(assigned.id)
    browser = client(app, room.instructor)
    assert "Item 1: Softmax of a row" in browser.get(path).text
    form = browser.get(f"{path}?item=1").text
    assert "weights (Softmax of a row), ±0.005 now" in form
    assert "as given to Lea 1 and 1 more, problem 1" in form
    assert '<code class="own">0.167 0.333 0.5</code>' in form
    page = browser.post(path, data=WIDE, follow_redirects=True)
    at = page.request.path
    assert "No mark is changed yet" in page.text
    assert "hx-get" in page.text
    work(app.extensions["database"])
    page = browser.get(at)
    assert "hx-get" not in page.text
    assert "1 rise" in said(page.text)
    assert re.search(r"Lea 2 problem 1, answer 1 0.2 0.333 0.467 0.67 of 2 Not right.* 2 of 2 Right", said(page.text))
    assert len(marks(assigned, room.learners[1])) == 1
    assert "It is being applied" in browser.post(f"{at}/apply", follow_redirects=True).text
    work(app.extensions["database"])
    assert "It holds." in browser.get(at).text
    assert [mark[2] for mark in marks(assigned, room.learners[1])][-1] == 1.0
    assert at in browser.get(path).text


def test_a_form_that_cannot_be_taken_comes_back_filled(app: Flask, assigned: Assigned) -> None:
    """With its sentences beside the fields, and nothing typed lost."""
    room, path = assigned.room, PAGE.format(assigned.id)
    data = {**WIDE, "absolute": "a lot", "relative": "2,5", "learner": member_id(room, room.learners[1]),
            "may_fall": "yes"}  # fmt: skip
    page = client(app, room.instructor).post(path, data=data)
    assert page.status_code == 422
    assert "A tolerance is a number from 0 on, such as 0.02, but “a lot” came." in page.text
    assert f'<option value="{data["learner"]}" selected>' in page.text
    assert '<option value="tolerance" selected>' in page.text
    assert 'value="a lot"' in page.text
    assert 'value="2,5"' in page.text
    assert 'value="Rounded tables"' in page.text
    assert re.search(r'name="may_fall" value="yes" checked', page.text)


def test_a_ruling_is_refused_until_points_may_fall(app: Flask, assigned: Assigned) -> None:
    """Not counting an item that somebody solved takes the tick; for all items there are no fields of one item."""
    room, path = assigned.room, PAGE.format(assigned.id)
    browser = client(app, room.instructor)
    form = browser.get(f"{path}?item=all").text
    assert "Another tolerance" not in form
    page = browser.post(path, data={"item": "1", "kind": "drop", "reason": "Not taught"}, follow_redirects=True)
    at = page.request.path
    assert "2 tries would come to a smaller share" in page.text
    assert "2 of 3" in said(page.text)
    refused = browser.post(f"{at}/apply")
    assert refused.status_code == 422
    assert "tick that they may" in refused.text
    assert "It holds." in browser.post(f"{at}/apply", data={"may_fall": "yes"}, follow_redirects=True).text


def test_it_is_dropped(app: Flask, assigned: Assigned) -> None:
    """What is dropped says so, and another can be asked for, which one that is open keeps from being."""
    path = PAGE.format(assigned.id)
    browser = client(app, assigned.room.instructor)
    at = browser.post(path, data=WIDE).location
    again = browser.post(path, data=WIDE)
    assert again.status_code == 422
    assert "one regrade at a time" in again.text
    assert "Dropped. No mark was changed." in browser.post(f"{at}/drop", follow_redirects=True).text
    assert browser.post(f"{at}/apply").status_code == 422
    assert browser.post(path, data=WIDE).status_code == 303


def test_an_assistant_looks_and_has_no_buttons(app: Flask, assigned: Assigned) -> None:
    """They see what an instructor sees, and are offered nothing that they may not do."""
    room, path = assigned.room, PAGE.format(assigned.id)
    at = client(app, room.instructor).post(path, data=WIDE).location
    work(app.extensions["database"])
    browser = client(app, room.assistant)
    for page in (browser.get(path).text, browser.get(f"{path}?item=1").text, browser.get(at).text):
        main = page[page.index("<main") : page.index("</main>")]
        assert "<button" not in main
    assert "Lea 2" in browser.get(at).text


def test_where_nobody_started_there_is_nothing_to_regrade(app: Flask, assigned: Assigned) -> None:
    """The page says so in place of the form."""
    other = put(assigned.room)
    assert "Nobody has started" in client(app, assigned.room.instructor).get(PAGE.format(other.id)).text
