"""Many variants at once: the same variants that `serve` gives one by one, searched for as batches, and re-checked."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from quiz.calculation import run
from quiz.family import Family
from quiz.variants import MOST_ATTEMPTS, NoVariant, degenerate, draw, indistinct

SMALL = 192  # a batch of so many takes hardly longer than one of a few
CHUNK = 2_000  # variants searched for at once; keeps the worlds of a batch in a few megabytes


def attempts(family: Family, level: int, seed: int, indices: Any) -> Any:
    """The attempt at which each variant is served: the first discriminating one that is not degenerate, (count,)."""
    indices = np.asarray(indices)
    found = np.full(indices.shape, -1)
    open_, tried = np.arange(indices.size), 0
    while open_.size and tried < MOST_ATTEMPTS:
        ahead = np.arange(tried, min(tried + _ahead(tried, open_.size), MOST_ATTEMPTS))
        which, attempt = np.repeat(indices[open_], ahead.size), np.tile(ahead, open_.size)
        bad = refused(family, level, draw(family, level, seed, which, attempt))
        good = ~np.broadcast_to(bad, which.shape).reshape(open_.size, ahead.size)
        served = good.any(axis=1)
        found[open_[served]] = ahead[good[served].argmax(axis=1)]
        open_, tried = open_[~served], tried + ahead.size
    if open_.size:
        raise NoVariant(f"{family.id}, level {level}: no discriminating variant in {MOST_ATTEMPTS} attempts.")
    return found


def _ahead(tried: int, open_: int) -> int:
    """How many attempts at once: at first one, as most variants are served by it; then as many as cost no more."""
    return max(1, SMALL // open_) if tried else 1


def refused(family: Family, level: int, givens: dict[str, Any]) -> Any:
    """Which variants of a batch are not served, (*batch,) or one answer for all."""
    worlds = run(family.steps, givens, depth=1, without=family.without)
    return indistinct(family, level, worlds) | degenerate(family, givens, worlds)


def stress(family: Family, level: int, count: int, seed: int, first: int = 0) -> dict[str, Any]:
    """Find `count` served variants from `first` on and check each again: none may be indistinct or degenerate.

    The check looks at the served givens only, drawn anew in one batch in the order of the attempts, so that it rests on
    what a learner gets and not on the search.
    """
    start = time.perf_counter()
    bad_pairs = poor = 0
    for low in range(first, first + count, CHUNK):
        indices = np.arange(low, min(low + CHUNK, first + count))
        served = draw(family, level, seed, indices, attempts(family, level, seed, indices))
        worlds = run(family.steps, served, depth=1, without=family.without)
        bad_pairs += int(np.broadcast_to(indistinct(family, level, worlds), indices.shape).sum())
        poor += int(np.broadcast_to(degenerate(family, served, worlds), indices.shape).sum())
    return {
        "family": family.id, "level": level, "variants": count, "seconds": round(time.perf_counter() - start, 3),
        "indistinct": bad_pairs, "degenerate": poor,
    }  # fmt: skip
