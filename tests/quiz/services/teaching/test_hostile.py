"""What hostile learners try on works and grades: nothing of it reaches anybody else."""

from __future__ import annotations

from datetime import timedelta

from quiz.database import Database
from quiz.services.teaching import answering, gradebook, showing, working
from tests import regrades
from tests.classes import classroom
from tests.stores import NOON
from tests.works import answer, put, right, start, stored


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
