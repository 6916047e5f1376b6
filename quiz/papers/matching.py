"""Copies equal in difficulty: which of many candidates each copy gets.

For every problem the candidates nearest to the typical one (the median of every feature) are kept. They are dealt so
that what is left of the differences cancels within each copy, feature by feature: problem after problem, the copy
that is furthest off chooses first; then every problem is dealt again, for as long as that helps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from engine.arrays import BoolArray, FloatArray, IntArray

PASSES = 4


def table(features: Mapping[str, FloatArray]) -> FloatArray:
    """Features side by side, (count, f)."""
    return np.stack(list(features.values()), axis=1)


def typical(values: FloatArray, usable: BoolArray) -> FloatArray:
    """The median of every feature among the usable candidates, (count, f) -> (f,)."""
    return np.asarray(np.percentile(values[usable], 50, axis=0, method="lower"))


def nearest(off: FloatArray, usable: BoolArray) -> IntArray:
    """The usable candidates from the most to the least typical, (usable,) places; off: from typical, (count, f)."""
    scale = off.std(axis=0)
    distance = np.abs(np.divide(off, scale, out=np.zeros_like(off), where=scale > 0)).sum(axis=1)
    order = np.argsort(distance, kind="stable")
    return order[usable[order]]


def dealt(offs: Sequence[FloatArray], scale: FloatArray, copies: int) -> list[IntArray]:
    """For every problem which candidate each copy gets, (copies,) places, so that totals are as equal as can be.

    offs: for every problem, how far its candidates are from typical, (candidates, f). scale: what a difference of
    each feature is measured by, (f,). Where there are fewer candidates than copies, only the first copies get one.
    """
    scaled = [off / scale for off in offs]
    given = [np.zeros(0, dtype=np.int64) for _ in offs]
    totals = np.zeros((copies, len(scale)))
    for turn in range(PASSES):
        before = totals.copy()
        for problem, off in enumerate(scaled):
            others = totals.copy()
            others[: len(given[problem])] -= off[given[problem]]
            chosen = _chosen(others, off)
            others[: len(chosen)] += off[chosen]
            if turn == 0 or _unequal(others) < _unequal(totals):
                given[problem], totals = chosen, others
        if np.array_equal(before, totals):
            break
    return given


def _chosen(totals: FloatArray, off: FloatArray) -> IntArray:
    """One candidate for each copy, (copies,) or fewer: the copy that is furthest off chooses first."""
    copies = totals[: len(off)]
    given = np.zeros(len(copies), dtype=np.int64)
    taken = np.zeros(len(off))
    for copy in np.argsort(-np.square(copies).sum(axis=1), kind="stable"):
        given[copy] = np.argmin(np.square(copies[copy] + off).sum(axis=1) + taken)
        taken[given[copy]] = np.inf
    return given


def _unequal(totals: FloatArray) -> float:
    return float(np.square(totals).sum())
