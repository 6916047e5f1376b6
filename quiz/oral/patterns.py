"""The language of the rubrics: how a sentence must be built to say a thing.

A pattern is a row of *slots* parted by links. A slot is a word, words joined by `|`, a group `@name` of the lexicon, or
a phrase with `_` for its spaces. What a link allows between two slots:

    a b        b follows a at once, or after at most three words of the same clause
    a , b      b follows a at once, or after at most three words, as in a list: commas and `and` may part them
    a ~ b      b follows a in the same clause
    a .. b     b follows a in the same sentence, on the same side of a contrast, at most ten words on
    a ... b    b follows a in the same sentence
    a & b      both, in either order, as with ..; binds least: `a ~ b & c` is c before or after `a ~ b`

A slot counts only where it is meant, not where it is denied; `-a` is the other way round (and lets the other slots be
either), `?a` takes both. `!a` forbids a in the clauses that the pattern touches. A word `=like` this matches in exactly
that form; others match with any ending.

>>> parse("@row ~ =reads|asks !column").slots[1].key
'=reads|asks'
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from quiz.oral.reading import CLAUSE, CONTRAST, SENTENCE

Occurrence = tuple[int, int]  # the first token of a phrase and the one after its last


@dataclass(frozen=True, slots=True)
class Link:
    """What may lie between two slots: at most so many tokens, and no parting of this strength or above."""

    gap: int
    parted: int


NEAR, LISTED, IN_CLAUSE = Link(3, CLAUSE), Link(3, CONTRAST), Link(14, CLAUSE)
IN_SENTENCE, ANYWHERE = Link(10, CONTRAST), Link(24, SENTENCE)
_LINKS = {",": LISTED, "~": IN_CLAUSE, "..": IN_SENTENCE, "...": ANYWHERE}


@dataclass(frozen=True, slots=True)
class Slot:
    key: str  # "@name", or words as written, joined by |
    meant: bool | None  # True: not denied; False: denied; None: either


@dataclass(frozen=True, slots=True)
class Pattern:
    """A parsed pattern. orders: each allowed order of slots, as chains of (link, number of the slot)."""

    text: str
    slots: tuple[Slot, ...]
    orders: tuple[tuple[tuple[Link, int], ...], ...]
    forbidden: tuple[tuple[str, int], ...]  # each with the parting at which its reach ends

    @property
    def keys(self) -> tuple[str, ...]:
        """All that has to be looked for."""
        return (*(slot.key for slot in self.slots), *(name for name, _ in self.forbidden))


def parse(text: str) -> Pattern:
    """The pattern that this line of data describes; ValueError where the line makes no sense."""
    words = text.split()
    forbidden = tuple((word.lstrip("!"), SENTENCE if word[:2] == "!!" else CLAUSE) for word in words if word[0] == "!")
    names: list[str] = []
    parts: list[list[tuple[Link, int]]] = [[]]  # what stands between the &s: chains of links and slots
    waiting: Link | None = None
    linked = True  # whether a link, or the beginning, has just been read
    for word in words:
        if word[0] == "!":
            continue
        if word in _LINKS or word == "&":
            if linked:
                raise ValueError(f"A link stands between two slots, but the pattern is {text!r}.")
            waiting, linked = _LINKS.get(word), True
            if word == "&":
                parts.append([])
            continue
        parts[-1].append((waiting or NEAR if parts[-1] else IN_SENTENCE, len(names)))
        names.append(word)
        waiting, linked = None, False
    if linked:
        raise ValueError(f"A pattern begins and ends with a slot, but it is {text!r}.")
    orders = tuple(tuple(link for part in order for link in part) for order in permutations(parts))
    return Pattern(text, _slots(names), orders, forbidden)


def _slots(names: Sequence[str]) -> tuple[Slot, ...]:
    default = None if any(name[0] == "-" for name in names) else True
    meant = {"-": False, "?": None, "+": True}
    return tuple(
        Slot(name[1:], meant[name[0]]) if name[0] in meant and len(name) > 1 else Slot(name, default) for name in names
    )


class Reading:
    """The tokens of one answer as patterns see them: where groups occur, what is denied, what is parted."""

    def __init__(
        self, parted: Sequence[int], denied: Sequence[bool], places: Mapping[str, Sequence[Occurrence]]
    ) -> None:
        self.denied = denied
        self.places = places
        self._bounds = {strength: _last(parted, strength) for strength in (CLAUSE, CONTRAST, SENTENCE)}
        self._parted = parted

    def find(self, pattern: Pattern, *, strict: bool = True) -> tuple[Occurrence, ...] | None:
        """The first occurrence of the pattern, slot by slot; None without one. strict: slots must be meant as asked."""
        return self._found(pattern, pattern.orders, strict)

    def begins(self, place: int, parted: int) -> int:
        """The first token of the clause or sentence, by the strength of the partings, in which this one stands."""
        return self._bounds[parted][place]

    def affirms(self, pattern: Pattern) -> bool:
        """Whether the pattern asks for no more than a denied word, and the word is meant elsewhere in the answer."""
        if len(pattern.slots) > 1 or pattern.slots[0].meant is not False:
            return False
        return any(not self.denied[first] for first, _ in self.places.get(pattern.slots[0].key, ()))

    def _found(
        self, pattern: Pattern, orders: Sequence[Sequence[tuple[Link, int]]], strict: bool
    ) -> tuple[Occurrence, ...] | None:
        kept = [self._kept(slot, strict) for slot in pattern.slots]
        if not all(kept):
            return None
        for order in orders:
            for chain in self._chains([(link, kept[slot]) for link, slot in order]):
                if not any(self._beside(name, bound, chain) for name, bound in pattern.forbidden):
                    return chain
        return None

    def denied_in(self, pattern: Pattern) -> tuple[Occurrence, ...] | None:
        """The pattern with its end denied and its beginning not, as in `the scores do not grow`; None without one."""
        if len(pattern.slots) < 2 or not all(slot.meant for slot in pattern.slots):
            return None
        chain = self.find(pattern, strict=False)
        if chain and not self.denied[chain[0][0]] and self.denied[chain[-1][0]]:
            return chain
        return None

    def _kept(self, slot: Slot, strict: bool) -> Sequence[Occurrence]:
        places = self.places.get(slot.key, ())
        if not strict or slot.meant is None:
            return places
        return [place for place in places if self.denied[place[0]] is not slot.meant]

    def _chains(self, slots: Sequence[tuple[Link, Sequence[Occurrence]]]) -> list[tuple[Occurrence, ...]]:
        """One chain for each place of the last slot that can be reached, by way of the nearest place before."""
        chains: list[tuple[Occurrence, ...]] = [(place,) for place in slots[0][1]]
        for link, places in slots[1:]:
            chains.sort(key=lambda chain: chain[-1][1])
            ends = [chain[-1][1] for chain in chains]
            longer = []
            for place in places:
                before = bisect_right(ends, place[0]) - 1
                if before >= 0 and self._joined(link, ends[before], place[0]):
                    longer.append((*chains[before], place))
            chains = longer
        return chains

    def _joined(self, link: Link, end: int, start: int) -> bool:
        return start - end <= link.gap and self._bounds[link.parted][start] < end

    def _beside(self, name: str, parted: int, chain: tuple[Occurrence, ...]) -> bool:
        """Whether the named group occurs in a clause, or a sentence, that the chain touches."""
        first, last = self._bounds[parted][chain[0][0]], chain[-1][1]
        while last < len(self._parted) and self._parted[last] < parted:
            last += 1
        taken = set(chain)
        return any(first <= start < last and (start, end) not in taken for start, end in self.places.get(name, ()))


def _last(parted: Sequence[int], strength: int) -> list[int]:
    """For each token, the last one at or before it that is parted this strongly from its neighbour before."""
    last, result = 0, []
    for place, strong in enumerate(parted):
        if strong >= strength:
            last = place
        result.append(last)
    return result
