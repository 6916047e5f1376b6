"""Which mistake, or pair of mistakes, gives exactly this answer.

The faulty pipelines run as one batch (`quiz.calculation.run`), on the true givens and, where the learner has earlier
results of their own, on those. A single mistake is preferred to a pair, a mistake at this part's own steps to one
further back, and among equals the one whose numbers are nearest; where another one gives the same numbers, both are
told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf
from typing import Any

import numpy as np

from quiz.calculation import Fault, Faults, Run, ancestors, run
from quiz.misconceptions import misconception
from quiz.parts import NUMERIC, WEIGHT, Part
from quiz.variants import Variant

EQUAL = 1e-9  # what is no further apart is the same


@dataclass(frozen=True)
class Explanation:
    """The faults that give an answer, and the value that they give. others: single ones that give the same value."""

    faults: Faults
    value: Any
    others: tuple[Fault, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(fault.id for fault in (*self.faults, *self.others)))

    @property
    def steps(self) -> frozenset[str]:
        """Where they were made."""
        return frozenset(fault.step for fault in self.faults)

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
        self._ran: tuple[frozenset[str], Run] | None = None
        self._own: tuple[tuple[int, str], Run] | None = None
        self._looked: tuple[Run, Any, list[tuple[float, Explanation]]] | None = None

    def _worlds(self, name: str) -> Run:
        """The right way to `name`, each mistake and each pair: a batch with the pairs costs hardly more than without.

        Mostly one part is wrong, so only the steps that it rests on are run, where those are few; when another is wrong
        that rests on more, all are, for whatever comes.
        """
        family = self.variant.family
        bearing = ancestors(family.steps, name)
        if self._ran is None or not bearing <= self._ran[0]:
            everything = self._ran is not None or 2 * len(bearing) > len(family.steps)
            steps = [step for step in family.steps if everything or step.name in bearing]
            found = run(steps, self.variant.givens, depth=2, without=family.without)
            self._ran = frozenset(step.name for step in steps), found
        return self._ran[1]

    def _own_worlds(self, name: str) -> Run:
        """The right way to `name` and each mistake from the learner's own earlier results on."""
        if self._own is None or self._own[0] != (len(self.put), name):
            self._own = (len(self.put), name), self._run_on(1, name)
        return self._own[1]

    def builds_on_own(self, name: str) -> bool:
        """Whether one of the learner's own earlier results is on the way to `name`."""
        return not self.put.keys().isdisjoint(ancestors(self.variant.family.steps, name))

    def carried(self, name: str) -> Run:
        """The right way to `name` from the learner's own earlier results on."""
        return self._run_on(0, name)

    def _run_on(self, depth: int, name: str) -> Run:
        """A run to `name` in which the learner's own results are givens: nothing behind them is computed again."""
        family, own = self.variant.family, {name: np.asarray(value) for name, value in self.put.items()}
        bearing = ancestors(family.steps, name, own)
        steps = [step for step in family.steps if step.name in bearing and step.name not in own]
        return run(steps, {**self.variant.givens, **own}, depth=depth, without=family.without)

    def single(self, part: Part, answer: Any) -> Explanation | None:
        """The one mistake that gives this answer, made on the way from the givens or from an own result."""
        first = self.variant.family.shown_first(self.variant.level)[part.id]
        name = part.value_name
        return self._nearest(self._worlds(name), part, answer, 1, first) or (
            self._nearest(self._own_worlds(name), part, answer, 1, own=True) if self.builds_on_own(name) else None
        )

    def pair(self, part: Part, answer: Any) -> Explanation | None:
        """The two mistakes that together give this answer."""
        return self._nearest(self._worlds(part.value_name), part, answer, 2)

    def _nearest(
        self, worlds: Run, part: Part, answer: Any, count: int, first: frozenset[str] = frozenset(), own: bool = False
    ) -> Explanation | None:  # fmt: skip
        """The nearest of the values that `count` different mistakes give; those at the `first` steps go first.

        own: these worlds go on from the learner's own results.
        """
        same = self._same(worlds, part, answer, count)
        best: tuple[float, Explanation] | None = None
        for distance, found in [one for one in same if one[1].steps <= first] or same:
            if best is None or distance < best[0] - EQUAL:
                best = distance, found
        if best is None:
            return None
        return replace(best[1], others=self._others(best[1], same, own)) if count == 1 and same[1:] else best[1]

    def _others(
        self, best: Explanation, same: list[tuple[float, Explanation]], own: bool
    ) -> tuple[Fault, ...]:  # fmt: skip
        """Other single mistakes with the very numbers of the best one, which would have shown in no earlier answer."""
        known = self.put if own else ()
        told = frozenset().union(*(ancestors(self.variant.family.steps, name, known) for name in self.put))
        found = {
            one.first.id: one.first
            for _, one in same
            if one.first.id != best.first.id and one.first.step not in told and _equal(one.value, best.value)
        }
        return tuple(found.values())

    def _same(self, worlds: Run, part: Part, answer: Any, count: int) -> list[tuple[float, Explanation]]:
        """What `count` different mistakes give that is this answer, with its distance.

        Mistakes that cancel explain nothing.
        """
        bearing = worlds.bearing(part.value_name)
        found = []
        for distance, explanation in self._near(worlds, part, answer):
            faults = explanation.faults
            if len({fault.id for fault in faults}) == len(faults) == count and explanation.steps <= bearing:
                found.append((distance, explanation))
        return found

    def _near(self, worlds: Run, part: Part, answer: Any) -> list[tuple[float, Explanation]]:
        """All mistaken worlds that give this answer and not the right one; singles and pairs are looked for in turn."""
        if self._looked is None or self._looked[0] is not worlds or self._looked[1] is not answer:
            right = self.variant.run.right(part.value_name)
            found: list[tuple[float, Explanation]] = []
            for made, values in worlds.every(part.value_name):
                near = distances(part, values, answer)
                hits = [i for i, distance in enumerate(near) if distance < inf and made[i]]
                if not hits:
                    continue
                from_right = distances(part, values[hits[0] : hits[-1] + 1], right)
                found.extend(
                    (near[i], Explanation(made[i], values[i])) for i in hits if from_right[i - hits[0]] == inf
                )
            self._looked = worlds, answer, found
        return self._looked[2]


