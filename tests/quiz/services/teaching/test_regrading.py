"""Regrades: before and after by hand, no mark that falls unless it may, nothing twice, nobody left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.database import Database
from quiz.models import Answer, CourseEvent, Job, Mark, Regrade, RegradeResult, Work, WorkItem
from quiz.services import exporting
from quiz.services.errors import Misfilled, NotFound, Unacceptable
from quiz.services.teaching import answering, gradebook_rows, history, jobs, regrading, regrading_rules, regrading_views
from quiz.services.teaching.jobs_engines import Threads
from quiz.services.teaching.jobs_running import Runner
from quiz.services.teaching.regrading_reading import Form
from tests.classes import classroom, member_id
from tests.regrades import NEAR, RIGHT, WIDE, apply, ask, known, marks, regrade, state, work
from tests.stores import NOON, how_many, migrated
from tests.works import Assigned, answer, put, stored

KEY = {"item": "1", "kind": "key", "part": "softmax-row/weights", "key": "0.2 0.333 0.467", "reason": "A misprint"}


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def db(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('store') / 'headway.sqlite3'}"
    else:
        url = request.getfixturevalue("postgres_url")
    with migrated(url) as store:
        yield store


@pytest.fixture
def assigned(db: Database) -> Assigned:
    """Two learners with the same numbers: the first has it right (2 points), the second a third of it."""
    room = classroom(db)
    made = put(room)
    for person, typed in zip(room.learners, (RIGHT, NEAR), strict=True):
        answer(made, person, known(made, person), 1, typed)
    return made


def seen(assigned: Assigned, id: str, becomes: str = "") -> regrading_views.RegradeView:
    return regrading_views.view(assigned.room.db, assigned.room.instructor.id, id, becomes)


def points(assigned: Assigned, place: int) -> float:
    """What a learner's only try comes to, as the gradebook counts."""
    number, learner = assigned.number, assigned.room.learners[place].id
    with assigned.room.db.reading() as session:
        found = gradebook_rows.tries(session, [number], gradebook_rows.rulings(session, [number]))
    return found[number, learner][0].total.points


def same_numbers(assigned: Assigned, place: int = 0) -> str:
    """The public id of a learner's first problem."""
    with assigned.room.db.reading() as session:
        mine = sa.select(WorkItem.public_id).join(Answer, Answer.work_item_id == WorkItem.id)
        query = mine.where(Answer.learner_id == assigned.room.learners[place].id)
        return session.scalars(query.where(Answer.assignment_id == assigned.number)).first() or ""


def test_a_tolerance_is_seen_before_it_is_applied(assigned: Assigned) -> None:
    """Within ±0.04 two thirds of a point become two; until it is applied no mark is added, and typed text stays."""
    first, second = assigned.room.learners
    id = ask(assigned, **WIDE)
    assert state(assigned.room.db, id) == "looking"
    work(assigned.room.db)
    found = seen(assigned, id)
    assert found.line.state == "found"
    assert found.counts == {"rises": 1, "falls": 0, "other": 0, "same": 1, "unjudged": 0}
    (change,) = found.page.changes
    assert (change.learner, change.typed) == (second.name, (("weights", "0.2 0.333 0.467"),))
    assert (change.before.points, change.before.verdict) == (pytest.approx(2 / 3), "incorrect")
    assert (change.after.points, change.after.verdict, change.last) == (2.0, "correct", True)
    assert marks(assigned, second) == [(1, "submitted", pytest.approx(1 / 3), "incorrect")]
    apply(assigned, id)
    assert state(assigned.room.db, id) == "applied"
    assert marks(assigned, second)[0] == (1, "submitted", pytest.approx(1 / 3), "incorrect")
    assert marks(assigned, second)[1:] == [(1, "regraded", 1.0, "correct")]
    assert marks(assigned, first) == [(1, "submitted", 1.0, "correct")]
    assert points(assigned, 1) == 2.0
    with assigned.room.db.reading() as session:
        kept = session.scalars(sa.select(Answer.typed).where(Answer.learner_id == second.id)).all()
    assert kept == [NEAR]


def test_a_second_run_changes_nothing(assigned: Assigned) -> None:
    """The same correction once more finds every answer as it is, and adds no mark."""
    db = assigned.room.db
    regrade(assigned, **WIDE)
    before = how_many(db, Mark)
    id = ask(assigned, **WIDE)
    work(db)
    assert seen(assigned, id).counts["same"] == 2
    apply(assigned, id)
    assert how_many(db, Mark) == before


