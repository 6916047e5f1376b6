"""What hostile learners try on works and grades: nothing of it reaches anybody else."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from quiz.database import Database
from quiz.models import Assignment, Work, WorkItem
from quiz.services import exporting
from quiz.services.teaching import analysing_course, answering, extensions, gradebook, showing, working
from tests import regrades
from tests.classes import classroom, member_id
from tests.simulated import mistaken
from tests.stores import NOON
from tests.works import TEXT, answer, put, right, start, stored


def test_no_key_of_a_request_stands_in_the_way_of_what_was_typed_last(db: Database) -> None:
    """A learner who knows how settled answers are keyed can’t keep the class from its grades."""
    room = classroom(db, learners=1)
    assigned, ada = put(room, minutes=30), room.learners[0]
    work = start(assigned, ada)
    problem = answer(assigned, ada, work, 1, {"weights": "?"}).problem
    draft = answering.save_draft(db, ada.id, work, 1, right(assigned, work, 1), revision=1, now=NOON)
    answer(assigned, ada, work, 2, key=f"settled-{problem}-{draft.revision}")
    grades = gradebook.of_course(db, room.instructor.id, room.id, now=NOON + timedelta(days=8))
    counted = grades.here[0].cells[0].counted
    assert counted is not None
    assert counted.points == 3


def test_nobody_is_shown_a_corrected_key_of_another_learner_s_numbers(db: Database) -> None:
    """Who has handed in sees answers, but the right answer of somebody who still works is not theirs to see."""
    room = classroom(db, learners=2)
    assigned, (ada, ben) = put(room), room.learners
    mine, other = start(assigned, ada), start(assigned, ben)
    variant = stored(assigned, other, 1).public_id
    key = {"item": "1", "kind": "also", "part": "softmax-row/weights", "key": "0.11 0.22 0.67", "reason": "A slip"}
    id = regrades.ask(assigned, variant=variant, **key)
    regrades.work(db)
    regrades.apply(assigned, id)
    working.hand_in(db, ada.id, mine, now=NOON)
    assert showing.problem(db, ada.id, mine, 1, now=NOON).corrected == []
    working.hand_in(db, ben.id, other, now=NOON)
    (sentence,) = showing.problem(db, ben.id, other, 1, now=NOON).corrected
    assert sentence == "0.11 0.22 0.67 is also accepted for weights"


def test_a_draft_that_can_t_be_judged_any_more_keeps_nobody_from_the_grades(db: Database) -> None:
    """Its family can’t take up the stored numbers: the draft stays to be seen, all the others are graded."""
    room = classroom(db, learners=2)
    assigned, (ada, ben) = put(room), room.learners
    broken, work = start(assigned, ada), start(assigned, ben)
    for someone, one in ((ada, broken), (ben, work)):
        answering.save_draft(db, someone.id, one, 1, right(assigned, one, 1), revision=0, now=NOON)
    row = stored(assigned, broken, 1).id
    db.write(lambda session: session.execute(sa.update(WorkItem).where(WorkItem.id == row).values(givens={})))
    grades = gradebook.of_course(db, room.instructor.id, room.id, now=NOON + timedelta(days=8))
    assert sorted(line.cells[0].counted.points for line in grades.here if line.cells[0].counted) == [0, 2]


def test_no_example_is_shown_of_what_somebody_still_works_on(db: Database) -> None:
    """Whose extension was taken back works on after the closing time of all."""
    room = classroom(db, learners=6)
    assigned = put(room)
    works = [start(assigned, someone) for someone in room.learners]
    for someone, work in zip(room.learners[:5], works, strict=False):
        answer(assigned, someone, work, 1, mistaken(assigned, work, 1, "linear-normalised"))
        working.hand_in(db, someone.id, work, now=NOON)
    later = NOON + timedelta(days=3)
    earlier = sa.update(Assignment).where(Assignment.id == assigned.number).values(closes=NOON + timedelta(days=1))
    db.write(lambda session: session.execute(earlier))
    (early,) = analysing_course.of_course(db, room.assistant.id, room.id, now=later).monday
    working.hand_in(db, room.learners[5].id, works[5], now=later)
    (late,) = analysing_course.of_course(db, room.assistant.id, room.id, now=later).monday
    assert early.example is None
    assert late.example is not None


def test_minutes_that_were_granted_in_a_running_work_are_not_lost_when_all_are_prolonged(db: Database) -> None:
    """45 minutes, 20 before the closing time, 15 more: with a later closing time an hour, as for who had it before."""
    room = classroom(db, learners=1)
    assigned, ada = put(room, minutes=45), room.learners[0]
    began = NOON + timedelta(days=7) - timedelta(minutes=20)
    work = start(assigned, ada, began)
    granted = {"member": member_id(room, ada), "minutes": "15"}
    extensions.grant(db, room.instructor.id, assigned.id, granted, now=began + timedelta(minutes=5))

    def close_later(session: sa.orm.Session) -> int:
        row = session.get_one(Assignment, assigned.number)
        row.closes += timedelta(hours=2)
        return extensions.prolong_all(session, row, began + timedelta(minutes=6))

    assert db.write(close_later) == 1
    with db.reading() as session:
        assert session.scalar(sa.select(Work.ends).where(Work.public_id == work)) == began + timedelta(minutes=60)


def test_the_reason_of_an_extension_is_no_formula_in_a_learner_s_file(db: Database) -> None:
    room = classroom(db, learners=1)
    reason = '=HYPERLINK("http://example.org","Open")'
    granted = {"member": member_id(room, room.learners[0]), "tries": "1", "reason": reason}
    extensions.grant(db, room.instructor.id, put(room).id, granted, now=NOON)
    assert "'=HYPERLINK" in exporting.export_csv(db, room.learners[0].id)["extension.csv"]
    (row,) = exporting.export_json(db, room.learners[0].id, now=NOON)["tables"]["extension"]
    assert row["reason"] == reason


def test_what_could_be_put_to_a_class_can_be_started(db: Database) -> None:
    """Thirty problems of a family that has too few variants for sixteen hands without a number in common."""
    room = classroom(db, learners=2)
    assigned = put(room, TEXT.replace("points = 2", "points = 2\ncount = 30"))
    works = [start(assigned, someone) for someone in room.learners]
    assert [len(showing.work(db, room.instructor.id, work, now=NOON).lines) for work in works] == [31, 31]
