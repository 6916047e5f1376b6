"""The numbers of an assignment: a stock of hands, made a block at a time, from which each start takes one.

A hand belongs to whoever takes it and is kept whole with their work; what is left when the process ends is lost, and
nobody misses it. A blueprint or a seed that is new has a deck of its own.
"""

from __future__ import annotations

from functools import lru_cache
from threading import Lock

from quiz.papers.blueprint import Blueprint, Flawed, read_blueprint
from quiz.papers.choosing import BLOCK
from quiz.papers.deck import Deck, Hand
from quiz.services.chance import Seeds, secure_seed
from quiz.services.errors import Unacceptable


class Stock:
    """Hands of one deck, for many threads."""

    def __init__(self, deck: Deck) -> None:
        self.deck = deck
        self._size = BLOCK
        self._hands: list[Hand] = []
        self._lock = Lock()

    def take(self, seeds: Seeds) -> Hand:
        """A hand that nobody else gets; who comes while a block is being made waits for it."""
        with self._lock:
            if not self._hands:
                self._hands = self._block(seeds())
            return self._hands.pop()

    def _block(self, seed: int) -> list[Hand]:
        """Hands that share no numbers: fewer of them where a family has too few variants for as many."""
        while True:
            try:
                return self.deck.hands(seed, self._size)
            except Flawed:
                if self._size == 1:
                    raise
                self._size //= 4


def hand(text: str, seed: int, seeds: Seeds = secure_seed) -> Hand:
    """The problems of a new work on the assignment with this blueprint and seed."""
    try:
        return stock(text, seed).take(seeds)
    except Flawed as flawed:
        raise Unacceptable(f"This assignment can’t be started: {flawed}") from None


@lru_cache(maxsize=64)
def stock(text: str, seed: int) -> Stock:
    """The stock of a blueprint; `Flawed` where it can't be dealt."""
    return Stock(Deck(read(text), seed))


@lru_cache(maxsize=64)
def read(text: str) -> Blueprint:
    """The blueprint of an assignment, which a whole class starts with."""
    return read_blueprint(text)
