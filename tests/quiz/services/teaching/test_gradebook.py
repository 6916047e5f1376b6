"""The gradebook: what tries come to, what holds of a problem, who sees what, and how many statements it takes.

Problems are worth 4, 3, 1 and 1 point. All numbers are computed by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from quiz.database import Database
from quiz.models import AnswerDraft, Extension, Member
from quiz.services import exporting
from quiz.services.errors import NotFound
from quiz.services.teaching import gradebook, gradebook_assignment
from quiz.services.teaching.gradebook_cells import Cell, State
from quiz.totals import Total
from tests import works
from tests.classes import Classroom, Person, administrator, classroom, enrol, entry, fresh_limits, person
from tests.grades import FOUR, LATER, answered, by_hand, crowd, everybody, marked, ruled, tried
from tests.stores import NOON
from tests.works import Assigned, put

SOON = NOON + timedelta(hours=2)


@pytest.fixture
def room(db: Database) -> Classroom:
    fresh_limits(db)
    return classroom(db)


def cell(assigned: Assigned, who: Person, now: datetime = SOON) -> Cell:
    """What the gradebook has of somebody for an assignment."""
    found = gradebook.of_course(assigned.room.db, assigned.room.instructor.id, assigned.room.id, now=now)
    at = [one.id for one in found.columns].index(assigned.id)
    return next(line.cells[at] for line in (*found.here, *found.gone) if line.person.number == who.id)


def points(assigned: Assigned, who: Person, now: datetime = SOON) -> tuple[float, float] | None:
    found = cell(assigned, who, now).counted
    return (found.points, found.possible) if found else None


@pytest.mark.parametrize(("counts", "expected"), [("best", 7.0), ("last", 5.0), ("average", 16 / 3)])
def test_of_several_tries_the_best_the_last_or_the_average_counts(
    room: Classroom, counts: str, expected: float
) -> None:  # fmt: skip
    """4, then 2 + 3 + 1 + 1 = 7, then 2 + 3 = 5 points of 9."""
    assigned, lea = put(room, FOUR, counts=counts, tries=3), room.learners[0]
    tried(assigned, lea, [1, 0, 0, 0])
    tried(assigned, lea, [0.5, 1, 1, 1], number=2)
    tried(assigned, lea, [0.5, 1, 0, None], number=3)
    assert points(assigned, lea) == pytest.approx((expected, 9.0))
    grades = gradebook_assignment.of_assignment(room.db, room.assistant.id, assigned.id, now=SOON)
    lines = next(one.tries for one in grades.here if one.person.number == lea.id)
    assert [line.counts for line in lines] == {
        "best": [False, True, False], "last": [False, False, True], "average": [True] * 3,
    }[counts]  # fmt: skip


def test_the_newest_mark_of_the_last_answer_holds(room: Classroom) -> None:
    """The first answer's mark may be newer, it is the last answer that counts; whether its mark rose or fell."""
    assigned, lea = put(room, FOUR), room.learners[0]
    work = tried(assigned, lea, [1, None, None, None])
    answered(assigned, lea, work, 1, 0.0)
    assert points(assigned, lea) == (0.0, 9.0)
    marked(assigned, work, 1, 0.75, answer=2)  # rises: 3 of 4
    marked(assigned, work, 1, 1.0, answer=1)
    assert points(assigned, lea) == (3.0, 9.0)
    marked(assigned, work, 1, 0.5, answer=2)  # falls: 2 of 4
    assert points(assigned, lea) == (2.0, 9.0)


def test_points_by_hand_go_before_a_regraded_answer(room: Classroom) -> None:
    """By hand over regraded over answer; taken back, the mark holds again."""
    assigned, lea = put(room, FOUR), room.learners[0]
    work = tried(assigned, lea, [0.25, 0, 0, 0])
    assert points(assigned, lea) == (1.0, 9.0)
    marked(assigned, work, 1, 0.5)
    assert points(assigned, lea) == (2.0, 9.0)
    by_hand(assigned, work, 1, 3.5, room.assistant)
    marked(assigned, work, 1, 1.0)
    assert points(assigned, lea) == (3.5, 9.0)
    assert cell(assigned, lea).by_hand
    by_hand(assigned, work, 1, None, room.assistant)
    assert points(assigned, lea) == (4.0, 9.0)
    assert not cell(assigned, lea).by_hand


