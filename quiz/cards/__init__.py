"""Flashcards: what is fact, not calculation. One deck a topic, as data in `decks/<topic>.toml`.

A card has one face, or two when its reverse is worth asking as well. Each face is a skill of its own for the memory:
the forward face has the id of the card, the reverse `<id>/reverse`. A card says which mistakes it cures and which
families practise it, so that a missed problem can offer the card behind it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from quiz.family import Family, families
from quiz.misconceptions import misconception

# In the order in which a course meets them; each is a deck.
TOPICS = (
    "pipeline", "projections", "scores", "softmax", "weights", "output", "shapes", "heads", "positions", "gradients",
    "pathmerge",
)  # fmt: skip


@dataclass(frozen=True)
class Card:
    """One fact. Formulas stand between dollar signs as LaTeX, code between back-quotes, as in `quiz.blocks`."""

    id: str  # NOTE: stored with every review; never renamed, and never reused for another card.
    topic: str
    question: str
    answer: str
    source: str
    reverse: tuple[str, str] | None = None  # question and answer the other way round
    misconceptions: tuple[str, ...] = ()  # the mistakes that this card cures
    families: tuple[str, ...] = ()  # the families that practise it


@dataclass(frozen=True)
class Face:
    """One side of a card to be asked: what the memory schedules and what an Anki package holds as a note."""

    id: str  # NOTE: stored with every review; the card's id, or `<card id>/reverse`.
    card: str
    topic: str
    question: str
    answer: str
    source: str


@cache
def cards() -> Mapping[str, Card]:
    """Every card by its id, topic by topic, in the order of the decks."""
    found: dict[str, Card] = {}
    for topic in TOPICS:
        deck = tomllib.loads((files(__package__) / "decks" / f"{topic}.toml").read_text(encoding="utf-8"))
        for id, row in deck["cards"].items():
            if id in found:
                raise ValueError(f"A card has one place, but {id!r} is in {found[id].topic} and {topic}.")
            found[id] = _card(id, topic, {"source": deck["source"], **row})
    return MappingProxyType(found)


def card(id: str) -> Card:
    """The card of this id; ValueError when there is none.

    >>> card("path-length").answer
    '4 edges. Distances and lookaheads count edges, never vertices.'
    """
    try:
        return cards()[id]
    except KeyError:
        raise ValueError(f"A card id must be one of the decks, but {id!r} is unknown.") from None


def faces(card: Card) -> tuple[Face, ...]:
    """What can be asked of a card: the forward face, and the reverse where there is one.

    >>> [(face.id, face.answer) for face in faces(card("multi-query"))][1]
    ('multi-query/reverse', 'Multi-query attention')
    """
    forward = Face(card.id, card.id, card.topic, card.question, card.answer, card.source)
    if card.reverse is None:
        return (forward,)
    return forward, Face(f"{card.id}/reverse", card.id, card.topic, *card.reverse, card.source)


def face(id: str) -> Face:
    """The face of this skill id, `<card id>` or `<card id>/reverse`; ValueError when there is none."""
    owner = card(id.removesuffix("/reverse"))
    found = {face.id: face for face in faces(owner)}
    if id not in found:
        raise ValueError(f"The card {owner.id!r} has no reverse, but {id!r} asks for one.")
    return found[id]


def cures(misconception_id: str) -> tuple[tuple[Card, ...], tuple[Family, ...]]:
    """The cards that cure a mistake, and the families in which it shows once more if it is still there.

    The cards stand in the order of the decks; families that one of these cards names come before the others.
    ValueError for an unknown mistake.
    """
    known = misconception(misconception_id).id
    curing = tuple(card for card in cards().values() if known in card.misconceptions)
    named = {family for card in curing for family in card.families}
    showing = [family for family in families().values() if known in family.misconceptions]
    return curing, tuple(sorted(showing, key=lambda family: family.id not in named))


def _card(id: str, topic: str, row: Mapping[str, Any]) -> Card:
    """One row of a deck; `reverse = true` asks for the term when shown the answer."""
    own = row.get("reverse")
    if own is True:
        own = {"question": row["answer"], "answer": row["question"]}
    return Card(
        id=id,
        topic=topic,
        question=row["question"],
        answer=row["answer"],
        source=row["source"],
        reverse=(own["question"], own["answer"]) if own else None,
        misconceptions=tuple(row.get("misconceptions", ())),
        families=tuple(row.get("families", ())),
    )