def _equal(one: Any, other: Any) -> bool:
    numbers = np.issubdtype(np.asarray(one).dtype, np.number)
    return bool(np.allclose(one, other, 0, EQUAL, equal_nan=True) if numbers else np.array_equal(one, other))


def distances(part: Part, values: Any, answer: Any) -> list[float]:
    """How far each value of a stack (worlds, *core) is from an answer (*core), in tolerances; inf when not the same."""
    if values.shape[1:] != np.shape(answer):
        return [inf] * len(values)
    axes = tuple(range(1, values.ndim))
    if part.kind not in NUMERIC:
        different = np.logical_or.reduce(values != answer, axis=axes) if axes else values != answer
        return [inf if one else 0.0 for one in different.tolist()]
    with np.errstate(invalid="ignore", over="ignore"):
        off, bound = np.abs(values - answer), _bound(part, values)
        if isinstance(bound, np.ndarray):  # one that is the same everywhere divides the largest only
            off, bound = off / bound, 1.0
        largest = np.maximum.reduce(off, axis=axes) if axes else off
    return [one / bound if one <= bound else inf for one in largest.tolist()]


def _bound(part: Part, values: Any) -> Any:
    """How near an answer has to be to what a mistake gives.

    Where whole numbers are asked a mistake may give others, which are typed rounded: ±0.005, as for weights.
    """
    bound = part.tolerance.reach(values)
    return bound if part.tolerance.absolute else np.where(values == np.round(values), bound, WEIGHT.reach(values))