def test_an_item_that_is_dropped_is_neither_earned_nor_possible(room: Classroom) -> None:
    """Item 2 (3 points) is dropped, also where somebody gave points by hand, and for who has not started."""
    assigned, (lea, leo) = put(room, FOUR), room.learners
    work = tried(assigned, lea, [1, 1, 0, 0])
    by_hand(assigned, work, 2, 2.0, room.assistant)
    ruled(assigned, "drop", item=2, state="found")
    assert points(assigned, lea) == (6.0, 9.0)  # only found, not applied
    ruled(assigned, "drop", item=2)
    assert points(assigned, lea) == (4.0, 6.0)
    assert cell(assigned, leo, LATER).final == Total(0.0, 6.0)
    ruled(assigned, "as-given", item=2)
    assert points(assigned, lea) == (6.0, 9.0)


def test_full_points_for_an_item_or_for_one_learner(room: Classroom) -> None:
    """Item 3 gives two problems of a point each; what was given by hand stays. Full for one is nothing for another."""
    assigned, (lea, leo) = put(room, FOUR), room.learners
    work = tried(assigned, lea, [0, 0, 0, None])
    tried(assigned, leo, [0, 0, 0, 0])
    ruled(assigned, "full", item=3)
    assert (points(assigned, lea), points(assigned, leo)) == ((2.0, 9.0), (2.0, 9.0))
    by_hand(assigned, work, 3, 0.5, room.assistant)
    assert points(assigned, lea) == (1.5, 9.0)
    ruled(assigned, "full", only=leo)
    assert (points(assigned, lea), points(assigned, leo)) == ((1.5, 9.0), (9.0, 9.0))


def test_the_total_is_over_the_closed_assignments(room: Classroom) -> None:
    """7 of 9 and 0 of 3 (not started) are 7 of 12; one that is still open is not in it, nor is a draft."""
    lea, leo = room.learners
    first = put(room, FOUR, title="First")
    put(room, title="Missed", closes=NOON + timedelta(days=7))
    later = put(room, title="Open", closes=LATER + timedelta(days=7))
    put(room, title="Draft", published=None)
    tried(first, lea, [1, 1, 0, 0])
    tried(later, lea, [1, None], ends=LATER + timedelta(days=7))
    found = gradebook.of_course(room.db, room.assistant.id, room.id, now=LATER)
    assert [one.title for one in found.columns] == ["First", "Missed", "Open"]
    mine, other = found.here
    assert mine.person.name < other.person.name
    assert [one.state for one in mine.cells] == [State.DONE, State.MISSED, State.DONE]
    assert mine.total
    assert (mine.total.points, mine.total.possible, mine.total.assignments) == (7.0, 12.0, 2)
    assert mine.total.share == pytest.approx(7 / 12)
    assert other.total
    assert (other.total.points, other.total.possible, other.total.assignments) == (0.0, 12.0, 2)
    assert leo.id == other.person.number


def test_a_work_that_goes_on_counts_in_nothing_yet(room: Classroom) -> None:
    """What it has so far is said beside it; once its time has come it counts."""
    assigned, lea = put(room, FOUR), room.learners[0]
    tried(assigned, lea, [1, 0, 0, 0], handed_in=None, ends=SOON)
    going = cell(assigned, lea, SOON - timedelta(seconds=1))
    assert (going.state, going.counted, going.running) == (State.WORKING, None, Total(4.0, 9.0))
    done = cell(assigned, lea, SOON)
    assert (done.state, done.counted, done.running) == (State.DONE, Total(4.0, 9.0), None)


def test_who_was_granted_a_later_closing_has_missed_nothing_before_it(room: Classroom) -> None:
    """For everybody else the assignment is closed, and not started it counts as nothing."""
    assigned, (lea, leo) = put(room, FOUR), room.learners
    row = Extension(assignment_id=assigned.number, learner_id=lea.id, closes=LATER + timedelta(days=1), made=NOON)
    room.db.write(lambda session: session.add(row))
    assert cell(assigned, lea, LATER).state is State.OPEN
    assert cell(assigned, lea, LATER).final is None
    assert cell(assigned, leo, LATER).state is State.MISSED
    assert cell(assigned, lea, LATER + timedelta(days=1)).state is State.MISSED


