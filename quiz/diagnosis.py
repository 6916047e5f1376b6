"""Which mistake, or pair of mistakes, gives exactly this answer.

The faulty pipelines run as one batch (`quiz.calculation.run`), on the true givens and, where the learner has earlier
results of their own, on those. A single mistake is preferred to a pair, a mistake at this part's own steps to one
further back, and among equals the one whose numbers are nearest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from quiz.calculation import Fault, Faults, Run, run
from quiz.misconceptions import misconception
from quiz.parts import NUMERIC, WEIGHT, Part
from quiz.variants import Variant


@dataclass(frozen=True)
class Explanation:
    """The faults that give an answer, and the value that they give."""

    faults: Faults
    value: Any

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(fault.id for fault in self.faults))

    @property
    def cure(self) -> str:
        """What to do next time."""
        return misconception(self.first.id).cure

    @property
    def first(self) -> Fault:
        return self.faults[0]


class Diagnosis:
    """Explanations for the answers of one submission. put: the learner's own results so far, by step."""

    def __init__(self, variant: Variant) -> None:
        self.variant = variant
        self.put: dict[str, Any] = {}
        self._own: tuple[int, Run] | None = None

    @property
    def own(self) -> Run:
        """The right way and each mistake from the learner's own earlier results on."""
        if self._own is None or self._own[0] != len(self.put):
            self._own = len(self.put), self._run(1, self.put)
        return self._own[1]

    @cached_property
    def _pairs(self) -> Run:
        return self._run(2, {})

    def _run(self, depth: int, put: Mapping[str, Any]) -> Run:
        family = self.variant.family
        return run(family.steps, self.variant.givens, depth=depth, put=put, without=family.without)

    def single(self, part: Part, answer: Any) -> Explanation | None:
        """The one mistake that gives this answer, made on the way from the givens or from an own result."""
        near = self.variant.family.shown_first(self.variant.level)[part.id]
        return (
            self._nearest(self.variant.run, part, answer, 1, near)
            or self._nearest(self.variant.run, part, answer, 1)
            or (self._nearest(self.own, part, answer, 1) if self.put else None)
        )

    def pair(self, part: Part, answer: Any) -> Explanation | None:
        """The two mistakes that together give this answer."""
        return self._nearest(self._pairs, part, answer, 2)

    def _nearest(self, worlds: Run, part: Part, answer: Any, count: int, at: Any = None) -> Explanation | None:
        """The nearest of the values that `count` different mistakes give; mistakes that cancel explain nothing."""
        best: tuple[float, Explanation] | None = None
        right = self.variant.run.right(part.value_name)
        for faults, values in worlds.stacks(part.value_name, at):
            chosen = [i for i, made in enumerate(faults) if len({fault.id for fault in made}) == len(made) == count]
            near, cancelled = distances(part, values[chosen], answer), distances(part, values[chosen], right)
            for i, distance, same in zip(chosen, near, np.isfinite(cancelled), strict=True):
                if np.isfinite(distance) and not same and (best is None or distance < best[0] - 1e-9):
                    best = distance, Explanation(faults[i], values[i])
        return best[1] if best else None


def distances(part: Part, values: Any, answer: Any) -> Any:
    """How far each value of a stack (worlds, *core) is from an answer (*core), in tolerances; inf when not the same."""
    if values.shape[1:] != np.shape(answer):
        return np.full(len(values), np.inf)
    axes = tuple(range(1, values.ndim))
    if part.kind not in NUMERIC:
        different = np.any(values != answer, axis=axes) if axes else values != answer
        return np.where(different, np.inf, 0.0)
    with np.errstate(invalid="ignore", over="ignore"):
        off = np.abs(values - answer) / _bound(part, values)
        largest = off.max(axis=axes) if axes else off
        return np.where(largest <= 1, largest, np.inf)


def _bound(part: Part, values: Any) -> Any:
    """How near an answer has to be to what a mistake gives.

    Where whole numbers are asked a mistake may give others, which are typed rounded: ±0.005, as for weights.
    """
    bound = part.tolerance.bound(values)
    return bound if part.tolerance.absolute else np.where(values == np.round(values), bound, WEIGHT.bound(values))
