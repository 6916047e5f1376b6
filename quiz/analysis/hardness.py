"""What makes a variant harder: the rank correlation of each declared feature with the score.

Only where at least twenty learners had the item and the feature varies: with fewer nothing could be told. Whoever
looks at many features finds one by chance, so the probabilities are corrected for that.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.arrays import FloatArray
from quiz.analysis.items import NO_SPREAD, correlation

FEWEST_LEARNERS = 20
SURE = 0.05  # the greatest corrected probability at which a feature is named


@dataclass(frozen=True)
class Effect:
    """How a feature goes with the score. rho: Spearman's, below 0 where more of it goes with lower scores.

    p: the probability of such a rho or a greater one where there is no connection; corrected: Holm's, over all
    effects that were looked at together.
    """

    feature: str
    rho: float
    p: float
    corrected: float
    learners: int

    @property
    def sure(self) -> bool:
        return self.corrected < SURE


def effects(features: Mapping[str, FloatArray], scores: FloatArray) -> list[Effect]:
    """The effect of every feature that varies; none with too few learners. features: (L,) each; scores: (L,).

    Not yet corrected: `holm` does that for all effects of a page.
    """
    count = len(scores)
    if count < FEWEST_LEARNERS or np.ptp(scores) <= NO_SPREAD:
        return []
    ranked, found = ranks(scores), []
    for name, values in features.items():
        if np.ptp(values) > NO_SPREAD:
            rho = correlation(ranks(values), ranked)
            found.append(Effect(name, rho, probability(rho, count), 1.0, count))
    return found


def holm(found: Sequence[Effect]) -> list[Effect]:
    """The effects with Holm's correction over all of them, in the order given.

    The k-th least of m probabilities is multiplied by m − k + 1, and none is below the one before.
    Source: Holm (1979), Scandinavian Journal of Statistics 6, 65-70.

    >>> [one.corrected for one in holm([Effect("a", 0.1, 0.04, 1.0, 20), Effect("b", 0.6, 0.01, 1.0, 20)])]
    [0.04, 0.02]
    """
    corrected, so_far = {}, 0.0
    for place, at in enumerate(sorted(range(len(found)), key=lambda at: found[at].p)):
        so_far = max(so_far, min(1.0, (len(found) - place) * found[at].p))
        corrected[at] = so_far
    return [replace(one, corrected=corrected[at]) for at, one in enumerate(found)]


def ranks(values: FloatArray) -> FloatArray:
    """The rank of each value, 1 for the least; equal values share the mean of their ranks.

    >>> ranks(np.array([3.0, 1.0, 3.0])).tolist()
    [2.5, 1.0, 2.5]
    """
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return (last - (count - 1) / 2)[place]


def probability(rho: float, count: int) -> float:
    """That a rank correlation of `count` pairs is so far from 0 by chance, on either side.

    artanh rho is near normal with variance 1.06/(n − 3).
    Source: Fieller, Hartley and Pearson (1957), Biometrika 44, 470-481.
    """
    if abs(rho) >= 1:
        return 0.0
    return math.erfc(abs(math.atanh(rho)) * math.sqrt((count - 3) / 1.06) / math.sqrt(2))
