"""Starting, answering and handing in a work, and what becomes of what was typed."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from quiz.database import Database
from quiz.grades import Typed
from quiz.models import Answer, AnswerDraft, Assignment, Extension, Mark, Work, WorkItem
from quiz.papers.deck import Hand
from quiz.services.chance import Seeds
from quiz.services.errors import Closed, DraftConflict, KeyReused, NotFound, Unacceptable
from quiz.services.teaching import answering, dealing, settling, showing, working
from quiz.services.teaching.answering import Became
from tests.classes import classroom, person
from tests.stores import NOON, how_many
from tests.works import answer, put, right, start, stored

MINUTE = timedelta(minutes=1)
OTHER = 'title = "Q"\n[[items]]\nfamily = "shape-single"\nlevel = 1\npoints = 5\n'
WRONG = {"weights": [["5.1", "5.1", "5.1"]]}


def test_a_second_start_finds_the_running_work_with_the_same_numbers(db: Database) -> None:
    room = classroom(db, learners=2)
    assigned = put(room, tries=2)
    first, second = (start(assigned, one) for one in room.learners)
    assert start(assigned, room.learners[0], NOON + MINUTE) == first != second
    assert stored(assigned, first, 1).givens != stored(assigned, second, 1).givens


def test_the_same_numbers_for_all_where_the_blueprint_says_so(db: Database) -> None:
    room = classroom(db, learners=2)
    text = 'title = "Q"\nseeds = "same"\n[[items]]\nfamily = "softmax-row"\nlevel = 1\npoints = 2\n'
    assigned = put(room, text)
    first, second = (stored(assigned, start(assigned, one), 1) for one in room.learners)
    assert first.givens == second.givens


def test_no_later_edit_reaches_a_started_work(db: Database) -> None:
    room = classroom(db, learners=1)
    assigned = put(room, minutes=30)
    work = start(assigned, room.learners[0])
    givens = stored(assigned, work, 1).givens

    def edit(session: sa.orm.Session) -> None:
        row = session.get_one(Assignment, assigned.number)
        row.title, row.minutes, row.closes, row.feedback = "Other", 5, NOON + MINUTE, "verdict"
        row.blueprint = row.blueprint.replace("points = 2", "points = 7")

    db.write(edit)
    seen = showing.work(db, room.learners[0].id, work, now=NOON + 20 * MINUTE)
    assert (seen.title, seen.minutes, seen.ends, seen.over) == ("Week 1", 30, NOON + 30 * MINUTE, False)
    assert [line.points for line in seen.lines] == [2, 1]
    assert stored(assigned, work, 1).givens == givens


def test_the_clock_is_the_servers(db: Database) -> None:
    """A time limit, the closing time before it, and minutes that were granted beyond it."""
    room = classroom(db, learners=3)
    assigned = put(room, minutes=30, closes=NOON + 40 * MINUTE)
    early, late, granted = room.learners
    db.write(lambda session: session.add(Extension(
        assignment_id=assigned.number, learner_id=granted.id, minutes=15, tries=1, closes=NOON + 90 * MINUTE,
        made=NOON, given_by=None)))  # fmt: skip
    ends = {}
    for one, at in ((early, NOON), (late, NOON + 20 * MINUTE), (granted, NOON + 20 * MINUTE)):
        work = start(assigned, one, at)
        ends[one] = showing.work(db, one.id, work, now=at).ends
    assert ends == {early: NOON + 30 * MINUTE, late: NOON + 40 * MINUTE, granted: NOON + 65 * MINUTE}
    work = start(assigned, early, NOON + 29 * MINUTE)
    assert answer(assigned, early, work, 1, now=NOON + 30 * MINUTE - timedelta(seconds=1)).became is Became.KEPT
    with pytest.raises(Closed, match="time for this work is over"):
        answer(assigned, early, work, 1, WRONG, now=NOON + 30 * MINUTE)
    with pytest.raises(Closed, match="your only try"):
        start(assigned, early, NOON + 31 * MINUTE)
    with pytest.raises(Closed, match="closed"):
        start(assigned, late, NOON + 50 * MINUTE)


@pytest.mark.parametrize(
    ("settings", "says"),
    [({"opens": NOON + MINUTE}, "not open yet"), ({"closes": NOON}, "closed"), ({"tries": 0}, "all 0 tries")],
)
def test_it_starts_only_within_its_window(db: Database, settings: dict[str, Any], says: str) -> None:
    room = classroom(db, learners=1)
    with pytest.raises(Closed, match=says):
        start(put(room, **settings), room.learners[0])


def test_a_draft_is_nobodys_and_a_foreigners_is_nothing(db: Database) -> None:
    room, other = classroom(db, learners=2), person(db)
    assigned = put(room)
    with pytest.raises(NotFound):
        start(put(room, published=None), room.learners[0])
    with pytest.raises(NotFound):
        start(assigned, other)
    work = start(assigned, room.learners[0])
    for stranger in (room.learners[1], other):
        with pytest.raises(NotFound):
            showing.work(db, stranger.id, work, now=NOON)
        with pytest.raises(NotFound):
            showing.problem(db, stranger.id, work, 1, now=NOON)
        with pytest.raises(NotFound):
            answering.answer(db, stranger.id, work, 1, WRONG, key="k", now=NOON)
        with pytest.raises(NotFound):
            working.hand_in(db, stranger.id, work, now=NOON)
    with pytest.raises(NotFound):  # the staff looks, and never answers
        answering.answer(db, room.instructor.id, work, 1, WRONG, key="k", now=NOON)
    assert showing.work(db, room.assistant.id, work, now=NOON).owner == room.learners[0].name


def test_the_last_answer_counts_and_all_are_kept(db: Database) -> None:
    room = classroom(db, learners=1)
    assigned, (lea,) = put(room), room.learners
    work = start(assigned, lea)
    assert answer(assigned, lea, work, 1).number == 1
    assert answer(assigned, lea, work, 1, WRONG, now=NOON + MINUTE).number == 2
    assert answer(assigned, lea, work, 1, WRONG, now=NOON + MINUTE).became is Became.REPEATED
    view = showing.problem(db, lea.id, work, 1, now=NOON + MINUTE)
    assert [one.number for one in view.answers] == [2, 1]
    assert view.last is not None
    assert view.last.typed == WRONG
    assert view.last.seconds == 60
    assert view.earned is not None
    assert view.earned.points == 0
    assert how_many(db, Mark, Mark.answer_id.in_(sa.select(Answer.id).where(Answer.learner_id == lea.id))) == 2


def test_a_request_again_changes_nothing_and_a_key_belongs_to_one_answer(db: Database) -> None:
    room = classroom(db, learners=1)
    assigned, (lea,) = put(room), room.learners
    work = start(assigned, lea)
    first = answer(assigned, lea, work, 1, key="one")
    answer(assigned, lea, work, 1, WRONG, key="two")
    assert answer(assigned, lea, work, 1, key="one") == first
    assert how_many(db, Answer, Answer.learner_id == lea.id) == 2
    with pytest.raises(KeyReused):
        answer(assigned, lea, work, 1, WRONG, key="one")


def test_what_cannot_be_read_costs_nothing_and_is_kept_as_a_draft(db: Database) -> None:
    room = classroom(db, learners=1)
    assigned, (lea,) = put(room), room.learners
    work = start(assigned, lea)
    answer(assigned, lea, work, 1)
    sent = answer(assigned, lea, work, 1, {"weights": [["0.1", "ha", "0.2"]]})
    assert (sent.became, sent.number, list(sent.unread)) == (Became.UNREAD, 1, ["weights"])
    view = showing.problem(db, lea.id, work, 1, now=NOON)
    assert view.draft is not None
    assert view.draft.typed == {"weights": [["0.1", "ha", "0.2"]]}
    assert view.earned is not None
    assert view.earned.points == 2


def test_what_was_typed_before_the_end_counts(db: Database) -> None:
    """A draft becomes the answer when the work is handed in or its time is over; an unreadable one never replaces."""
    room = classroom(db, learners=2)
    assigned = put(room, minutes=30)
    lea, leo = room.learners
    work = start(assigned, lea)
    typed = right(assigned, work, 1)
    answering.save_draft(db, lea.id, work, 1, typed, revision=0, now=NOON + MINUTE)
    with pytest.raises(DraftConflict):
        answering.save_draft(db, lea.id, work, 1, WRONG, revision=0, now=NOON + MINUTE)
    working.hand_in(db, lea.id, work, now=NOON + 2 * MINUTE)
    working.hand_in(db, lea.id, work, now=NOON + 3 * MINUTE)
    seen = showing.work(db, lea.id, work, now=NOON + 4 * MINUTE)
    assert seen.handed_in == NOON + 2 * MINUTE
    assert seen.total is not None
    assert (seen.total.points, seen.total.possible) == (2, 3)
    with pytest.raises(Closed, match="handed in"):
        answering.save_draft(db, lea.id, work, 1, WRONG, revision=1, now=NOON + 4 * MINUTE)

    work = start(assigned, leo)
    answer(assigned, leo, work, 1)
    answering.save_draft(db, leo.id, work, 1, {"weights": [["?", "", ""]]}, revision=0, now=NOON + MINUTE)
    answering.save_draft(db, leo.id, work, 2, right(assigned, work, 2), revision=0, now=NOON + MINUTE)
    seen = showing.work(db, leo.id, work, now=NOON + 30 * MINUTE)
    assert seen.total is not None
    assert seen.total.points == 3
    assert [line.drafted for line in seen.lines] == [True, False]
    view = showing.problem(db, leo.id, work, 2, now=NOON + 30 * MINUTE)
    assert view.last is not None
    assert view.last.made == NOON + MINUTE


def test_a_grid_with_gaps_counts_by_its_cells_once_the_work_is_over(db: Database) -> None:
    """Two of three cells are right and one is blank: two thirds; with a whole answer before it, that one counts."""
    room = classroom(db, learners=2)
    assigned = put(room, minutes=30)
    works = []
    for someone, kept, points in zip(room.learners, (False, True), (4 / 3, 2), strict=True):
        work = start(assigned, someone)
        works.append(work)
        typed = right(assigned, work, 1)
        if kept:
            answer(assigned, someone, work, 1)
        first, second, _ = json.loads(str(typed["weights"]))
        gap: dict[str, Typed] = {"weights": [[str(first), str(second), ""]]}
        assert answer(assigned, someone, work, 1, gap).became is Became.UNREAD
        working.hand_in(db, someone.id, work, now=NOON + MINUTE)
        seen = showing.work(db, someone.id, work, now=NOON + MINUTE)
        assert seen.total is not None
        assert seen.total.points == pytest.approx(points)
        with db.reading() as session:  # looked at once, and not again with every view
            waiting = settling.waiting(session, assignment_ids=[assigned.number], now=NOON + MINUTE)
        assert waiting == []
    last = showing.problem(db, room.learners[0].id, works[0], 1, now=NOON + MINUTE).last
    assert last is not None
    assert last.grade is not None
    cells = last.grade.parts["weights"].cells
    assert [cell.value for cell in cells[0]] == ["correct", "correct", "incorrect"]


def test_problems_taken_anew_while_somebody_starts_are_those_they_get(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = classroom(db, learners=1)
    assigned, (lea,) = put(room), room.learners
    deal, dealt = dealing.hand, []

    def meanwhile(text: str, seed: int, seeds: Seeds) -> Hand:
        dealt.append(seed)
        if len(dealt) == 1:
            change = sa.update(Assignment).where(Assignment.id == assigned.number)
            db.write(lambda session: session.execute(change.values(blueprint=OTHER, seed=12)))
        return deal(text, seed, seeds)

    monkeypatch.setattr(dealing, "hand", meanwhile)
    work = start(assigned, lea)
    assert dealt == [11, 12]
    assert [line.points for line in showing.work(db, lea.id, work, now=NOON).lines] == [5]


def test_twenty_starts_at_once_make_one_work(db: Database) -> None:
    room = classroom(db, learners=1)
    assigned, (lea,) = put(room), room.learners
    with ThreadPoolExecutor(8) as threads:
        found = set(threads.map(lambda _: start(assigned, lea), range(20)))
    assert len(found) == 1
    assert how_many(db, Work, Work.learner_id == lea.id) == 1
    assert how_many(db, WorkItem, WorkItem.work_id.in_(sa.select(Work.id).where(Work.learner_id == lea.id))) == 2


def test_twenty_answers_at_once_keep_one(db: Database) -> None:
    room = classroom(db, learners=1)
    assigned, (lea,) = put(room), room.learners
    work = start(assigned, lea)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: answer(assigned, lea, work, 1, WRONG, key=f"k{n % 4}"), range(20)))
    assert how_many(db, Answer, Answer.learner_id == lea.id) == 1
    assert how_many(db, AnswerDraft, AnswerDraft.work_item_id == stored(assigned, work, 1).id) == 0


def test_an_answer_of_another_form_is_refused_with_a_sentence(db: Database) -> None:
    room = classroom(db, learners=1)
    assigned, (lea,) = put(room), room.learners
    work = start(assigned, lea)
    with pytest.raises(Unacceptable, match="asks for weights, but an answer to 'sum' came"):
        answer(assigned, lea, work, 1, {"sum": "1"})
    with pytest.raises(NotFound):
        answer(assigned, lea, work, 3, {"sum": "1"})