def test_who_joined_after_the_closing_has_missed_nothing(room: Classroom) -> None:
    """An assignment that closed before somebody came is not in their total."""
    assigned, late = put(room, FOUR), person(room.db, "Late")
    enrol(room.db, room.number, late)
    joins = sa.update(Member).where(Member.learner_id == late.id).values(joined=NOON + timedelta(days=7))
    room.db.write(lambda session: session.execute(joins))
    assert cell(assigned, late, LATER).state is State.EARLIER
    assert cell(assigned, late, LATER).final is None


def test_an_assignment_that_is_not_open_yet_says_so(room: Classroom) -> None:
    assigned = put(room, FOUR, opens=LATER, closes=LATER + timedelta(days=1))
    assert cell(assigned, room.learners[0]).state is State.AHEAD


def test_what_was_typed_before_the_end_counts(room: Classroom) -> None:
    """A draft in a work whose time has come is an answer when somebody looks at the grades."""
    assigned, lea = put(room), room.learners[0]
    work = works.start(assigned, lea)
    typed, item = works.right(assigned, work, 1), works.stored(assigned, work, 1)
    draft = AnswerDraft(work_item_id=item.id, typed=typed, revision=1, saved=SOON)
    room.db.write(lambda session: session.add(draft))
    assert cell(assigned, lea, SOON).running == Total(0.0, 3.0)
    assert points(assigned, lea, LATER) == (2.0, 3.0)


def test_who_has_left_is_listed_apart_and_who_was_erased_is_gone(room: Classroom) -> None:
    """Their tries stay to be seen, without a total; erased, nothing of them is left."""
    assigned, (lea, leo) = put(room, FOUR), room.learners
    tried(assigned, lea, [1, 1, 1, 1])
    leaves = sa.update(Member).where(Member.learner_id == lea.id).values(left=SOON)
    room.db.write(lambda session: session.execute(leaves))
    found = gradebook.of_course(room.db, room.assistant.id, room.id, now=LATER)
    assert [one.person.number for one in found.here] == [leo.id]
    assert [(one.person.number, one.cells[0].counted, one.total) for one in found.gone] == [
        (lea.id, Total(9.0, 9.0), None)
    ]
    exporting.erase(room.db, lea.id)
    assert gradebook.of_course(room.db, room.assistant.id, room.id, now=LATER).gone == ()
    grades = gradebook_assignment.of_assignment(room.db, room.assistant.id, assigned.id, now=LATER)
    assert grades.gone == ()
    assert [one.person.number for one in grades.here] == [leo.id]


def test_only_the_staff_of_the_class_sees_its_grades(room: Classroom) -> None:
    """Learners, other classes' instructors and strangers are told that there is no such thing."""
    db, assigned = room.db, put(room, FOUR)
    other = classroom(db, name="Another")
    for who in (*room.learners, other.instructor, person(db)):
        with pytest.raises(NotFound, match="no such class"):
            gradebook.of_course(db, who.id, room.id, now=SOON)
        with pytest.raises(NotFound, match="no such assignment"):
            gradebook_assignment.of_assignment(db, who.id, assigned.id, now=SOON)
    for who in (other.instructor, person(db)):
        with pytest.raises(NotFound, match="no such class"):
            gradebook.own(db, who.id, room.id, now=SOON)
    assert len(gradebook.of_course(db, administrator(db).id, room.id, now=SOON).here) == 2


def test_every_try_with_its_problems_and_who_changed_them(room: Classroom) -> None:
    """Columns by item of the blueprint, whatever the order on somebody's page; the newest change first."""
    assigned, lea = put(room, FOUR), room.learners[0]
    work = tried(assigned, lea, [1, 0.5, None, 0])
    by_hand(assigned, work, 2, 1.0, room.assistant, "Half a sentence")
    by_hand(assigned, work, 2, 2.0, room.instructor, "The unit was right")
    grades = gradebook_assignment.of_assignment(room.db, room.assistant.id, assigned.id, now=SOON)
    assert [(one.label, one.worth) for one in grades.problems] == [("1", 4.0), ("2", 3.0), ("3.1", 1.0), ("3.2", 1.0)]
    assert grades.problems[2].title == "Softmax"
    line = next(one for one in grades.here if one.person.number == lea.id).tries[0]
    assert [one and (one.earned.points, one.earned.by, one.answers) for one in line.problems] == [
        (4.0, "answer", 1), (2.0, "hand", 1), (0.0, "nothing", 0), (0.0, "answer", 1),
    ]  # fmt: skip
    assert line.tried.total == Total(6.0, 9.0)
    assert [(one.points, one.by, one.reason, one.holds) for one in grades.changes] == [
        (2.0, "Ina Structor", "The unit was right", True), (1.0, "Asa Sistant", "Half a sentence", False),
    ]  # fmt: skip