def test_marks_fall_only_where_that_is_ticked(assigned: Assigned) -> None:
    """By another key who was right falls to a third and who was wrong rises; the first keeps the mark until ticked."""
    first, second = assigned.room.learners
    key = {**KEY, "variant": same_numbers(assigned)}
    id = ask(assigned, **key)
    work(assigned.room.db)
    assert (seen(assigned, id).counts["rises"], seen(assigned, id).counts["falls"]) == (1, 1)
    (change,) = seen(assigned, id, "falls").page.changes
    assert (change.learner, change.before.points, change.after.points) == (first.name, 2.0, pytest.approx(2 / 3))
    apply(assigned, id)
    assert [mark[2] for mark in marks(assigned, first)] == [1.0]
    assert [mark[2] for mark in marks(assigned, second)] == [pytest.approx(1 / 3), 1.0]
    regrade(assigned, may_fall=True, **key)
    assert [mark[2] for mark in marks(assigned, first)] == [1.0, pytest.approx(1 / 3)]
    assert len(marks(assigned, second)) == 2


def test_a_further_answer_is_also_accepted(assigned: Assigned) -> None:
    """Nobody falls by it, and the other answer is right, too."""
    regrade(assigned, **{**KEY, "kind": "also"}, variant=same_numbers(assigned))
    assert [points(assigned, place) for place in (0, 1)] == [2.0, 2.0]


def test_one_learner_alone(assigned: Assigned) -> None:
    """A correction for one learner reaches nobody else, now or later, and nobody at all once they are erased."""
    room = assigned.room
    first, second = room.learners
    regrade(assigned, **WIDE, learner=member_id(room, second))
    assert [mark[2] for mark in marks(assigned, second)] == [pytest.approx(1 / 3), 1.0]

    def rules(learner: int) -> int:
        with room.db.reading() as session:
            return len(regrading_rules.corrections_of(session, assigned.number, 1, learner))

    assert (rules(first.id), rules(second.id)) == (0, 1)
    exporting.erase(room.db, second.id)
    assert rules(first.id) == 0
    (line,) = regrading_views.overview(room.db, room.instructor.id, assigned.id).lines
    assert (line.state, line.learner) == ("erased", history.GONE)


def test_back_to_the_rule_as_handed_out(assigned: Assigned) -> None:
    """It takes corrections back as far as marks may fall; without the tick every mark stays."""
    second = assigned.room.learners[1]
    regrade(assigned, **WIDE)
    back = {"item": "1", "kind": "as-given", "reason": "It was right"}
    regrade(assigned, **back)
    assert [mark[2] for mark in marks(assigned, second)] == [pytest.approx(1 / 3), 1.0]
    regrade(assigned, may_fall=True, **back)
    assert [mark[2] for mark in marks(assigned, second)] == [pytest.approx(1 / 3), 1.0, pytest.approx(1 / 3)]


def test_the_key_of_the_current_version(assigned: Assigned) -> None:
    """A key that an older version had backwards is put right; where it can’t be run, marks stay and it is told."""
    room = assigned.room

    def older(session: Session) -> None:
        rows = session.scalars(sa.select(WorkItem).join(Answer).where(Answer.assignment_id == assigned.number)).all()
        rows[0].version, rows[0].expected = 0, {"weights": [0.5, 1 / 3, 1 / 6]}
        rows[1].version, rows[1].givens = 0, {"something": [1.0]}
        session.execute(sa.update(Mark).where(Mark.answer_id.in_(sa.select(Answer.id).where(
            Answer.work_item_id == rows[0].id))).values(score=1 / 3, verdict="incorrect"))  # fmt: skip

    room.db.write(older)
    id = ask(assigned, item="1", kind="version", reason="The key was backwards")
    work(room.db)
    found = seen(assigned, id)
    assert (found.counts["rises"], found.counts["unjudged"]) == (1, 1)
    apply(assigned, id)
    assert [mark[2] for mark in marks(assigned, room.learners[0])] == [pytest.approx(1 / 3), 1.0]
    assert len(marks(assigned, room.learners[1])) == 1


