"""The numbers of an assignment: a stock of hands, made a block at a time, from which each start takes one.

A hand belongs to whoever takes it and is kept whole with their work; what is left when the process ends is lost, and
nobody misses it. A blueprint or a seed that is new has a deck of its own.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from threading import Lock
from typing import Any

from quiz.jsonable import jsonable
from quiz.papers.blueprint import Blueprint, Flawed, read_blueprint
from quiz.papers.choosing import BLOCK
from quiz.papers.deck import Card, Deck, Hand
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
                self._hands = self.block(seeds())
            return self._hands.pop()

    def block(self, seed: int) -> list[Hand]:
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


def fingerprint(text: str, seed: int) -> str:
    """What tells the decks of blueprints and seeds apart."""
    return hashlib.sha256(f"{seed} {text}".encode()).hexdigest()


def columns(hand: Hand) -> list[dict[str, Any]]:
    """The problems of a hand as they are stored: columns of `quiz.models.WorkItem`."""
    return [_columns(card) for card in hand]


def _columns(card: Card) -> dict[str, Any]:
    variant = card.chosen.variant
    return {
        "item": card.item, "family": variant.family.id, "version": variant.family.version, "level": variant.level,
        "seed": variant.seed, "index": variant.index, "givens": jsonable(variant.givens),
        "expected": {part.id: variant.expected(part) for part in variant.parts},
        "parts": [part.id for part in variant.parts], "points": card.points, "features": dict(card.chosen.features),
    }  # fmt: skip
