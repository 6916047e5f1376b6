"""Turns exactly what a learner typed into a value, or says why not: pure functions of text, kind and wanted shape.

The reader never knows the answer and never evaluates code. One file reads one kind:

    number.py    decimals, percentages, fractions; with expression.py and amounts.py for exact forms
    vector.py, matrix.py    on lists.py, brackets.py, rows.py, cells.py; grid.py for a grid of inputs
    shape.py, vertices.py, choice.py, text.py

>>> read("number", "34 %")
Read(value=0.34, read_as='0.34')
>>> read("vector", "1,5").texts
('[1, 5]', '[1.5]')
>>> read("vector", "1,5", shape=(2,))
Read(value=[1.0, 5.0], read_as='[1, 5]')
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from quiz.answers import choice, matrix, number, vector, vertices
from quiz.answers import shape as shapes
from quiz.answers import text as texts
from quiz.answers.grid import Grid, read_cells, read_whole
from quiz.answers.readings import Ambiguous, Read, Reading, Refused, Unreadable, Value, as_json
from quiz.answers.showing import show

__all__ = [
    "KINDS", "Ambiguous", "Grid", "Read", "Reading", "Refused", "Value", "as_json", "read", "read_cells",
    "read_whole", "show",
]  # fmt: skip

_Shape = tuple[int, ...] | None
_Options = Sequence[str] | None

_READERS: dict[str, Callable[[str, _Shape, _Options], Reading]] = {
    "number": lambda text, shape, options: number.read(text),
    "vector": lambda text, shape, options: vector.read(text, shape),
    "matrix": lambda text, shape, options: matrix.read(text, shape),
    "shape": lambda text, shape, options: shapes.read(text),
    "choice": lambda text, shape, options: choice.read_one(text, options),
    "choices": lambda text, shape, options: choice.read_several(text, options),
    "vertices": lambda text, shape, options: vertices.read(text),
    "text": lambda text, shape, options: texts.read(text),
}
KINDS = tuple(_READERS)


def read(kind: str, text: str, shape: Sequence[int] | None = None, options: Sequence[str] | None = None) -> Reading:
    """Read `text` as an answer of `kind`; `shape` is what a vector or matrix should have, `options` are a choice's ids.

    Raises `ValueError` for a kind that doesn't exist; every text has a reading.
    """
    if kind not in _READERS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, not {kind!r}")
    try:
        return _READERS[kind](text, None if shape is None else tuple(shape), options)
    except Unreadable as error:
        return Refused(error.reason)
