"""Items: how easy each is, how well it tells learners apart, how long it takes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from engine.arrays import FloatArray, IntArray
from quiz.analysis.intervals import FEWEST_PAIRS, fisher, wilson

NO_SPREAD = 1e-9  # values that are no further apart are the same


@dataclass(frozen=True)
class Estimates:
    """One estimate an item, each (I,), with its interval and the number of learners that it is of."""

    value: FloatArray
    low: FloatArray
    high: FloatArray
    count: IntArray


def facility(scores: FloatArray) -> Estimates:
    """The mean score of each item. scores: (L, I), 0 to 1, NaN where a learner was not given the item.

    >>> facility(np.array([[1.0, 0.0], [0.5, np.nan]])).value.tolist()
    [0.75, 0.0]
    """
    given = ~np.isnan(scores)
    count = given.sum(axis=0)
    with np.errstate(invalid="ignore"):
        mean = np.where(given, scores, 0.0).sum(axis=0) / count
    return Estimates(mean, *wilson(mean, count), count)


def discrimination(scores: FloatArray, worth: FloatArray, counted: Any) -> Estimates:
    """The corrected item-rest correlation: of an item's score with the share of points earned in the other items.

    scores, worth: (L, I), worth is the points of each learner's item. counted: (I,) booleans; an item that is not
    counted is in nobody's rest. NaN where the scores or the rests are all the same, or of fewer than four learners.
    Source: Henrysson (1963), Psychometrika 28, 211-218.
    """
    given = ~np.isnan(scores)
    possible = np.where(given & np.asarray(counted), worth, 0.0)
    points = possible * np.where(given, scores, 0.0)
    rest_possible = possible.sum(axis=1, keepdims=True) - possible
    with np.errstate(divide="ignore", invalid="ignore"):
        rest = (points.sum(axis=1, keepdims=True) - points) / rest_possible
    both = given & (rest_possible > NO_SPREAD)
    pairs = [_correlated(scores[both[:, i], i], rest[both[:, i], i]) for i in range(scores.shape[1])]
    r, count = np.array(pairs, dtype=float), both.sum(axis=0)
    return Estimates(r, *fisher(r, count), count)


def quartiles(values: FloatArray, item: IntArray, items: int) -> FloatArray:
    """The lower quartile, median and upper quartile of the values of each item: (items, 3); NaN without any.

    values, item: one a problem, (P,). Between two values the quartile is interpolated.
    """
    order = np.argsort(item, kind="stable")
    bounds = np.searchsorted(item[order], np.arange(items + 1))
    ordered, nothing = values[order], np.full(3, np.nan)
    parts = [ordered[low:high] for low, high in pairwise(bounds)]
    return np.array([np.percentile(part, (25, 50, 75)) if len(part) else nothing for part in parts]).reshape(items, 3)


def correlation(x: FloatArray, y: FloatArray) -> float:
    """Pearson's correlation; NaN where x or y has no spread.

    >>> correlation(np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0])), correlation(np.ones(3), np.arange(3.0))
    (1.0, nan)
    """
    if len(x) < 2 or np.ptp(x) <= NO_SPREAD or np.ptp(y) <= NO_SPREAD:
        return float("nan")
    dx, dy = x - x.mean(), y - y.mean()
    r = (dx @ dy) / np.sqrt((dx @ dx) * (dy @ dy))
    return float(np.clip(r, -1.0, 1.0))


def _correlated(x: FloatArray, y: FloatArray) -> float:
    return correlation(x, y) if len(x) >= FEWEST_PAIRS else float("nan")
