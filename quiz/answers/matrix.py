"""Reads a matrix: rows of equally many numbers. A single row is a matrix of one row."""

from __future__ import annotations

from quiz.answers import lists
from quiz.answers.readings import Reading, Value
from quiz.answers.showing import show


def _of_rows(rows: lists.Rows) -> Value:
    return rows


def _fits(rows: lists.Rows, shape: tuple[int, ...]) -> bool:
    return shape == (len(rows), len(rows[0]))


KIND = lists.Kind(of_rows=_of_rows, show=lambda value: show("matrix", value), fits=_fits, one_row=False)


def read(text: str, shape: tuple[int, ...] | None = None) -> Reading:
    """The matrix in the text; `shape` is `(rows, columns)`."""
    return lists.read(text, KIND, shape)
