"""Words and grids that statements share: sentences of tokens, the symbols of values, a value as a grid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.draws import Draws
from quiz.blocks import Grid
from quiz.family import Family

SENTENCES = (
    "the cat sat down there quietly", "a dog barked at two cats", "we read this old book today",
    "she gave him her green pen", "birds sing before the sun rises", "my train left one hour late",
    "rain fell on our tin roof", "he paints small boats by night", "they found some gold under stones",
    "young foxes play near that river", "no clock here shows real time", "an owl watched from its tree",
)  # fmt: skip

WORDS = np.array([sentence.split() for sentence in SENTENCES])  # (sentences, 6)

SYMBOLS: Mapping[str, str] = {
    "x": "X", "w_q": "W_Q", "w_k": "W_K", "w_v": "W_V", "w_o": "W_O", "q": "Q", "k": "K", "v": "V", "z": "Z",
    "scores": r"Q K^\top", "scaled": r"Q K^\top/\sqrt{d_k}", "weights": "A", "mask": "M", "logits": "z",
    "masked": r"\text{masked scores}", "row": r"\text{weights}", "learned": r"\text{places}",
}  # fmt: skip


def draw_tokens(draw: Draws, n: int) -> Any:
    """The first n words of a sentence, (*batch, n) strings; n at most 6, all different."""
    return WORDS[:, :n][draw.integers(0, len(SENTENCES) - 1)]


def headers(family: Family, name: str, givens: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The headers of the rows and columns of a value, empty lists where it has none."""
    rows, columns = family.labels.get(name, ("", ""))
    return _words(rows, givens), _words(columns, givens)


def _words(name: str, givens: Mapping[str, Any]) -> list[str]:
    if not name:
        return []
    words = givens[name]
    return list(map(str, words.tolist() if isinstance(words, np.ndarray) else words))


def grid(family: Family, name: str, values: Mapping[str, Any], look: Any = "matrix", symbol: str = "") -> Grid:
    """A value of one variant as a grid with its symbol and headers; a vector is one row."""
    rows, columns = headers(family, name, values)
    cells = np.atleast_2d(values[name]).tolist()
    return Grid(symbol or SYMBOLS.get(name, name), cells, rows if len(rows) == len(cells) else [], columns, look, name)
