"""Products and sums: right, exact in whole numbers, and the same to the last bit alone and in a batch."""

from fractions import Fraction
from functools import reduce
from operator import add

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.draws import Draws
from engine.products import product, total
from tests.engine.layouts import layouts, same_bits

INNER = [1, 2, 3, 8, 16, 17, 24, 64, 300]


def reals(seed: int, shape: tuple[int, ...]) -> np.ndarray:
    """Numbers with full mantissas, so that another order of summation shows in the last digits."""
    return (Draws(seed).bits(shape) >> np.uint64(11)).astype(np.float64) / 2**52 - 1


@pytest.mark.parametrize("inner", INNER)
@pytest.mark.parametrize(("n", "p"), [(1, 1), (1, 5), (4, 1), (4, 3), (7, 20)])
def test_a_product_has_the_same_bits_alone_and_in_any_batch_and_layout(inner, n, p):
    """Variant i of a batched product is bit for bit the product of variant i."""
    a, b = reals(1, (9, n, inner)), reals(2, (9, inner, p))
    alone = np.stack([product(a[i], b[i]) for i in range(9)])
    for left in layouts(a):
        for right in layouts(b):
            assert same_bits(product(left, right), alone)
            assert same_bits(product(left[2:3], right[2:3]), alone[2:3])
            assert same_bits(product(left.reshape(3, 3, n, inner), right.reshape(3, 3, inner, p))[1, 2], alone[5])


@pytest.mark.parametrize("length", [1, 2, 5, 8, 9, 31, 32, 33, 100, 128, 129, 1000])
def test_a_sum_has_the_same_bits_alone_and_in_any_batch_and_layout(length):
    """Row i of batched sums is bit for bit the sum of row i, along any axis."""
    rows = reals(3, (6, 5, length))
    alone = np.array([[total(row) for row in block] for block in rows])
    for batch in layouts(rows):
        assert same_bits(total(batch), alone)
        assert same_bits(total(np.swapaxes(batch, -1, -2), axis=-2), alone)
        assert same_bits(total(np.moveaxis(batch, -1, 0), axis=0), alone)


@pytest.mark.parametrize("inner", [1, 2, 3, 7, 8, 9, 16])
@pytest.mark.parametrize(("n", "p"), [(1, 1), (1, 2), (3, 1), (2, 2), (4, 3), (2, 16)])
def test_short_sums_run_from_first_to_last(inner, n, p):
    """Few numbers or many, alone and in any layout: term after term as Python adds them, the sign of zero included."""
    a, b = reals(9, (2, n, inner)), reals(10, (2, inner, p))
    a[1], b[1, 0] = -0.0, 1.0
    cells = np.ndindex(2, n, p)
    expected = np.array([reduce(add, [a[v, i, k] * b[v, k, j] for k in range(inner)]) for v, i, j in cells])
    for left in layouts(a):
        for right in layouts(b):
            assert same_bits(product(left, right), expected.reshape(2, n, p))
        sums = np.array([reduce(add, row) for row in a.reshape(-1, inner)]).reshape(2, n)
        assert same_bits(total(left), sums)


@given(st.integers(0, 2**64 - 1), st.integers(1, 20), st.integers(1, 4), st.integers(1, 4))
def test_whole_numbers_multiply_exactly(seed, inner, n, p):
    """Whole numbers stay whole numbers, and each entry is the sum that Python computes."""
    draws = Draws(seed)
    a, b = draws.integers(-9, 9, (n, inner)), draws.integers(-9, 9, (inner, p))
    c = product(a, b)
    assert c.dtype == np.int64
    rows, columns = a.tolist(), b.T.tolist()
    assert c.tolist() == [[sum(x * y for x, y in zip(row, column, strict=True)) for column in columns] for row in rows]


@pytest.mark.parametrize("inner", INNER)
def test_a_real_product_is_the_exact_one_up_to_rounding(inner):
    """Each entry is within inner · 2⁻⁵² of the product in exact fractions (every factor is below 1)."""
    a, b = reals(5, (2, inner)), reals(6, (inner, 2))
    exact = [[sum(Fraction(x) * Fraction(y) for x, y in zip(row, column, strict=True)) for column in b.T] for row in a]
    assert all(
        abs(Fraction(float(product(a, b)[i, j])) - exact[i][j]) <= Fraction(inner, 2**52)
        for i in range(2) for j in range(2)
    )


def test_variants_stay_side_by_side():
    """Matrices whose variants lie side by side in memory give a product that does too."""
    draws = Draws(1, np.arange(100))
    c = product(draws.integers(-2, 2, (4, 3)), draws.integers(-2, 2, (3, 5)))
    assert c.strides[0] == c.itemsize


def test_leading_dimensions_broadcast():
    """One matrix can meet a whole batch, from either side."""
    a, b = reals(7, (5, 1, 2, 3)), reals(8, (4, 3, 2))
    assert product(a, b).shape == (5, 4, 2, 2)
    assert same_bits(product(a, b)[3, 1], product(a[3, 0], b[1]))


def test_empty_sizes():
    """A sum of nothing is 0, and a batch of none gives none."""
    assert product(np.ones((2, 0)), np.ones((0, 3))).tolist() == [[0, 0, 0]] * 2
    assert product(np.ones((0, 2, 2)), np.ones((0, 2, 2))).shape == (0, 2, 2)
    assert total(np.ones((2, 0))).tolist() == [0, 0]
    assert total(np.array([[True, True, False]])).tolist() == [2]


@pytest.mark.parametrize(
    ("a", "b", "sentence"),
    [
        ((2, 3), (2, 3), "A product needs as many columns on the left as rows on the right, but the shapes are"),
        ((3,), (3, 2), "A matrix product takes two matrices, but the shapes are"),
    ],
)
def test_shapes_that_do_not_meet_are_one_sentence(a, b, sentence):
    """A product that cannot be formed says the rule and both shapes."""
    with pytest.raises(ValueError, match=f"^{sentence}"):
        product(np.ones(a), np.ones(b))
