"""Shapes in one head of attention, and how people lose an axis (Vaswani et al. 2017, section 3.2.1).

A size is an array (*batch,) of whole numbers, a shape is (*batch, axes).
"""

from typing import Any

import numpy as np

from engine.arrays import Array, IntArray
from quiz.calculation import step


def shape(*sizes: Array) -> IntArray:  # (...) each -> (..., axes)
    """Sizes side by side. What `np.stack` makes, which for so few numbers costs more than all the rest of a step."""
    made = np.empty((*np.broadcast(*sizes).shape, len(sizes)), np.result_type(*sizes))
    for axis, size in enumerate(sizes):
        made[..., axis] = size
    return made


def instead(wrong: Array, right: Array) -> Array:
    """The wrong size; ValueError where a level makes both the same, since the mistake does not exist there."""
    if np.array_equal(wrong, right):
        raise ValueError("One size can be taken for another only where they differ, but they are the same.")
    return wrong


def times(*sizes: Any) -> str:
    """Sizes as a shape is written.

    >>> times(3, 4)
    '3 × 4'
    """
    return " × ".join(str(int(size)) for size in sizes)


def multiplied(what: str, left: tuple[Any, ...], right: tuple[Any, ...]) -> str:
    """Why a product has its shape: the inner sizes meet and vanish.

    >>> multiplied("$Q = X W_Q$", (5, 8), (8, 3))
    '$Q = X W_Q$ is 5 × 8 times 8 × 3: the inner 8 is summed away, and 5 × 3 is left.'
    """
    inner, left_over = int(left[-1]), times(*left[:-1], right[-1])
    return f"{what} is {times(*left)} times {times(*right)}: the inner {inner} is summed away, and {left_over} is left."


def value_matrix_says(d_model: Any, d_v: Any) -> str:
    return f"$W_V$ takes rows of {int(d_model)} numbers to rows of {int(d_v)}, so it is {times(d_model, d_v)}."


@step("w_v", says=value_matrix_says, look="hidden")
def value_matrix(d_model: Array, d_v: Array) -> Array:
    return shape(d_model, d_v)


@value_matrix.mistake("transposed-shape")
def value_matrix_transposed(d_model: Array, d_v: Array) -> Array:
    return shape(d_v, d_model)


@value_matrix.mistake("dk-for-dv")
def value_matrix_of_keys(d_model: Array, d_k: Array) -> Array:
    return shape(d_model, d_k)


def queries_says(n_q: Any, d_model: Any, d_k: Any) -> str:
    return multiplied("$Q = X W_Q$", (n_q, d_model), (d_model, d_k))


@step("q", says=queries_says, look="hidden")
def queries(n_q: Array, d_k: Array) -> Array:
    return shape(n_q, d_k)


@queries.mistake("transposed-shape")
def queries_transposed(n_q: Array, d_k: Array) -> Array:
    return shape(d_k, n_q)


def keys_says(n_k: Any, d_model: Any, d_k: Any) -> str:
    return multiplied("$K = X W_K$", (n_k, d_model), (d_model, d_k))


@step("k", says=keys_says, look="hidden")
def keys(n_k: Array, d_k: Array) -> Array:
    return shape(n_k, d_k)


@keys.mistake("transposed-shape")
def keys_transposed(n_k: Array, d_k: Array) -> Array:
    return shape(d_k, n_k)


@keys.mistake("nq-nk-swapped")
def keys_of_queries(n_k: Array, n_q: Array, d_k: Array) -> Array:
    return shape(instead(n_q, n_k), d_k)


def values_says(n_k: Any, d_model: Any, d_v: Any) -> str:
    return multiplied("$V = X W_V$", (n_k, d_model), (d_model, d_v))


@step("v", says=values_says, look="hidden")
def values(n_k: Array, d_v: Array) -> Array:
    return shape(n_k, d_v)


@values.mistake("transposed-shape")
def values_transposed(n_k: Array, d_v: Array) -> Array:
    return shape(d_v, n_k)


@values.mistake("dk-for-dv")
def values_of_keys(n_k: Array, d_k: Array) -> Array:
    return shape(n_k, d_k)


def scores_says(n_q: Any, n_k: Any, d_k: Any) -> str:
    return multiplied("$Q K^\\top$", (n_q, d_k), (d_k, n_k))


@step("scores", says=scores_says, look="hidden")
def scores(n_q: Array, n_k: Array) -> Array:
    return shape(n_q, n_k)


@scores.mistake("dk-in-scores")
def scores_like_queries(n_q: Array, d_k: Array) -> Array:
    return shape(n_q, d_k)


@scores.mistake("dk-in-scores")
def columns_with_columns(d_k: Array) -> Array:
    """Qᵀ·K in place of Q·Kᵀ."""
    return shape(d_k, d_k)


@scores.mistake("nq-nk-swapped")
def scores_of_keys(n_q: Array, n_k: Array) -> Array:
    return shape(instead(n_k, n_q), n_q)


def weights_says(n_q: Any, n_k: Any) -> str:
    return f"Scaling and softmax change no shape, so $A$ is {times(n_q, n_k)} like the scores: one row a query."


weights = scores.called("weights", says=weights_says)


def outputs_says(n_q: Any, n_k: Any, d_v: Any) -> str:
    return multiplied("$Z = A V$", (n_q, n_k), (n_k, d_v))


@step("z", says=outputs_says, look="hidden")
def outputs(n_q: Array, d_v: Array) -> Array:
    return shape(n_q, d_v)


@outputs.mistake("transposed-shape")
def outputs_transposed(n_q: Array, d_v: Array) -> Array:
    return shape(d_v, n_q)


@outputs.mistake("dk-for-dv")
def outputs_of_keys(n_q: Array, d_k: Array) -> Array:
    return shape(n_q, d_k)


@outputs.mistake("nq-nk-swapped")
def outputs_for_keys(n_q: Array, n_k: Array, d_v: Array) -> Array:
    return shape(instead(n_k, n_q), d_v)
