"""The problems of a blueprint dealt to learners who start when they like, all equally hard.

The copies of a paper are made in blocks one after the other, so that no two share their numbers (`quiz.papers.chain`).
Here a block of hands comes from a secret seed of its own, and its problems are the most typical of fresh candidates,
measured by what is typical of the blueprint. Only hands of different blocks may share numbers, where a family has few.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.draws import Draws, splitmix64
from quiz.papers.blueprint import Blueprint
from quiz.papers.choosing import BLOCK, Chosen, block
from quiz.papers.slots import Slot, candidates, slots

ORDERS = 2**22  # the order of the items, and which pin is dealt, are drawn at indices from here on


@dataclass(frozen=True)
class Card:
    """A problem of a hand. item: its place in the blueprint, from 1; points: what it is worth."""

    item: int
    points: float
    chosen: Chosen


Hand = tuple[Card, ...]


class Deck:
    """A blueprint with its seed. `Flawed` when it can't be dealt even once. Safe to use from several threads."""

    def __init__(self, blueprint: Blueprint, seed: int) -> None:
        self.blueprint = blueprint
        self._problems = slots(blueprint, seed)
        self._first = [made[0] for made in block(self._problems, set(), 1)]
        pinned = [slot for slot in self._problems if slot.pin]
        self._pins = {id(slot): block([slot], set(), len(slot.pin))[0] for slot in pinned}
        self._barred = frozenset(number for slot in self._problems for number in _fixed(slot))

    def hands(self, seed: int, count: int = BLOCK) -> list[Hand]:
        """At most so many hands, and at least one: the same for the same seed and count."""
        made = self._same(count) if self.blueprint.seeds == "same" else self._own(seed, count)
        return [self._ordered(hand, seed, place) for place, hand in enumerate(made)]

    def _same(self, count: int) -> list[Sequence[Chosen]]:
        return [self._first for _ in range(count)]

    def _own(self, seed: int, count: int) -> list[Sequence[Chosen]]:
        seeds = splitmix64(seed, len(self._problems)).tolist()
        drawn = [
            replace(slot, seed=own, fresh=0, item=replace(slot.item, drop=()))
            for slot, own in zip(self._problems, seeds, strict=True)
            if not slot.pin
        ]
        dealt = iter(block(drawn, set(self._barred), count) if drawn else [])
        made = [self._pinned(slot, own, count) if slot.pin else next(dealt)
                for slot, own in zip(self._problems, seeds, strict=True)]  # fmt: skip
        return [list(hand) for hand in zip(*made, strict=False)]

    def _pinned(self, slot: Slot, seed: int, count: int) -> list[Chosen]:
        """One of the pins for every hand: all of them in some order, as often as it takes."""
        pins = self._pins[id(slot)]
        rounds = range(-(-count // len(pins)))
        return [pins[i] for turn in rounds for i in Draws(seed, turn).permutation(len(pins)).tolist()][:count]

    def _ordered(self, hand: Sequence[Chosen], seed: int, place: int) -> Hand:
        cards = [Card(s.place, s.item.points, one) for s, one in zip(self._problems, hand, strict=True)]
        if "items" in self.blueprint.shuffle:
            cards = [cards[i] for i in Draws(seed, ORDERS + place).permutation(len(cards)).tolist()]
        return tuple(cards)


def _fixed(slot: Slot) -> list[bytes]:
    """The numbers that nobody gets by chance: those of pinned variants and of dropped ones."""
    which = slot.pin or slot.item.drop
    return candidates(replace(slot, pin=which, pin_seed=slot.source), 0).numbers if which else []
