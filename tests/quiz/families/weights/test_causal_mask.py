"""Causal mask: who may be read, and what the masked softmax leaves."""

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from quiz.family import family
from quiz.variants import Variant, rebuilt, serve

POWERS = [[2, 2, 3], [2, 4, 3], [1, 2, 3]]  # e to the scaled scores
SIXTHS = Fraction(1, 6)


def by_hand(**changed: Any) -> Variant:
    """d_k = 4, so scores 2 ln c become ln c when scaled, and weights are shares of c."""
    givens = {
        "tokens": ["a", "dog", "barked"], "queries": ["a", "dog", "barked"], "query": 1, "n_q": 3, "n_k": 3,
        "offset": 0, "d_k": 4, "most": 6, "scores": [[2 * math.log(c) for c in row] for row in POWERS],
    }  # fmt: skip
    return rebuilt(family("causal-mask"), 1, {**givens, **changed})


def wrong(variant: Variant, part: str) -> dict[str, Any]:
    (asked,) = (p for p in variant.parts if p.id == part)
    found: dict[str, Any] = {}
    for fault, value in variant.mistakes(asked):
        found.setdefault(fault.id, value)
    return found


def test_a_token_reads_itself_and_what_stands_before_it() -> None:
    """Row i of the mask is open up to column i, so the second of three tokens reads two."""
    allowed, _ = by_hand().parts
    assert by_hand().expected(allowed) == ["a", "dog"]
    assert wrong(by_hand(), "allowed") == {
        "mask-strict": ["a"], "mask-reversed": ["barked"], "mask-ignored": ["a", "dog", "barked"],
    }  # fmt: skip


def test_a_reversed_mask_is_named_whether_or_not_it_keeps_the_token_itself() -> None:
    """Reading only what comes later, or itself and what comes later, is the mask the wrong way round."""
    allowed, _ = by_hand().parts
    reversed_ = [value for fault, value in by_hand().mistakes(allowed) if fault.id == "mask-reversed"]
    assert reversed_ == [["barked"], ["dog", "barked"]]


def test_hidden_scores_take_no_part_in_the_softmax() -> None:
    """With powers 2, 4 open the shares are 1/3 and 2/3; with 1, 2, 3 open they are sixths."""
    _, weights = by_hand().parts
    right = [[1, 0, 0], [1 / 3, 2 / 3, 0], [float(i * SIXTHS) for i in (1, 2, 3)]]
    np.testing.assert_allclose(by_hand().expected(weights), right, atol=1e-12)


@pytest.mark.parametrize(
    ("id", "row"),
    [
        ("mask-zero-score", [2 / 7, 4 / 7, 1 / 7]),  # e⁰ = 1 still earns a share
        ("mask-after-softmax", [2 / 9, 4 / 9, 0]),
        ("mask-ignored", [2 / 9, 4 / 9, 3 / 9]),
        ("mask-strict", [1, 0, 0]),
        ("mask-reversed", [0, 0, 1]),
        ("small-negative-mask", [2 / (6 + math.exp(-1)), 4 / (6 + math.exp(-1)), math.exp(-1) / (6 + math.exp(-1))]),
        ("no-scale", [4 / 20, 16 / 20, 0]),  # without the division by 2 the powers are squares
        ("scaled-after-softmax", [4 / 40, 16 / 40, 0]),
        ("no-softmax", [math.log(2), math.log(4), 0]),
        ("linear-normalised", [1 / 3, 2 / 3, 0]),  # ln 4 is twice ln 2; the third row tells it from the softmax
    ],
)
def test_each_way_of_masking_wrongly_shows_in_the_second_row(id: str, row: list[float]) -> None:
    """Every mistaken mask gives its own second row."""
    np.testing.assert_allclose(wrong(by_hand(), "weights")[id][1], row, atol=1e-12)


def test_cached_keys_stand_before_every_new_token() -> None:
    """With two cached keys the first of three new tokens reads three keys, the last all five."""
    variant = serve(family("causal-mask"), 3, seed=5)
    weights = np.asarray(variant.expected(variant.parts[1]))
    assert [int(np.count_nonzero(row)) for row in weights] == [3, 4, 5]
    for i, row in enumerate(np.asarray(variant.givens["scores"]).tolist()):
        powers = [math.exp(score / 2) if j <= i + 2 else 0.0 for j, score in enumerate(row)]
        np.testing.assert_allclose(weights[i], [p / sum(powers) for p in powers], atol=1e-12)
