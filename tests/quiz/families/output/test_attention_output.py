"""One row of Z = A·V, from a row of A and the rows of V."""

from fractions import Fraction

import numpy as np
import pytest

from quiz.family import family
from quiz.variants import Variant, rebuilt, serve


def by_hand() -> Variant:
    """The second token blends 0.2 · (4, 0) + 0.3 · (−1, 2) + 0.5 · (3, −2) = (2, −0.4)."""
    givens = {
        "tokens": ["the", "cat", "sat"], "reader": 1, "weights": [[0.1, 0.6, 0.3], [0.2, 0.3, 0.5], [0.7, 0.2, 0.1]],
        "k": [[1, 0, 0, 2], [0, 1, 0, -2], [2, -1, 1, 0]], "v": [[4, 0], [-1, 2], [3, -2]],
        "n": 3, "d_k": 4, "d_v": 2, "spread": 5, "unit": 10,
    }  # fmt: skip
    return rebuilt(family("attention-output"), 1, givens)


def test_a_row_of_the_output_blends_the_rows_of_v() -> None:
    """Each value counts as much as its token is attended to."""
    np.testing.assert_allclose(by_hand().expected(by_hand().parts[0]), [2.0, -0.4], atol=1e-12)


@pytest.mark.parametrize(
    ("id", "row"),
    [
        ("transposed-weights", [2.4 - 0.3 + 0.6, 0.6 - 0.4]),  # the column of A: 0.6, 0.3, 0.2
        ("keys-as-values", [0.2 + 1.0, 0.3 - 0.5, 0.5, 0.4 - 0.6]),
        ("scaled-output", [1.0, -0.2]),
        ("hard-argmax", [3, -2]),
    ],
)
def test_each_mistake_gives_its_own_row(id: str, row: list[float]) -> None:
    """Reading the column, blending keys, scaling the output and taking one value alone are all told apart."""
    variant = by_hand()
    found = {fault.id: value for fault, value in variant.mistakes(variant.parts[0])}
    np.testing.assert_allclose(found[id], row, atol=1e-12)


@pytest.mark.parametrize("level", [1, 2, 3])
def test_the_output_can_be_recomputed_from_the_givens_in_fractions(level: int) -> None:
    """In exact fractions every row of weights sums to 1 and the blend is the expected answer."""
    for seed in range(20):
        variant = serve(family("attention-output"), level, seed)
        weights, v = (np.asarray(variant.givens[name]).tolist() for name in ("weights", "v"))
        exact = [[Fraction(x).limit_denominator(100) for x in row] for row in weights]
        assert all(sum(row) == 1 for row in exact)
        row = exact[int(variant.givens["reader"])]
        blend = [
            sum(a * Fraction(x).limit_denominator(10) for a, x in zip(row, c, strict=True))
            for c in zip(*v, strict=True)
        ]
        np.testing.assert_allclose(variant.expected(variant.parts[0]), [float(x) for x in blend], atol=1e-12)
