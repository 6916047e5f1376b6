"""Projections: Q, K and V of one example by hand, and the keys handed in as values."""

import pytest

from quiz.families.projections.project_qkv import ProjectQkv
from quiz.solutions import hints, solution
from quiz.variants import rebuilt, serve

FAMILY = ProjectQkv()
PART = FAMILY.asked[0]
GIVENS = {
    "tokens": ["a", "b"], "x": [[1, 2, -1], [0, 3, 1]],
    "w_q": [[1, 0], [2, 1], [0, -1]], "w_k": [[2, 1], [0, 1], [1, 1]], "w_v": [[-1, 2], [1, 0], [3, 1]],
    "n": 2, "d_model": 3, "d_k": 2,
}  # fmt: skip
RIGHT = {
    "q": [[5, 3], [6, 2]],  # 1·1+2·2−1·0, 1·0+2·1−1·(−1); 0·1+3·2+1·0, 0·0+3·1+1·(−1)
    "k": [[1, 2], [1, 4]],  # 1·2+2·0−1·1, 1·1+2·1−1·1; 0·2+3·0+1·1, 0·1+3·1+1·1
    "v": [[-2, 1], [6, 1]],  # −1+2−3, 2+0−1; 0+3+3, 0+0+1
}


@pytest.mark.parametrize("asked", RIGHT)
def test_the_asked_letter_chooses_the_matrix(asked: str) -> None:
    """Q = X·W_Q, K = X·W_K, V = X·W_V; the statement of level 1 shows X and that matrix alone."""
    variant = rebuilt(FAMILY, 1, {**GIVENS, "asked": asked, "shown": "one"})
    assert variant.expected(PART) == RIGHT[asked]
    assert variant.mistakes(PART) == []
    assert [block.name for block in FAMILY.statement(variant.givens) if hasattr(block, "name")] == ["x", f"w_{asked}"]


def test_keys_for_values_is_known_where_the_key_matrix_is_shown() -> None:
    """Who multiplies by W_K when the values are asked is told so; nothing of the kind when the queries are asked."""
    values = rebuilt(FAMILY, 2, {**GIVENS, "asked": "v", "shown": "three"})
    assert [(fault.id, value) for fault, value in values.mistakes(PART)] == [("keys-as-values", RIGHT["k"])]
    assert rebuilt(FAMILY, 2, {**GIVENS, "asked": "q", "shown": "three"}).mistakes(PART) == []


def test_words_name_the_asked_projection() -> None:
    """Solution and hint speak of the matrix that is asked and spell out the first cell."""
    variant = rebuilt(FAMILY, 1, {**GIVENS, "asked": "q", "shown": "one"})
    assert "1·1 + 2·2 + (−1)·0 = 5" in solution(variant)[0].sentence
    assert "W_Q" in hints(variant)[1]


def test_all_three_are_asked() -> None:
    """Seeds lead to queries, keys and values alike."""
    assert {str(serve(FAMILY, 1, seed).givens["asked"]) for seed in range(30)} == {"q", "k", "v"}
