"""Masks: True = may attend, counted pair by pair."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.masks import causal_mask, padding_mask, sliding_window_mask, window_mask

SIZE = st.integers(0, 7)


@given(SIZE, SIZE, st.integers(-3, 5), st.integers(1, 5))
def test_each_pair_follows_its_rule(n_q, n_k, offset, window):
    """Cell (i, j) is what the rule says of i and j, with query i at position i + offset."""
    pairs = [(i + offset, j) for i in range(n_q) for j in range(n_k)]
    assert causal_mask(n_q, n_k, offset).ravel().tolist() == [j <= p for p, j in pairs]
    assert sliding_window_mask(n_q, n_k, window, offset).ravel().tolist() == [p - window < j <= p for p, j in pairs]
    both = window_mask(n_q, n_k, before=1, after=window, offset=offset)
    assert both.ravel().tolist() == [p - 1 <= j <= p + window for p, j in pairs]


def test_a_wide_window_is_causal():
    """A window that holds all keys changes nothing, and window_mask without bounds forbids nothing."""
    assert np.array_equal(sliding_window_mask(5, 5, 5), causal_mask(5, 5))
    assert window_mask(2, 3).all()


def test_offsets_and_lengths_may_differ_in_a_batch():
    """Arrays give one mask for each of their elements."""
    assert causal_mask(1, 3, np.array([[0, 1]])).tolist() == [[[[True, False, False]], [[True, True, False]]]]
    assert padding_mask(np.array([0, 2]), 2).tolist() == [[[False, False]], [[True, True]]]
    assert padding_mask(1, 2).tolist() == [[True, False]]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda: sliding_window_mask(2, 2, 0), "A sliding window holds at least the token itself, 1, but it is 0."),
        (lambda: causal_mask(-1, 2), "A size of a mask is 0 or more, but n_q is -1."),
        (lambda: window_mask(1, 2, before=-1), "A size of a mask is 0 or more, but before is -1."),
        (lambda: padding_mask(np.array([1, 4]), 3), "A length is 0 to n_k = 3, but lengths go from 1 to 4."),
    ],
)
def test_a_wrong_size_is_one_sentence(wrong, sentence):
    """What makes no mask is refused with the rule and what came."""
    with pytest.raises(ValueError, match=f"^{sentence}"):
        wrong()
