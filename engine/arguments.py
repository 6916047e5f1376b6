"""What attention accepts: each argument is checked once, and refused in one sentence."""

import numpy as np

from engine.arrays import Array, BoolArray, FloatArray, IntArray
from engine.masks import causal_mask

Shape = tuple[int, ...]


def read_qkv(q: Array, k: Array, v: Array) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return queries, keys and values as float64, or ValueError when their shapes disagree."""
    q, k, v = (_numbers(name, x) for name, x in (("q", q), ("k", k), ("v", v)))
    shapes = f"q is {q.shape}, k is {k.shape}, v is {v.shape}"
    if min(q.ndim, k.ndim, v.ndim) < 2:
        raise ValueError(f"Queries, keys and values have at least two axes (tokens, width), but {shapes}.")
    if q.shape[-1] != k.shape[-1] or q.shape[-1] == 0:
        raise ValueError(f"Queries and keys have the same width d_k, at least 1, but {shapes}.")
    if k.shape[-2] != v.shape[-2]:
        raise ValueError(f"There is one value for each key, n_k of both, but {shapes}.")
    h, h_kv = heads_of(q), heads_of(k)
    if h_kv != heads_of(v) or (h != h_kv and (h_kv == 0 or h % h_kv)):
        raise ValueError(f"Query heads are a multiple of key/value heads, h = c · h_kv, but {shapes}.")
    try:
        np.broadcast_shapes(q.shape[:-3], k.shape[:-3], v.shape[:-3])
    except ValueError:
        raise ValueError(f"The axes before the heads must broadcast together, but {shapes}.") from None
    return q, k, v


def heads_of(x: Array) -> int:
    """Return the number of heads of (..., h, n, d), 1 for a single matrix."""
    return x.shape[-3] if x.ndim > 2 else 1


def read_mask(mask: BoolArray, shape: Shape) -> BoolArray:
    """Return the mask in the shape of the scores, a view."""
    given = np.asarray(mask)
    if given.dtype != np.bool_:
        raise ValueError(f"A mask is boolean, True = may attend, but its type is {given.dtype}.")
    return _in_the_shape_of_scores("mask", given, shape)


def read_bias(bias: Array, shape: Shape) -> FloatArray:
    """Return the bias in the shape of the scores, a view."""
    given = _numbers("bias", bias)
    if np.isnan(given).any() or np.isposinf(given).any():
        raise ValueError("A bias is finite or -inf, but it contains nan or +inf.")
    return _in_the_shape_of_scores("bias", given, shape)


def read_offset(offset: int | IntArray, leading: Shape) -> IntArray:
    """Return the number of cached keys, one for each element of the leading dimensions, a view."""
    given = np.asarray(offset)
    if given.dtype.kind not in "iu":
        raise ValueError(f"An offset is a whole number of cached keys, but its type is {given.dtype}.")
    try:
        return np.broadcast_to(given, leading)
    except ValueError:
        raise ValueError(
            f"The offset must broadcast to the leading dimensions, {leading}, but its shape is {given.shape}."
        ) from None


def read_causal(offset: int | IntArray, shape: Shape) -> BoolArray:
    """Return the causal mask of scores of this shape, (n_q, n_k) when the offset is one number."""
    before = read_offset(offset, shape[:-2])
    return causal_mask(shape[-2], shape[-1], before if np.ndim(offset) else np.asarray(offset))


def read_positive(name: str, number: float) -> float:
    """Return a scale or softcap, which is finite and above 0."""
    if not (np.isfinite(number) and number > 0):
        raise ValueError(f"The {name} is a finite number above 0, but it is {number}.")
    return float(number)


def _numbers(name: str, given: Array) -> FloatArray:
    numbers = np.asarray(given)
    if numbers.dtype.kind not in "iuf":
        raise ValueError(f"Attention takes real numbers, but the type of {name} is {numbers.dtype}.")
    return numbers.astype(np.float64, copy=False)


def _in_the_shape_of_scores(name: str, given: Array, shape: Shape) -> Array:
    try:
        return np.broadcast_to(given, shape)
    except ValueError:
        raise ValueError(
            f"The {name} must broadcast to the shape of the scores, {shape}, but its shape is {given.shape}."
        ) from None