def test_roster_entries_stand_beside_who_is_known(room: Classroom) -> None:
    """A match by address is called one; nobody is taken for confirmed by it."""
    lea, leo = room.learners
    entry(room, "Lea Listed", lea.email, "4711")
    here = gradebook.of_course(room.db, room.assistant.id, room.id, now=SOON).here
    known = {one.person.number: (one.person.entry_name, one.person.entry_number, one.person.how) for one in here}
    assert known == {lea.id: ("Lea Listed", "4711", "address"), leo.id: ("", "", None)}


@pytest.mark.parametrize(
    ("rule", "at", "running", "over", "later"),
    [
        ("at once", None, True, True, True),
        ("handed in", None, False, True, True),
        ("at", LATER, False, False, True),
        ("never", None, False, False, False),
    ],
)
def test_learners_see_points_when_they_are_released(
    room: Classroom, rule: str, at: object, running: bool, over: bool, later: bool
) -> None:  # fmt: skip
    """Neither the points of a try nor the total tells more than is released."""
    (lea, leo), never = room.learners, {"verdict_release": "never", "answers_release": "never"}
    assigned = put(room, FOUR, score_release=rule, score_at=at, tries=2, counts="last", **never)
    tried(assigned, lea, [1, 0, 0, 0])
    tried(assigned, lea, [1, 1, 0, 0], number=2, handed_in=None, ends=SOON)

    def seen(now: datetime) -> list[float | None]:
        line = gradebook.own(room.db, lea.id, room.id, now=now).lines[0]
        return [one.total.points if one.total else None for one in line.tries] + [
            line.counted.points if line.counted else None
        ]

    before = SOON - timedelta(minutes=1)
    assert seen(before) == [4.0 if over else None, 7.0 if running else None, 4.0 if over else None]
    assert seen(SOON) == ([4.0, 7.0, 7.0] if over else [None] * 3)
    assert seen(LATER) == ([4.0, 7.0, 7.0] if later else [None] * 3)
    mine = gradebook.own(room.db, lea.id, room.id, now=LATER)
    assert (mine.total.points, mine.total.possible, mine.waiting) == ((7.0, 9.0, 0) if later else (0.0, 0.0, 1))
    assert mine.lines[0].hidden is not later
    missed = gradebook.own(room.db, leo.id, room.id, now=LATER)
    assert (missed.lines[0].state, missed.total.points, missed.total.possible) == (State.MISSED, 0.0, 9.0)


@contextmanager
def statements(db: Database) -> Iterator[list[str]]:
    """What is sent to the database."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)


def test_the_number_of_statements_does_not_grow_with_the_class(room: Classroom) -> None:
    """Two people × one assignment and 300 × 12 take the same number of statements."""
    db, teacher = room.db, room.instructor.id

    def sent(assigned: Assigned) -> tuple[int, int]:
        with statements(db) as course:
            found = gradebook.of_course(db, teacher, room.id, now=LATER)
        with statements(db) as assignment:
            gradebook_assignment.of_assignment(db, teacher, assigned.id, now=LATER)
        assert all(line.cells[-1].counted for line in found.here)
        return len(course), len(assignment)

    two = [one.id for one in room.learners]
    last = put(room, FOUR)
    everybody(last, two, [1, 0, 0, 0])
    before = sent(last)
    many = two + crowd(room, 298)
    for _ in range(11):
        last = put(room, FOUR)
        everybody(last, many, [1, 0.5, None, 0])
    found = gradebook.of_course(db, teacher, room.id, now=LATER)
    assert (len(found.here), len(found.columns)) == (300, 12)
    assert found.here[-1].cells[-1].counted == Total(5.5, 9.0)
    assert sent(last) == before
    assert max(before) <= 25
