"""What a step, a mistake and a run are: the one declaration from which everything about a problem follows.

A calculation is a row of named **steps**. A step is a function whose parameters are named after the givens and the
earlier steps that it needs; its name is the name of what it makes. A **mistake** replaces one step by another
function. A **run** computes, as one batch, the right results and the results of every mistake (and of every pair of
mistakes, when asked): worlds that went wrong earlier continue through the later steps stacked on a leading axis, so
the number of NumPy calls grows with the number of functions and not with the number of worlds.

Axes: a value of one variant has the shape that its function documents, ``core``; a batch of variants puts its axes
before them, ``(*batch, *core)``; a run puts the worlds first, ``(worlds, *batch, *core)``.

>>> import numpy as np
>>> @step("double", says="Double it.")
... def double(x):
...     return 2 * x
>>> @double.mistake("no-scale")
... def kept(x):
...     return x
>>> right, wrong = run([double], {"x": np.array(3.0)}, depth=1).worlds("double")
>>> right.ids, float(right.value), wrong.ids, float(wrong.value)
((), 6.0, ('no-scale',), 3.0)
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import numpy as np

from quiz.misconceptions import Misconception, misconception

Values = Mapping[str, Any]
Function = Callable[..., Any]


@lru_cache(maxsize=4096)
def needs(function: Function) -> tuple[str, ...]:
    """The names of the values that a function takes: its parameters."""
    return tuple(inspect.signature(function).parameters)


@dataclass(frozen=True, eq=False)
class Mistake:
    """A way to get one step wrong: another function in its place. `inputs` as in `Step`."""

    id: str
    compute: Function
    inputs: Mapping[str, str] = field(default_factory=dict)

    @property
    def known_as(self) -> Misconception:
        return misconception(self.id)

    @cached_property
    def needs(self) -> tuple[str, ...]:
        return _renamed(needs(self.compute), self.inputs)

    @cached_property
    def required(self) -> frozenset[str]:
        return frozenset(self.needs)


def _renamed(names: Iterable[str], inputs: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(inputs.get(name, name) for name in names)


@dataclass(frozen=True, eq=False)
class Step:
    """One named step of a calculation.

    name: the name of what it makes. says: the sentence of the worked solution, a format string over the values at
    hand or a function of them (see `sentence`). compute: the function. inputs: where a family calls a value by another
    name than the function's parameter, parameter -> name. look: how the solution draws the result (`quiz.solutions`).
    """

    name: str
    says: str | Function
    compute: Function
    inputs: Mapping[str, str] = field(default_factory=dict)
    look: str = "grid"
    mistakes: list[Mistake] = field(default_factory=list)

    @cached_property
    def needs(self) -> tuple[str, ...]:
        return _renamed(needs(self.compute), self.inputs)

    def mistake(self, id: str) -> Callable[[Function], Function]:
        """Decorator: this function is what somebody computes who makes the known mistake `id` at this step."""
        misconception(id)

        def register(function: Function) -> Function:
            self.mistakes.append(Mistake(id, function))
            return function

        return register

    def called(self, name: str, *, says: str | Function | None = None, look: str = "", **inputs: str) -> Step:
        """The same step, with its mistakes, under another name and on other values (parameter=name of the value)."""
        moved = [replace(m, inputs={**m.inputs, **inputs}) for m in self.mistakes]
        return replace(
            self, name=name, says=self.says if says is None else says, look=look or self.look,
            inputs={**self.inputs, **inputs}, mistakes=moved,
        )  # fmt: skip

    def without(self, *ids: str) -> Step:
        """The same step without some of its mistakes."""
        return replace(self, mistakes=[m for m in self.mistakes if m.id not in ids])


def step(name: str, says: str | Function, look: str = "grid") -> Callable[[Function], Step]:
    """Decorator: make a step of a function."""
    return lambda function: Step(name, says, function, look=look)


def call(function: Function, inputs: Mapping[str, str], values: Values) -> Any:
    """The function's result on the values that its parameters name."""
    return function(**{name: values[inputs.get(name, name)] for name in needs(function)})


