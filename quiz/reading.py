"""From what was typed for a part to a value of the calculation: `reading`, then `meant`.

The reader (`quiz.answers`) knows kinds of answer and nothing of the problem. Here the names in an answer meet the
problem: a size written as a symbol, a vertex, an option. A name that the problem lacks is told, not guessed at.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from quiz.answers import Reading, Refused, read, read_whole
from quiz.grades import Typed
from quiz.parts import Part


@dataclass(frozen=True)
class Meant:
    """The value that an answer stands for, or the sentence that says which name the problem lacks."""

    value: Any = None
    unknown: str = ""


def is_blank(typed: Typed) -> bool:
    """Whether nothing at all stands in the box or in any box of the grid."""
    if isinstance(typed, str):
        return not typed.strip()
    return all(not cell.strip() for row in typed for cell in row)


def reading(part: Part, typed: Typed, givens: Mapping[str, Any], shape: tuple[int, ...]) -> Reading:
    """How the reader reads what was typed."""
    if not isinstance(typed, str):
        if part.kind not in ("vector", "matrix"):
            return Refused("One text was expected here, and a grid of texts came.")
        return read_whole(part.kind, typed)
    options = [option.id for option in part.choices(givens)] if part.kind in ("choice", "choices") else None
    wanted = shape if part.kind in ("vector", "matrix") else None
    return read(part.kind, typed, wanted, options)


def meant(part: Part, value: Any, givens: Mapping[str, Any]) -> Meant:
    """The value of the calculation that a read answer stands for (see the table in `quiz.parts`)."""
    match part.kind:
        case "number" | "vector" | "matrix":
            return Meant(np.asarray(value, dtype=float))
        case "shape":
            return _sizes(value, givens)
        case "vertices":
            return _members(value, [str(v) for v in givens[part.vertices]], "vertex of this graph", sort=True)
        case "choices":
            return _members(value, [option.id for option in part.choices(givens)], "option")
        case "choice":
            return _position(value, [option.id for option in part.choices(givens)])
        case "text":
            return _position(value, [option.label for option in part.choices(givens)])


def _position(value: str, words: list[str]) -> Meant:
    folded = [word.casefold() for word in words]
    given = " ".join(unicodedata.normalize("NFKC", value).strip(" .\"'“”‘’").casefold().split())
    if given in folded:
        return Meant(np.asarray(folded.index(given)))
    return Meant(unknown=f"Expected one of {', '.join(words)}, but you wrote “{value}”.")


def _members(value: list[str], names: list[str], what: str, sort: bool = False) -> Meant:
    strange = [name for name in value if name not in names]
    if strange:
        return Meant(unknown=f"There is no {what} called “{strange[0]}”.")
    return Meant(np.array([name in value for name in names]))


def _sizes(value: list[int | str], givens: Mapping[str, Any]) -> Meant:
    if all(isinstance(size, int) for size in value):
        return Meant(np.array(value, dtype=np.int64))
    sizes = []
    for size in value:
        factors = [_size(factor, givens) for factor in str(size).split("*")]
        if None in factors:
            return Meant(unknown=f"“{size}” is not made of the sizes of this problem; write its number.")
        sizes.append(math.prod(f for f in factors if f is not None))
    return Meant(np.array(sizes, dtype=np.int64))


def _size(factor: str, givens: Mapping[str, Any]) -> int | None:
    if factor.isdecimal():
        return int(factor)
    for name in (factor, {"B": "batch"}.get(factor, "")):
        if name in givens and np.ndim(givens[name]) == 0:
            return int(givens[name])
    return None
