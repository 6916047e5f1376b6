"""What the page of an item shows: question and answer of a card, of a card of one's own, of a prompt of the oral."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from quiz.cards import Face, face
from quiz.oral import prompt
from quiz.services import own_cards
from quiz.services.review_values import Item
from quiz.web.mathml import inline
from quiz.web.visitor import database


@dataclass(frozen=True)
class Shown:
    """Both sides, ready for a page. points: what an examiner listens for."""

    question: Markup
    answer: Markup
    source: str = ""
    points: Sequence[str] = field(default_factory=list)


def shown(item: Item, learner: int) -> Shown:
    if item.kind == "card":
        one = face(item.ref)
        return Shown(inline(one.question), inline(one.answer), one.source)
    if item.kind == "oral":
        asked = prompt(item.ref)
        return Shown(inline(asked.question), inline(asked.answer), points=[point.says for point in asked.points])
    own = own_cards.card(database(), learner, item.ref)
    return Shown(escape(own.question), escape(own.answer))


def item_of(face: Face) -> str:
    """The id of a card's face among what is remembered."""
    return f"card:{face.id}"
