"""The problems of a paper before they have numbers: for each its family, its seed and its candidates.

A topic becomes a family here, by the seed; `parts` become a family that asks only these.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from engine.arrays import BoolArray, FloatArray, IntArray
from engine.draws import Draws, splitmix64
from quiz.calculation import Run, run
from quiz.family import Family, families
from quiz.papers.blueprint import Blueprint, Flawed, Item
from quiz.papers.byhand import by_hand
from quiz.papers.features import features
from quiz.papers.pins import held
from quiz.stress import attempts
from quiz.variants import NoVariant, draw

TOPICS = 2**20  # choices of families are drawn at indices from here on, apart from other draws of the seed


@dataclass
class Slot:
    """One problem of every copy. place: of the item in the blueprint, from 1. fresh: the first index not yet tried.

    typical: the features that all copies are matched to, once known, (f,). pin: the only variants that may be taken, of
    pin_seed, whatever the seed is; none for any.
    """

    place: int
    item: Item
    family: Family
    seed: int
    fresh: int = 0
    typical: FloatArray | None = field(default=None, repr=False)
    pin: tuple[int, ...] = ()
    pin_seed: int = 0

    @property
    def source(self) -> int:
        """The seed that its variants come from."""
        return self.pin_seed if self.pin else self.seed

    def __str__(self) -> str:
        return f"items[{self.place}]: {self.family.id} at level {self.item.level}"


@dataclass(frozen=True)
class Candidates:
    """A batch of served variants of a slot. usable: which may be taken. numbers: what tells their numbers apart."""

    indices: IntArray
    givens: Mapping[str, Any]
    features: Mapping[str, FloatArray]
    usable: BoolArray
    numbers: list[bytes]


def slots(blueprint: Blueprint, seed: int) -> list[Slot]:
    """Every problem of the blueprint, in its order: the same for the same blueprint and seed."""
    held(blueprint, seed)
    wanted = [(i, item, k) for i, item in enumerate(blueprint.items, 1) for k in range(item.count)]
    seeds = splitmix64(seed, len(wanted)).tolist()
    found: list[Slot] = []
    for own, (place, item, k) in zip(seeds, wanted, strict=True):
        id = item.family or _of_topic(item, seed, place)[k]
        own = stream(seed, item.stream + k) if item.stream else int(own)
        pin_seed = found[-1].source if k and item.pin else own
        found.append(Slot(place, item, asking(id, item.parts), own, pin=item.pin[k :: item.count], pin_seed=pin_seed))
    return found


def stream(seed: int, number: int) -> int:
    """The seed of stream `number`, from 1; by default problem `number` of the paper draws from it."""
    return int(splitmix64(seed, number)[number - 1])


def _of_topic(item: Item, seed: int, place: int) -> list[str]:
    """A family for each problem of an item that names a topic, without repeats as long as there are others."""
    ids = [one.id for one in families().values() if one.topic == item.topic and item.level in one.levels]
    order = Draws(seed, TOPICS + place).permutation(len(ids)).tolist()
    return [ids[order[k % len(ids)]] for k in range(item.count)]


@lru_cache(maxsize=256)
def asking(id: str, parts: tuple[str, ...]) -> Family:
    """The family, asking only these parts (all without any); a mistake shows in the first of these that it reaches."""
    whole = families()[id]
    if not parts:
        return whole
    kept = [part for part in whole.asked if part.id in parts]
    return type(type(whole).__name__, (type(whole),), {"asked": kept})()


def candidates(slot: Slot, count: int) -> Candidates:
    """The next `count` variants of a slot, or its pinned ones, with their features and what may be taken."""
    family, level = slot.family, slot.item.level
    indices = np.arange(slot.fresh, slot.fresh + count)
    if slot.pin:
        indices, count = np.array(slot.pin), len(slot.pin)
    else:
        slot.fresh += count
    try:
        givens = draw(family, level, slot.source, indices, attempts(families()[family.id], level, slot.source, indices))
    except NoVariant as error:
        raise Flawed(f"items[{slot.place}]: {error}") from None
    worlds = run(family.steps, givens, depth=1 if slot.item.parts else 0, without=family.without)
    right = {step.name: worlds.right(step.name) for step in family.steps}
    usable = ~np.isin(indices, slot.item.drop)
    if slot.item.parts:
        usable &= ~hidden(family, level, worlds, count)
    if slot.item.paper:
        usable &= by_hand(family, level, givens, right, count)
    return Candidates(
        indices, givens, features(family, level, givens, right, count), usable, _numbers(slot, givens, count)
    )


def hidden(family: Family, level: int, worlds: Run, count: int) -> BoolArray:
    """Which variants let a known mistake pass as right, since the part in which it would show is not asked, (count,).

    Two mistakes may give the same answer here; with all parts asked they would be told apart earlier.
    """
    passes = np.zeros(count, dtype=bool)
    for part in family.parts(level):
        right = worlds.right(part.value_name)
        for faults, values in worlds.stacks(part.value_name, family.shown_first(level)[part.id]):
            wrong = values[[i for i, made in enumerate(faults) if made]]
            if wrong.shape[2:] == right.shape[1:]:
                passes |= np.any(~part.apart(right[None], wrong), axis=0)
    return passes


def _numbers(slot: Slot, givens: Mapping[str, Any], count: int) -> list[bytes]:
    """A digest of what is drawn in every variant but words, so that the same numbers with other tokens are the same."""
    varying = [v for v in givens.values() if isinstance(v, np.ndarray) and v.ndim and len(v) == count]
    numeric = [v for v in varying if v.dtype.kind in "ifb"] or varying
    flat = [np.ascontiguousarray(v.reshape(count, -1)) for v in numeric]
    start = f"{slot.family.id} {slot.item.level}".encode()
    said = (start + b"".join(v[i].tobytes() for v in flat) for i in range(count))
    return [hashlib.blake2b(numbers, digest_size=16).digest() for numbers in said]
