"""Points: of a part, and what a marker may give for an answer that a known mistake explains."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor
from typing import Any

import numpy as np

from quiz.calculation import ancestors
from quiz.parts import NUMERIC, Part
from quiz.variants import Variant

MOST = 0.75  # a wrong answer never earns more than this share
QUARTERS = 4


def shared(points: float, parts: int) -> list[float]:
    """The points of an item over its parts: in halves (else quarters) as far as that goes, the first parts more.

    >>> shared(10, 7), shared(1, 3), shared(2.5, 1)
    ([1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.0], [0.5, 0.25, 0.25], [2.5])
    """
    for unit in (0.5, 0.25):
        units = points / unit
        if units == int(units) and units >= parts:
            each, more = divmod(int(units), parts)
            return [(each + (i < more)) * unit for i in range(parts)]
    return [points / parts] * parts


def suggested(variant: Variant, part: Part, wrong: Any, points: float) -> float:
    """The points for an answer with one known mistake: all steps but one are right, or so many cells are.

    Of s steps that first show in this part, s − 1 were right; of the cells of a grid those within the tolerance. The
    larger share counts, at most three quarters, rounded down to a quarter of a point.
    """
    near = variant.family.shown_first(variant.level)[part.id] & ancestors(variant.family.steps, part.value_name)
    share = min(max(1 - 1 / max(len(near), 1), _cells(part, variant.expected(part), wrong)), MOST)
    return floor(share * points * QUARTERS + 1e-9) / QUARTERS


def _cells(part: Part, right: Sequence[Any], wrong: Sequence[Any]) -> float:
    if part.kind not in NUMERIC or np.shape(right) != np.shape(wrong) or not np.shape(right):
        return 0.0
    return float(np.mean(np.abs(np.subtract(right, wrong)) <= part.tolerance.bound(np.asarray(right))))
