"""Softmax: its defining properties, its edges, and the same bits alone and in a batch."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from engine.softmax import softmax
from tests.engine.layouts import layouts, same_bits
from tests.engine.test_products import reals

SCORES = arrays(np.float64, array_shapes(min_dims=1, max_dims=3, max_side=6), elements=st.floats(-50, 50))


def test_flat_and_peaked_rows_come_out_as_by_hand():
    """Equal scores give 1/n; a score of 4 above three zeros gets e⁴/(e⁴ + 3) = 0.94791 and leaks 0.01736 each."""
    assert softmax(np.zeros(4)).tolist() == [0.25] * 4
    assert softmax(np.array([0, 4, 0, 0])).round(5).tolist() == [0.01736, 0.94791, 0.01736, 0.01736]


@given(SCORES)
def test_each_row_is_a_distribution(scores):
    """No weight is negative, and along the axis weights sum to 1."""
    weights = softmax(scores)
    assert (weights >= 0).all()
    assert np.allclose(weights.sum(axis=-1), 1, rtol=0, atol=1e-14)


@given(SCORES, st.floats(-100, 100))
def test_a_constant_changes_nothing(scores, constant):
    """Adding one constant to all scores of a row changes no weight."""
    assert np.allclose(softmax(scores + constant), softmax(scores), rtol=1e-12, atol=0)


@given(SCORES)
def test_the_ratio_of_weights_is_the_difference_of_scores(scores):
    """ln(pᵢ/pⱼ) = zᵢ − zⱼ."""
    weights = np.log(softmax(scores))
    assert np.allclose(weights - weights[..., :1], scores - scores[..., :1], rtol=0, atol=1e-12)


def test_it_agrees_with_the_formula_in_the_mathematics_library():
    """Each weight is exp(xᵢ)/Σ exp(xⱼ) as Python's math module computes it."""
    scores = reals(11, (30, 7)) * 5
    for row, weights in zip(scores.tolist(), softmax(scores).tolist(), strict=True):
        whole = math.fsum(map(math.exp, row))
        assert weights == pytest.approx([math.exp(x) / whole for x in row], rel=1e-14)


def test_huge_scores_do_not_overflow():
    """Scores of a million, where exp alone would overflow, give the weights of their differences."""
    assert softmax(np.array([1e6, 1e6])).tolist() == [0.5, 0.5]
    assert softmax(np.array([-1e308, 1e308])).tolist() == [0, 1]


def test_masked_scores_weigh_nothing():
    """A score of -inf has weight 0, and a row of nothing else has weights 0 throughout."""
    assert softmax(np.array([[1, -np.inf, 1], [-np.inf] * 3])).tolist() == [[0.5, 0, 0.5], [0, 0, 0]]


def test_a_row_that_has_no_softmax_is_nan():
    """nan and +inf give nan in their own row, quietly, and leave the others alone."""
    weights = softmax(np.array([[0, np.nan], [np.inf, 0], [0, 0]]))
    assert np.isnan(weights[:2]).any(axis=-1).all()
    assert weights[2].tolist() == [0.5, 0.5]


def test_any_axis_and_whole_numbers():
    """The axis can be chosen, whole numbers are scores too, and nothing to weigh gives nothing."""
    scores = np.array([[0, 3], [0, 3]])
    assert softmax(scores, axis=0).tolist() == [[0.5, 0.5], [0.5, 0.5]]
    assert np.array_equal(softmax(scores.T, axis=0).T, softmax(scores))
    assert softmax(np.zeros((2, 0))).shape == (2, 0)


@pytest.mark.parametrize("length", [1, 2, 3, 4, 7, 8, 9, 16, 31, 33, 100])
@pytest.mark.parametrize("axis", [-1, -2])
def test_the_same_bits_alone_and_in_any_batch_and_layout(length, axis):
    """Weights of variant i are bit for bit those of variant i alone, whatever vector length the machine uses."""
    scores = reals(12, (13, 3, length)) * 6
    if axis == -2:
        scores = np.swapaxes(scores, -1, -2)
    alone = np.stack([softmax(np.ascontiguousarray(matrix), axis) for matrix in scores])
    for batch in layouts(scores):
        assert same_bits(softmax(batch, axis), alone)
        assert same_bits(softmax(batch[::2], axis), alone[::2])
        assert same_bits(np.stack([softmax(matrix, axis) for matrix in batch]), alone)


@pytest.mark.parametrize("function", [np.exp, np.tanh, np.sin, np.cos], ids=lambda function: function.__name__)
@pytest.mark.parametrize("length", [1, 3, 7, 8, 9, 15, 17, 64, 1001])
def test_a_number_alone_has_the_bits_it_has_in_a_row(function, length):
    """NumPy's functions over contiguous rows give each number what they give it alone: softmax builds on that."""
    row = reals(13, (length,)) * 9
    assert same_bits(function(row), np.array([function(row[i : i + 1])[0] for i in range(length)]))
