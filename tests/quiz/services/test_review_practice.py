"""From a problem to its review: what happened suggests the rating, and what was missed raises its cure."""

from __future__ import annotations

from datetime import timedelta

import pytest

from quiz.cards import cures as curing
from quiz.database import Database
from quiz.family import family
from quiz.misconceptions import MISCONCEPTIONS
from quiz.models import Variant
from quiz.parts import Part
from quiz.services import practice, review
from quiz.services.errors import NotFound
from quiz.services.values import Problem
from quiz.variants import rebuilt
from tests.stores import WRONG, Practising, stored
from tests.writing import precise

ITEM = "skill:softmax-row:1"


@pytest.fixture
def learner(db: Database) -> Practising:
    return Practising(db)


def suggested(learner: Practising, problem: Problem) -> review.Preview:
    found = review.suggestion(learner.db, learner.id, problem.id, now=learner.now())
    assert found is not None
    return found


def mistaken(db: Database, problem: Problem) -> tuple[str, dict[str, object]]:
    """A mistake of this problem that has a card, and the answer that it gives."""
    row: Variant = stored(db, problem.id)
    variant = rebuilt(family(row.family), row.level, row.givens)
    part: Part = variant.parts[0]
    for (id, _), value in variant.mistakes(part):
        if curing(id)[0]:
            return id, {part.id: precise(part, value)}
    raise AssertionError("no mistake of this problem has a card")


def test_an_open_problem_suggests_nothing(learner: Practising) -> None:
    """While a problem is neither solved nor given up, there is nothing to rate; a foreign problem is not found."""
    problem = learner.problem()
    assert review.suggestion(learner.db, learner.id, problem.id, now=learner.now()) is None
    learner.submit(problem, WRONG)
    assert review.suggestion(learner.db, learner.id, problem.id, now=learner.now()) is None
    with pytest.raises(NotFound):
        review.suggestion(learner.db, Practising(learner.db).id, problem.id, now=learner.now())


def test_what_happened_suggests_the_rating(learner: Practising) -> None:
    """Right at once is good, after a hint or a wrong answer hard, given up again; each with its reason."""
    at_once = learner.problem()
    learner.solve(at_once)
    found = suggested(learner, at_once)
    assert (found.item.id, found.suggested) == (ITEM, review.Rating.Good)
    assert found.reason == "Right at once, without a hint."
    assert [button.label for button in found.buttons] == ["Again", "Hard", "Good", "Easy"]

    with_hint = learner.problem()
    practice.hint(learner.db, learner.id, with_hint.id, now=learner.now())
    learner.solve(with_hint)
    assert suggested(learner, with_hint).reason == "Right in the end, with 1 hint."

    wrong_first = learner.problem()
    learner.submit(wrong_first, WRONG)
    learner.solve(wrong_first)
    assert suggested(learner, wrong_first).suggested is review.Rating.Hard

    given_up = learner.problem()
    learner.reveal(given_up)
    assert suggested(learner, given_up).suggested is review.Rating.Again


def test_looking_at_the_solution_of_a_solved_problem_costs_nothing(learner: Practising) -> None:
    """Who solved it and then reads the solution is rated as having solved it."""
    problem = learner.problem()
    learner.solve(problem)
    learner.reveal(problem)
    assert suggested(learner, problem).suggested is review.Rating.Good


def test_time_is_judged_against_the_learners_own(learner: Practising) -> None:
    """After five problems of a skill, the time is compared with the median of the learner's own: each took 20 s,
    so one of 200 s was slow."""
    for _ in range(5):
        learner.solve(learner.problem())
    slow = learner.problem()
    learner.start += timedelta(seconds=200)
    learner.solve(slow)
    found = suggested(learner, slow)
    assert found.suggested is review.Rating.Hard
    assert found.reason is not None
    assert found.reason.startswith("Right at once, but slowly: in 3 min ")


def test_a_problem_is_rated_once(learner: Practising) -> None:
    """The problem's id as key makes a repeated rating one review."""
    problem = learner.problem()
    learner.solve(problem)
    for _ in range(3):
        review.rate(learner.db, learner.id, ITEM, 3, now=learner.now(), seconds=40, suggested=3, key=problem.id)
    [day] = review.days(learner.db, learner.id)
    assert (day.reviews, day.seconds) == (1, 40)


def test_a_mistake_made_twice_raises_its_cure(learner: Practising) -> None:
    """A missed problem offers the card behind it; the second time, that card and the family that show the mistake come
    first in the queue, with the mistake named, until they are reviewed."""
    first = learner.problem("attention-weights", 1)
    mistake, answer = mistaken(learner.db, first)
    learner.submit(first, answer)
    offered = review.cures(learner.db, learner.id, first.id, now=learner.now())
    card = f"card:{curing(mistake)[0][0].id}"
    assert card in [item.id for item in offered.cards]
    assert list(offered.raised) == []

    for _ in range(20):  # until a problem shows the same mistake
        second = learner.problem("attention-weights", 1)
        named, answer = mistaken(learner.db, second)
        if named == mistake:
            break
    learner.submit(second, answer)
    raised = review.cures(learner.db, learner.id, second.id, now=learner.now()).raised
    assert [item.kind for item in raised] == ["card", "skill"]
    assert raised[0].id == card

    queue = review.queue(learner.db, learner.id, now=learner.now())
    assert {due.item.id for due in queue.items[:2]} == {item.id for item in raised}
    assert queue.items[0].because == mistake
    assert mistake in MISCONCEPTIONS
    for item in raised:
        review.rate(learner.db, learner.id, item.id, 4, now=learner.now())
    assert all(due.because is None for due in review.queue(learner.db, learner.id, now=learner.now()).items)
    review.undo(learner.db, learner.id, now=learner.now())
    assert review.queue(learner.db, learner.id, now=learner.now()).items[0].because == mistake
    review.redo(learner.db, learner.id, now=learner.now())
    assert list(review.cures(learner.db, learner.id, second.id, now=learner.now()).raised) == []  # looked at again
    assert all(due.because is None for due in review.queue(learner.db, learner.id, now=learner.now()).items)


def test_a_problem_solved_at_once_needs_no_cure(learner: Practising) -> None:
    """Without a wrong answer nothing is offered."""
    problem = learner.problem()
    learner.solve(problem)
    found = review.cures(learner.db, learner.id, problem.id, now=learner.now())
    assert (list(found.cards), list(found.skills), list(found.raised)) == ([], [], [])
