"""Reading a matrix of weights: rows query and share out 1, columns are read and may collect any total."""

from typing import Any

import numpy as np

from engine import total
from engine.arrays import Array
from quiz.blocks import number
from quiz.calculation import step
from quiz.steps.written import listed


def row_of(matrix: Array, i: Array) -> Array:  # (..., n, m), (...) -> (..., m)
    """Row i of each matrix."""
    if i.size == 1 and i.ndim == matrix.ndim - 2:  # of one variant: the general way takes several times as long
        return matrix[..., i.item(), :]
    return np.take_along_axis(matrix, i[..., None, None], axis=-2)[..., 0, :]


def column_of(matrix: Array, j: Array) -> Array:  # (..., n, m), (...) -> (..., n)
    """Column j of each matrix."""
    if j.size == 1 and j.ndim == matrix.ndim - 2:
        return matrix[..., j.item()]
    return np.take_along_axis(matrix, j[..., None, None], axis=-1)[..., 0]


def strongest_says(tokens: Any, weights: Any, reader: Any, reads: Any) -> str:
    row = np.asarray(weights)[int(reader)]
    return (
        f"What “{tokens[int(reader)]}” reads stands in its row, {listed(row)}: the greatest is {number(row.max())}, "
        f"in the column of “{tokens[int(reads)]}”."
    )


@step("reads", says=strongest_says, look="hidden")
def strongest_source(weights: Array, reader: Array) -> Array:  # (..., n, n), (...) -> (...) position of a token
    return row_of(weights, reader).argmax(axis=-1)


@strongest_source.mistake("row-column-swapped")
def strongest_reader_of_it(weights: Array, reader: Array) -> Array:
    return column_of(weights, reader).argmax(axis=-1)


def reader_says(tokens: Any, weights: Any, source: Any, read_by: Any) -> str:
    column = np.asarray(weights)[:, int(source)]
    return (
        f"Who reads “{tokens[int(source)]}” stands in its column, {listed(column)}: the greatest is "
        f"{number(column.max())}, in the row of “{tokens[int(read_by)]}”."
    )


@step("read_by", says=reader_says, look="hidden")
def strongest_reader(weights: Array, source: Array) -> Array:  # (..., n, n), (...) -> (...) position of a token
    return column_of(weights, source).argmax(axis=-1)


@strongest_reader.mistake("row-column-swapped")
def strongest_source_of_it(weights: Array, source: Array) -> Array:
    return row_of(weights, source).argmax(axis=-1)


def received_says(tokens: Any, weights: Any, source: Any, received: Any) -> str:
    column = np.asarray(weights)[:, int(source)]
    terms = " + ".join(number(x) for x in column)
    return f"What “{tokens[int(source)]}” receives is the sum of its column: {terms} = {number(received)}."


@step("received", says=received_says, look="number")
def column_sum(weights: Array, source: Array) -> Array:  # (..., n, n), (...) -> (...)
    return total(column_of(weights, source))


@column_sum.mistake("columns-sum-to-one")
def one_for_all(weights: Array, source: Array) -> Array:
    """What every column would collect; summing the row, which swaps row and column, gives the same 1."""
    return np.ones(np.broadcast_shapes(weights.shape[:-2], source.shape))


def most_says(tokens: Any, weights: Any, most_read: Any) -> str:
    sums = np.asarray(weights).sum(axis=0)
    return f"The columns sum to {listed(sums)}: the most attention goes to “{tokens[int(most_read)]}”."


@step("most_read", says=most_says, look="hidden")
def greatest_column(weights: Array) -> Array:  # (..., n, n) -> (...) position of a token
    return total(weights, axis=-2).argmax(axis=-1)


@greatest_column.mistake("row-column-swapped")
def most_decided_row(weights: Array) -> Array:
    """The row that looks brightest: rows all sum to 1, so the eye takes the one with the greatest cell."""
    return weights.max(axis=-1).argmax(axis=-1)


def learned_says(tokens: Any, learned: Any) -> str:
    pairs = (f"{token} → {tokens[int(j) - 1]}" for token, j in zip(tokens, np.asarray(learned), strict=True))
    return f"Take the greatest weight of every row: {', '.join(pairs)}."


@step("learned", says=learned_says, look="grid")
def sources_of_rows(weights: Array) -> Array:  # (..., n, n) -> (..., n) places counted from 1
    return weights.argmax(axis=-1) + 1


@sources_of_rows.mistake("row-column-swapped")
def readers_of_columns(weights: Array) -> Array:
    return weights.argmax(axis=-2) + 1
