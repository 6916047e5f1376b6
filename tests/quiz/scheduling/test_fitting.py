"""Own parameters: found again on learners who are known, and adopted only when they foretell better."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from quiz.scheduling import fitting
from quiz.scheduling.fitting import ENOUGH_REVIEWS, Fit, fitted, forecast_losses, history
from quiz.scheduling.log import Changed, Configured, Rated, Undone, effective
from quiz.scheduling.memory import STANDARD, Parameters, Rating
from quiz.scheduling.settings import Settings
from tests.quiz.scheduling.simulated import Learner, when_due

DAYS, ITEMS, NEW_A_DAY = 180, 250, 4


def known(factor: float) -> Parameters:
    """Who forgets sooner (below 1) or later than everybody: first stabilities and their growth are scaled."""
    weights = [min(w * factor, 100.0) if place < 4 else w for place, w in enumerate(STANDARD.weights)]
    weights[8] *= factor**0.25
    return Parameters(tuple(weights))


def practised(seed: int, truth: Parameters, days: int = DAYS) -> Learner:
    learner = Learner(seed, ITEMS, days, truth)
    for day in range(days):
        learner.day(day, when_due, NEW_A_DAY, STANDARD)
    return learner


def unseen_loss(learner: Learner, weights: tuple[float, ...]) -> float:
    losses = forecast_losses(learner.history, Parameters(weights))
    return sum(losses) / len(losses)


@pytest.mark.parametrize("factor", [0.25, 4.0])
def test_a_learner_unlike_others_gets_parameters_that_foretell_better(factor: float) -> None:
    """Of eight learners who forget four times sooner or later than everybody at least six are fitted; in another half
    year of the same memory, which no fit saw, what their parameters lose beyond the true ones is on average less than
    half of what everybody's lose."""
    truth = known(factor)
    fits = {seed: fitted(practised(seed, truth).history) for seed in range(8)}
    adopted = {seed: found.weights for seed, found in fits.items() if found.weights is not None}
    assert len(adopted) >= 6
    lost = lost_by_all = 0.0
    for seed, weights in adopted.items():
        unseen = practised(100 + seed, truth)
        best = unseen_loss(unseen, truth.weights)
        lost += unseen_loss(unseen, weights) - best
        lost_by_all += unseen_loss(unseen, STANDARD.weights) - best
    assert lost < lost_by_all / 2


def test_a_learner_like_everybody_keeps_everybodys_parameters() -> None:
    """Where everybody's parameters are the true ones, at most one fit of eight passes for better by chance."""
    adopted = [fitted(practised(seed, STANDARD).history).weights is not None for seed in range(8)]
    assert sum(adopted) <= 1


def test_fitting_gives_the_same_each_time() -> None:
    """The same log gives the same parameters."""
    learner = practised(5, known(0.25), 120)
    assert fitted(learner.history) == fitted(learner.history)


def test_too_few_reviews_are_not_tried() -> None:
    """Below 400 reviews, or with fewer than 100 forecasts to judge, nothing is fitted."""
    few = {"card:scale": [(day, Rating.Good) for day in range(ENOUGH_REVIEWS - 1)]}
    assert fitted(few) == Fit(ENOUGH_REVIEWS - 1, 0, None, None)
    same_day = {f"card:{place}": [(1, Rating.Good)] for place in range(ENOUGH_REVIEWS)}
    assert fitted(same_day) == Fit(ENOUGH_REVIEWS, 0, None, None)


def test_only_better_parameters_are_adopted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parameters that foretell worse on the held-out reviews are dropped, however they were found."""
    worse = list(known(0.05).weights)

    class Optimiser:
        def __init__(self, weights: list[float]) -> None:
            pass

        def compute_parameters(self, items: object) -> list[float]:
            return worse

    learner = practised(1, STANDARD, 120)
    monkeypatch.setattr(fitting.optimiser, "FSRS", Optimiser)
    found = fitted(learner.history)
    assert found.losses is not None
    assert found.losses[1] > found.losses[0]
    assert found.weights is None


def test_the_history_is_what_was_not_undone() -> None:
    """Reviews stand on the learner's days, changed ratings as changed, undone ones not at all."""
    evening = datetime(2026, 5, 4, 22, 30, tzinfo=UTC)  # the fifth of May in Berlin, with days from midnight
    events = effective(
        [
            Configured(Settings("Europe/Berlin", 0), evening - timedelta(days=1)),
            Rated("a", Rating.Good, evening),
            Rated("b", Rating.Good, evening),
            Undone(evening),
            Changed(Rating.Hard, evening),
            Rated("a", Rating.Easy, evening + timedelta(days=2)),
        ]
    )
    [(item, reviews)] = history(events).items()
    assert (item, [rating for _, rating in reviews]) == ("a", [Rating.Hard, Rating.Easy])
    assert reviews[1][0] - reviews[0][0] == 2
