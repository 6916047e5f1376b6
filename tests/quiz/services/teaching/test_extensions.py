"""Extensions: one learner gets more than the class, never less, and a running work at once."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from quiz.database import Database
from quiz.models import Work
from quiz.services.errors import Closed, Misfilled, Unacceptable
from quiz.services.teaching import assignment_views, extensions, history, joining, working
from quiz.services.teaching.assignment_views import State
from quiz.services.teaching.extensions import Granted
from tests.classes import Classroom, classroom, enrol, fresh_limits, member_id, person
from tests.stores import NOON
from tests.works import Assigned, answer, put, start

MINUTE = timedelta(minutes=1)


@pytest.fixture
def room(db: Database) -> Classroom:
    fresh_limits(db)
    return classroom(db)


def grant(assigned: Assigned, place: int = 0, now=NOON, **typed: str) -> tuple[str, bool]:
    room = assigned.room
    typed = {"member": member_id(room, room.learners[place]), **typed}
    return extensions.grant(room.db, room.instructor.id, assigned.id, typed, now=now)


def ends(db: Database, work_id: str):
    with db.reading() as session:
        return session.scalars(sa.select(Work.ends).where(Work.public_id == work_id)).one()


def test_a_running_work_is_prolonged_at_once(room: Classroom) -> None:
    """By the minutes granted, up to the closing time; an answer after the old end is taken. Others gain nothing."""
    assigned = put(room, minutes=30, closes=NOON + 50 * MINUTE)
    first, second = (start(assigned, learner) for learner in room.learners)
    assert grant(assigned, minutes="10") == ("Lea 1", True)
    assert ends(room.db, first) == NOON + 40 * MINUTE
    assert grant(assigned, minutes="30", now=NOON + MINUTE) == ("Lea 1", True)
    assert ends(room.db, first) == NOON + 50 * MINUTE
    grant(assigned, closes="2026-03-01T14:00", minutes="30")
    assert ends(room.db, first) == NOON + 60 * MINUTE
    assert answer(assigned, room.learners[0], first, 1, now=NOON + 59 * MINUTE)
    assert ends(room.db, second) == NOON + 30 * MINUTE


def test_nothing_shortens_a_running_work(room: Classroom) -> None:
    """Neither a smaller extension in place of a greater one, nor taking it back."""
    assigned = put(room, minutes=30)
    work = start(assigned, room.learners[0])
    grant(assigned, minutes="20")
    assert grant(assigned, minutes="5") == ("Lea 1", False)
    extensions.take_back(room.db, room.instructor.id, assigned.id, member_id(room, room.learners[0]), now=NOON)
    assert ends(room.db, work) == NOON + 50 * MINUTE


def test_what_is_over_stays_over_and_another_try_helps(room: Classroom) -> None:
    """A work whose time is up is not opened again; with a try more a new one is started, with the minutes granted."""
    assigned = put(room, minutes=30)
    work, late = start(assigned, room.learners[0]), NOON + 30 * MINUTE
    assert grant(assigned, minutes="15", now=late) == ("Lea 1", False)
    assert ends(room.db, work) == late
    with pytest.raises(Closed):
        start(assigned, room.learners[0], late)
    grant(assigned, minutes="15", tries="1", now=late)
    assert ends(room.db, start(assigned, room.learners[0], late)) == late + 45 * MINUTE


def test_a_later_closing_time_opens_it_for_one(room: Classroom) -> None:
    """It is open for who has it and closed for the others; the page says so to each."""
    closes = NOON + 30 * MINUTE
    assigned = put(room, closes=closes)
    grant(assigned, closes="2026-03-01T15:00", reason=" was  ill ")
    one, other = (assignment_views.view(room.db, learner.id, assigned.id, now=closes) for learner in room.learners)
    assert (one.state, one.mine.may_start, one.mine.allowed.closes) == (State.OPEN, True, NOON + 120 * MINUTE)
    assert one.mine.granted == Granted(0, 0, NOON + 120 * MINUTE, "was ill")
    assert (other.state, other.mine.may_start, other.mine.granted) == (State.CLOSED, False, None)
    with pytest.raises(Closed):
        start(assigned, room.learners[1], closes)
    assert ends(room.db, start(assigned, room.learners[0], closes)) == NOON + 120 * MINUTE


def test_the_newest_extension_holds(room: Classroom) -> None:
    """It takes the place of the one before in full; the history keeps both, and the reason stands in no line."""
    assigned = put(room)
    grant(assigned, tries="2", reason="private")
    grant(assigned, closes="2026-03-09T10:00")
    given = extensions.listed(room.db, room.assistant.id, assigned.id).given
    assert [(one.name, one.granted.tries, one.granted.reason, one.by) for one in given] == [
        ("Lea 1", 0, "", "Ina Structor")
    ]
    extensions.take_back(room.db, room.instructor.id, assigned.id, given[0].member, now=NOON)
    assert extensions.listed(room.db, room.assistant.id, assigned.id).given == ()
    lines = [event.says for event in history.events(room.db, room.instructor.id, room.id, 3)]
    assert lines == [
        "Ina Structor took back the extension of Lea 1 of “Week 1”",
        "Ina Structor gave Lea 1 an extension of “Week 1”: closes 9 March 2026, 10:00 (Europe/Berlin)",
        "Ina Structor gave Lea 1 an extension of “Week 1”: 2 tries more",
    ]
    with pytest.raises(Unacceptable, match="Lea 1 has no extension"):
        extensions.take_back(room.db, room.instructor.id, assigned.id, given[0].member, now=NOON)


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({}, "tries", "grants none of them"),
        ({"tries": "0", "minutes": "0"}, "tries", "grants none of them"),
        ({"minutes": "-5"}, "minutes", "whole number from 0 to 1440"),
        ({"tries": "21"}, "tries", "whole number from 0 to 20"),
        ({"closes": "2026-03-08T13:00"}, "closes", "comes after 8 March 2026, 13:00 (Europe/Berlin)"),
        ({"closes": "2026-03-29T02:30"}, "closes", "skip 29 March 2026, 02:30"),
        ({"tries": "1", "reason": "x" * 501}, "reason", "up to 500"),
        ({"tries": "1", "reason": "\u202eabc"}, "reason", "letters, digits and signs"),
    ],
)
def test_each_field_says_what_it_takes(room: Classroom, typed: dict[str, str], field: str, says: str) -> None:
    """And nothing is granted."""
    assigned = put(room, minutes=30)
    with pytest.raises(Misfilled) as refused:
        grant(assigned, **typed)
    assert list(refused.value.fields) == [field]
    assert says in refused.value.fields[field]
    assert extensions.listed(room.db, room.instructor.id, assigned.id).given == ()


def test_minutes_need_a_time_limit_to_be_added_to(room: Classroom) -> None:
    """Without one they would be without effect, and the sentence says what helps."""
    with pytest.raises(Misfilled) as refused:
        grant(put(room), minutes="10")
    assert "no time limit" in refused.value.fields["minutes"]


def test_only_learners_of_the_class_are_given_one(room: Classroom) -> None:
    """Not its staff, not who has left, not somebody of another class."""
    gone = person(room.db, "Gone")
    enrol(room.db, room.number, gone)
    joining.leave(room.db, gone.id, room.id, now=NOON)
    other = classroom(room.db)
    assigned = put(room)
    ids = [member_id(room, room.assistant), member_id(room, gone), member_id(other, other.learners[0]), "", "x"]
    for member in ids:
        with pytest.raises(Misfilled) as refused:
            grant(assigned, member=member, tries="1")
        assert list(refused.value.fields) == ["member"]
    names = [name for _, name in extensions.listed(room.db, room.instructor.id, assigned.id).learners]
    assert names == ["Lea 1", "Lea 2"]


def test_an_extension_says_nothing_after_its_work_was_handed_in(room: Classroom) -> None:
    """A work that was handed in early stays as it is."""
    assigned = put(room, minutes=30)
    work = start(assigned, room.learners[0])
    working.hand_in(room.db, room.learners[0].id, work, now=NOON + MINUTE)
    assert grant(assigned, minutes="10", now=NOON + 2 * MINUTE) == ("Lea 1", False)
    assert ends(room.db, work) == NOON + 30 * MINUTE
