"""Reads a grid of inputs: every cell is a text of its own, and the cells are never joined into one text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quiz.answers import lists, matrix, number, vector
from quiz.answers.normalise import MOST_CELLS
from quiz.answers.readings import Reading, Refused, Unreadable

KINDS = {"vector": vector.KIND, "matrix": matrix.KIND}


@dataclass(frozen=True)
class Grid:
    """The reading of each cell, in rows as typed, and of the whole, which names the first cell that can't be read."""

    cells: tuple[tuple[Reading, ...], ...]
    whole: Reading


def read_cells(kind: str, cells: Sequence[Sequence[str]]) -> Grid:
    """The vector or matrix in a grid of texts, with the reading of every cell.

    >>> read_cells("matrix", [["1/2", "34 %"], ["0,5", "-1"]]).whole
    Read(value=[[0.5, 0.34], [0.5, -1.0]], read_as='[[0.5, 0.34], [0.5, -1]]')
    """
    count = sum(len(row) for row in cells)
    if count > MOST_CELLS:
        return Grid((), Refused(f"At most {MOST_CELLS:,} cells were expected in a grid, and {count:,} came."))
    readings = [[_cell(text) for text in row] for row in cells]
    try:
        whole = lists.read_grid(readings, KINDS[kind])
    except Unreadable as error:
        whole = Refused(error.reason)
    return Grid(tuple(map(tuple, readings)), whole)


def _cell(text: str) -> Reading:
    try:
        return number.read(text)
    except Unreadable as error:
        return Refused(error.reason)