def test_full_points_need_no_run(assigned: Assigned) -> None:
    """They hold at once, without a job or a mark, and going back takes them away only where points may fall."""
    db = assigned.room.db
    id = ask(assigned, item="1", kind="full", reason="It could not be solved")
    found = seen(assigned, id)
    assert found.line.state == "found"
    assert [(name, one.before.points, one.after.points) for name, one in found.effects] == [
        (assigned.room.learners[1].name, pytest.approx(2 / 3), 2.0)
    ]
    apply(assigned, id)
    assert points(assigned, 1) == 2.0
    assert not any(one.kind == "regrade" and one.course == assigned.room.id for one in jobs.listed(
        db, assigned.room.instructor.id))  # fmt: skip
    back = ask(assigned, item="1", kind="as-given", reason="It could")
    work(db)
    assert seen(assigned, back).falling == 1
    with pytest.raises(Unacceptable, match="1 try would come to a smaller share"):
        apply(assigned, back)
    apply(assigned, back, may_fall=True)
    assert points(assigned, 1) == pytest.approx(2 / 3)


def test_an_item_that_is_not_counted(assigned: Assigned) -> None:
    """Of 3 points the first has 2: without the item 0 of 1, so it takes the tick; the second falls from 2/9, too."""
    id = ask(assigned, item="1", kind="drop", reason="It was not taught")
    assert seen(assigned, id).falling == 2
    with pytest.raises(Unacceptable, match="2 tries would come"):
        apply(assigned, id)
    assert state(assigned.room.db, id) == "found"
    apply(assigned, id, may_fall=True)
    assert (points(assigned, 0), points(assigned, 1)) == (0.0, 0.0)


def test_rulings_change_no_mark_later_either(assigned: Assigned) -> None:
    """Under full points, answers are still marked as they are, so that the ruling can be taken back."""
    regrade(assigned, item="1", kind="full", reason="It could not be solved")
    id = ask(assigned, **WIDE)
    work(assigned.room.db)
    assert seen(assigned, id).counts["rises"] == 1


def test_one_at_a_time(assigned: Assigned) -> None:
    """While one is open there is no other, so that none applies what another has overtaken."""
    id = ask(assigned, **WIDE)
    with pytest.raises(Unacceptable, match="one regrade at a time"):
        ask(assigned, **WIDE)
    regrading.drop(assigned.room.db, assigned.room.instructor.id, id, now=NOON)
    ask(assigned, **WIDE)


def test_one_that_is_dropped_changes_nothing(assigned: Assigned) -> None:
    """Its job stops, it can't be applied, and it stays in the list with who asked and why."""
    room = assigned.room
    id = ask(assigned, **WIDE)
    regrading.drop(room.db, room.instructor.id, id, now=NOON)
    work(room.db)
    assert len(marks(assigned, room.learners[1])) == 1
    with pytest.raises(Unacceptable, match="was dropped"):
        apply(assigned, id)
    (line,) = regrading_views.overview(room.db, room.instructor.id, assigned.id).lines
    assert (line.state, line.by, line.reason) == ("dropped", room.instructor.name, "Rounded tables")
    with room.db.reading() as session:
        states = session.scalars(sa.select(Job.state).where(Job.course_id == room.number)).all()
    assert states == ["cancelled"]


def test_what_is_applied_stays(assigned: Assigned) -> None:
    """Applied again it is applied once; dropped it is not."""
    id = regrade(assigned, **WIDE)
    before = how_many(assigned.room.db, Mark)
    apply(assigned, id)
    assert how_many(assigned.room.db, Mark) == before
    with pytest.raises(Unacceptable, match="stays"):
        regrading.drop(assigned.room.db, assigned.room.instructor.id, id, now=NOON)


def test_an_answer_that_comes_meanwhile_is_not_left_out(assigned: Assigned) -> None:
    """One after the look is judged when it is applied; one after that, while the job waits, by the new rule at once."""
    room = assigned.room
    second = room.learners[1]
    work_id = known(assigned, second)
    id = ask(assigned, **WIDE)
    work(room.db)
    answer(assigned, second, work_id, 1, {"weights": [["0.2", "0.3", "0.47"]]})
    regrading.apply(room.db, room.instructor.id, id, may_fall=False, now=NOON)
    answer(assigned, second, work_id, 1, {"weights": [["0.2", "0.34", "0.47"]]})
    work(room.db)
    answer(assigned, second, work_id, 1, {"weights": [["0.2", "0.35", "0.47"]]})
    assert [mark[:3] for mark in marks(assigned, second)] == [
        (1, "submitted", pytest.approx(1 / 3)), (1, "regraded", 1.0),
        (2, "submitted", 0.0), (2, "regraded", 1.0),
        (3, "submitted", 1.0), (4, "submitted", 1.0),
    ]  # fmt: skip


