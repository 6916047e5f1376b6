"""The way to an exam: more recall on the day for no more reviews, found before anybody commits to it."""

from __future__ import annotations

import pytest

from quiz.scheduling.forecast import Course
from quiz.scheduling.memory import STANDARD, Card, Parameters
from quiz.scheduling.plan import LOOK_BELOW, Offer, days_of_looks, is_last_look, last_looks, offer
from tests.quiz.scheduling.simulated import Learner, when_due

NEW_A_DAY = 6
# items, days until the exam, recall wanted, by how much recall on the day must at least be greater
COURSES = [(120, 60, 0.9, 0.03), (120, 90, 0.9, 0.01), (200, 120, 0.85, 0.02), (150, 45, 0.92, 0.01)]
LEARNERS = range(8)


def offered(items: int, days: int, wanted: float) -> Offer:
    return offer(Course([], items, NEW_A_DAY, 0, days, STANDARD.weights), wanted)


def lived(seed: int, items: int, days: int, keep: float, truth: Parameters, *, looks: bool) -> Learner:
    """A learner at the exam, after reviews when due, or with the plan's last looks."""
    learner, model, wanted = Learner(seed, items, days, truth), Parameters(retention=keep), STANDARD

    def planned(cards: list[Card], day: int) -> list[Card]:
        if is_last_look(day, days, len(cards)):
            return last_looks(cards, day, days, wanted)
        return when_due(cards, day)

    for day in range(days):
        learner.day(day, planned if looks else when_due, NEW_A_DAY, model)
    return learner


def compared(items: int, days: int, wanted: float, truth: Parameters) -> tuple[float, float, float, float]:
    """Mean reviews and recall on the day: plain, then planned."""
    keep = offered(items, days, wanted).keep
    assert keep is not None
    plain = [lived(seed, items, days, wanted, truth, looks=False) for seed in LEARNERS]
    plan = [lived(seed, items, days, keep, truth, looks=True) for seed in LEARNERS]
    number = len(LEARNERS)
    return (
        sum(one.reviews for one in plain) / number, sum(one.recall(days) for one in plain) / number,
        sum(one.reviews for one in plan) / number, sum(one.recall(days) for one in plan) / number,
    )  # fmt: skip


@pytest.mark.parametrize(("items", "days", "wanted", "gain"), COURSES)
def test_the_plan_recalls_more_on_the_day_for_no_more_reviews(
    items: int, days: int, wanted: float, gain: float
) -> None:
    """Simulated learners recall more on the day of the exam by the plan than by plain FSRS at the recall wanted, with
    at most as many reviews."""
    plain_reviews, plain, plan_reviews, plan = compared(items, days, wanted, STANDARD)
    assert plan_reviews <= plain_reviews
    assert plan > plain + gain


def test_the_plan_recalls_more_on_the_day_at_equal_reviews() -> None:
    """Plain FSRS, at the retention at which it takes at least as many reviews as the plan, recalls 0.03 less."""
    items, days, wanted, _ = COURSES[0]
    _, _, reviews, recall = compared(items, days, wanted, STANDARD)
    for percent in range(70, 98):
        plain = [lived(seed, items, days, percent / 100, STANDARD, looks=False) for seed in LEARNERS]
        if sum(one.reviews for one in plain) / len(plain) >= reviews:
            break
    assert 0.7 < percent / 100 < wanted
    assert recall > sum(one.recall(days) for one in plain) / len(plain) + 0.03


@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_the_plan_helps_learners_who_are_not_as_the_model_believes(factor: float) -> None:
    """Who forgets twice as fast, or half as fast, as the model believes gains by the plan too, at 2 % more reviews at
    most."""
    weights = tuple(min(w * factor, 100.0) if i < 4 else w for i, w in enumerate(STANDARD.weights))
    plain_reviews, plain, plan_reviews, plan = compared(120, 60, 0.9, Parameters(weights))
    assert plan_reviews <= 1.02 * plain_reviews
    assert plan > plain + 0.01


@pytest.mark.parametrize(("items", "days", "wanted", "gain"), COURSES)
def test_the_offer_promises_no_more_than_learners_get(items: int, days: int, wanted: float, gain: float) -> None:
    """What is shown before committing, reviews and recall on the day, comes true within a tenth and within 0.02."""
    found = offered(items, days, wanted)
    _, _, reviews, recall = compared(items, days, wanted, STANDARD)
    assert found.plan.reviews == pytest.approx(reviews, rel=0.1)
    assert found.plan.recall == pytest.approx(recall, abs=0.02)
    assert [load.day for load in found.plan.loads] == list(range(days))
    assert sum(load.new for load in found.plan.loads) == items


def test_an_offer_is_the_same_each_time() -> None:
    """The same cards give the same forecast."""
    assert offered(80, 30, 0.9) == offered(80, 30, 0.9)


def test_large_decks_are_sampled() -> None:
    """A deck ten times as large, learnt ten times as fast, takes about ten times the reviews."""
    small = offer(Course([], 120, 6, 0, 60, STANDARD.weights), 0.9)
    large = offer(Course([], 1200, 60, 0, 60, STANDARD.weights), 0.9)
    assert large.plain.reviews == pytest.approx(10 * small.plain.reviews, rel=0.1)


def card(item: str, stability: float, day: int) -> Card:
    return Card(item, stability=stability, difficulty=5.0, day=day, due_day=day + 5, reviews=3)


def test_last_looks_take_the_strongest_first_in_equal_shares() -> None:
    """Six fading cards on three days: two a day, the strongest first; who was looked at today counts in the share."""
    cards = [card(str(s), float(s), 70) for s in (1, 2, 3, 4, 5, 6)]
    assert [one.item for one in last_looks(cards, 97, 100, STANDARD)] == ["6", "5"]
    half_done = [card("6", 9.0, 97), *cards[:5]]
    assert [one.item for one in last_looks(half_done, 97, 100, STANDARD)] == ["5"]
    assert [one.item for one in last_looks(cards, 99, 100, STANDARD)] == ["6", "5", "4", "3", "2", "1"]


def test_what_will_be_remembered_needs_no_last_look() -> None:
    """A card above the mark on the day is left alone."""
    strong = card("strong", 1000.0, 90)  # R(10 days) = (1 + 0.9804·0.01)^−0.1542 = 0.9985
    assert LOOK_BELOW < 0.9985
    assert last_looks([strong], 99, 100, STANDARD) == []


def test_last_looks_end_with_the_exam() -> None:
    """On the day of the exam and after it, cards come back when they are due."""
    assert [is_last_look(day, 100, 60) for day in (92, 93, 99, 100, 101)] == [False, True, True, False, False]
    assert not is_last_look(99, None, 60)
    assert days_of_looks(200) == 10
