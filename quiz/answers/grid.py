"""Reads a grid of inputs: every cell is a text of its own, and the cells are never joined into one text."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
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


def read_whole(kind: str, cells: Sequence[Sequence[str]]) -> Reading:
    """The same reading of the whole, without one of every cell: plain decimals, which most are, are read at once.

    >>> read_whole("vector", [["0.5", "-1"]])
    Read(value=[0.5, -1.0], read_as='[0.5, -1]')
    """
    if cells and cells[0] and sum(map(len, cells)) <= MOST_CELLS:
        rows = [[number.plain(text) for text in row] for row in cells]
        if not any(None in row for row in rows):
            with suppress(Unreadable):
                return lists.of_numbers(rows, KINDS[kind])  # type: ignore[arg-type]
    return read_cells(kind, cells).whole


def _cell(text: str) -> Reading:
    try:
        return number.read(text)
    except Unreadable as error:
        return Refused(error.reason)
