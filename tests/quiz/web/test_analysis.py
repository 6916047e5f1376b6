"""The pages of what answers teach: their numbers are those of a simulated class, and no example has a name."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from tests.classes import Classroom, classroom, fresh_limits
from tests.grades import FOUR, crowd
from tests.simulated import Taken, mistaken, taken
from tests.works import Assigned, answer, put, start


@pytest.fixture
def room(app: Flask) -> Classroom:
    db = app.extensions["database"]
    fresh_limits(db)
    return classroom(db, learners=6)


def text_of(page: str) -> str:
    """The words of a page, without its pictures."""
    bare = re.sub(r"<svg.*?</svg>", "", page, flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", bare)).split())


def lately(room: Classroom, **settings: object) -> tuple[Assigned, datetime]:
    """An assignment that closed an hour ago by the clocks of this machine, and when it was worked on."""
    now = datetime.now(UTC)
    times = {"opens": now - timedelta(days=3), "closes": now - timedelta(hours=1)}
    return put(room, **{**times, **settings}), now - timedelta(days=2)


def test_the_page_of_an_assignment_has_the_numbers_of_the_class(app: Flask, room: Classroom) -> None:
    """Of 20: 12 right, 4 with the softmax down columns, 3 with nothing known, 1 half right without the scale."""
    assigned = put(room, FOUR)
    plans = [Taken(1, 1.0)] * 12 + [Taken(1, 0.0, "softmax-columns")] * 4 + [Taken(1, 0.0)] * 3
    plans += [Taken(1, 0.5, "no-scale")]
    taken(assigned, crowd(room, 20), [[plan, Taken(2, 1.0)] for plan in plans])
    page = room.client(app, room.assistant).get(f"/assignments/{assigned.id}/analysis")
    words = text_of(page.text)
    assert "1. Softmax of a row 20 62 %" in words  # 12.5 of 20, rounded to even
    assert "8 of 20 3" in words  # wrong, and of these without a known mistake
    assert "Took the softmax down each column. 50 % 22 % to 78 % 4 of 8" in words
    assert "Took the softmax down each column. 4 50 % 22 % to 78 % 20 % 8 % to 42 %" in words
    assert "No known mistake 3 38 %" in words
    assert "1 min 0 s" in words
    assert "Nearly everybody" not in words
    assert page.text.count("<svg") == 2


def test_the_file_is_attached_csv(app: Flask, room: Classroom) -> None:
    """One line an item, with the counts of the mistakes."""
    assigned = put(room, FOUR)
    taken(assigned, crowd(room, 3), [[Taken(1, score, "no-scale" if score < 1 else "")] for score in (0.0, 0.5, 1.0)])
    file = room.client(app, room.assistant).get(f"/assignments/{assigned.id}/analysis.csv")
    assert file.mimetype == "text/csv"
    assert "attachment" in file.headers["Content-Disposition"]
    (line,) = csv.DictReader(io.StringIO(file.text.removeprefix("\N{BYTE ORDER MARK}")))
    assert (line["mean score"], line["wrong"], line["wrong with no-scale"]) == ("0.5000", "2", "2")


def test_nobody_has_worked_yet(app: Flask, room: Classroom) -> None:
    """Both pages say so."""
    assigned = put(room, FOUR)
    staff = room.client(app, room.assistant)
    assert "Nobody’s first try is over yet" in staff.get(f"/assignments/{assigned.id}/analysis").text
    page = staff.get(f"/classes/{room.id}/analysis").text
    assert "No known mistake was made by five learners" in page
    assert "once two assignments are closed" in page


def test_monday_shows_a_real_example_without_a_name_and_its_cure(app: Flask, room: Classroom) -> None:
    """Five type what the mistake gives: what was typed, the cure, a card and where to practise, and no name."""
    assigned, then = lately(room)
    for someone in room.learners[:5]:
        work = start(assigned, someone, now=then)
        answer(assigned, someone, work, 1, mistaken(assigned, work, 1, "linear-normalised"), now=then)
    staff = room.client(app, room.assistant)
    page = staff.get(f"/classes/{room.id}/analysis").text
    monday = page[page.index('id="monday"') : page.index('id="assignments"')]
    words = text_of(monday)
    assert "Made by 5 of the 5 learners" in words
    assert "Somebody typed" in words
    assert mistaken(assigned, work, 1, "linear-normalised")["weights"][1:6] in words
    assert not any(someone.name in words for someone in room.learners)
    assert 'name="family" value="softmax-row"' in monday
    (card,) = re.findall(r'href="(/cards/topics/\w+)#([\w-]+)"', monday)[:1]
    assert f'id="{card[1]}"' in staff.get(card[0]).text


def test_an_open_assignment_gives_no_example(app: Flask, room: Classroom) -> None:
    """Its mistake is counted, and its numbers stay where they are."""
    now = datetime.now(UTC)
    assigned, then = lately(room, closes=now + timedelta(hours=1), minutes=60)
    for someone in room.learners[:5]:
        work = start(assigned, someone, now=then)
        answer(assigned, someone, work, 1, mistaken(assigned, work, 1, "linear-normalised"), now=then)
    page = room.client(app, room.assistant).get(f"/classes/{room.id}/analysis").text
    assert "Made by 5 of the 5 learners" in text_of(page)
    assert "Somebody typed" not in page


def test_who_may_need_help_is_told_to_staff_with_the_reason(app: Flask, room: Classroom) -> None:
    """One handed nothing in twice; the page says which assignments, and a learner has no such page."""
    for title in ("First sheet", "Second sheet"):
        assigned, then = lately(room, title=title)
        some = [someone.id for someone in room.learners[:5]]
        taken(assigned, some, [[Taken(1, 0.5)]] * 5, ended=then)
    path = f"/classes/{room.id}/analysis"
    words = text_of(room.client(app, room.assistant).get(path).text)
    assert f"{room.learners[5].name} First sheet: handed nothing in; Second sheet: handed nothing in" in words or (
        f"{room.learners[5].name} Second sheet: handed nothing in; First sheet: handed nothing in" in words
    )
    assert room.client(app, room.learners[5]).get(path).status_code == 404
