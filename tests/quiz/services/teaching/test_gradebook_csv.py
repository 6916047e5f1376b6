"""Grades for a spreadsheet: read back by Python's own reader, cell by cell; names are never formulas.

Problems are worth 4, 3, 1 and 1 point. All numbers are computed by hand.
"""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
import sqlalchemy as sa

from quiz.database import Database
from quiz.models import Member
from quiz.services.teaching import gradebook, gradebook_assignment, gradebook_csv
from tests.classes import Classroom, classroom, entry, fresh_limits
from tests.grades import FOUR, LATER, by_hand, tried
from tests.works import put

EVIL = '=HYPERLINK("http://evil.example","Lea")'


@pytest.fixture
def room(db: Database) -> Classroom:
    fresh_limits(db)
    return classroom(db)


def read(text: str) -> list[dict[str, str]]:
    """The lines by column; no two columns have one name."""
    assert text.startswith("\N{BYTE ORDER MARK}")
    rows = list(csv.reader(io.StringIO(text[1:], newline="")))
    assert len(set(rows[0])) == len(rows[0])
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def renamed(room: Classroom, name: str) -> None:
    """The first learner of the class is called so in it."""
    named = sa.update(Member).where(Member.learner_id == room.learners[0].id).values(name=name)
    room.db.write(lambda session: session.execute(named))


def test_a_class_is_a_line_a_person(room: Classroom) -> None:
    """The total over what is closed, then points, possible points, state and tries of every assignment."""
    lea, leo = room.learners
    first = put(room, FOUR, title="Week 1", tries=2, counts="average")
    put(room, FOUR, title="Week 1", closes=LATER + timedelta(days=1))
    tried(first, lea, [1, 1, 0, 0])
    tried(first, lea, [0.5, 1, 0, 0], number=2)
    entry(room, "Lea, Listed", lea.email, "007")
    found = gradebook.of_course(room.db, room.assistant.id, room.id, now=LATER)
    mine, other = read(gradebook_csv.of_course(found))
    assert mine == {
        "name": "Lea 1", "e-mail (not verified)": lea.email, "left": "", "roster name": "Lea, Listed",
        "roster number": "007", "roster match": "address",
        "points": "6", "possible": "9", "share": "0.666667", "assignments in the total": "1",
        "Week 1: points": "6", "Week 1: possible": "9", "Week 1: state": "done", "Week 1: tries": "2",
        "Week 1 (2): points": "", "Week 1 (2): possible": "", "Week 1 (2): state": "not started",
        "Week 1 (2): tries": "0",
    }  # fmt: skip
    assert list(mine)[:10] == [*gradebook_csv.PERSON, *gradebook_csv.TOTAL]
    assert (other["name"], other["points"], other["Week 1: points"], other["Week 1: state"]) == (
        leo.name, "0", "0", "missed",
    )  # fmt: skip


def test_an_assignment_is_a_line_a_problem(room: Classroom) -> None:
    """With times in UTC, who changed points by hand, when and why; who has not started has one line."""
    assigned, (lea, leo) = put(room, FOUR), room.learners
    work = tried(assigned, lea, [1, 0.5, None, 0])
    by_hand(assigned, work, 2, 2.5, room.assistant, "The unit\nwas right")
    by_hand(assigned, work, 1, 1.0, room.assistant, "A slip")
    by_hand(assigned, work, 1, None, room.assistant, "Taken back")
    found = gradebook_assignment.of_assignment(room.db, room.assistant.id, assigned.id, now=LATER)
    lines = read(gradebook_csv.of_assignment(found))
    assert list(lines[0]) == [*gradebook_csv.PERSON, *gradebook_csv.PROBLEM]
    what = ("try", "item", "position", "points", "possible", "by", "reason", "changed by", "answers", "counts")
    assert [tuple(line[name] for name in what) for line in lines] == [
        ("1", "1", "1", "4", "4", "answer", "", "", "1", "yes"),
        ("1", "2", "2", "2.5", "3", "hand", "The unit\nwas right", "Asa Sistant", "1", "yes"),
        ("1", "3.1", "3", "0", "1", "nothing", "", "", "0", "yes"),
        ("1", "3.2", "4", "0", "1", "answer", "", "", "1", "yes"),
        ("", "", "", "", "", "", "", "", "", ""),
    ]
    assert (lines[1]["started"], lines[1]["handed in"], lines[1]["changed"]) == (
        "2026-03-01T12:00:00+00:00", "2026-03-01T13:00:00+00:00", "2026-03-01T12:00:00+00:00",
    )  # fmt: skip
    assert lines[4]["name"] == leo.name


@pytest.mark.parametrize("name", [EVIL, "+1", "-1+1", "@SUM(A1)", "\t=1", "=1"])
def test_no_cell_is_a_formula(room: Classroom, name: str) -> None:
    """Neither what people call themselves, nor a title, a reason or the roster's text."""
    renamed(room, name)
    assigned, lea = put(room, FOUR, title=name), room.learners[0]
    entry(room, name, lea.email, name)
    by_hand(assigned, tried(assigned, lea, [1, 1, 1, 1]), 1, 0.0, room.assistant, name)
    db, teacher = room.db, room.instructor.id
    course = gradebook_csv.of_course(gradebook.of_course(db, teacher, room.id, now=LATER))
    problems = gradebook_csv.of_assignment(gradebook_assignment.of_assignment(db, teacher, assigned.id, now=LATER))
    cells = [cell for text in (course, problems) for row in csv.reader(io.StringIO(text[1:])) for cell in row]
    assert f"'{name}" in cells
    assert f"'{name}: points" in cells
    assert not [cell for cell in cells if cell.lstrip()[:1] in ("=", "+", "-", "@") or cell[:1] in ("\t", "\r")]
