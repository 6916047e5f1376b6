"""Queries, keys and values from embeddings: Q = X·W_Q, K = X·W_K, V = X·W_V (Vaswani et al. 2017, section 3.2)."""

from engine import product
from engine.arrays import Array
from quiz.calculation import step


@step("q", says="Queries: every row of $X$ times $W_Q$.")
def queries(x: Array, w_q: Array) -> Array:  # (..., n, d_model), (..., d_model, d_k) -> (..., n, d_k)
    return product(x, w_q)


@step("k", says="Keys: every row of $X$ times $W_K$.")
def keys(x: Array, w_k: Array) -> Array:  # (..., n, d_model), (..., d_model, d_k) -> (..., n, d_k)
    return product(x, w_k)


@step("v", says="Values: every row of $X$ times $W_V$.")
def values(x: Array, w_v: Array) -> Array:  # (..., n, d_model), (..., d_model, d_v) -> (..., n, d_v)
    return product(x, w_v)
