"""Reads a vector: numbers in one row, or in one column written as rows of one cell.

Where the rules leave room: rows of different lengths are ragged rows, not a longer vector.
"""

from __future__ import annotations

from quiz.answers import lists
from quiz.answers.readings import Reading, Unreadable, Value
from quiz.answers.showing import show


def _of_rows(rows: lists.Rows) -> Value:
    if len(rows) == 1:
        return rows[0]
    if len(rows[0]) == 1:
        return [row[0] for row in rows]
    raise Unreadable(f"One row or one column was expected, and {len(rows)} rows of {len(rows[0])} cells came.")


def _fits(rows: lists.Rows, shape: tuple[int, ...]) -> bool:
    return shape in ((len(rows) * len(rows[0]),), (len(rows), len(rows[0])))


KIND = lists.Kind(of_rows=_of_rows, show=lambda value: show("vector", value), fits=_fits, one_row=True)


def read(text: str, shape: tuple[int, ...] | None = None) -> Reading:
    """The vector in the text; `shape` is `(n,)`."""
    return lists.read(text, KIND, shape)
