"""Queries, keys and values from embeddings: Q = X·W_Q, K = X·W_K, V = X·W_V (Vaswani et al. 2017, section 3.2)."""

import numpy as np

from engine import product
from engine.arrays import Array
from quiz.calculation import step
from quiz.steps.written import dot


def first_cell(x: Array, w: Array) -> str:
    """How row 1, column 1 of X·W comes about, in this variant's numbers."""
    return f"Row 1, column 1 is row 1 of $X$ times column 1 of the matrix: {dot(x[0], w[:, 0])}."


def queries_made(x: Array, w_q: Array) -> str:
    return f"Queries: every row of $X$ times $W_Q$. {first_cell(x, w_q)}"


def keys_made(x: Array, w_k: Array) -> str:
    return f"Keys: every row of $X$ times $W_K$. {first_cell(x, w_k)}"


def values_made(x: Array, w_v: Array) -> str:
    return f"Values: every row of $X$ times $W_V$. {first_cell(x, w_v)}"


@step("q", says=queries_made)
def queries(x: Array, w_q: Array) -> Array:  # (..., n, d_model), (..., d_model, d_k) -> (..., n, d_k)
    return product(x, w_q)


@step("k", says=keys_made)
def keys(x: Array, w_k: Array) -> Array:  # (..., n, d_model), (..., d_model, d_k) -> (..., n, d_k)
    return product(x, w_k)


@step("v", says=values_made)
def values(x: Array, w_v: Array) -> Array:  # (..., n, d_model), (..., d_model, d_v) -> (..., n, d_v)
    return product(x, w_v)


def asked_made(asked: Array, x: Array, w_q: Array, w_k: Array, w_v: Array) -> str:
    match str(asked):
        case "q":
            return queries_made(x, w_q)
        case "k":
            return keys_made(x, w_k)
        case _:
            return values_made(x, w_v)


@step("projected", says=asked_made)
def asked_projection(asked: Array, x: Array, w_q: Array, w_k: Array, w_v: Array) -> Array:
    """Q, K or V, whichever letter is asked: () "q", "k" or "v", (n, d_model), three (d_model, d_k) -> (n, d_k)."""
    letter = asked[..., None, None]
    return product(x, np.where(letter == "q", w_q, np.where(letter == "k", w_k, w_v)))


@asked_projection.mistake("keys-as-values")
def keys_for_values(asked: Array, x: Array, w_k: Array, shown: str) -> Array:
    """The keys where values are asked and W_K is shown as well; elsewhere no answer."""
    possible = (asked[..., None, None] == "v") & (shown == "three")
    return np.where(possible, product(x, w_k), np.nan)
