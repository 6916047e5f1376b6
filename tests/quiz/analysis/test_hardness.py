"""What makes a variant harder: against formulas of textbooks and against shuffling."""

import math
import statistics

import numpy as np
import pytest

from quiz.analysis.hardness import Effect, effects, holm, probability, ranks


def test_rho_without_ties_is_spearmans_formula() -> None:
    """1 − 6Σd²/(n(n² − 1)) where no two values are equal."""
    rng = np.random.default_rng(1)
    x, y = rng.permutation(30).astype(float), rng.permutation(30).astype(float)
    by_formula = 1 - 6 * float(((x - y) ** 2).sum()) / (30 * 899)
    assert effects({"digits": x}, y)[0].rho == pytest.approx(by_formula)


def test_rho_with_ties_is_the_correlation_of_mean_ranks() -> None:
    """Ranks by sorting, equal values share their mean; then Pearson's correlation by `statistics`."""
    rng = np.random.default_rng(2)
    x, y = rng.integers(0, 5, 40).astype(float), rng.choice([0.0, 0.5, 1.0], 40)

    def by_hand(values: list[float]) -> list[float]:
        ordered = sorted(values)
        return [ordered.index(v) + (ordered.count(v) + 1) / 2 for v in values]

    assert ranks(x).tolist() == by_hand(x.tolist())
    expected = statistics.correlation(by_hand(x.tolist()), by_hand(y.tolist()))
    assert effects({"digits": x}, y)[0].rho == pytest.approx(expected)


def test_the_probability_is_that_of_shuffling() -> None:
    """Of 20,000 shuffles of the scores, as many are so far from 0 as the probability says."""
    rng = np.random.default_rng(3)
    x = np.arange(30.0)
    y = x + rng.normal(0, 60, 30)
    rho = effects({"digits": x}, y)[0].rho
    shuffled = rng.permuted(np.tile(x, (20_000, 1)), axis=1) - x.mean()
    by_chance = np.mean(np.abs(shuffled @ (x - x.mean())) >= abs(rho) * ((x - x.mean()) ** 2).sum())
    assert 0.01 < by_chance < 0.4
    assert probability(rho, 30) == pytest.approx(by_chance, abs=0.004)


def test_a_feature_that_makes_it_harder_is_found_and_others_are_not() -> None:
    """200 learners fail the more, the more digits there are; of zeros nothing depends; steps never vary."""
    rng = np.random.default_rng(4)
    digits, zeros = rng.integers(8, 20, 200).astype(float), rng.integers(0, 4, 200).astype(float)
    scores = (rng.random(200) > (digits - 8) / 12).astype(float)
    found = {
        one.feature: one for one in holm(effects({"digits": digits, "zeros": zeros, "steps": np.ones(200)}, scores))
    }
    assert set(found) == {"digits", "zeros"}
    assert found["digits"].sure
    assert found["digits"].rho < -0.4
    assert not found["zeros"].sure


def test_fewer_than_twenty_learners_or_equal_scores_tell_nothing() -> None:
    """19 learners are too few; where all scores are equal there is nothing to explain."""
    assert effects({"digits": np.arange(19.0)}, np.arange(19.0)) == []
    assert len(effects({"digits": np.arange(20.0)}, np.arange(20.0))) == 1
    assert effects({"digits": np.arange(20.0)}, np.ones(20)) == []


def test_holm_gives_the_values_by_hand() -> None:
    """0.01, 0.02, 0.03, 0.5 of four: 0.04, 0.06, 0.06 (not below the one before), 0.5; the order is kept."""
    given = [0.5, 0.03, 0.01, 0.02]
    corrected = [one.corrected for one in holm([Effect(str(p), 0.1, p, 1.0, 20) for p in given])]
    assert corrected == pytest.approx([0.5, 0.06, 0.04, 0.06])
    assert holm([]) == []


def test_chance_is_seldom_called_an_effect() -> None:
    """Of 400 pages with 14 features each of which nothing depends, about 1 in 20 names one, not 1 in 2."""
    rng = np.random.default_rng(5)
    wrong = 0
    for _ in range(400):
        scores = rng.choice([0.0, 0.5, 1.0], 60)
        features = {str(k): rng.integers(0, 9, 60).astype(float) for k in range(14)}
        wrong += any(one.sure for one in holm(effects(features, scores)))
    assert wrong / 400 < 0.05 + 3 * math.sqrt(0.05 * 0.95 / 400)
