"""Hands dealt before a class starts: one a start, none twice, and gone where they are of no use any more."""

from __future__ import annotations

import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa

from quiz.database import Database
from quiz.models import Assignment, DealtHand, Job, Work, WorkItem
from quiz.papers.deck import Hand
from quiz.papers.features import FEATURES
from quiz.services.chance import Seeds
from quiz.services.errors import Closed
from quiz.services.teaching import assignments, blueprints, dealing, dealing_ahead, jobs
from quiz.services.teaching.dealing_ahead import FEW
from quiz.services.teaching.jobs_engines import Threads
from quiz.services.teaching.jobs_running import Runner
from tests.classes import Classroom, classroom, enrol, person
from tests.stores import NOON, how_many
from tests.works import TEXT, Assigned, put, start

OTHER = 'title = "Q"\n[[items]]\nfamily = "shape-single"\nlevel = 1\npoints = 5\n'


def published(room: Classroom, text: str = TEXT, **settings: Any) -> Assigned:
    """An assignment that was published, with all jobs done that were asked for by it."""
    assigned = put(room, text, published=None, **settings)
    assignments.publish(room.db, room.instructor.id, assigned.id, now=NOON)
    work_off(room.db)
    return assigned


def work_off(db: Database) -> None:
    runner = Runner(db, Threads())
    while runner.once():
        pass


def left(assigned: Assigned) -> int:
    return how_many(assigned.room.db, DealtHand, DealtHand.assignment_id == assigned.number)


def first_numbers(db: Database, works: Iterable[str]) -> list[str]:
    """The givens of the first problem of each work."""
    query = sa.select(WorkItem.givens).join(Work, Work.id == WorkItem.work_id)
    with db.reading() as session:
        rows = session.scalars(query.where(Work.public_id.in_(list(works)), WorkItem.position == 1)).all()
    return [json.dumps(givens) for givens in rows]


@pytest.fixture
def nothing_dealt_now(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(text: str, seed: int, seeds: Seeds) -> Hand:
        raise AssertionError("a hand was dealt at a start")

    monkeypatch.setattr(dealing, "hand", refused)


@pytest.mark.usefixtures("nothing_dealt_now")
def test_each_start_takes_one_hand_of_a_block_and_no_two_share_their_numbers(db: Database) -> None:
    room = classroom(db, learners=FEW)
    assigned = published(room)
    assert left(assigned) == FEW
    with ThreadPoolExecutor(4) as threads:
        works = list(threads.map(lambda one: start(assigned, one), room.learners))
    assert left(assigned) == 0
    found = first_numbers(db, works)
    assert len(found) == len(set(found)) == FEW


def test_a_hand_is_stored_as_it_would_be_when_dealt_at_the_start(db: Database) -> None:
    """Two problems of two and one points, whose givens and keys belong together."""
    room = classroom(db, learners=FEW)
    work = start(published(room), room.learners[0])
    query = sa.select(WorkItem).join(Work, Work.id == WorkItem.work_id).where(Work.public_id == work)
    with db.reading() as session:
        first, second = session.scalars(query.order_by(WorkItem.position))
    assert [(one.item, one.family, one.points) for one in (first, second)] == [
        (1, "softmax-row", 2), (2, "shape-single", 1),
    ]  # fmt: skip
    logits = np.array(first.givens["logits"], dtype=float)
    weights = np.exp(logits) / np.exp(logits).sum()
    assert np.ravel(first.expected["weights"]) == pytest.approx(np.ravel(weights), abs=1e-9)
    assert set(first.features) == set(FEATURES)


def test_who_comes_when_none_is_left_is_dealt_for_as_ever(db: Database) -> None:
    room = classroom(db, learners=FEW)
    assigned = published(room)
    late = [person(db, f"Late {place}") for place in range(3)]
    for someone in late:
        enrol(db, room.number, someone)
    with ThreadPoolExecutor(4) as threads:
        works = set(threads.map(lambda one: start(assigned, one), [*room.learners, *late]))
    assert len(works) == FEW + 3
    assert left(assigned) == 0


def test_a_refused_start_takes_none(db: Database) -> None:
    room = classroom(db, learners=FEW)
    assigned = published(room)
    start(assigned, room.learners[0])
    again = start(assigned, room.learners[0])
    with pytest.raises(Closed, match="closed"):
        start(assigned, room.learners[1], NOON + timedelta(days=8))
    assert start(assigned, room.learners[0]) == again
    assert left(assigned) == FEW - 1


def test_other_problems_make_what_was_dealt_useless(db: Database) -> None:
    """It is thrown away and dealt anew; a block that is finished too late is not kept."""
    room = classroom(db, learners=FEW)
    assigned = published(room)
    kept = blueprints.make(db, room.instructor.id, OTHER, now=NOON)
    assignments.take_up(db, room.instructor.id, assigned.id, kept, now=NOON)
    assert left(assigned) == 0
    change = sa.update(Assignment).where(Assignment.id == assigned.number)
    part = {"first": 0}
    arguments = {"assignment": assigned.id, "hands": FEW}
    late = dealing_ahead.make(arguments, part, db.url.render_as_string(hide_password=False))
    db.write(lambda session: session.execute(change.values(seed=12)))
    db.write(lambda session: dealing_ahead.keep(session, arguments, part, late, NOON))
    assert left(assigned) == 0
    work_off(db)
    assert left(assigned) == FEW
    work = start(assigned, room.learners[0])
    with db.reading() as session:
        points = session.scalars(
            sa.select(WorkItem.points).join(Work, Work.id == WorkItem.work_id).where(Work.public_id == work)
        ).all()
    assert points == [5]


@pytest.mark.parametrize(("learners", "text"), [(FEW - 1, TEXT), (FEW, f'seeds = "same"\n{TEXT}')])
def test_nothing_is_dealt_ahead_for_few_or_where_all_get_the_same(db: Database, learners: int, text: str) -> None:
    room = classroom(db, learners=learners)
    assigned = published(room, text)
    assert left(assigned) == 0
    assert how_many(db, Job, Job.course_id == room.number) == 0
    start(assigned, room.learners[0])


def test_many_waiting_jobs_keep_nobody_from_publishing(db: Database) -> None:
    room = classroom(db, learners=FEW)
    for _ in range(jobs.MOST_OPEN):
        jobs.start(db, room.instructor.id, "stress", {"families": [], "count": 1, "seed": 1}, "S", None, now=NOON)
    assigned = put(room, published=None)
    assignments.publish(db, room.instructor.id, assigned.id, now=NOON)
    assert how_many(db, Job, Job.course_id == room.number) == 0
    start(assigned, room.learners[0])
    db.write(lambda session: session.execute(sa.delete(Job).where(Job.learner_id == room.instructor.id)))


def test_hands_go_with_their_assignment_and_once_it_is_closed(db: Database) -> None:
    room = classroom(db, learners=FEW)
    removed, closed = published(room), published(room)
    assignments.remove(db, room.instructor.id, removed.id, now=NOON)
    assert left(removed) == 0
    later = put(room, published=None, closes=NOON + timedelta(days=9))
    assignments.publish(db, room.instructor.id, later.id, now=NOON + timedelta(days=8))
    assert left(closed) == 0
    work_off(db)
    assert left(later) == FEW
