"""What a calculation does to arrays, remembered once and done again for the next arrays of the same shapes.

Which worlds a run has, which of them are stacked and where a mistaken one ends depends on the shapes of the arrays
and not on their numbers. For a single variant, deciding that takes as long as the arithmetic. A `Recorder` does each
operation on arrays and keeps a note of it; the `Plan` made of the notes does the same operations on other arrays. It
checks every shape on its way, and where one differs, or something fails that went well, it is `Changed`: then the run
decides anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any, Generic, TypeVar

import numpy as np

FAILS = (ValueError, IndexError)  # what NumPy raises where shapes don't fit
Operation = Callable[[list[Any]], Any]
Outline = TypeVar("Outline")


class Changed(Exception):
    """The operations of a plan don't fit these arrays."""


class Doer:
    """Does operations on arrays, and remembers nothing."""

    def call(self, function: Callable[..., Any], inputs: Sequence[Any]) -> Any:
        """The function's result as an array; raises what the function raises."""
        return np.asarray(function(*inputs))

    def pick(self, stack: Any, keep: Sequence[int]) -> Any:
        """Some of a stack's entries."""
        return stack[list(keep)]

    def join(self, stacks: Sequence[Any], counts: Sequence[int]) -> Any:
        """Stacks one after the other, each with so many entries; one entry stands for as many as there are."""
        return np.concatenate([whole(stack, count) for stack, count in zip(stacks, counts, strict=True)])


def whole(stack: Any, count: int) -> Any:
    """The stack with one entry for each of `count` worlds."""
    return stack if stack.shape[0] == count else np.repeat(stack, count, axis=0)


class Recorder(Doer):
    """Does operations and keeps a note of each. Values are told apart by identity, so it holds on to all of them."""

    def __init__(self, values: Sequence[Any]) -> None:
        self._values = list(values)
        self._places = {id(value): place for place, value in enumerate(values)}
        self._notes: list[tuple[Operation, tuple[int, ...] | None]] = []

    def call(self, function: Callable[..., Any], inputs: Sequence[Any]) -> Any:
        places = [self._places[id(value)] for value in inputs]
        inputs_of = itemgetter(*places) if len(places) > 1 else lambda values: [values[place] for place in places]
        return self._done(lambda values: np.asarray(function(*inputs_of(values))))

    def pick(self, stack: Any, keep: Sequence[int]) -> Any:
        place = self._places[id(stack)]
        first, last = keep[0], keep[-1] + 1
        chosen: Any = slice(first, last) if len(keep) == last - first else list(keep)
        return self._done(lambda values: values[place][chosen])

    def join(self, stacks: Sequence[Any], counts: Sequence[int]) -> Any:
        places = [(self._places[id(stack)], count) for stack, count in zip(stacks, counts, strict=True)]
        return self._done(lambda values: np.concatenate([whole(values[place], count) for place, count in places]))

    def _done(self, operation: Operation) -> Any:
        try:
            value = operation(self._values)
        except FAILS:
            self._notes.append((operation, None))
            self._values.append(None)
            raise
        self._places[id(value)] = len(self._values)
        self._values.append(value)
        self._notes.append((operation, value.shape))
        return value

    def plan(self, outline: Mapping[str, Sequence[tuple[Outline, Any]]]) -> Plan[Outline]:
        """The plan whose results are the arrays of this outline."""
        places = {
            name: [(told, self._places[id(value)]) for told, value in results] for name, results in outline.items()
        }
        return Plan(self._notes, places)


class Plan(Generic[Outline]):
    """Operations in order, and where the results stand that they lead to."""

    def __init__(
        self, notes: Sequence[tuple[Operation, tuple[int, ...] | None]],
        places: Mapping[str, Sequence[tuple[Outline, int]]],
    ) -> None:  # fmt: skip
        self._notes, self._places = notes, places

    def follow(self, values: list[Any]) -> dict[str, list[tuple[Outline, Any]]]:
        """The results for other arrays; `values` grows by every array on the way. Changed where they don't fit."""
        try:
            for operation, shape in self._notes:
                if shape is None:
                    _fails_again(operation, values)
                    values.append(None)
                    continue
                value = operation(values)
                if value.shape != shape:
                    raise Changed
                values.append(value)
        except FAILS as error:
            raise Changed from error
        return {
            name: [(told, values[place]) for told, place in results] for name, results in self._places.items()
        }  # fmt: skip


def _fails_again(operation: Operation, values: list[Any]) -> None:
    """What failed has to fail with other arrays as well; else it is a world that the plan doesn't know."""
    try:
        operation(values)
    except FAILS:
        return
    raise Changed
