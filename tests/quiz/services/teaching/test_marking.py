"""Points by hand: with a reason, dated and signed, never over another marker's head, taken back as they were given.

Problems are worth 4, 3, 1 and 1 point. All numbers are computed by hand.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from quiz.database import Database
from quiz.models import PointsChange
from quiz.services import exporting
from quiz.services.errors import Misfilled, NotFound
from quiz.services.teaching import history, marking
from quiz.services.teaching.marking import Given, Marking, Overtaken
from tests.classes import Classroom, Person, administrator, classroom, enrol, fresh_limits, person
from tests.grades import FOUR, ruled, tried
from tests.stores import NOON, how_many
from tests.works import Assigned, put

SOON = NOON + timedelta(hours=2)


@pytest.fixture
def room(db: Database) -> Classroom:
    fresh_limits(db)
    return classroom(db, learners=1)


@pytest.fixture
def assigned(room: Classroom) -> Assigned:
    return put(room, FOUR)


@pytest.fixture
def work(assigned: Assigned) -> str:
    """Half of the first problem's 4 points, nothing else answered."""
    return tried(assigned, assigned.room.learners[0], [0.5, None, None, None])


def give(
    room: Classroom, work: str, points: str, reason: str = "Seen", by: Person | None = None, **more: Any
) -> Marking:
    """Give points for the first problem."""
    given = Given(points, reason, **more)
    return marking.give(room.db, (by or room.assistant).id, work, 1, given, now=SOON)


def test_points_are_given_with_a_reason_and_taken_back_without(room: Classroom, work: str) -> None:
    """2 of 4 by the answer, 3.5 by hand, then 2 again; every change stays, with who and when."""
    before = marking.of(room.db, room.assistant.id, work, 1, now=SOON)
    assert (before.earned.points, before.worth, before.points, before.last, before.changes) == (2.0, 4.0, None, 0, ())
    assert (before.name, before.running, before.mine) == ("Lea 1", False, False)
    given = give(room, work, "3,5", " The row was right.\r\nThe sign was not. ")
    assert (given.earned.points, given.earned.by, given.without.points, given.points) == (3.5, "hand", 2.0, 3.5)
    back = give(room, work, "", "Looked at it again", by=room.instructor, seen=given.last)
    assert (back.earned.points, back.earned.by, back.points) == (2.0, "answer", None)
    assert [(one.points, one.reason, one.made, one.by) for one in back.changes] == [
        (3.5, "The row was right.\nThe sign was not.", SOON, "Asa Sistant"),
        (None, "Looked at it again", SOON, "Ina Structor"),
    ]
    assert back.last > given.last > 0


@pytest.mark.parametrize(
    ("points", "beyond", "expected"),
    [
        ("0", False, 0.0),
        ("4", False, 4.0),
        ("4.0", False, 4.0),
        ("4.5", True, 4.5),
        ("8", True, 8.0),
        (" 1 ", False, 1),
    ],
)
def test_from_nothing_to_the_problems_points(
    room: Classroom, work: str, points: str, beyond: bool, expected: float
) -> None:  # fmt: skip
    """More only where that is ticked, and then at most twice as many."""
    assert give(room, work, points, beyond=beyond).earned.points == expected


@pytest.mark.parametrize(
    ("points", "beyond", "says"),
    [
        ("4.01", False, "worth 4; more takes the tick below, but 4.01 came"),
        ("8.01", True, "worth 4; even so at most 8, but 8.01 came"),
        ("-1", False, "a number from 0 on, such as 2.5, but “-1” came"),
        ("2*2", False, "“2*2” came"),
        ("nan", True, "“nan” came"),
        ("1e3", True, "“1e3” came"),
        ("٣", False, "a number from 0 on"),
        ("1.2.3", False, "“1.2.3” came"),
        ("", False, "nothing came; there are none by hand to take back"),
    ],
)
def test_what_is_no_number_of_points_is_refused(
    room: Classroom, work: str, points: str, beyond: bool, says: str
) -> None:  # fmt: skip
    """One sentence at the field; nothing is changed."""
    with pytest.raises(Misfilled) as refused:
        give(room, work, points, beyond=beyond)
    assert says in refused.value.fields["points"]
    assert marking.of(room.db, room.assistant.id, work, 1, now=SOON).changes == ()


@pytest.mark.parametrize("reason", ["", "  \n ", "x" * 2001, "a\x00b", "\u202egnitset"])
def test_a_reason_is_needed(room: Classroom, work: str, reason: str) -> None:
    """Nothing, far too much, or what can't be shown is no reason; both fields say what is wrong with them."""
    with pytest.raises(Misfilled) as refused:
        give(room, work, "five", reason)
    assert set(refused.value.fields) == {"points", "reason"}


