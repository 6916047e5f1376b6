"""What makes embeddings, queries or keys too poor to ask about."""

import numpy as np

from quiz.steps.scores import repeated_rows


def test_two_equal_rows_are_repeated() -> None:
    """The second matrix has the same row twice; equal columns don't count."""
    assert repeated_rows(np.array([[[1, 2], [3, 4]], [[5, 6], [5, 6]]])).tolist() == [False, True]
    assert not repeated_rows(np.array([[1, 1], [2, 2]]))
