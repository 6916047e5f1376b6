"""Intervals against their definitions, textbook values and how often they hold."""

import math

import numpy as np
import pytest

from quiz.analysis.intervals import fisher, wilson

Z = 1.959963984540054


@pytest.mark.parametrize(("count", "total"), [(0, 5), (1, 5), (3, 7), (50, 100), (100, 100), (9, 1000)])
def test_wilson_ends_where_the_observed_share_is_z_deviations_off(count: int, total: int) -> None:
    """The ends are the two shares π with (p − π)² = z² π(1 − π)/n: the roots of a quadratic equation."""
    p, z2 = count / total, Z * Z / total
    roots = np.sort(np.roots([1 + z2, -(2 * p + z2), p * p]).real)
    assert [float(end) for end in wilson(p, total)] == pytest.approx(np.clip(roots, 0, 1), abs=1e-9)


def test_wilson_gives_the_textbook_value() -> None:
    """81 of 263, the example of Newcombe (1998), Statistics in Medicine 17: 0.2553 to 0.3662."""
    assert [round(float(end), 4) for end in wilson(81 / 263, 263)] == [0.2553, 0.3662]


def test_wilson_of_nothing_is_unknown() -> None:
    """Without trials nothing can be said."""
    assert all(math.isnan(float(end)) for end in wilson(0.0, 0))


def test_wilson_holds_for_the_mean_of_partial_credit() -> None:
    """Of 4,000 classes of 30 with scores 0, ½ and 1, at least 19 of 20 intervals hold the true mean, 0.55."""
    draws = np.random.default_rng(5).choice([0.0, 0.5, 1.0], p=[0.3, 0.3, 0.4], size=(4000, 30))
    low, high = wilson(draws.mean(axis=1), 30)
    assert np.mean((low <= 0.55) & (high >= 0.55)) >= 0.95


def test_fisher_gives_the_values_by_hand() -> None:
    """r = 0.6 of 19 pairs: artanh 0.6 = ln 2 = 0.6931, ± 1.96/4 = 0.49, back by tanh: 0.2006 to 0.8285."""
    low, high = fisher(0.6, 19)
    by_hand = [math.tanh(math.log(2) - Z / 4), math.tanh(math.log(2) + Z / 4)]
    assert [float(low), float(high)] == pytest.approx(by_hand)
    assert [round(end, 2) for end in by_hand] == [0.2, 0.83]


def test_fisher_holds_as_often_as_it_says() -> None:
    """Of 4,000 samples of 25 normal pairs with correlation 0.4, about 19 of 20 intervals hold it."""
    rng = np.random.default_rng(6)
    x, e = rng.standard_normal((2, 4000, 25))
    y = 0.4 * x + math.sqrt(1 - 0.16) * e
    dx, dy = x - x.mean(axis=1, keepdims=True), y - y.mean(axis=1, keepdims=True)
    r = (dx * dy).sum(axis=1) / np.sqrt((dx**2).sum(axis=1) * (dy**2).sum(axis=1))
    low, high = fisher(r, 25)
    assert 0.94 <= np.mean((low <= 0.4) & (high >= 0.4)) <= 0.96


def test_fisher_of_three_pairs_is_unknown_and_of_a_line_has_no_width() -> None:
    """n − 3 has to be more than 0; r = 1 leaves no room."""
    assert all(math.isnan(float(end)) for end in fisher(0.5, 3))
    assert [float(end) for end in fisher(1.0, 10)] == [1.0, 1.0]
