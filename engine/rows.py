"""The output of attention for long sequences, a block of queries at a time, in little memory."""

from dataclasses import dataclass

import numpy as np

from engine.arguments import heads_of, read_bias, read_mask, read_offset, read_positive, read_qkv
from engine.arrays import Array, BoolArray, FloatArray, IntArray
from engine.masks import causal_mask

# Scores held at once: 2¹⁷ of 8 bytes are 1 MiB, which stays in the processor's cache between the steps.
BLOCK_ENTRIES = 2**17


@dataclass(frozen=True)
class _Rules:
    """What happens to one head's scores between Q·Kᵀ and softmax; arrays are (n_q, n_k)."""

    factor: float
    softcap: float | None
    bias: FloatArray | None
    mask: BoolArray | None
    offset: int | None  # None: not causal

    def keys_seen(self, end: int, n_k: int) -> int:
        """Return how many keys the queries before `end` may see at most."""
        return n_k if self.offset is None else min(max(end + self.offset, 0), n_k)

    def apply(self, scores: FloatArray, start: int) -> None:
        """Change a block (rows, keys) that begins with query `start`, in place."""
        rows, keys = slice(start, start + scores.shape[0]), slice(scores.shape[1])
        if self.softcap is not None:
            scores /= self.softcap
            np.tanh(scores, out=scores)
            scores *= self.softcap
        if self.bias is not None:
            scores += self.bias[rows, keys]
        if self.mask is not None:
            np.copyto(scores, -np.inf, where=~self.mask[rows, keys])
        if self.offset is not None:
            visible = causal_mask(scores.shape[0], scores.shape[1], self.offset + start)
            np.copyto(scores, -np.inf, where=~visible)


def attend(
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
) -> FloatArray:
    """Return the output of `attention` alone, (..., h, n_q, d_v), without holding n_q × n_k scores.

    Takes what `attention` takes and agrees with it up to rounding, not to the last bit: use `attention` where a
    number is graded or stored. Beside the output it needs a few MiB, whatever n_q is, and with `causal` it skips
    the keys that no query of a block may see.

    >>> attend(np.zeros((1, 2)), np.ones((2, 2)), np.array([[2], [4]]))
    array([[3.]])
    """
    q, k, v = read_qkv(q, k, v)
    leading = np.broadcast_shapes(q.shape[:-3], k.shape[:-3], v.shape[:-3])
    h, h_kv, headed = heads_of(q), heads_of(k), max(q.ndim, k.ndim, v.ndim) > 2
    places = (*leading, h) if headed else ()
    shape = (*places, q.shape[-2], k.shape[-2])
    factor = 1 / np.sqrt(q.shape[-1]) if scale is None else read_positive("scale", scale)
    cap = None if softcap is None else read_positive("softcap", softcap)
    masks = None if mask is None else read_mask(mask, shape)
    biases = None if bias is None else read_bias(bias, shape)
    offsets = read_offset(offset, places)
    queries = np.broadcast_to(q, (*places, *q.shape[-2:]))
    keys, values = (np.broadcast_to(x, (*leading, *(h_kv,) * headed, *x.shape[-2:])) for x in (k, v))
    output = np.zeros((*places, q.shape[-2], v.shape[-1]))
    for place in np.ndindex(*places):
        rules = _Rules(
            factor, cap,
            None if biases is None else biases[place],
            None if masks is None else masks[place],
            int(offsets[place]) if causal else None,
        )
        read = (*place[:-1], place[-1] * h_kv // h) if headed else ()
        _fill(output[place], queries[place], keys[read], values[read], rules)
    return output


def _fill(output: FloatArray, q: FloatArray, k: FloatArray, v: FloatArray, rules: _Rules) -> None:
    """Compute one head's output in place: (n_q, d_v), (n_q, d_k), (n_k, d_k), (n_k, d_v)."""
    n_q, n_k = q.shape[0], k.shape[0]
    step = max(1, BLOCK_ENTRIES // max(n_k, 1))
    room = np.empty(min(step, n_q) * n_k)
    for start in range(0, n_q, step):
        end = min(start + step, n_q)
        seen = rules.keys_seen(end, n_k)
        if seen == 0:
            continue
        scores = room[: (end - start) * seen].reshape(end - start, seen)
        np.matmul(q[start:end] * rules.factor, k[:seen].T, out=scores)
        rules.apply(scores, start)
        greatest = scores.max(axis=-1, keepdims=True)
        scores -= np.where(np.isneginf(greatest), 0.0, greatest)
        np.exp(scores, out=scores)
        sums = scores.sum(axis=-1, keepdims=True)
        # Dividing the d_v outputs is less work than dividing the n_k weights.
        output[start:end] = (scores @ v[:seen]) / np.where(sums == 0.0, 1.0, sums)
