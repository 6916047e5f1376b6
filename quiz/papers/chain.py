"""The variants of the copies of a blueprint, block after block: each block depends on those before it."""

from __future__ import annotations

from quiz.papers.blueprint import Blueprint, Flawed
from quiz.papers.choosing import BLOCK, Chosen, block
from quiz.papers.slots import Slot, slots


class Chain:
    """Hands out the variants of one copy after the other; going back to an earlier block begins anew.

    A stretch of copies so costs the choosing of all copies before it, a fraction of what their papers cost, and whoever
    keeps the chain for the next stretch saves even that. After an exception it is of no use any more.
    """

    def __init__(self, blueprint: Blueprint, seed: int) -> None:
        self._blueprint, self._seed = blueprint, seed
        self._begin()

    def _begin(self) -> None:
        self.problems: list[Slot] = slots(self._blueprint, self._seed)
        self._seen: set[bytes] = set()
        self._made: list[list[Chosen]] = []
        self._at = -1  # the number of the block that is made

    def chosen(self, copy: int, copies: int) -> list[Chosen]:
        """The variants of copy number `copy`, from 1; `Flawed` where there are fewer than for all `copies`."""
        same = self._blueprint.seeds == "same"
        wanted, place = (0, 0) if same else divmod(copy - 1, BLOCK)
        if wanted < self._at:
            self._begin()
        while self._at < wanted:
            self._check(self._at * BLOCK + BLOCK, BLOCK - 1, copies)
            self._made = block(self.problems, self._seen, 1 if same else BLOCK)
            self._at += 1
        self._check(copy, place, copies)
        return [variants[place] for variants in self._made]

    def _check(self, copy: int, place: int, copies: int) -> None:
        """Each problem has a variant at this place of the block that is made."""
        for slot, variants in zip(self.problems, self._made, strict=bool(self._made)):
            if place >= len(variants):
                have = copy - 1 - place + len(variants)
                if slot.pin:
                    held = "1 copy" if have == 1 else f"{have} copies"
                    raise Flawed(f"{slot} has pins for {held} only, but {copies} are wanted: pin more, or take "
                                 'seeds = "same".')  # fmt: skip
                raise Flawed(f"{slot} has different numbers for {have} copies only, but {copies} are wanted.")