def test_an_answer_judged_before_and_added_after(assigned: Assigned) -> None:
    """Between its judging and its adding a regrade was applied and ended: the mark is by the new rule all the same."""
    room, second = assigned.room, assigned.room.learners[1]
    row = stored(assigned, known(assigned, second), 1)
    with room.db.reading() as session:
        judged = answering.judge(
            session, session.get_one(Work, row.work_id), row, {"weights": [["0.2", "0.3", "0.47"]]}
        )
    assert judged.grade.score == 0.0
    regrade(assigned, **WIDE)

    def add(session: Session) -> None:
        work, item = session.get_one(Work, row.work_id), session.get_one(WorkItem, row.id)
        answering.add(session, work, item, judged, answering.last_answer(session, item.id), "late", b"", NOON)

    room.db.write(add)
    assert marks(assigned, second)[-1] == (2, "submitted", 1.0, "correct")


def test_what_came_behind_the_back_of_the_last_part_is_swept_up(assigned: Assigned) -> None:
    """A mark by the old rule that is stored once every part is done: the end of the job does not leave it behind."""
    room, second = assigned.room, assigned.room.learners[1]
    id = ask(assigned, **WIDE)
    work(room.db)
    regrading.apply(room.db, room.instructor.id, id, may_fall=False, now=NOON)

    def slip_in(session: Session) -> None:
        query = sa.select(Answer, Mark).join(Mark).where(Answer.learner_id == second.id).order_by(Mark.id)
        answer, mark = session.execute(query).first() or pytest.fail("There is an answer.")
        late = Answer(learner_id=second.id, assignment_id=assigned.number, work_item_id=answer.work_item_id, number=2,
                      typed=NEAR, made=NOON, seconds=1, key="late", body_hash=b"")  # fmt: skip
        session.add(late)
        session.flush()
        session.add(Mark(answer_id=late.id, cause="submitted", made=NOON, verdict=mark.verdict, score=mark.score,
                         grade=mark.grade))  # fmt: skip

    class Late(Runner):
        def _sum(self, *args: Any) -> None:
            self.db.write(slip_in)
            super()._sum(*args)

    assert Late(room.db, Threads()).once()
    assert state(room.db, id) == "applied"
    assert [mark[:3] for mark in marks(assigned, second)][2:] == [
        (2, "submitted", pytest.approx(1 / 3)), (2, "regraded", 1.0)
    ]  # fmt: skip


def test_a_mark_that_came_meanwhile_is_looked_at_again(assigned: Assigned) -> None:
    """What was found against an older mark is not applied blindly: against a full one it would be nothing new."""
    room = assigned.room
    second = room.learners[1]
    id = ask(assigned, **WIDE)
    work(room.db)
    assert seen(assigned, id).counts["rises"] == 1

    def better(session: Session) -> None:
        query = sa.select(Mark).join(Answer, Answer.id == Mark.answer_id)
        mark = session.scalars(query.where(Answer.learner_id == second.id)).one()
        grade = {**mark.grade, "parts": {"weights": {**mark.grade["parts"]["weights"], "verdict": "correct",
                                                      "score": 1.0}}}  # fmt: skip
        session.add(Mark(answer_id=mark.answer_id, cause="submitted", made=NOON, verdict="correct", score=1.0,
                         mistakes="", grade=grade))  # fmt: skip

    room.db.write(better)
    apply(assigned, id)
    assert [mark[1] for mark in marks(assigned, second)] == ["submitted", "submitted"]
    assert seen(assigned, id).counts["same"] == 2


def test_a_job_that_is_gone_is_asked_for_anew(assigned: Assigned) -> None:
    """A look whose job was stopped and removed goes on with another; while one waits, no second one is made."""
    room = assigned.room
    id = ask(assigned, **WIDE)
    job = seen(assigned, id).job
    assert job is not None
    regrading.go_on(room.db, room.instructor.id, id, now=NOON)
    assert how_many(room.db, Job, Job.course_id == room.number) == 1
    jobs.cancel(room.db, room.instructor.id, job.id, now=NOON)
    jobs.remove(room.db, room.instructor.id, job.id)
    assert seen(assigned, id).job is None
    regrading.go_on(room.db, room.instructor.id, id, now=NOON)
    work(room.db)
    assert state(room.db, id) == "found"


