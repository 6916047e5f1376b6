"""What must hold of every answer to a part, whatever the right numbers are; a broken one is told by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from math import fsum
from typing import Any

import numpy as np

from quiz.blocks import number
from quiz.parts import HAIR, Check, Part


@dataclass(frozen=True)
class Broken:
    """A broken invariant: its sentence, the cells that break it, and whether it is wrong however near the numbers are.

    A row's sum may be off by what rounding every cell explains, so it is only told where a number is wrong as well.
    """

    sentence: str
    cells: Any
    strict: bool


def broken(part: Part, answer: Any, givens: Mapping[str, Any], values: Mapping[str, Any]) -> Broken | None:
    """The first check of the part that the answer (n,) or (n, m) breaks.

    values: the results of the steps, the learner's own where there are any; they are never told, the givens are.
    """
    rows = np.atleast_2d(answer)
    for check in part.checks:
        found = _CHECKS[check.kind](part, check, rows, {**values, **givens, "given": givens})
        if found is not None:
            return Broken(found.sentence, found.cells.reshape(np.shape(answer)), found.strict)
    return None


def strictly_kept(part: Part, answer: Any, right: Any) -> bool:
    """Whether an answer, plain numbers near the right ones, surely breaks no strict invariant.

    What is masked has the right number 0, and only 0 will do for it.
    """
    kinds = {check.kind for check in part.checks}
    if not kinds & {"nonnegative", "masked"}:
        return True
    cells, wanted = _flat(answer), _flat(right)
    negative = "nonnegative" in kinds and min(cells) < 0
    leaking = "masked" in kinds and any(cell != 0 and zero == 0 for cell, zero in zip(cells, wanted, strict=True))
    return not (negative or leaking)


def _flat(numbers: Any) -> list[float]:
    """The cells of a number, a row or rows."""
    rows = numbers if isinstance(numbers, list) else [numbers]
    return [*chain.from_iterable(rows)] if rows and isinstance(rows[0], list) else rows


def _place(rows: Any, i: int, j: int) -> str:
    return f"in position {j + 1}" if len(rows) == 1 else f"in row {i + 1}, column {j + 1}"


def _first(cells: Any) -> tuple[int, int]:
    i, j = np.argwhere(cells)[0]
    return int(i), int(j)


def _nonnegative(part: Part, check: Check, rows: Any, values: Mapping[str, Any]) -> Broken | None:
    if not any(min(row) < 0 for row in rows.tolist()):
        return None
    negative = rows < 0
    i, j = _first(negative)
    return Broken(
        f"A weight is never negative, but you have {number(rows[i, j])} {_place(rows, i, j)}.", negative, True
    )


def _row_sum(part: Part, check: Check, rows: Any, values: Mapping[str, Any]) -> Broken | None:
    sums = [fsum(row) for row in rows.tolist()]
    most = part.tolerance.absolute * rows.shape[-1] * (1 + HAIR) + HAIR
    off = [abs(one - 1) > most for one in sums]
    if True not in off:
        return None
    i = off.index(True)
    whose = "Your row sums" if len(rows) == 1 else f"Your row {i + 1} sums"
    cells = np.array([[one] * rows.shape[-1] for one in off])
    return Broken(f"Every row of weights sums to 1. {whose} to {number(sums[i])}.", cells, False)


def _masked(part: Part, check: Check, rows: Any, values: Mapping[str, Any]) -> Broken | None:
    leaking = ~np.broadcast_to(np.asarray(values[check.of], dtype=bool), rows.shape) & (rows != 0)
    if not leaking.any():
        return None
    i, j = _first(leaking)
    told = f"A masked position has weight exactly 0, but you have {number(rows[i, j])} {_place(rows, i, j)}."
    return Broken(told, leaking, True)


def _inside(part: Part, check: Check, rows: Any, values: Mapping[str, Any]) -> Broken | None:
    columns = np.asarray(values[check.of], dtype=float)
    low, high = columns.min(axis=0), columns.max(axis=0)
    outside = (rows < low - part.tolerance.bound(low)) | (rows > high + part.tolerance.bound(high))
    if not outside.any():
        return None
    i, j = _first(outside)
    bounds = f" ({number(low[j])} to {number(high[j])})" if check.of in values["given"] else ""
    told = (
        f"An output blends the values, so it lies between the least and the greatest of its column{bounds}, "
        f"but you have {number(rows[i, j])} {_place(rows, i, j)}."
    )
    return Broken(told, outside, False)


_CHECKS = {"nonnegative": _nonnegative, "row-sum": _row_sum, "masked": _masked, "inside": _inside}
