"""Heads: splitting and joining are each other's inverse, and heads read their group."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.heads import join_heads, key_value_head, split_heads


@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 4), st.integers(0, 2))
def test_joining_undoes_splitting(n, h, d, leading):
    """Token t's row is head 0's numbers, then head 1's, and so on; joining gives the row back."""
    x = np.arange(2**leading * n * h * d).reshape(*(2,) * leading, n, h * d)
    heads = split_heads(x, h)
    assert heads.shape == (*(2,) * leading, h, n, d)
    assert all(np.array_equal(heads[..., i, :, :], x[..., i * d : (i + 1) * d]) for i in range(h))
    assert np.array_equal(join_heads(heads), x)


@given(st.integers(1, 8), st.integers(1, 8))
def test_groups_are_equal_and_in_order(h_kv, size):
    """h_kv groups of equally many neighbouring query heads: ⌊i·h_kv/h⌋."""
    read = [key_value_head(i, h_kv * size, h_kv) for i in range(h_kv * size)]
    assert read == [group for group in range(h_kv) for _ in range(size)]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda: split_heads(np.ones((2, 5)), 2), r"The width of a row is a multiple of h = 2 heads, but the shape"),
        (lambda: join_heads(np.ones((2, 5))), r"Heads have three axes \(h, n, d\) at least, but the shape is"),
        (lambda: key_value_head(4, 4, 2), "A head counts up to h, a multiple of h_kv, but head is 4, h is 4"),
    ],
)
def test_heads_that_do_not_fit_are_one_sentence(wrong, sentence):
    """What cannot be split, joined or read is refused with the rule and what came."""
    with pytest.raises(ValueError, match=f"^{sentence}"):
        wrong()
