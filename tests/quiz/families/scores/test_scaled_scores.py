"""Scaled scores: the right matrix and each known mistake on one example worked by hand."""

from math import sqrt

import numpy as np
import pytest

from quiz.families.scores.scaled_scores import ScaledScores
from quiz.solutions import solution
from quiz.variants import rebuilt

FAMILY = ScaledScores()
GIVENS = {
    "tokens": ["a", "b"], "q": [[1, 0, 2, 1], [0, 3, 1, 0]], "k": [[2, 1, 0, 1], [1, -1, 1, 2]],
    "n": 2, "d_k": 4, "d_model": 6,
}  # fmt: skip
# By hand: q1·k1 = 2+1 = 3, q1·k2 = 1+2+2 = 5, q2·k1 = 3, q2·k2 = −3+1 = −2.
# Squared lengths: q1 6, q2 10, k1 6, k2 7.
WRONG = {
    "transposed-scores": [1.5, 1.5, 2.5, -1],
    "query-twice": [3, 1, 1, 5],
    "cosine": [3 / 6 / 2, 5 / sqrt(42) / 2, 3 / sqrt(60) / 2, -2 / sqrt(70) / 2],
    "no-scale": [3, 5, 3, -2],
    "scaled-by-dk": [0.75, 1.25, 0.75, -0.5],
    "scaled-by-dmodel": [3 / sqrt(6), 5 / sqrt(6), 3 / sqrt(6), -2 / sqrt(6)],
    "scaled-by-n": [3 / sqrt(2), 5 / sqrt(2), 3 / sqrt(2), -2 / sqrt(2)],
    "multiplied-by-scale": [6, 10, 6, -4],
}
VARIANT = rebuilt(FAMILY, 1, GIVENS)


def flat(matrix: list[list[float]]) -> list[float]:
    return [cell for row in matrix for cell in row]


def test_every_score_is_divided_by_the_root_of_d_k() -> None:
    """Row = query, column = key, every dot product over √4 = 2."""
    assert VARIANT.expected(FAMILY.asked[0]) == [[1.5, 2.5], [1.5, -1.0]]


@pytest.mark.parametrize("id", WRONG)
def test_a_known_mistake_gives_its_own_matrix(id: str) -> None:
    """Each mistake computes what a person who makes it writes down."""
    found = {fault.id: value for fault, value in VARIANT.mistakes(FAMILY.asked[0])}
    assert found.keys() == WRONG.keys()
    assert flat(found[id]) == pytest.approx(WRONG[id])


def test_the_solution_spells_out_the_first_cell() -> None:
    """The worked solution shows one dot product and one division in the variant's own numbers."""
    said = [step.sentence for step in solution(VARIANT)]
    assert "1·2 + 0·1 + 2·0 + 1·1 = 3" in said[0]
    assert "3/2 = 1.5" in said[1]


def test_a_query_or_key_of_zeros_alone_is_not_asked() -> None:
    """All its scores would be 0 without any work."""
    for name in ("q", "k"):
        given = {n: np.asarray(GIVENS[n]) for n in ("q", "k")}
        assert not FAMILY.degenerate(given, {})
        given[name] = np.array([[0, 0, 0, 0], [1, 2, 0, 0]])
        assert FAMILY.degenerate(given, {})
