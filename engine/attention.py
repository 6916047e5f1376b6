"""Scaled dot-product attention, with everything that happens on the way kept for the reader."""

from dataclasses import dataclass

import numpy as np

from engine.arguments import heads_of, read_bias, read_causal, read_mask, read_positive, read_qkv
from engine.arrays import Array, BoolArray, FloatArray, IntArray
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
    q, k, v = read_qkv(q, k, v)
    scores = _per_group(q, np.swapaxes(k, -1, -2))                            # (..., h, n_q, n_k)
    scaled = scores / np.sqrt(q.shape[-1]) if scale is None else scores * read_positive("scale", scale)
    capped = scaled if softcap is None else _cap(scaled, read_positive("softcap", softcap))
    masked = capped if bias is None else capped + read_bias(bias, capped.shape)
    if mask is not None:
        masked = np.where(read_mask(mask, masked.shape), masked, -np.inf)
    if causal:
        masked = np.where(read_causal(offset, masked.shape), masked, -np.inf)
    weights = softmax(masked)                                                # (..., h, n_q, n_k)
    output = _per_group(weights, v)                                           # (..., h, n_q, d_v)
    return Trace(scores, scaled, capped, masked, weights, output)


def _per_group(a: FloatArray, b: FloatArray) -> FloatArray:
    """Multiply each query head by the key/value head of its group.

    (..., h, n, m), (..., h_kv, m, p) -> (..., h, n, p)
    """
    h, h_kv = heads_of(a), heads_of(b)
    if h_kv in (1, h):
        return product(a, b)
    grouped = a.reshape(*a.shape[:-3], h_kv, h // h_kv, *a.shape[-2:])
    joined = product(grouped, np.expand_dims(b, -3))                         # (..., h_kv, h // h_kv, n, p)
    return joined.reshape(*joined.shape[:-4], h, *joined.shape[-2:])


def _cap(scaled: FloatArray, softcap: float) -> FloatArray:
    # Dividing makes a fresh array without gaps, over which tanh gives the same bits in any batch.
    capped = scaled / softcap
    np.tanh(capped, out=capped)
    return np.multiply(capped, softcap, out=capped)
