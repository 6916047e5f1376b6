"""Reading attention as operations: the row of a cell is the target, which queries, its column the source."""


import numpy as np

from engine.arrays import BoolArray, FloatArray, IntArray
from quiz.calculation import step
from quiz.steps.graphs import braces
from quiz.steps.reach import others, row_of


@step("row", says="Row: the target, which queries and takes over, vertex {row}.", look="hidden")
def row_of_operation(operation: IntArray) -> IntArray:  # (..., 2) source and target -> ()
    return operation[..., 1]


@row_of_operation.mistake("row-column-swapped")
@row_of_operation.mistake("direction-reversed")
def row_of_source(operation: IntArray) -> IntArray:
    return operation[..., 0]


@step("column", says="Column: the source, which is read, vertex {column}.", look="hidden")
def column_of_operation(operation: IntArray) -> IntArray:  # (..., 2) source and target -> ()
    return operation[..., 0]


@column_of_operation.mistake("row-column-swapped")
@column_of_operation.mistake("direction-reversed")
def column_of_target(operation: IntArray) -> IntArray:
    return operation[..., 1]


def bright(weights: FloatArray, threshold: float) -> BoolArray:
    """Which cells are above the threshold: (..., n, n)."""
    return np.asarray(weights > threshold)


def told_sources(vertex: int, sources: BoolArray) -> str:
    """The worked solution of `sources`."""
    return f"Vertex {vertex} takes over what the bright cells of its row name by their columns: {braces(sources)}."


@step("sources", says=told_sources, look="set")
def sources_of(weights: FloatArray, threshold: float, vertex: IntArray) -> BoolArray:  # (..., n, n) -> (..., n)
    return others(row_of(bright(weights, threshold), vertex), vertex)


@sources_of.mistake("row-column-swapped")
def read_down_the_column(weights: FloatArray, threshold: float, vertex: IntArray) -> BoolArray:
    return sources_of.compute(weights.swapaxes(-1, -2), threshold, vertex)


def told_targets(vertex: int, targets: BoolArray) -> str:
    """The worked solution of `targets`."""
    return f"The set of vertex {vertex} goes to the rows in which its column is bright: {braces(targets)}."


@step("targets", says=told_targets, look="set")
def targets_of(weights: FloatArray, threshold: float, vertex: IntArray) -> BoolArray:  # (..., n, n) -> (..., n)
    return others(row_of(bright(weights, threshold).swapaxes(-1, -2), vertex), vertex)


@targets_of.mistake("row-column-swapped")
def read_along_the_row(weights: FloatArray, threshold: float, vertex: IntArray) -> BoolArray:
    return targets_of.compute(weights.swapaxes(-1, -2), threshold, vertex)
