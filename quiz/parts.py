"""The typed parts of a problem: what is asked, in which kind of answer, how exactly, and what must hold of it.

A part's value in a calculation is an array with leading axes like every other value; `Part.present` turns the value
of one variant into the answer as it is stored, compared and shown:

==========  ==================================  =====================================
kind        value in the calculation            answer
==========  ==================================  =====================================
number      ()                                  float
vector      (n,)                                [float, …]
matrix      (n, m)                              [[float, …], …]
shape       (axes,) whole numbers               [int, …]
choice      () position among the options       the option's id
choices     (options,) boolean                  [id, …]
vertices    (vertices,) boolean                 [name, …] sorted as the reader sorts
text        () position among the options       the option's words
==========  ==================================  =====================================

NOTE: part ids and option ids are stored with every attempt; they are never renamed or reused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

Kind = Literal["number", "vector", "matrix", "shape", "choice", "choices", "vertices", "text"]
NUMERIC: frozenset[str] = frozenset({"number", "vector", "matrix"})

HAIR = 1e-9  # how much a bound gives for the binary rounding of decimals: 0.345 typed as 0.34 is 0.005 off


@dataclass(frozen=True)
class Tolerance:
    """How far off a number may be: `absolute`, or `relative` times the right value, whichever is larger.

    near: up to this far off (absolute) it is `rounded-too-early`; 0 for never.
    """

    absolute: float
    relative: float = 0.0
    near: float = 0.0

    def bound(self, right: Any) -> Any:
        """The greatest distance from `right` that counts as right, elementwise, with a hair for binary rounding."""
        return np.maximum(self.absolute, self.relative * np.abs(right)) * (1 + HAIR) + HAIR

    def reach(self, right: Any) -> Any:
        """`bound`, as one number where it is the same for every `right`."""
        return self.bound(right) if self.relative else self.absolute * (1 + HAIR) + HAIR

    def holds(self, value: Any, right: Any) -> bool:
        """Whether a number, or every number in rows of numbers, is that near: `bound` for the few cells of an answer.

        >>> WEIGHT.holds([0.25, 0.75], [0.2501, 0.7499]), WEIGHT.holds([0.25], [0.25, 0.75]), WEIGHT.holds(0.3, 0.25)
        (True, False, False)
        """
        if not isinstance(right, list):
            return not isinstance(value, list) and self._near(value, right)
        if not isinstance(value, list) or len(value) != len(right):
            return False
        if not right:
            return True
        if isinstance(value[0], list) or isinstance(right[0], list):
            return all(map(self.holds, value, right))
        if self.relative:
            return all(map(self._near, value, right))
        bound = self.absolute * (1 + HAIR) + HAIR
        return False not in [abs(one - other) <= bound for one, other in zip(value, right, strict=True)]

    def _near(self, value: float, right: float) -> bool:
        return abs(value - right) <= max(self.absolute, self.relative * abs(right)) * (1 + HAIR) + HAIR

    def rule(self) -> str:
        """The rule as it is printed beside the box: the rule that grades."""
        if not self.absolute:
            return "exact"
        share = f" or {self.relative * 100:g} %, whichever is larger" if self.relative else ""
        return f"±{self.absolute:g}{share}"


EXACT = Tolerance(0.0)
WEIGHT = Tolerance(0.005, near=0.025)
OUTPUT = Tolerance(0.01, relative=0.01)


@dataclass(frozen=True)
class Option:
    id: str
    label: str


@dataclass(frozen=True)
class Check:
    """An invariant that every answer to a part must keep, told by name when it is broken.

    kind: `row-sum` every row sums to 1 · `nonnegative` · `masked` a cell that may not be attended to is 0 (`of` names
    the mask, True = may attend) · `inside` each number between the least
    and the greatest of its column of `of`.
    """

    kind: Literal["row-sum", "nonnegative", "masked", "inside"]
    of: str = ""


WEIGHT_CHECKS = (Check("nonnegative"), Check("row-sum"))


@dataclass(frozen=True)
class Part:
    """One thing that is asked.

    id: fixed for ever. kind: kind of answer. prompt: a format string over the givens, or a function of them. of: the
    step whose result is asked (default: the id). options: for choice, choices and text, the options, or the name of a
    given list of words. vertices: the given that names the vertices. levels: the levels that ask it (default: all).
    unit: printed after the box.
    """

    id: str
    kind: Kind
    prompt: str | Callable[..., str]
    tolerance: Tolerance = EXACT
    of: str = ""
    checks: tuple[Check, ...] = ()
    options: tuple[Option, ...] | str = ()
    vertices: str = "vertices"
    levels: tuple[int, ...] = ()
    unit: str = ""

    @property
    def value_name(self) -> str:
        return self.of or self.id

    def choices(self, givens: Mapping[str, Any]) -> list[Option]:
        """The options of this variant."""
        if isinstance(self.options, str):
            return [Option(str(word), str(word)) for word in givens[self.options]]
        return list(self.options)

    def present(self, value: Any, givens: Mapping[str, Any]) -> Any:
        """The answer that a value of one variant stands for (see the table above)."""
        match self.kind:
            case "number":
                return float(value)
            case "vector" | "matrix":
                return np.asarray(value, dtype=float).tolist()
            case "shape":
                return [int(size) for size in value]
            case "choice":
                return self.choices(givens)[int(value)].id
            case "text":
                return self.choices(givens)[int(value)].label
            case "choices":
                return [option.id for option, chosen in zip(self.choices(givens), value, strict=True) if chosen]
            case "vertices":
                names = [str(v) for v, held in zip(givens[self.vertices], value, strict=True) if held]
                return sorted(names, key=vertex_order)

    def apart(self, a: Any, b: Any) -> Any:
        """Whether two stacks of values (..., *core) are visibly different: in some cell at least 4 tolerances apart.

        A value that is not finite cannot be typed, so it is apart from every other.
        """
        axes = tuple(range(-self.core_axes, 0))
        with np.errstate(invalid="ignore"):
            near = self.near(a, b)
        return ~np.logical_and.reduce(near, axis=axes) if axes else ~near

    def near(self, a: Any, b: Any) -> Any:
        """In which cells two values are less than 4 tolerances apart (no numbers: the same), elementwise.

        A number that is not finite is near none; NumPy may warn of the difference, which is for the caller to silence.
        """
        if self.kind not in NUMERIC:
            return np.asarray(a == b)
        larger = np.maximum(np.abs(a), np.abs(b)) if self.tolerance.relative else a
        return np.abs(a - b) < 4 * self.tolerance.reach(larger)  # a comparison with nan is false

    @property
    def core_axes(self) -> int:
        """How many axes one variant's value has."""
        return {"number": 0, "choice": 0, "text": 0, "matrix": 2}.get(self.kind, 1)


def vertex_order(name: str) -> tuple[int, int, str]:
    """Numbers by size, then names: the order in which vertices are written."""
    return (0, int(name), "") if name.isdecimal() else (1, 0, name)
