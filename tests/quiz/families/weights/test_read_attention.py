"""Reading attention: rows query, columns are read."""

from typing import Any

import numpy as np
import pytest

from quiz.calculation import sentence
from quiz.family import family
from quiz.variants import Variant, rebuilt, serve

WEIGHTS = [[0.1, 0.7, 0.2], [0.3, 0.1, 0.6], [0.8, 0.1, 0.1]]


def by_hand(level: int) -> Variant:
    """the → cat, cat → sat, sat → the; columns sum to 1.2, 0.9 and 0.9."""
    constants = {"n": 3, "most": 2, "unit": 10, "tail": 0}
    givens = {"tokens": ["the", "cat", "sat"], "weights": WEIGHTS, "reader": 1, "source": 2, **constants}
    return rebuilt(family("read-attention"), level, givens)


@pytest.mark.parametrize(
    ("level", "part", "right", "wrong"),
    [
        (1, "reads", "sat", {"row-column-swapped": "the"}),  # row of cat: 0.3, 0.1, 0.6; column: 0.7, 0.1, 0.1
        (1, "read_by", "cat", {"row-column-swapped": "the"}),  # column of sat: 0.2, 0.6, 0.1; row: 0.8, 0.1, 0.1
        (3, "learned", [2, 3, 1], {"row-column-swapped": [3, 1, 2]}),
        (3, "most_read", "the", {"row-column-swapped": "sat"}),  # the brightest cell, 0.8, is in the row of sat
    ],
)
def test_rows_tell_who_reads_and_columns_who_is_read(level: int, part: str, right: Any, wrong: dict[str, Any]) -> None:
    """The winner of a row is what its token attends to; the winner of a column is who attends to its token."""
    variant = by_hand(level)
    (asked,) = (p for p in variant.parts if p.id == part)
    assert variant.expected(asked) == right
    assert {fault.id: value for fault, value in variant.mistakes(asked)} == wrong


def test_a_column_may_sum_to_anything() -> None:
    """A token receives the sum of its column, 0.2 + 0.6 + 0.1, which need not be 1."""
    variant = by_hand(1)
    received = variant.parts[2]
    assert variant.expected(received) == pytest.approx(0.9)
    assert [(f.id, value) for f, value in variant.mistakes(received)] == [("columns-sum-to-one", 1.0)]


def test_the_solution_reads_the_row_in_its_own_numbers() -> None:
    """The worked solution names the row, its numbers and the winner."""
    variant = by_hand(1)
    values = {**variant.givens, **{s.name: variant.run.right(s.name) for s in variant.family.steps}}
    said = sentence(variant.family.steps[0].says, values)
    assert said == "What “cat” reads stands in its row, 0.3; 0.1; 0.6: the greatest is 0.6, in the column of “sat”."


@pytest.mark.parametrize("level", [1, 2, 3])
def test_every_row_shares_out_one_with_a_clear_winner(level: int) -> None:
    """Rows sum to 1 at the printed digits, and the winner of each leads by at least 0.1."""
    for seed in range(50):
        weights = np.asarray(serve(family("read-attention"), level, seed).givens["weights"])
        hundredths = np.rint(100 * weights).astype(int)
        np.testing.assert_allclose(weights, hundredths / 100, atol=1e-12)
        assert (hundredths.sum(axis=1) == 100).all()
        ordered = np.sort(hundredths, axis=1)
        assert (ordered[:, -1] - ordered[:, -2] >= 10).all()
