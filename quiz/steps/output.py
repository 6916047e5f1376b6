"""The output: every row of Z is a blend of the rows of V, Z = A·V."""

import numpy as np

from engine import product, softmax
from engine.arrays import Array
from quiz.calculation import step


@step("z", says="Output: the weights times the values, $Z = A V$; each row is a blend of the rows of $V$.")
def blend(weights: Array, v: Array) -> Array:  # (..., n_q, n_k), (..., n_k, d_v) -> (..., n_q, d_v)
    return product(weights, v)


@blend.mistake("transposed-weights")
def weights_transposed(weights: Array, v: Array) -> Array:
    return product(weights.swapaxes(-1, -2), v)


@blend.mistake("keys-as-values")
def blend_of_keys(weights: Array, k: Array) -> Array:
    return product(weights, k)


@blend.mistake("embeddings-as-values")
def blend_of_embeddings(weights: Array, x: Array) -> Array:
    return product(weights, x)


@blend.mistake("scaled-output")
def output_scaled(scores: Array, v: Array, d_k: int) -> Array:
    return product(softmax(scores), v) / np.sqrt(d_k)
