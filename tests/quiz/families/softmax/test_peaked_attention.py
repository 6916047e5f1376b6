"""Peaked attention: the worked number, the least β by trying, and each known mistake by plain arithmetic."""

from math import exp, log

import numpy as np
import pytest

from engine import attention
from quiz.families.softmax.peaked_attention import PeakedAttention
from quiz.solutions import hints, solution
from quiz.variants import Variant, rebuilt, serve

FAMILY = PeakedAttention()
PEAK, LEAST = FAMILY.asked


def variant(n: int, d_k: int, beta: int, wanted: float) -> Variant:
    return rebuilt(FAMILY, 2, {"n": n, "d_k": d_k, "beta": beta, "wanted": wanted, "inverse": True})


def share(score: float, n: int, base: float = exp(1)) -> float:
    return base**score / (base**score + n - 1)


def test_a_key_of_8_in_four_dimensions_wins_94_8_percent() -> None:
    """Four tokens, K = 8·I, d_k = 4: e⁴/(e⁴ + 3) = 0.94791; the whole head gives the same weight."""
    assert variant(4, 4, 8, 0.9).expected(PEAK) == pytest.approx(0.94791, abs=5e-6)
    targets = np.eye(4)[[1, 2, 1, 2]]
    assert attention(targets, 8 * np.eye(4), np.eye(4)).weights.max(axis=-1) == pytest.approx(0.94791, abs=5e-6)


def test_the_least_beta_is_the_first_that_is_enough() -> None:
    """Counting β up from 1 until the weight is reached gives the same whole number as the logarithm."""
    for seed in range(60):
        served = serve(FAMILY, 2 + seed % 2, seed)
        n, d_k, wanted = (served.givens[name].item() for name in ("n", "d_k", "wanted"))
        beta = 1
        while share(beta / d_k**0.5, n) < wanted:
            beta += 1
        assert served.expected(LEAST) == beta


def test_each_mistake_in_the_weight_is_known() -> None:
    """n = 6, d_k = 9, β = 7: scaled 7/3, and what comes out of each wrong turn."""
    wrong = {
        "no-scale": share(7, 6), "scaled-by-dk": share(7 / 9, 6), "scaled-by-n": share(7 / 6**0.5, 6),
        "not-normalised": exp(7 / 3), "no-softmax": 7 / 3, "log-base": share(7 / 3, 6, base=2),
        "scaled-after-softmax": share(7, 6) / 3,
    }  # fmt: skip
    assert {f.id: value for f, value in variant(6, 9, 7, 0.9).mistakes(PEAK)} == pytest.approx(wrong)


def test_each_mistake_in_the_least_beta_is_known() -> None:
    """n = 5, d_k = 9, weight 0.9: e^s ≥ 0.9·4/0.1 = 36, s ≥ ln 36 = 3.58, β ≥ 3·3.58 = 10.75, so 11."""
    found = variant(5, 9, 5, 0.9)
    assert log(36) == pytest.approx(3.58, abs=0.005)
    assert found.expected(LEAST) == 11
    wrong = [
        ("no-scale", 4), ("scaled-by-dk", 33), ("scaled-by-n", 9), ("multiplied-by-scale", 2),
        ("log-base", 16), ("log-base", 5),
    ]  # fmt: skip
    assert sorted((f.id, value) for f, value in found.mistakes(LEAST)) == sorted(wrong)


def test_dividing_by_root_n_is_no_mistake_where_n_is_d_k() -> None:
    """With as many tokens as dimensions √n is √d_k, so that a right answer is not called wrong."""
    assert "scaled-by-n" not in {fault.id for fault, _ in variant(4, 4, 3, 0.9).mistakes(PEAK)}


def test_level_1_asks_for_the_weight_alone() -> None:
    """No least β at level 1: neither part, hint nor solution speaks of it."""
    served = serve(FAMILY, 1, 3)
    assert [part.id for part in served.parts] == ["peak"]
    assert "wanted" not in hints(served)[1]
    assert len(solution(served)) == 2