def test_nobody_else_may(assigned: Assigned) -> None:
    """An assistant sees, and changes nothing; learners, and people of other classes, find no such regrade."""
    room, other = assigned.room, classroom(assigned.room.db)
    id = ask(assigned, **WIDE)
    work(room.db)
    assert regrading_views.view(room.db, room.assistant.id, id).line.id == id
    for who in (room.assistant, room.learners[0], other.instructor):
        for act in (regrading.drop, regrading.go_on, lambda *a, now: regrading.apply(*a, may_fall=True, now=now)):
            with pytest.raises(NotFound, match="no such regrade"):
                act(room.db, who.id, id, now=NOON)
        with pytest.raises(NotFound):
            regrading.ask(room.db, who.id, assigned.id, Form(**WIDE), now=NOON)
    for who in (room.learners[0], other.instructor):
        with pytest.raises(NotFound):
            regrading_views.view(room.db, who.id, id)
        with pytest.raises(NotFound):
            regrading_views.overview(room.db, who.id, assigned.id)
    assert state(room.db, id) == "found"


@pytest.mark.parametrize(
    ("form", "field", "says"),
    [
        ({"item": "7"}, "item", "nobody got one"),
        ({"item": "x"}, "item", "nobody got one"),
        ({"item": ""}, "kind", "choose the item first"),
        ({"kind": "other"}, "kind", "none was chosen"),
        ({"learner": "A" * 22}, "learner", "no such person"),
        ({"reason": "  "}, "reason", "nothing came"),
        ({"reason": "\u202e"}, "reason", "can’t be shown"),
        ({"absolute": ""}, "absolute", "such as 0.02, but nothing came"),
        ({"absolute": "-1"}, "absolute", "“-1” came"),
        ({"absolute": "1e999"}, "absolute", "“1e999” came"),
        ({"absolute": "9999999999"}, "absolute", "at most 1e\\+09"),
        ({"relative": "101 %"}, "relative", "at most 100"),
        ({"part": "softmax-row/scores"}, "part", "none of them was chosen"),
        ({"part": "__class__/weights"}, "part", "none of them was chosen"),
        ({"item": "2", "part": "shape-single/scores"}, "part", "for numbers"),
        ({"kind": "key"}, "variant", "none of them was chosen"),
    ],
)
def test_each_field_says_what_was_expected(assigned: Assigned, form: dict[str, str], field: str, says: str) -> None:
    """What can't be taken is told beside its field, and nothing is kept."""
    with pytest.raises(Misfilled) as refused:
        ask(assigned, **{**WIDE, **form})
    assert list(refused.value.fields) == [field]
    assert refused.match(says)
    assert how_many(assigned.room.db, Regrade, Regrade.assignment_id == assigned.number) == 0


def test_a_key_is_read_as_answers_are(assigned: Assigned) -> None:
    """A right answer of another shape is refused; one for a problem of another item, too."""
    for key in ({**KEY, "key": "0.2 0.8"}, {**KEY, "key": "high"}):
        with pytest.raises(Misfilled) as refused:
            ask(assigned, **key, variant=same_numbers(assigned))
        assert list(refused.value.fields) == ["key"]
    other = put(assigned.room)
    foreign = stored(other, known(other, assigned.room.learners[0]), 1).public_id
    with pytest.raises(Misfilled) as refused:
        ask(assigned, **KEY, variant=foreign)
    assert list(refused.value.fields) == ["variant"]


def test_it_is_dated_and_attributed(assigned: Assigned) -> None:
    """The class's history says who asked and who applied, of what; no name stands in what is kept."""
    room = assigned.room
    regrade(assigned, **WIDE, learner=member_id(room, room.learners[1]))
    says = [one.says for one in history.events(room.db, room.instructor.id, room.id)]
    words = "Week 1, item 1: weights graded within ±0.04"
    assert f"{room.instructor.name} asked what a regrade would change for {room.learners[1].name}: {words}" in says
    assert f"{room.instructor.name} applied a regrade for {room.learners[1].name}: {words}" in says
    with room.db.reading() as session:
        details = session.scalars(sa.select(CourseEvent.detail).where(CourseEvent.course_id == room.number)).all()
    assert not any(room.learners[1].name in detail for detail in details)


def test_results_go_with_the_answers_of_who_is_erased(assigned: Assigned) -> None:
    """A regrade doesn't keep a learner from being erased, before it is applied or after."""
    room = assigned.room
    id = ask(assigned, **WIDE)
    work(room.db)
    exporting.erase(room.db, room.learners[0].id)
    apply(assigned, id)
    exporting.erase(room.db, room.learners[1].id)
    with room.db.reading() as session:
        of_this = sa.select(Regrade.id).where(Regrade.public_id == id).scalar_subquery()
        assert (
            session.scalars(sa.select(RegradeResult.answer_id).where(RegradeResult.regrade_id == of_this)).all() == []
        )
