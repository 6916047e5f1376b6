"""Masks: boolean arrays that say who may attend to whom, True = may attend.

Rows are queries, columns are keys. A mask broadcasts to the scores (..., n_q, n_k). Keys may hold a cache
of tokens
from before the first query: `offset` is how many, so that query i stands at position i + offset among the
keys. It may be an array with one number for each element of the leading dimensions.
"""

import numpy as np

from engine.arrays import BoolArray, IntArray


def causal_mask(n_q: int, n_k: int, offset: int | IntArray = 0) -> BoolArray:
    """Let query i attend to key j when j ≤ i + offset: (*offset.shape, n_q, n_k).

    >>> causal_mask(2, 3, offset=1).astype(int)
    array([[1, 1, 0],
           [1, 1, 1]])
    """
    return window_mask(n_q, n_k, after=0, offset=offset)


def sliding_window_mask(n_q: int, n_k: int, window: int, offset: int | IntArray = 0) -> BoolArray:
    """Let a query attend to itself and to the window − 1 tokens before it: (*offset.shape, n_q, n_k).

    That is i + offset − window < j ≤ i + offset, as in Mistral 7B (Jiang et al., 2023); a window of n_k or
    more is the causal mask.

    >>> sliding_window_mask(3, 3, window=2).astype(int)
    array([[1, 0, 0],
           [1, 1, 0],
           [0, 1, 1]])
    """
    if window < 1:
        raise ValueError(f"A sliding window holds at least the token itself, 1, but it is {window}.")
    return window_mask(n_q, n_k, before=window - 1, after=0, offset=offset)


def window_mask(
    n_q: int, n_k: int, *, before: int | None = None, after: int | None = None, offset: int | IntArray = 0
) -> BoolArray:
    """Let a query attend to as many keys before and after its own position: (*offset.shape, n_q, n_k).

    With p = i + offset that is p − before ≤ j ≤ p + after; a side that is None has no bound.

    >>> window_mask(3, 3, before=0, after=1).astype(int)
    array([[1, 1, 0],
           [0, 1, 1],
           [0, 0, 1]])
    """
    _at_least_zero(n_q=n_q, n_k=n_k, before=before or 0, after=after or 0)
    own = np.arange(n_q)[:, None] + np.asarray(offset)[..., None, None]
    keys = np.arange(n_k)
    mask = np.ones((*own.shape[:-1], n_k), np.bool_)
    if before is not None:
        mask &= keys >= own - before
    if after is not None:
        mask &= keys <= own + after
    return mask


def padding_mask(lengths: int | IntArray, n_k: int) -> BoolArray:
    """Let every query attend to the first `length` keys, the rest being padding: (*lengths.shape, 1, n_k).

    >>> padding_mask(np.array([1, 3]), 3).astype(int)
    array([[[1, 0, 0]],
    <BLANKLINE>
           [[1, 1, 1]]])
    """
    real = np.asarray(lengths)
    if real.size and not (real.min() >= 0 and real.max() <= n_k):
        raise ValueError(f"A length is 0 to n_k = {n_k}, but lengths go from {real.min()} to {real.max()}.")
    return np.asarray(np.arange(n_k) < real[..., None, None])


def _at_least_zero(**sizes: int) -> None:
    for name, size in sizes.items():
        if size < 0:
            raise ValueError(f"A size of a mask is 0 or more, but {name} is {size}.")
