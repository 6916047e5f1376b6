"""Copies equal in difficulty: which of many candidates each copy gets.

For every problem the candidates nearest to the typical one (the median of every feature) are kept. They are dealt so
that what is left of the differences cancels within each copy, feature by feature: problem after problem, the copy
that is furthest off chooses first; then copies exchange candidates for as long as that helps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from engine.arrays import BoolArray, FloatArray, IntArray

PASSES = 6


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
    totals = np.zeros((copies, len(scale)))
    given = [_first(totals, off) for off in scaled]
    for _ in range(PASSES):
        better = [_exchanged(totals, off, places) for off, places in zip(scaled, given, strict=True)]
        if not any(better):
            break
    return given


def _first(totals: FloatArray, off: FloatArray) -> IntArray:
    """One candidate for each copy, the copy that is furthest off choosing first: (copies,); adds to `totals`."""
    copies = totals[: len(off)]
    given = np.zeros(len(copies), dtype=np.int64)
    taken = np.zeros(len(off))
    for copy in np.argsort(-np.square(copies).sum(axis=1), kind="stable"):
        given[copy] = np.argmin(np.square(copies[copy] + off).sum(axis=1) + taken)
        taken[given[copy]] = np.inf
    copies += off[given]
    return given


def _exchanged(totals: FloatArray, off: FloatArray, given: IntArray) -> bool:
    """Give each copy a better candidate, free or held by another copy that takes this one's: whether that helped.

    Changes `totals` and `given`; the sum of the squares of the totals only ever falls.
    """
    helped = False
    holder = np.full(len(off), -1)
    holder[given] = np.arange(len(given))
    costs = np.square(totals).sum(axis=1)
    for copy in range(len(given)):
        own = given[copy]
        gain = np.square(totals[copy] - off[own] + off).sum(axis=1) - costs[copy]
        held = np.flatnonzero(holder >= 0)
        others = holder[held]
        gain[held] += np.square(totals[others] - off[held] + off[own]).sum(axis=1) - costs[others]
        gain[own] = 0
        best = int(np.argmin(gain))
        if gain[best] < -1e-12:
            other = holder[best]
            if other >= 0:
                totals[other] += off[own] - off[best]
                given[other], costs[other] = own, np.square(totals[other]).sum()
            totals[copy] += off[best] - off[own]
            given[copy], costs[copy] = best, np.square(totals[copy]).sum()
            holder[own], holder[best] = other, copy
            helped = True
    return helped
