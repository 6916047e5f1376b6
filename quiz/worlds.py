"""The worlds of a run: who made which mistakes, stacked where their values have the same shapes.

A step is done once for all worlds of a group; every mistake at it makes another group of those worlds that may still
make one. What this does to arrays is remembered as a plan (`quiz.plans`) for the next variant of the same shapes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from quiz.plans import FAILS, Changed, Doer, Plan, Recorder

if TYPE_CHECKING:
    from quiz.calculation import Mistake, Step


class Fault(NamedTuple):
    """A mistake made: its id and the step at which it was made."""

    id: str
    step: str


Faults = tuple[Fault, ...]


@dataclass
class Group:
    """Worlds whose values have the same shapes, stacked on axis 0 (which is 1 where all have the same)."""

    made: list[Faults]
    values: dict[str, Any]


class Asked(NamedTuple):
    """Which steps to run, how many mistakes a world may hold, which mistakes to leave out."""

    steps: tuple[Step, ...]
    depth: int
    without: frozenset[str]


Results = dict[str, list[tuple[Sequence[Faults], Any]]]  # of each step: worlds of one shape, and their stacked values

MOST_PLANS = 2048
SINGLE = 512  # numbers in one given: with more it is a batch, where deciding costs little and keeping arrays much
_plans: dict[Any, Plan[Sequence[Faults]]] = {}


def results(asked: Asked, givens: Mapping[str, Any], own: Mapping[str, Any]) -> Results:
    """What every step gives. givens, own: values with the axis of worlds first; `own` goes on in place of results."""
    values = [*givens.values(), *own.values()]
    kinds = tuple(map(_kind, values))
    if None in kinds:
        return _advanced(asked, givens, own, Doer())
    key = asked, tuple(givens), tuple(own), kinds
    known = _plans.get(key)
    if known is not None:
        try:
            return known.follow(values.copy())
        except Changed:
            pass
    recorder = Recorder(values)
    found = _advanced(asked, givens, own, recorder)
    if known is not None or len(_plans) < MOST_PLANS:
        _plans[key] = recorder.plan(found)
    return found


def _kind(value: Any) -> Any:
    """What a plan depends on: the shape of an array, a constant of the level itself; None where it's not worth one."""
    if isinstance(value, np.ndarray):
        return (value.shape, value.dtype.char) if value.size <= SINGLE else None
    return (type(value), value) if isinstance(value, int | str) else None


def _advanced(asked: Asked, givens: Mapping[str, Any], own: Mapping[str, Any], doer: Doer) -> Results:
    groups = [Group([()], dict(givens))]
    found: Results = {}
    for current, kept in zip(asked.steps, _needed_later(asked.steps), strict=True):
        groups = _advance(current, groups, asked, kept, doer)
        found[current.name] = [(tuple(group.made), group.values[current.name]) for group in groups]
        if current.name in own:
            put = [Group(g.made, {**g.values, current.name: own[current.name]}) for g in groups]
            groups = _merged(put, doer)
    return found


@lru_cache(maxsize=512)
def _needed_later(steps: tuple[Step, ...]) -> tuple[frozenset[str], ...]:
    """For each step, its name and the names that some later step or mistake still needs."""
    kept: list[frozenset[str]] = []
    later: frozenset[str] = frozenset()
    for current in reversed(steps):
        kept.append(later | {current.name})
        later = later.union(current.needs, *(mistake.needs for mistake in current.mistakes))
    return tuple(reversed(kept))


def _advance(
    current: Step, groups: list[Group], asked: Asked, kept: frozenset[str], doer: Doer
) -> list[Group]:  # fmt: skip
    """The groups after one step; of their values only those that are `kept`."""
    out: list[Group] = []
    for group in groups:
        right = _attempt(current.name, current, group, doer, must=() in group.made)
        if right is not None:
            out.append(_after(group, group.made, current.name, right, kept))
        part = _selected(group, [i for i, faults in enumerate(group.made) if len(faults) < asked.depth], doer)
        if not part.made:
            continue
        at_hand = part.values.keys()
        for mistake in current.mistakes:
            if mistake.id in asked.without or not at_hand >= mistake.required:
                continue
            wrong = _attempt(current.name, mistake, part, doer, must=False)
            if wrong is not None:
                fault = Fault(mistake.id, current.name)
                out.append(_after(part, [(*faults, fault) for faults in part.made], current.name, wrong, kept))
    return _merged(out, doer)


def _after(group: Group, made: list[Faults], name: str, value: Any, kept: frozenset[str]) -> Group:
    return Group(made, {**{known: held for known, held in group.values.items() if known in kept}, name: value})


def _attempt(name: str, what: Step | Mistake, group: Group, doer: Doer, must: bool) -> Any:
    """The stacked result, or None where a mistaken world cannot go on."""
    try:
        value = doer.call(what.compute, [group.values[need] for need in what.needs])
    except FAILS:
        if must:
            raise
        return None
    if value.ndim == 0 or value.shape[0] not in (1, len(group.made)):
        raise TypeError(f"{name}: a result needs the leading axes of its inputs, got shape {value.shape}")
    return value


def _selected(group: Group, keep: list[int], doer: Doer) -> Group:
    if len(keep) in (0, len(group.made)):
        return group if keep else Group([], {})
    values = {
        name: value if not isinstance(value, np.ndarray) or value.shape[0] == 1 else doer.pick(value, keep)
        for name, value in group.values.items()
    }
    return Group([group.made[i] for i in keep], values)


def _merged(groups: list[Group], doer: Doer) -> list[Group]:
    """Groups whose values have the same shapes put together, the right world's group first."""
    if len(groups) == 1:
        return groups
    by_shape: dict[tuple[Any, ...], list[Group]] = {}
    for group in groups:
        shapes = tuple((n, v.shape[1:]) for n, v in group.values.items() if isinstance(v, np.ndarray))
        by_shape.setdefault(shapes, []).append(group)
    return [_stacked(same, doer) for same in by_shape.values()]


def _stacked(groups: list[Group], doer: Doer) -> Group:
    if len(groups) == 1:
        return groups[0]
    values: dict[str, Any] = {}
    for name, first in groups[0].values.items():
        same = all(group.values[name] is first for group in groups)
        if same and not (isinstance(first, np.ndarray) and first.shape[0] > 1):
            values[name] = first
            continue
        values[name] = doer.join([g.values[name] for g in groups], [len(g.made) for g in groups])
    return Group([ids for group in groups for ids in group.made], values)
