"""Grades over HTTP: what is not released is on no page of a learner, forms give back what was typed, files are CSV."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask

from quiz.services.teaching import marking
from tests.classes import Classroom, classroom, fresh_limits
from tests.grades import FOUR, by_hand, tried
from tests.stores import NOON
from tests.works import answer, put, start

NEVER = {"score_release": "never", "verdict_release": "never", "answers_release": "never"}


@pytest.fixture
def room(app: Flask) -> Classroom:
    db = app.extensions["database"]
    fresh_limits(db)
    return classroom(db)


def test_a_learner_finds_no_points_that_are_not_released(app: Flask, room: Classroom) -> None:
    """7 of 9 points of one assignment are shown, and nothing of the other: neither in a try nor in the total."""
    lea = room.learners[0]
    tried(put(room, FOUR, title="Shown"), lea, [1, 1, 0, 0])
    tried(put(room, FOUR, title="Hidden", **NEVER), lea, [0.5, 1, 0.25, 0])  # 5.25 of 9
    page = room.client(app, lea).get(f"/classes/{room.id}/grades").text
    assert page.count("7 of 9") == 3  # the try, what counts, the total
    assert "(77.8\u202f%)" in page
    assert "5.25" not in page
    assert "12.25" not in page
    assert "of 18" not in page
    assert "not shown" in page
    assert "over 1 closed assignment; of 1 more the points are not shown yet" in page


def test_a_class_without_assignments_says_so(app: Flask, room: Classroom) -> None:
    """To staff and to learners."""
    for who, path in ((room.assistant, "gradebook"), (room.learners[0], "grades")):
        assert "No assignment is published yet" in room.client(app, who).get(f"/classes/{room.id}/{path}").text


def test_files_are_csv_with_a_name(app: Flask, room: Classroom) -> None:
    """Of a class and of an assignment, attached and not kept by caches between."""
    assigned = put(room, FOUR)
    tried(assigned, room.learners[0], [1, 1, 0, 0])
    browser = room.client(app, room.assistant)
    for path, name in (
        (f"/classes/{room.id}/gradebook.csv", "grades.csv"), (f"/assignments/{assigned.id}/grades.csv", "problems.csv"),
    ):  # fmt: skip
        response = browser.get(path)
        assert response.mimetype == "text/csv"
        assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        assert "Lea 1" in {row[0] for row in csv.reader(io.StringIO(response.text[1:]))}


def test_points_that_are_refused_come_back_as_typed(app: Flask, room: Classroom) -> None:
    """422 with a sentence at each field; what was typed is not taken for markup."""
    work = tried(put(room, FOUR), room.learners[0], [1, 1, 0, 0])
    form = {"points": '<b>"9', "reason": "", "beyond": "yes", "seen": "0"}
    response = room.client(app, room.assistant).post(f"/works/{work}/problems/1/points", data=form)
    assert response.status_code == 422
    assert "&lt;b&gt;&#34;9" in response.text
    assert "A reason is needed" in response.text
    assert "checked" in response.text


def test_who_comes_second_is_told_and_may_send_it_again(app: Flask, room: Classroom) -> None:
    """409 with what the first marker gave; the form that comes back has seen that change."""
    assigned = put(room, FOUR)
    work = start(assigned, room.learners[0])
    answer(assigned, room.learners[0], work, 1)
    path, browser = f"/works/{work}/problems/1/points", room.client(app, room.instructor)
    by_hand(assigned, work, 1, 3.0, room.assistant, "Fair enough")
    response = browser.post(path, data={"points": "1", "reason": "Mine", "seen": "0"})
    assert response.status_code == 409
    assert "Asa Sistant gave 3 by hand meanwhile: “Fair enough”" in response.text
    last = marking.of(room.db, room.instructor.id, work, 1, now=NOON).last
    assert f'name="seen" value="{last}"' in response.text
    again = browser.post(path, data={"points": "1", "reason": "Mine", "seen": str(last)}, follow_redirects=True)
    assert again.status_code == 200
    assert "Kept: Lea 1 has 1 of 4 for problem 1." in again.text


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 40, "1.5", "²"])
def test_a_form_that_saw_nothing_overwrites_nothing(app: Flask, room: Classroom, seen: str) -> None:
    """Whatever stands in the hidden field."""
    assigned = put(room, FOUR)
    work = tried(assigned, room.learners[0], [1, 1, 0, 0])
    by_hand(assigned, work, 1, 3.0, room.assistant, "Fair")
    form = {"points": "1", "reason": "Mine", "seen": seen}
    assert room.client(app, room.instructor).post(f"/works/{work}/problems/1/points", data=form).status_code == 409