def test_two_markers_do_not_overwrite_each_other_unnoticed(room: Classroom, work: str) -> None:
    """Who comes second is told what the first gave and why, and keeps their own only by sending it again."""
    first = give(room, work, "3", "Fair")
    with pytest.raises(Overtaken, match="Asa Sistant gave 3 by hand meanwhile: “Fair”") as refused:
        give(room, work, "1", "Too kind", by=room.instructor)
    assert set(refused.value.fields) == {"points"}
    assert marking.of(room.db, room.instructor.id, work, 1, now=SOON).earned.points == 3.0
    assert give(room, work, "1", "Too kind", by=room.instructor, seen=first.last).earned.points == 1.0
    with pytest.raises(Overtaken, match="Ina Structor gave 1 by hand"):
        give(room, work, "", "Never mind", seen=first.last)


def test_the_same_form_sent_twice_is_one_change(room: Classroom, work: str) -> None:
    """A second click on the button changes nothing, and is not taken for another marker."""
    first, again = give(room, work, "3"), give(room, work, "3")
    assert first == again
    assert len(again.changes) == 1


def test_the_hand_goes_before_full_points_and_not_before_a_dropped_item(
    room: Classroom, assigned: Assigned, work: str
) -> None:
    """Full gives 4 without the hand; dropped, the problem is worth nothing, whatever was given."""
    ruled(assigned, "full", item=1)
    given = give(room, work, "1")
    assert (given.earned.points, given.without.points) == (1.0, 4.0)
    ruled(assigned, "drop", item=1)
    dropped = marking.of(room.db, room.assistant.id, work, 1, now=SOON)
    assert (dropped.earned.points, dropped.earned.possible, dropped.earned.by) == (0.0, 0.0, "ruling")


def test_a_problem_without_an_answer_can_be_given_points(room: Classroom, work: str) -> None:
    """Somebody answered on paper."""
    found = marking.give(room.db, room.assistant.id, work, 2, Given("3", "On paper"), now=SOON)
    assert (found.earned.points, found.without.by) == (3.0, "nothing")


def test_only_the_staff_of_the_class_gives_points(room: Classroom, work: str) -> None:
    """Neither the learner whose work it is, nor anybody of another class: to them it isn't there."""
    other = classroom(room.db, name="Another")
    before = how_many(room.db, PointsChange)
    for who in (room.learners[0], other.instructor, other.assistant, person(room.db)):
        with pytest.raises(NotFound, match="There is no such work"):
            give(room, work, "4", by=who)
        with pytest.raises(NotFound, match="There is no such work"):
            marking.of(room.db, who.id, work, 1, now=SOON)
    with pytest.raises(NotFound, match="There is no such problem"):
        marking.of(room.db, room.assistant.id, work, 5, now=SOON)
    assert how_many(room.db, PointsChange) == before


def test_nobody_changes_the_points_of_their_own_work(room: Classroom, assigned: Assigned) -> None:
    """An assistant who has tried an assignment, perhaps as a learner before."""
    both = person(room.db, "Both")
    enrol(room.db, room.number, both, role="assistant")
    work = tried(assigned, both, [0, 0, 0, 0])
    with pytest.raises(Misfilled, match="Nobody changes the points of their own work"):
        give(room, work, "4", by=both)
    assert marking.of(room.db, both.id, work, 1, now=SOON).mine
    assert give(room, work, "4", by=room.instructor).earned.points == 4.0


def test_a_work_that_goes_on_can_be_marked_and_is_said_to_go_on(room: Classroom, assigned: Assigned) -> None:
    both = room.learners[0]
    work = tried(assigned, both, [0, None, None, None], handed_in=None)
    assert give(room, work, "2").running


def test_changes_stay_when_who_made_them_is_gone(room: Classroom, work: str) -> None:
    """Of a marker who was erased no name is left; an administrator is not in the class."""
    root = administrator(room.db)
    helper = person(room.db, "Helper")
    enrol(room.db, room.number, helper, role="assistant")
    first = give(room, work, "1", "One", by=helper)
    give(room, work, "2", "Two", by=root, seen=first.last)
    exporting.erase(room.db, helper.id)
    changes = marking.of(room.db, room.assistant.id, work, 1, now=SOON).changes
    assert [(one.points, one.by) for one in changes] == [(1.0, history.GONE), (2.0, history.OUTSIDE)]


def test_erasing_a_learner_erases_their_points(room: Classroom, work: str) -> None:
    given = give(room, work, "1")
    exporting.erase(room.db, room.learners[0].id)
    assert how_many(room.db, PointsChange, sa.literal_column("id") == given.last) == 0
