"""The variants of a block of copies: candidates drawn, the typical ones dealt, their mistakes computed.

A block is always made as a whole, and one after the other, so a copy does not depend on how many are wanted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

import numpy as np

from engine.arrays import FloatArray, IntArray
from quiz.calculation import run
from quiz.papers.blueprint import Flawed
from quiz.papers.matching import dealt, nearest, table, typical
from quiz.papers.slots import Candidates, Slot, candidates
from quiz.variants import Variant, picked

BLOCK = 16  # copies that are matched with each other at once
POOL = 96  # candidates that a problem draws for a block
CHOICE = 3  # candidates to choose from for each copy
MOST_POOLS = 20  # how often more are drawn where too few may be taken


@dataclass(frozen=True)
class Chosen:
    """A variant for one copy, with what makes it hard."""

    variant: Variant
    features: Mapping[str, float]


@dataclass
class _Hand:
    """The candidates of one problem: (pool, place in it), and how far each is from typical, (candidates, f)."""

    cards: list[tuple[Candidates, int]] = field(default_factory=list)
    offs: list[FloatArray] = field(default_factory=list)


def block(problems: Sequence[Slot], seen: set[bytes], size: int) -> list[list[Chosen]]:
    """For every problem, its variants for the copies of the next block, as many as there are.

    seen: what tells the numbers of earlier variants apart; those of this block are added.
    """
    kept = {one for slot in problems if slot.pin for one in candidates(slot, 0).numbers}
    hands = [_hand(slot, seen, size, frozenset() if slot.pin else kept) for slot in problems]
    expected = np.sum([slot.typical for slot in problems if slot.typical is not None], axis=0)
    given = dealt([np.array(hand.offs) for hand in hands], np.maximum(np.abs(expected), 1), size)
    for hand, places in zip(hands, given, strict=True):
        unused = set(range(len(hand.cards))).difference(places.tolist())
        seen.difference_update(hand.cards[i][0].numbers[hand.cards[i][1]] for i in unused)
    return [_variants(slot, hand, places) for slot, hand, places in zip(problems, hands, given, strict=True)]


def _hand(slot: Slot, seen: set[bytes], size: int, kept: Set[bytes]) -> _Hand:
    """The most typical candidates whose numbers nobody has yet; more are drawn while there are too few.

    kept: numbers that are pinned elsewhere.
    """
    hand = _Hand()
    for _ in range(1 if slot.pin else MOST_POOLS):
        pool = candidates(slot, POOL)
        if slot.pin and not pool.usable.all():
            raise Flawed(f"items[{slot.place}].pin: variant {pool.indices[~pool.usable][0]} {_why(slot)}; unpin it.")
        values = table(pool.features)
        if slot.typical is None and pool.usable.any():
            slot.typical = typical(values, pool.usable)
        if slot.typical is not None:
            off = values - slot.typical
            for place in nearest(off, pool.usable):
                numbers = pool.numbers[place]
                if len(hand.cards) < CHOICE * size and numbers not in seen and numbers not in kept:
                    seen.add(numbers)
                    hand.cards.append((pool, int(place)))
                    hand.offs.append(off[place])
        if len(hand.cards) >= size:
            return hand
    if slot.typical is None:
        if slot.item.paper:
            raise Flawed(f"{slot} has no numbers that can be worked by hand; take another level, or paper = false.")
        raise Flawed(f"{slot} has no numbers in which every known mistake shows; ask for other parts.")
    if not hand.cards and slot.pin:
        raise Flawed(f"{slot} has no further pinned variants for another {size} copies; pin more of them.")
    if not hand.cards:
        raise Flawed(f"{slot} has no further variants for another {size} copies.")
    return hand


def _why(slot: Slot) -> str:
    return "can’t be worked by hand" if slot.item.paper else "lets a known mistake pass in the parts that are asked"


def _variants(slot: Slot, hand: _Hand, places: IntArray) -> list[Chosen]:
    """The dealt candidates with right answers and mistakes, run as one batch."""
    cards = [hand.cards[place] for place in places]
    batch = {
        name: np.stack([pool.givens[name][place] for pool, place in cards]) if isinstance(value, np.ndarray) else value
        for name, value in cards[0][0].givens.items()
    }
    worlds = run(slot.family.steps, batch, depth=1, without=slot.family.without)
    made = []
    for i, (pool, place) in enumerate(cards):
        alone = {k: np.asarray(v[i]) if isinstance(v, np.ndarray) else v for k, v in batch.items()}
        index = int(pool.indices[place])
        variant = Variant(slot.family, slot.item.level, slot.source, index, alone, picked(worlds, i))
        made.append(Chosen(variant, {name: float(value[place]) for name, value in pool.features.items()}))
    return made
