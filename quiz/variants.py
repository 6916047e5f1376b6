"""From a seed to variants that tell every known mistake from the right answer.

Variant `index` of a seed is the first of its attempts 0, 1, 2, … that is **discriminating** (in each part, the right
answer and all mistakes that show there first are pairwise at least four tolerances apart in some cell) and not
degenerate. Attempts are drawn as one batch, so looking further costs little; how many are drawn at once does not
change which one is served.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from engine.draws import Draws
from quiz.calculation import Fault, Run, run
from quiz.family import Family
from quiz.parts import Part

AT_ONCE = 4  # attempts drawn as one batch for a single variant
MOST_ATTEMPTS = 512
MOST_DIFFERENCES = 1 << 16  # taken in one call; where there are more, one value after the other is compared


class NoVariant(Exception):
    """A level gave no discriminating variant; the tests stress every level so that no learner sees this."""


@dataclass(frozen=True)
class Variant:
    """One problem: values of a single variant, as arrays without batch axes and plain constants."""

    family: Family
    level: int
    seed: int
    index: int
    givens: Mapping[str, Any]
    run: Run = field(repr=False)  # right results and every single mistake

    @cached_property
    def parts(self) -> list[Part]:
        return self.family.parts(self.level)

    def expected(self, part: Part) -> Any:
        """The right answer to a part, as stored and shown."""
        return part.present(self.run.right(part.value_name), self.givens)

    def mistakes(self, part: Part) -> list[tuple[Fault, Any]]:
        """The wrong answers that known mistakes give in the part in which they show first, as answers."""
        at = self.family.shown_first(self.level)[part.id]
        return [
            (faults[0], part.present(value, self.givens))
            for made, values in self.run.stacks(part.value_name, at)
            for faults, value, can_be_typed in zip(made, values, typable(values), strict=True)
            if len(faults) == 1 and can_be_typed
        ]


def typable(values: Any) -> list[bool]:
    """Which values of a stack can be typed at all: every number finite."""
    if values.dtype.kind not in "fc":
        return [True] * len(values)
    finite = np.isfinite(values).reshape(len(values), -1)
    found: list[bool] = np.logical_and.reduce(finite, axis=1).tolist()
    return found


def draw(family: Family, level: int, seed: int, index: Any, attempt: Any = 0) -> dict[str, Any]:
    """The givens of any number of attempts: arrays (*batch, *core) and constants."""
    return family.sample(Draws(seed, index, attempt), **_level(family, level))


def _level(family: Family, level: int) -> Mapping[str, Any]:
    if level not in family.levels:
        raise ValueError(f"{family.id} has the levels {', '.join(map(str, family.levels))}, but not {level}.")
    return family.levels[level]


def serve(family: Family, level: int, seed: int, index: int = 0) -> Variant:
    """Variant `index` of this seed."""
    for start in range(0, MOST_ATTEMPTS, AT_ONCE):
        givens = draw(family, level, seed, index, np.arange(start, start + AT_ONCE))
        worlds = run(family.steps, givens, depth=1, without=family.without)
        good = ~(indistinct(family, level, worlds) | degenerate(family, givens, worlds))
        if good.any():
            first = int(np.argmax(good))
            alone = {k: np.asarray(v[first]) if isinstance(v, np.ndarray) else v for k, v in givens.items()}
            return Variant(family, level, seed, index, alone, picked(worlds, first))
    raise NoVariant(f"{family.id}, level {level}: no discriminating variant in {MOST_ATTEMPTS} attempts.")


def picked(worlds: Run, place: int) -> Run:
    """The run of one variant of a batch."""
    groups = {name: [(f, v[:, min(place, v.shape[1] - 1)]) for f, v in gs] for name, gs in worlds.groups.items()}
    return Run(groups, worlds.steps)


def rebuilt(
    family: Family, level: int, givens: Mapping[str, Any], seed: int = 0, index: int = 0,
    known: Mapping[str, Any] | None = None,
) -> Variant:  # fmt: skip
    """A stored variant: the same calculation on givens that were kept as JSON.

    known: right values that were kept as well, by step; they need no calculation.
    """
    constants = _level(family, level)
    arrays = {k: v if k in constants and not isinstance(v, list) else np.asarray(v) for k, v in givens.items()}
    batch = {k: v[None] if isinstance(v, np.ndarray) else v for k, v in arrays.items()}
    return Variant(family, level, seed, index, arrays, _Postponed(family, batch, known or {}))


class _Postponed(Run):
    """The run of one stored variant: what is not known is run when asked for, first the right way, then mistakes."""

    _family: Family
    _batch: Mapping[str, Any]
    _known: Mapping[str, Any]

    def __init__(self, family: Family, batch: Mapping[str, Any], known: Mapping[str, Any]) -> None:
        vars(self).update(steps=family.steps, put=frozenset(), _family=family, _batch=batch, _known=known)

    def right(self, name: str) -> Any:
        if name in self._known:
            return self._known[name]
        found: Any = vars(self).get("groups", self._alone)[name][0][1][0]
        return found

    @cached_property
    def _alone(self) -> Mapping[str, Any]:
        return picked(run(self.steps, self._batch), 0).groups

    @cached_property
    def groups(self) -> Mapping[str, Any]:
        return picked(run(self.steps, self._batch, depth=1, without=self._family.without), 0).groups


def indistinct(family: Family, level: int, worlds: Run) -> Any:
    """Which variants of the batch leave two of {right, each mistake} undistinguished in some part, (*batch,).

    worlds: single mistakes, not pairs.
    """
    clash: Any = np.zeros((), dtype=bool)
    with np.errstate(invalid="ignore"):  # what is not finite is like nothing
        for part_id, at in family.shown_first(level).items():
            part = next(p for p in family.asked if p.id == part_id)
            for _, values in worlds.stacks(part.value_name, at):
                clash = clash | _alike(part, values)
    return clash


def _alike(part: Part, values: Any) -> Any:
    """In which variants two values of a stack (worlds, *batch, *core) are not visibly different, (*batch,).

    One answer for all variants, (), where there is nothing to compare.
    """
    if len(values) < 2:
        return np.zeros((), dtype=bool)
    if len(values) * values.size <= MOST_DIFFERENCES:
        core = part.core_axes
        axes = range(values.ndim)
        cells = values.transpose(*axes[len(axes) - core :], *axes[: len(axes) - core])  # reduced over outer axes: fast
        one, other = (cells.take(places, axis=core) for places in _pairs(len(values)))
        same = np.logical_and.reduce(part.near(one, other), axis=tuple(range(core)))
        return np.logical_or.reduce(same, axis=0)
    found: Any = np.zeros((), dtype=bool)
    for i in range(1, len(values)):
        found = found | np.logical_or.reduce(~part.apart(values[i - 1][None], values[i:]), axis=0)
    return found


@lru_cache(maxsize=64)
def _pairs(number: int) -> tuple[Any, ...]:
    """Every pair of so many places, once."""
    return np.triu_indices(number, 1)


def degenerate(family: Family, givens: Mapping[str, Any], worlds: Run) -> Any:
    """Which variants of the batch are not worth asking, (*batch,)."""
    right = {step.name: worlds.right(step.name) for step in family.steps}
    return np.asarray(family.degenerate(givens, right))
