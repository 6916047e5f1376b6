"""Scores and their scale: Q·Kᵀ, then divided by √d_k (Vaswani et al. 2017, section 3.2.1)."""

import numpy as np

from engine import product, total
from engine.arrays import Array
from quiz.blocks import number
from quiz.calculation import step
from quiz.steps.written import dot


def repeated_rows(x: Array) -> Array:
    """Which matrices have two equal rows: (..., n, d) -> (...)."""
    same = np.all(x[..., :, None, :] == x[..., None, :, :], axis=-1)
    return same.sum(axis=(-1, -2)) > x.shape[-2]


def zero_rows(x: Array) -> Array:
    """Which matrices have a row of zeros alone: (..., n, d) -> (...)."""
    return np.any(np.all(x == 0, axis=-1), axis=-1)


def scores_made(q: Array, k: Array) -> str:
    cell = f"Row 1, column 1 is query 1 with key 1: {dot(q[0], k[0])}."
    return f"Scores: the dot product of every query with every key, $Q K^\\top$. {cell}"


@step("scores", says=scores_made)
def dot_products(q: Array, k: Array) -> Array:  # (..., n_q, d_k), (..., n_k, d_k) -> (..., n_q, n_k)
    return product(q, k.swapaxes(-1, -2))


@dot_products.mistake("transposed-scores")
def keys_times_queries(q: Array, k: Array) -> Array:
    return product(k, q.swapaxes(-1, -2))


@dot_products.mistake("query-twice")
def queries_with_queries(q: Array) -> Array:
    return product(q, q.swapaxes(-1, -2))


@dot_products.mistake("cosine")
def cosines(q: Array, k: Array) -> Array:
    lengths = np.sqrt(total(q * q))[..., :, None] * np.sqrt(total(k * k))[..., None, :]
    return product(q, k.swapaxes(-1, -2)) / lengths


def scale_applied(scores: Array, d_k: int) -> str:
    first, root = np.asarray(scores).flat[0], number(np.sqrt(d_k))
    cell = f"the first becomes {number(first)}/{root} = {number(first / np.sqrt(d_k))}"
    return f"Scale: divide every score by $\\sqrt{{d_k}} = \\sqrt{{{d_k}}}$; {cell}."


@step("scaled", says=scale_applied)
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
