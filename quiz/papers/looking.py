"""Variants of one item as an instructor looks at them: usable ones, grouped by what makes them hard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from quiz.papers.blueprint import Blueprint, Item
from quiz.papers.matching import table
from quiz.papers.preview import Group, checked, grouped
from quiz.papers.slots import Slot, candidates, slots
from quiz.variants import Variant, serve


@dataclass(frozen=True)
class Looked:
    """What was found among the first variants of an item. of: its first problem. usable: how many may be taken."""

    of: Slot
    variants: int
    usable: int
    groups: tuple[Group, ...]

    def variant(self, index: int) -> Variant:
        return serve(self.of.family, self.of.item.level, self.of.source, index)


def look(blueprint: Blueprint, seed: int, item: int, count: int) -> Looked:
    """The first `count` variants of item number `item`, from 1, whether or not they are dropped or pinned."""
    own = next(slot for slot in slots(blueprint, seed) if slot.place == item)
    bare = replace(own.item, drop=(), pin=())
    free = replace(own, item=bare, seed=own.source, pin=(), fresh=0)
    pool = candidates(free, count)
    places = np.flatnonzero(pool.usable)
    groups = grouped(table(pool.features)[places], pool.indices[places]) if len(places) else ()
    return Looked(free, count, len(places), groups)


@dataclass(frozen=True)
class Judged:
    """How many variants of an item were used, and which of them failed a check, by index."""

    item: Item
    title: str
    used: int
    unsolvable: tuple[int, ...]
    ambiguous: tuple[int, ...]


def judged(blueprint: Blueprint, problems: Sequence[Slot], copies: Sequence[Sequence[Variant]]) -> list[Judged]:
    """Each problem of the paper over all copies: is its key graded as right, and read in one way only."""
    made = []
    for place, slot in enumerate(problems):
        used = {variants[place].index: variants[place] for variants in copies}
        found = {index: checked(variant) for index, variant in used.items()}
        made.append(Judged(
            blueprint.items[slot.place - 1], slot.family.title, len(used),
            tuple(index for index, (solvable, _) in found.items() if not solvable),
            tuple(index for index, (_, clear) in found.items() if not clear),
        ))  # fmt: skip
    return made
