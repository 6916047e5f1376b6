"""Rows and columns of batches of matrices."""

import numpy as np

from quiz.calculation import sentence
from quiz.steps.reading import column_of, column_sum, greatest_column, row_of, sources_of_rows

PAIR = np.array([[[1, 2], [3, 4]], [[5, 6], [5, 6]]])


def test_each_matrix_of_a_batch_gives_its_own_row_and_column() -> None:
    """The position may differ from matrix to matrix."""
    assert row_of(PAIR, np.array([1, 0])).tolist() == [[3, 4], [5, 6]]
    assert column_of(PAIR, np.array([1, 0])).tolist() == [[2, 4], [5, 5]]


def test_the_solution_adds_up_columns_and_names_winners() -> None:
    """Sums are spelled out with this variant's own weights."""
    values = {"tokens": ["a", "dog"], "weights": [[0.2, 0.8], [0.7, 0.3]], "source": 1, "received": 1.1}
    said = sentence(column_sum.says, values)
    assert said == "What “dog” receives is the sum of its column: 0.8 + 0.3 = 1.1."
    said = sentence(greatest_column.says, {**values, "most_read": 1})
    assert said == "The columns sum to 0.9; 1.1: the most attention goes to “dog”."
    said = sentence(sources_of_rows.says, {**values, "learned": [2, 1]})
    assert said == "Take the greatest weight of every row: a → dog, dog → a."