def sentence(says: str | Function, values: Values, inputs: Mapping[str, str] | None = None) -> str:
    """What a step, a prompt or a hint says about these values (of one variant)."""
    if isinstance(says, str):
        return says.format_map(values) if "{" in says else says
    return str(call(says, inputs or {}, values))


class Fault(NamedTuple):
    """A mistake made: its id and the step at which it was made."""

    id: str
    step: str


Faults = tuple[Fault, ...]


@dataclass(frozen=True)
class World:
    """One way the calculation can go: the faults made (none: the right way) and one value that it gives."""

    faults: Faults
    value: Any

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(fault.id for fault in self.faults))


@dataclass
class _Group:
    """Worlds whose values have the same shapes, stacked on axis 0 (which is 1 where all have the same)."""

    made: list[Faults]
    values: dict[str, Any]


@dataclass(frozen=True)
class Run:
    """The results of a run: for every name, groups of worlds of one shape with their stacked values.

    put: the names whose values were put in for the steps after them.
    """

    groups: Mapping[str, Sequence[tuple[Sequence[Faults], Any]]]
    steps: Sequence[Step]
    put: frozenset[str] = frozenset()

    def right(self, name: str) -> Any:
        """The right value of `name`, shape (*batch, *core)."""
        return self.groups[name][0][1][0]

    def stacks(self, name: str, at: Collection[str] | None = None) -> list[tuple[list[Faults], Any]]:
        """Worlds that bear on `name`, as (faults of each, values (worlds, *batch, *core)), the right world first.

        at: only faults at these steps (default: at any step on which `name` rests).
        """
        bearing = self.bearing(name) if at is None else at
        found = []
        for made, whole in self.every(name):
            keep = [i for i, faults in enumerate(made) if all(fault.step in bearing for fault in faults)]
            if keep:
                found.append(([made[i] for i in keep], whole if len(keep) == len(made) else whole[keep]))
        return found

    def every(self, name: str) -> list[tuple[Sequence[Faults], Any]]:
        """All worlds that have a value for `name`, whether or not their faults bear on it; the right world first."""
        return [(made, _whole(value, len(made))) for made, value in self.groups[name]]

    def bearing(self, name: str) -> frozenset[str]:
        """The steps on which `name` rests."""
        return ancestors(self.steps, name, self.put)

    def worlds(self, name: str, at: Collection[str] | None = None) -> list[World]:
        """The same, one world after the other: the right one, single mistakes, pairs."""
        flat = [World(f, value[i]) for made, value in self.stacks(name, at) for i, f in enumerate(made)]
        return sorted(flat, key=lambda world: len(world.faults))


def ancestors(steps: Sequence[Step], name: str, known: Collection[str] = ()) -> frozenset[str]:
    """The step `name` and all steps that its right computation rests on; no further back than what is known."""
    by_name = {s.name: s for s in steps}
    found: set[str] = set()
    waiting = [name]
    while waiting:
        current = waiting.pop()
        if current in by_name and current not in found:
            found.add(current)
            waiting.extend(need for need in by_name[current].needs if need not in known)
    return frozenset(found)


def run(
    steps: Sequence[Step], givens: Values, *, depth: int = 0, put: Values | None = None,
    without: Collection[str] = (), upto: str | None = None,
) -> Run:  # fmt: skip
    """Run the steps on givens of shape (*batch, *core).

    depth: 0 only the right way, 1 each known mistake alone, 2 also each pair at two different steps. put: values that
    the steps after it use in place of a step's own result (what the learner has). without: mistakes to leave out.
    upto: stop after this step. A mistake applies where everything that it needs is at hand. A mistaken world in which
    a later step cannot be computed (its shapes don't fit) ends there.
    Givens are arrays, or plain constants of the level (int, str); a step needs at least one array among its inputs, so
    that its result has the leading axes.
    """
    put = put or {}
    groups = [_Group([()], {name: _lifted(value) for name, value in givens.items()})]
    results: dict[str, list[tuple[Sequence[Faults], Any]]] = {}
    with np.errstate(all="ignore"):  # a mistake may well divide by zero; such a world is no answer that can be typed
        for current, kept in zip(steps, _needed_later(tuple(steps)), strict=True):
            groups = _advance(current, groups, depth, without, kept)
            results[current.name] = [(group.made, group.values[current.name]) for group in groups]
            if current.name in put:
                value = _lifted(np.asarray(put[current.name]))
                groups = _merged([_Group(g.made, {**g.values, current.name: value}) for g in groups])
            if current.name == upto:
                break
    return Run(results, steps, frozenset(put))


