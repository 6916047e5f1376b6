"""What a family of problems is: givens, steps, parts, levels and words.

A family is a class in one file below `quiz/families/<topic>/`; it is found by its file and registered nowhere else.
It declares how givens are drawn (any number of variants at once), which steps lead to the answer, which parts are
asked, and the words around them. Right answers, wrong answers, diagnosis, worked solution, errors carried forward
and the check that every known mistake shows all follow from the steps (`quiz.calculation`).

Axes: `sample` returns arrays (*batch, *core) or plain constants of the level; `statement` and every sentence see one
variant, with no batch axes.

NOTE: `id`, part ids, option ids and the ids of mistakes are stored; they are never renamed or reused. When the
numbers that a seed gives, or what is asked, change, `version` goes up by one.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from typing import Any, ClassVar

import numpy as np

from engine.draws import Draws
from quiz.blocks import Block
from quiz.calculation import Function, Step, Values, ancestors
from quiz.parts import Part


class Family:
    """One kind of problem. Subclass it, once per file."""

    id: ClassVar[str]
    version: ClassVar[int] = 1
    topic: ClassVar[str]
    title: ClassVar[str]
    source: ClassVar[str]
    levels: ClassVar[Mapping[int, Mapping[str, Any]]]  # level -> keyword arguments of `sample`
    steps: ClassVar[Sequence[Step]]
    asked: ClassVar[Sequence[Part]]
    hints: ClassVar[tuple[str | Function, str | Function]]
    labels: ClassVar[Mapping[str, tuple[str, str]]] = {}  # value -> givens that head its rows and columns ("" none)
    without: ClassVar[Mapping[str, str]] = {}  # mistake id -> why it does not apply here

    def sample(self, draw: Draws, *_: Any, **level: Any) -> dict[str, Any]:
        """The givens of a batch of variants: arrays (*draw.batch, *core), or constants of the level."""
        raise NotImplementedError

    def statement(self, givens: Values) -> list[Block]:
        """The problem of one variant, complete: a student needs no other text to understand it."""
        raise NotImplementedError

    def degenerate(self, givens: Values, right: Values) -> Any:
        """Which variants are not worth asking, (*batch,) boolean; right: the right value of every step."""
        return np.zeros((), dtype=bool)

    def parts(self, level: int) -> list[Part]:
        """The parts that this level asks, in order."""
        return [part for part in self.asked if not part.levels or level in part.levels]

    @cached_property
    def misconceptions(self) -> list[str]:
        """The ids of the known mistakes that apply, in the order of the steps: all that they need is at hand."""
        at_hand = {name for level in self.levels.values() for name in self.sample(Draws(0), **level)}
        found: dict[str, None] = {}
        for step in self.steps:
            applying = [m.id for m in step.mistakes if at_hand.issuperset(m.needs) and m.id not in self.without]
            found.update(dict.fromkeys(applying))
            at_hand.add(step.name)
        return list(found)

    def shown_first(self, level: int) -> Mapping[str, frozenset[str]]:
        """For each part, the steps whose mistakes show in it first: those not behind an earlier part."""
        return self._shown_first[level]

    @cached_property
    def _shown_first(self) -> dict[int, Mapping[str, frozenset[str]]]:
        return {level: self._find_shown_first(level) for level in self.levels}

    def _find_shown_first(self, level: int) -> dict[str, frozenset[str]]:
        seen: frozenset[str] = frozenset()
        first = {}
        for part in self.parts(level):
            behind = ancestors(self.steps, part.value_name)
            first[part.id] = behind - seen
            seen |= behind
        return first


@cache
def families() -> dict[str, Family]:
    """Every family, by id, in the order of topics and files."""
    home = importlib.import_module("quiz.families")  # by name: families import this module
    found: dict[str, Family] = {}
    for info in pkgutil.walk_packages(home.__path__, home.__name__ + "."):
        if info.ispkg:
            continue
        module = importlib.import_module(info.name)
        for member in vars(module).values():
            if isinstance(member, type) and issubclass(member, Family) and member.__module__ == info.name:
                if member.id in found:
                    raise ValueError(f"Two families have the id {member.id}.")
                found[member.id] = member()
    return found


def family(id: str) -> Family:
    """The family of this id; ValueError says which ids there are."""
    try:
        return families()[id]
    except KeyError:
        raise ValueError(f"There is no family {id!r}; `flask families` lists them.") from None
