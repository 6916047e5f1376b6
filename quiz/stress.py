"""Many variants at once: the same variants that `serve` gives one by one, searched for as batches, and re-checked."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from quiz.calculation import run
from quiz.family import Family
from quiz.variants import MOST_ATTEMPTS, NoVariant, degenerate, draw, indistinct

CHUNK = 2_000  # variants searched for at once; keeps the worlds of a batch in a few megabytes


def attempts(family: Family, level: int, seed: int, indices: Any) -> Any:
    """The attempt at which each variant is served: the first discriminating one that is not degenerate, (count,)."""
    indices = np.asarray(indices)
    found = np.full(indices.shape, -1)
    for attempt in range(MOST_ATTEMPTS):
        open_ = np.flatnonzero(found < 0)
        if not open_.size:
            return found
        bad = refused(family, level, draw(family, level, seed, indices[open_], attempt))
        found[open_[~np.broadcast_to(bad, open_.shape)]] = attempt
    raise NoVariant(f"{family.id}, level {level}: no discriminating variant in {MOST_ATTEMPTS} attempts.")


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
