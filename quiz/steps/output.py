"""The output: every row of Z is a blend of the rows of V, Z = A·V."""

from typing import Any

import numpy as np

from engine import product, softmax
from engine.arrays import Array
from quiz.calculation import step
from quiz.steps.reading import column_of, row_of
from quiz.steps.written import dot


def blend_says(weights: Any, v: Any) -> str:
    cell = dot(np.asarray(weights)[0], np.asarray(v)[:, 0])
    return (
        "Output: the weights times the values, $Z = A V$; each row is a blend of the rows of $V$. "
        f"Row 1, column 1 is row 1 of $A$ times column 1 of $V$: {cell}."
    )


@step("z", says=blend_says)
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
def output_scaled_again(weights: Array, v: Array, d_k: int) -> Array:
    return product(weights, v) / np.sqrt(d_k)


@blend.mistake("scaled-output")
def output_scaled(scores: Array, v: Array, d_k: int) -> Array:
    return product(softmax(scores), v) / np.sqrt(d_k)


def row_says(tokens: Any, reader: Any) -> str:
    i = int(reader)
    return f"“{tokens[i]}” queries, so its weights are row {i + 1} of $A$."


@step("row", says=row_says, look="heat")
def own_row(weights: Array, reader: Array) -> Array:  # (..., n, n), (...) -> (..., n)
    return row_of(weights, reader)


@own_row.mistake("transposed-weights")
def own_column(weights: Array, reader: Array) -> Array:
    return column_of(weights, reader)


def row_blend_says(tokens: Any, reader: Any, row: Any, v: Any) -> str:
    cells = (f"column {j + 1}: {dot(row, column)}" for j, column in enumerate(np.asarray(v).T))
    return f"Blend the rows of $V$ with these weights. The output of “{tokens[int(reader)]}”, {'; '.join(cells)}."


@step("z", says=row_blend_says)
def blend_row(row: Array, v: Array) -> Array:  # (..., n), (..., n, d_v) -> (..., d_v)
    return product(row[..., None, :], v)[..., 0, :]


@blend_row.mistake("keys-as-values")
def row_of_keys(row: Array, k: Array) -> Array:
    return product(row[..., None, :], k)[..., 0, :]


@blend_row.mistake("embeddings-as-values")
def row_of_embeddings(row: Array, x: Array) -> Array:
    return product(row[..., None, :], x)[..., 0, :]


@blend_row.mistake("scaled-output")
def row_scaled(row: Array, v: Array, d_k: int) -> Array:
    return product(row[..., None, :], v)[..., 0, :] / np.sqrt(d_k)


@blend_row.mistake("hard-argmax")
def nearest_value(row: Array, v: Array) -> Array:
    """The value of the token with the greatest weight, unblended."""
    return row_of(v, row.argmax(axis=-1))
