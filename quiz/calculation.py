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
from typing import Any

import numpy as np

from quiz.misconceptions import Misconception, misconception
from quiz.plans import whole
from quiz.worlds import Asked, Fault, Faults, results

__all__ = [
    "Fault", "Faults", "Function", "Mistake", "Run", "Step", "Values", "World",
    "ancestors", "call", "needs", "run", "sentence", "step",
]  # fmt: skip

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


@dataclass(frozen=True)
class World:
    """One way the calculation can go: the faults made (none: the right way) and one value that it gives."""

    faults: Faults
    value: Any

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(fault.id for fault in self.faults))


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

    def stacks(self, name: str, at: Collection[str] | None = None) -> list[tuple[Sequence[Faults], Any]]:
        """Worlds that bear on `name`, as (faults of each, values (worlds, *batch, *core)), the right world first.

        at: only faults at these steps (default: at any step on which `name` rests).
        """
        bearing = self.bearing(name) if at is None else frozenset(at)
        found: list[tuple[Sequence[Faults], Any]] = []
        for made, stack in self.every(name):
            kept, places = _only_at(tuple(made), bearing)
            if kept:
                found.append((kept, stack if len(kept) == len(made) else stack[places]))
        return found

    def every(self, name: str) -> list[tuple[Sequence[Faults], Any]]:
        """All worlds that have a value for `name`, whether or not their faults bear on it; the right world first."""
        return [(made, whole(value, len(made))) for made, value in self.groups[name]]

    def bearing(self, name: str) -> frozenset[str]:
        """The steps on which `name` rests."""
        return ancestors(self.steps, name, self.put)

    def worlds(self, name: str, at: Collection[str] | None = None) -> list[World]:
        """The same, one world after the other: the right one, single mistakes, pairs."""
        flat = [World(f, value[i]) for made, value in self.stacks(name, at) for i, f in enumerate(made)]
        return sorted(flat, key=lambda world: len(world.faults))


@lru_cache(maxsize=1024)
def _only_at(made: tuple[Faults, ...], steps: frozenset[str]) -> tuple[tuple[Faults, ...], Any]:
    """The worlds whose faults are all at these steps, and their places in a stack."""
    places = [i for i, faults in enumerate(made) if all(fault.step in steps for fault in faults)]
    return tuple(made[i] for i in places), np.array(places, dtype=int)


def ancestors(steps: Sequence[Step], name: str, known: Collection[str] = ()) -> frozenset[str]:
    """The step `name` and all steps that its right computation rests on; no further back than what is known."""
    return _ancestors(tuple(steps), name, frozenset(known))


@lru_cache(maxsize=4096)
def _ancestors(steps: tuple[Step, ...], name: str, known: frozenset[str]) -> frozenset[str]:
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
    without: Collection[str] = (),
) -> Run:  # fmt: skip
    """Run the steps on givens of shape (*batch, *core).

    depth: 0 only the right way, 1 each known mistake alone, 2 also each pair at two different steps. put: values that
    the steps after it use in place of a step's own result (what the learner has). without: mistakes to leave out.
    A mistake applies where everything that it needs is at hand. A mistaken world in which a later step cannot be
    computed (its shapes don't fit) ends there.
    Givens are arrays, or plain constants of the level (int, str); a step needs at least one array among its inputs, so
    that its result has the leading axes.
    """
    asked = Asked(tuple(steps), depth, frozenset(without))
    at_hand = {name: _lifted(value) for name, value in givens.items()}
    own = {name: _lifted(np.asarray(value)) for name, value in (put or {}).items()}
    with np.errstate(all="ignore"):  # a mistake may well divide by zero; such a world is no answer that can be typed
        found = results(asked, at_hand, own)
    return Run(found, steps, frozenset(own))


def _lifted(value: Any) -> Any:
    return np.asarray(value)[None] if isinstance(value, np.ndarray | np.generic) else value