@lru_cache(maxsize=512)
def _needed_later(steps: tuple[Step, ...]) -> tuple[frozenset[str], ...]:
    """For each step, its name and the names that some later step or mistake still needs."""
    kept: list[frozenset[str]] = []
    later: frozenset[str] = frozenset()
    for current in reversed(steps):
        kept.append(later | {current.name})
        later = later.union(current.needs, *(mistake.needs for mistake in current.mistakes))
    return tuple(reversed(kept))


def _lifted(value: Any) -> Any:
    return np.asarray(value)[None] if isinstance(value, np.ndarray | np.generic) else value


def _advance(
    current: Step, groups: list[_Group], depth: int, without: Collection[str], kept: frozenset[str]
) -> list[_Group]:
    """The groups after one step; of their values only those that are `kept`."""
    out: list[_Group] = []
    for group in groups:
        right = _attempt(current.name, current, group, must=() in group.made)
        if right is not None:
            out.append(_after(group, group.made, current.name, right, kept))
        part = _selected(group, [i for i, faults in enumerate(group.made) if len(faults) < depth])
        if not part.made:
            continue
        at_hand = part.values.keys()
        for mistake in current.mistakes:
            if mistake.id in without or not at_hand >= mistake.required:
                continue
            wrong = _attempt(current.name, mistake, part, must=False)
            if wrong is not None:
                fault = Fault(mistake.id, current.name)
                out.append(_after(part, [(*faults, fault) for faults in part.made], current.name, wrong, kept))
    return _merged(out)


def _after(group: _Group, made: list[Faults], name: str, value: Any, kept: frozenset[str]) -> _Group:
    return _Group(made, {**{known: held for known, held in group.values.items() if known in kept}, name: value})


def _attempt(name: str, what: Step | Mistake, group: _Group, must: bool) -> Any:
    """The stacked result, or None where a mistaken world cannot go on."""
    try:
        value = np.asarray(what.compute(*[group.values[need] for need in what.needs]))
    except (ValueError, IndexError):
        if must:
            raise
        return None
    if value.ndim == 0 or value.shape[0] not in (1, len(group.made)):
        raise TypeError(f"{name}: a result needs the leading axes of its inputs, got shape {value.shape}")
    return value


def _selected(group: _Group, keep: list[int]) -> _Group:
    if len(keep) in (0, len(group.made)):
        return group if keep else _Group([], {})
    values = {
        name: value if not isinstance(value, np.ndarray) or value.shape[0] == 1 else value[keep]
        for name, value in group.values.items()
    }
    return _Group([group.made[i] for i in keep], values)


def _merged(groups: list[_Group]) -> list[_Group]:
    """Groups whose values have the same shapes put together, the right world's group first."""
    if len(groups) == 1:
        return groups
    by_shape: dict[tuple[Any, ...], list[_Group]] = {}
    for group in groups:
        shapes = tuple((n, v.shape[1:]) for n, v in group.values.items() if isinstance(v, np.ndarray))
        by_shape.setdefault(shapes, []).append(group)
    return [_stacked(same) for same in by_shape.values()]


def _stacked(groups: list[_Group]) -> _Group:
    if len(groups) == 1:
        return groups[0]
    values: dict[str, Any] = {}
    for name, first in groups[0].values.items():
        same = all(group.values[name] is first for group in groups)
        if same and not (isinstance(first, np.ndarray) and first.shape[0] > 1):
            values[name] = first
            continue
        values[name] = np.concatenate([_whole(g.values[name], len(g.made)) for g in groups])
    return _Group([ids for group in groups for ids in group.made], values)


def _whole(value: Any, count: int) -> Any:
    """The stack with one entry for each of `count` worlds."""
    return value if value.shape[0] == count else np.repeat(value, count, axis=0)
