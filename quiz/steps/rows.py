"""Attention of one querying token: its scores, scaled scores, weights and output, each a row (Vaswani et al. 2017)."""

import numpy as np

from engine import product, softmax
from engine.arrays import Array
from quiz.blocks import number
from quiz.calculation import step
from quiz.steps.softmax import softmax_of_row
from quiz.steps.written import dot, listed, term


def row_scored(q: Array, k: Array) -> str:
    return f"Scores: the dot product of the query with every key. The first is {dot(q, k[0])}."


@step("scores", says=row_scored)
def row_scores(q: Array, k: Array) -> Array:  # (..., d_k), (..., n, d_k) -> (..., n)
    return product(k, q[..., :, None])[..., 0]


def row_scale_applied(scores: Array, d_k: int) -> str:
    return f"Scale: divided by $\\sqrt{{{d_k}}}$ they are {listed(scores / np.sqrt(d_k))}."


@step("scaled", says=row_scale_applied)
def row_scaled(scores: Array, d_k: int) -> Array:  # (..., n), () -> (..., n)
    return scores / np.sqrt(d_k)


row_weights = softmax_of_row.called("weights", logits="scaled", scaled="scaled")  # (..., n) -> (..., n), sums to 1


@row_weights.mistake("scaled-after-softmax")
def row_scaled_afterwards(scores: Array, d_k: int) -> Array:
    return softmax(scores) / np.sqrt(d_k)


def row_blended(weights: Array, v: Array) -> str:
    parts = " + ".join(f"{number(w)}·{term(x)}" for w, x in zip(weights, v[:, 0], strict=True))
    return f"Output: the weights times the rows of $V$. The first number is {parts} = {number(weights @ v[:, 0])}."


@step("z", says=row_blended)
def row_blend(weights: Array, v: Array) -> Array:  # (..., n), (..., n, d_v) -> (..., d_v)
    return product(weights[..., None, :], v)[..., 0, :]


@row_blend.mistake("keys-as-values")
def row_of_keys(weights: Array, k: Array) -> Array:  # (..., d_k), which the wrong length alone gives away
    return product(weights[..., None, :], k)[..., 0, :]


@row_blend.mistake("scaled-output")
def row_output_scaled(scores: Array, v: Array, d_k: int) -> Array:
    return product(softmax(scores)[..., None, :], v)[..., 0, :] / np.sqrt(d_k)
