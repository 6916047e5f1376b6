"""Shapes: the sentences of the solution, and sizes that nobody can confuse."""

import numpy as np
import pytest

from quiz.calculation import sentence
from quiz.steps import head_shapes, shapes

ONE_HEAD = {"n_q": 3, "n_k": 5, "d_model": 8, "d_k": 4, "d_v": 6}
HEADS = {"B": 2, "h": 4, "h_kv": 2, "n": 5, "d_model": 12, "d_k": 3, "d_v": 6}


@pytest.mark.parametrize(
    ("step", "end"),
    [
        (shapes.value_matrix, "so it is 8 × 6."),
        (shapes.queries, "is 3 × 8 times 8 × 4: the inner 8 is summed away, and 3 × 4 is left."),
        (shapes.keys, "is 5 × 8 times 8 × 4: the inner 8 is summed away, and 5 × 4 is left."),
        (shapes.values, "is 5 × 8 times 8 × 6: the inner 8 is summed away, and 5 × 6 is left."),
        (shapes.scores, "is 3 × 4 times 4 × 5: the inner 4 is summed away, and 3 × 5 is left."),
        (shapes.weights, "so $A$ is 3 × 5 like the scores: one row a query."),
        (shapes.outputs, "is 3 × 5 times 5 × 6: the inner 5 is summed away, and 3 × 6 is left."),
    ],
)  # fmt: skip
def test_one_head_in_words(step, end):
    """Each sentence says which size is summed away and what is left."""
    assert sentence(step.says, ONE_HEAD).endswith(end)


@pytest.mark.parametrize(
    ("step", "end"),
    [
        (head_shapes.queries, "= 12/4 = 3, one for each of 5 tokens, in each of 2 sequences: 2 × 4 × 5 × 3."),
        (head_shapes.keys, "each key/value head, 2 × 2 × 5 × 3."),
        (head_shapes.scores, "the 3 is summed away and 5 × 5 is left, so in all 2 × 4 × 5 × 5."),
        (head_shapes.weights, "$A$ is 2 × 4 × 5 × 5 like the scores, one map a head."),
        (head_shapes.concatenated, "4 heads of width 6 make rows of width 24: 2 × 5 × 24. Each token keeps one row."),
        (head_shapes.output, "back to rows of width 12, so the output is 2 × 5 × 12, like $X$."),
    ],
)  # fmt: skip
def test_many_heads_in_words(step, end):
    """Each sentence builds the shape from one head of one sequence."""
    assert sentence(step.says, HEADS).endswith(end)


def test_sizes_that_a_level_makes_the_same_cannot_be_confused():
    """Taking one size for another is a mistake only where they differ."""
    assert shapes.instead(np.array([3, 4]), np.array([5, 4])).tolist() == [3, 4]
    with pytest.raises(ValueError, match="only where they differ"):
        shapes.instead(np.array([3, 4]), np.array([3, 4]))
