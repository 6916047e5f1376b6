"""Scores and their scale: Q·Kᵀ, then divided by √d_k (Vaswani et al. 2017, section 3.2.1)."""

import numpy as np

from engine import product
from engine.arrays import Array
from quiz.calculation import step


@step("scores", says="Scores: the dot product of every query with every key, $Q K^\\top$.")
def dot_products(q: Array, k: Array) -> Array:  # (..., n_q, d_k), (..., n_k, d_k) -> (..., n_q, n_k)
    return product(q, k.swapaxes(-1, -2))


@dot_products.mistake("transposed-scores")
def keys_times_queries(q: Array, k: Array) -> Array:
    return product(k, q.swapaxes(-1, -2))


@dot_products.mistake("query-twice")
def queries_with_queries(q: Array) -> Array:
    return product(q, q.swapaxes(-1, -2))


@step("scaled", says="Divide every score by $\\sqrt{{d_k}} = \\sqrt{{{d_k}}}$.")
def scale(scores: Array, d_k: int) -> Array:  # (..., n_q, n_k), () -> (..., n_q, n_k)
    return scores / np.sqrt(d_k)


@scale.mistake("no-scale")
def unscaled(scores: Array) -> Array:
    return scores * 1.0


@scale.mistake("scaled-by-dk")
def divided_by_dk(scores: Array, d_k: int) -> Array:
    return scores / d_k


@scale.mistake("scaled-by-dmodel")
def divided_by_root_of_dmodel(scores: Array, d_model: int) -> Array:
    return scores / np.sqrt(d_model)


@scale.mistake("scaled-by-n")
def divided_by_root_of_n(scores: Array) -> Array:
    return scores / np.sqrt(scores.shape[-1])


@scale.mistake("multiplied-by-scale")
def multiplied(scores: Array, d_k: int) -> Array:
    return scores * np.sqrt(d_k)
