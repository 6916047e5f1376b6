"""Heads: the same numbers read side by side (one wide row per token) or apart (one array per head)."""

import numpy as np

from engine.arrays import Array


def split_heads(x: Array, h: int) -> Array:
    """Cut each token's row into h heads of equal width: (..., n, h·d) -> (..., h, n, d), a view.

    >>> split_heads(np.array([[1, 2, 3, 4]]), 2).tolist()
    [[[1, 2]], [[3, 4]]]
    """
    if x.ndim < 2 or h < 1 or x.shape[-1] % h:
        raise ValueError(f"The width of a row is a multiple of h = {h} heads, but the shape is {x.shape}.")
    return x.reshape(*x.shape[:-1], h, x.shape[-1] // h).swapaxes(-2, -3)


def join_heads(x: Array) -> Array:
    """Put the heads of each token side by side, head 0 first: (..., h, n, d) -> (..., n, h·d).

    >>> join_heads(np.array([[[1, 2]], [[3, 4]]])).tolist()
    [[1, 2, 3, 4]]
    """
    if x.ndim < 3:
        raise ValueError(f"Heads have three axes (h, n, d) at least, but the shape is {x.shape}.")
    h, n, d = x.shape[-3:]
    return np.swapaxes(x, -2, -3).reshape(*x.shape[:-3], n, h * d)


def key_value_head(head: int, h: int, h_kv: int) -> int:
    """Return which key/value head a query head reads: ⌊head · h_kv / h⌋, counted from 0.

    >>> [key_value_head(i, 6, 2) for i in range(6)]
    [0, 0, 0, 1, 1, 1]
    """
    if h_kv < 1 or h % h_kv or not 0 <= head < h:
        raise ValueError(
            f"A head counts up to h, a multiple of h_kv, but head is {head}, h is {h}, h_kv is {h_kv}."
        )
    return head * h_kv // h
