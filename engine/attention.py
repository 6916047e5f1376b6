"""Scaled dot-product attention, with everything that happens on the way kept for the reader."""

from dataclasses import dataclass

import numpy as np

from engine.arrays import Array, BoolArray, FloatArray, IntArray
from engine.masks import causal_mask
from engine.products import product
from engine.softmax import softmax


@dataclass(frozen=True, eq=False, slots=True)
class Trace:
    """The stages of one attention, (..., n_q, n_k) each but the last; one left out equals the one before."""

    scores: FloatArray   # Q·Kᵀ
    scaled: FloatArray   # scores / √d_k
    capped: FloatArray   # softcap · tanh(scaled / softcap)
    masked: FloatArray   # capped + bias, and -inf where the mask forbids
    weights: FloatArray  # softmax over each row
    output: FloatArray   # weights · V, (..., n_q, d_v)


def attention(
    q: Array,
    k: Array,
    v: Array,
    *,
    mask: BoolArray | None = None,
    bias: Array | None = None,
    causal: bool = False,
    offset: int | IntArray = 0,
    scale: float | None = None,
    softcap: float | None = None,
) -> Trace:
    r"""Let every query gather the values of the keys it matches: softmax(Q·Kᵀ/√d_k)·V.

    Parameters
    ----------
    q : array, (..., h, n_q, d_k)
        Queries: what each token looks for. Any numbers; whole numbers are taken as float64.
    k : array, (..., h_kv, n_k, d_k)
        Keys: what each token offers. h is a multiple of h_kv; head i reads key/value head i // (h // h_kv).
    v : array, (..., h_kv, n_k, d_v)
        Values: what each token hands over. All three may also come without the head axis.
    mask : boolean array, optional
        True = may attend; broadcasts to (..., h, n_q, n_k).
    bias : array, optional
        Added to the scores after the softcap; finite or -inf, broadcasts like the mask.
    causal : bool, optional
        Query i may attend to key j only when j ≤ i + offset.
    offset : int or array of int, optional
        The number of cached keys before the first query. An array broadcasts to the leading dimensions
        (..., h).
    scale : float, optional
        What scores are multiplied by, above 0. They are divided by √d_k by default.
    softcap : float, optional
        A bound c > 0 on scores: c · tanh(scaled / c), before bias and mask.

    Returns
    -------
    trace : Trace
        scores, scaled, capped, masked and weights (..., h, n_q, n_k), and output (..., h, n_q, d_v), all
        float64. Each row of weights sums to 1; a row that may attend to nothing has weights 0 and output 0.

    Raises
    ------
    ValueError
        When shapes disagree, the mask is not boolean, the bias is nan or +inf, or scale or softcap is not a
        finite number above 0.

    References
    ----------
    A. Vaswani et al., "Attention Is All You Need", NeurIPS 2017, section 3.2.1; J. Ainslie et al., "GQA",
    EMNLP 2023 (grouped heads); Gemma Team, "Gemma 2", 2024 (softcap).

    Examples
    --------
    One query scores 2·ln 3 against the first key and 0 against the second. Divided by √4 that is ln 3 and 0,
    hence the weights 3/4 and 1/4, and the output is 3/4·8 + 1/4·4 = 7.

    >>> trace = attention(np.array([[2 * np.log(3), 0, 0, 0]]), np.eye(2, 4), np.array([[8], [4]]))
    >>> trace.weights.round(12), trace.output.round(12)
    (array([[0.75, 0.25]]), array([[7.]]))
    """
    q, k, v = (_numbers(name, x) for name, x in (("q", q), ("k", k), ("v", v)))
    _check_shapes(q.shape, k.shape, v.shape)
    scores = _per_group(q, np.swapaxes(k, -1, -2))                           # (..., h, n_q, n_k)
    scaled = scores / np.sqrt(q.shape[-1]) if scale is None else scores * _positive("scale", scale)
    capped = scaled if softcap is None else _cap(scaled, _positive("softcap", softcap))
    masked = capped if bias is None else capped + _bias(bias, capped.shape)
    for allowed in _allowed(mask, causal, offset, masked.shape):
        masked = np.where(allowed, masked, -np.inf)
    weights = softmax(masked)                                                # (..., h, n_q, n_k)
    output = _per_group(weights, v)                                          # (..., h, n_q, d_v)
    return Trace(scores, scaled, capped, masked, weights, output)


