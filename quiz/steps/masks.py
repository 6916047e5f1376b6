"""The causal mask: who may be read, scores behind the mask, weights of what is left (Vaswani et al. 2017, 3.2.3).

Masks are boolean, True = may attend. The number of cached keys before the first query is `offset`.
"""

from typing import Any

import numpy as np

from engine import causal_mask, softmax, total
from engine.arrays import Array
from quiz.blocks import number
from quiz.calculation import step
from quiz.steps.reading import row_of
from quiz.steps.softmax import softmax_rows
from quiz.steps.written import listed

SMALL = -1.0  # what somebody writes who takes "a very small number" for −∞


def may_see(scores: Array, offset: int) -> Array:  # (..., n_q, n_k), () -> the same shape, boolean
    """The causal mask, once for each score matrix."""
    n_q, n_k = scores.shape[-2:]
    return np.broadcast_to(causal_mask(n_q, n_k, offset), scores.shape)


@step("mask", says="A query may read itself and every token before it: each row is open up to its own token.")
def causal(scores: Array, offset: int) -> Array:  # (..., n_q, n_k), () -> (..., n_q, n_k) boolean
    return may_see(scores, offset)


@causal.mistake("mask-strict")
def self_hidden(scores: Array, offset: int) -> Array:
    return may_see(scores, offset - 1)


@causal.mistake("mask-reversed")
def past_hidden(scores: Array, offset: int) -> Array:
    return ~may_see(scores, offset)


@causal.mistake("mask-reversed")
def past_hidden_but_not_self(scores: Array, offset: int) -> Array:
    return ~may_see(scores, offset - 1)


@causal.mistake("mask-ignored")
def all_open(scores: Array) -> Array:
    return np.ones(scores.shape, dtype=bool)


def allowed_says(tokens: Any, queries: Any, query: Any, allowed: Any) -> str:
    seen = [str(token) for token, open_ in zip(tokens, allowed, strict=True) if open_]
    return f"So “{queries[int(query)]}” may read {', '.join(seen)}: itself and all before it, {len(seen)} in all."


@step("allowed", says=allowed_says, look="hidden")
def row_of_mask(mask: Array, query: Array) -> Array:  # (..., n_q, n_k), (...) -> (..., n_k) boolean
    return row_of(mask, query)


@step("masked", says="Set the scores that are not open to $-\\infty$, before the softmax.")
def hide(scaled: Array, mask: Array) -> Array:  # (..., n_q, n_k) twice -> (..., n_q, n_k)
    return np.where(mask, scaled, -np.inf)


@hide.mistake("mask-zero-score")
def hidden_as_zero(scaled: Array, mask: Array) -> Array:
    return np.where(mask, scaled, 0.0)


@hide.mistake("small-negative-mask")
def hidden_as_small(scaled: Array, mask: Array) -> Array:
    return np.where(mask, scaled, SMALL)


@hide.mistake("mask-strict")
def own_score_hidden(scaled: Array, offset: int) -> Array:
    return np.where(may_see(scaled, offset - 1), scaled, -np.inf)


@hide.mistake("mask-reversed")
def open_scores_hidden(scaled: Array, mask: Array) -> Array:
    return np.where(mask, -np.inf, scaled)


@hide.mistake("mask-reversed")
def all_but_later_hidden(scaled: Array, offset: int) -> Array:
    return np.where(may_see(scaled, offset - 1), -np.inf, scaled)


@hide.mistake("mask-ignored")
def nothing_hidden(scaled: Array) -> Array:
    return scaled * 1.0


def last_row(masked: Any, weights: Any) -> str:
    """The last row of a masked softmax in full, which is where the most keys are open."""
    row, result = np.asarray(masked)[-1], np.asarray(weights)[-1]
    powers = [np.exp(x) for x in row if np.isfinite(x)]
    return (
        "Softmax over each row; a hidden score gets $e^{-\\infty} = 0$. In the last row the exponentials "
        f"{listed(powers)} sum to {number(sum(powers))}, so its first weight is "
        f"{number(powers[0])}/{number(sum(powers))} = {number(result[0])}."
    )


softmax_of_open = softmax_rows.called("weights", says=last_row, look="heat", scaled="masked").without(
    "scaled-after-softmax",
    "linear-normalised",
    "no-softmax",  # as they are, they know of no mask; see below
)


@softmax_of_open.mistake("linear-normalised")
def shares_of_open(masked: Array) -> Array:
    kept = np.where(np.isneginf(masked), 0.0, masked)
    return kept / total(kept)[..., None]


@softmax_of_open.mistake("no-softmax")
def open_scores(masked: Array) -> Array:
    return np.where(np.isneginf(masked), 0.0, masked)


@softmax_of_open.mistake("mask-after-softmax")
def hidden_afterwards(scores: Array, mask: Array, d_k: int) -> Array:
    return softmax(scores / np.sqrt(d_k)) * mask


@softmax_of_open.mistake("scaled-after-softmax")
def masked_then_divided(scores: Array, mask: Array, d_k: int) -> Array:
    return softmax(np.where(mask, scores, -np.inf)) / np.sqrt(d_k)