def _per_group(a: FloatArray, b: FloatArray) -> FloatArray:
    """Multiply each query head by the key/value head of its group.

    (..., h, n, m), (..., h_kv, m, p) -> (..., h, n, p)
    """
    h, h_kv = _heads(a.shape), _heads(b.shape)
    if h == h_kv or h_kv == 1:
        return product(a, b)
    grouped = a.reshape(*a.shape[:-3], h_kv, h // h_kv, *a.shape[-2:])
    joined = product(grouped, np.expand_dims(b, -3))                         # (..., h_kv, h // h_kv, n, p)
    return joined.reshape(*joined.shape[:-4], h, *joined.shape[-2:])


def _cap(scaled: FloatArray, softcap: float) -> FloatArray:
    capped = scaled / softcap
    np.tanh(capped, out=capped)
    return np.multiply(capped, softcap, out=capped)


def _allowed(
    mask: BoolArray | None, causal: bool, offset: int | IntArray, shape: tuple[int, ...]
) -> list[BoolArray]:
    found = []
    if mask is not None:
        given = np.asarray(mask)
        if given.dtype != np.bool_:
            raise ValueError(f"A mask is boolean, True = may attend, but its type is {given.dtype}.")
        found.append(_to_scores("mask", given, shape))
    if causal:
        before = np.asarray(offset)
        if before.dtype.kind not in "iu":
            raise ValueError(f"An offset is a whole number of cached keys, but its type is {before.dtype}.")
        found.append(_to_scores("offset", causal_mask(shape[-2], shape[-1], before), shape))
    return found


def _bias(bias: Array, shape: tuple[int, ...]) -> FloatArray:
    given = _numbers("bias", bias)
    if np.isnan(given).any() or np.isposinf(given).any():
        raise ValueError("A bias is finite or -inf, but it contains nan or +inf.")
    return _to_scores("bias", given, shape)


def _to_scores(name: str, given: Array, shape: tuple[int, ...]) -> Array:
    try:
        return np.broadcast_to(given, shape)
    except ValueError:
        raise ValueError(
            f"The {name} must broadcast to the shape of the scores, {shape}, but its shape is {given.shape}."
        ) from None


def _numbers(name: str, given: Array) -> FloatArray:
    numbers = np.asarray(given)
    if numbers.dtype.kind not in "iuf":
        raise ValueError(f"Attention takes real numbers, but the type of {name} is {numbers.dtype}.")
    return numbers.astype(np.float64, copy=False)


def _positive(name: str, number: float) -> float:
    if not (np.isfinite(number) and number > 0):
        raise ValueError(f"The {name} is a finite number above 0, but it is {number}.")
    return float(number)


def _heads(shape: tuple[int, ...]) -> int:
    return shape[-3] if len(shape) > 2 else 1


def _check_shapes(q: tuple[int, ...], k: tuple[int, ...], v: tuple[int, ...]) -> None:
    shapes = f"q is {q}, k is {k}, v is {v}"
    if min(len(q), len(k), len(v)) < 2:
        raise ValueError(f"Queries, keys and values have at least two axes (tokens, width), but {shapes}.")
    if q[-1] != k[-1] or q[-1] == 0:
        raise ValueError(f"Queries and keys have the same width d_k, at least 1, but {shapes}.")
    if k[-2] != v[-2]:
        raise ValueError(f"There is one value for each key, n_k of both, but {shapes}.")
    h, h_kv = _heads(q), _heads(k)
    if h_kv != _heads(v) or (h != h_kv and (h_kv == 0 or h % h_kv)):
        raise ValueError(f"Query heads are a multiple of key/value heads, h = c · h_kv, but {shapes}.")
    try:
        np.broadcast_shapes(q[:-3], k[:-3], v[:-3])
    except ValueError:
        raise ValueError(f"The axes before the heads must broadcast together, but {shapes}.") from None
