"""Cards that a learner wrote: kept, found again on a second import, changed, removed, and put among what is new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.cards import cards as every_card
from quiz.cards import faces
from quiz.cards.anki import guid, own_guid
from quiz.cards.own import OwnCard, checked
from quiz.database import Database
from quiz.models import OwnCardRow, ReviewCard
from quiz.services import review_acts
from quiz.services.errors import NotFound, Unacceptable
from quiz.services.review_items import OWN

MOST = 10_000
MISSING = "There is no such card, or it is another learner’s."


@dataclass(frozen=True)
class Added:
    """What became of cards that came in: new ones, those whose words changed, those that were there already."""

    new: int
    changed: int
    same: int


def without_ours(found: Sequence[OwnCard]) -> Sequence[OwnCard]:
    """The cards that are not ours come back from Anki."""
    ours = {guid(face.id) for card in every_card().values() for face in faces(card)}
    return [card for card in found if card.origin not in ours]


def cards(db: Database, learner: int) -> Mapping[str, OwnCard]:
    """All cards of the learner's own by their id, the oldest first."""
    query = sa.select(OwnCardRow).where(OwnCardRow.learner_id == learner).order_by(OwnCardRow.id)
    with db.reading() as session:
        return {str(row.id): _card(row) for row in session.scalars(query)}


def card(db: Database, learner: int, id: str) -> OwnCard:
    """One of them; NotFound where there is none."""
    with db.reading() as session:
        return _card(_row(session, learner, id))


def add(db: Database, learner: int, found: Sequence[OwnCard], *, now: datetime) -> Added:
    """Keep cards. One that came from Anki before is known again by its note, any by its exact words."""

    def work(session: Session) -> tuple[Added, list[int]]:
        rows = session.scalars(sa.select(OwnCardRow).where(OwnCardRow.learner_id == learner)).all()
        known = {name: row for row in rows for name in [*_names(_card(row)), ("note", own_guid(str(row.id)))]}
        new: list[OwnCardRow] = []
        changed = same = 0
        for one in found:
            row = next((known[name] for name in _names(one) if name in known), None)
            if row is None:
                row = OwnCardRow(learner_id=learner, origin=one.origin, made=now, **_words(one))
                new.append(row)
            elif _words(_card(row)) == _words(one):
                same += 1
            else:
                _put(row, one)
                changed += 1
            known.update(dict.fromkeys(_names(one), row))
        if len(rows) + len(new) > MOST:
            raise Unacceptable(f"You may have up to {MOST:,} cards of your own, but these would make it more.")
        session.add_all(new)
        session.flush()
        return Added(len(new), changed, same), [row.id for row in new]

    added, ids = db.write(work)
    review_acts.enter(db, learner, [f"{OWN}:{id}" for id in ids])
    return added


def change(db: Database, learner: int, id: str, question: str, answer: str, topic: str) -> None:
    """Give a card other words; what is remembered of it stays."""

    def work(session: Session) -> None:
        row = _row(session, learner, id)
        try:
            _put(row, checked(OwnCard(question, answer, topic, row.origin)))
        except ValueError as wrong:
            raise Unacceptable(f"This card was not changed: {wrong}.") from None

    db.write(work)


def remove(db: Database, learner: int, id: str) -> None:
    """Remove a card and what is scheduled of it; its reviews stay in the log."""

    def work(session: Session) -> None:
        session.delete(_row(session, learner, id))
        _forget(session, learner, id)

    db.write(work)


def asked(db: Database, learner: int, id: str) -> bool:
    """Whether a card is still there. Of one that was removed, what an undo brought back is forgotten again."""

    def work(session: Session) -> bool:
        try:
            _row(session, learner, id)
        except NotFound:
            _forget(session, learner, id)
            return False
        return True

    return db.write(work)


def _forget(session: Session, learner: int, id: str) -> None:
    item = f"{OWN}:{id}"
    session.execute(sa.delete(ReviewCard).where(ReviewCard.learner_id == learner, ReviewCard.item == item))


def _row(session: Session, learner: int, id: str) -> OwnCardRow:
    row = session.get(OwnCardRow, int(id)) if id.isascii() and id.isdigit() and len(id) < 16 else None
    if row is None or row.learner_id != learner:
        raise NotFound(MISSING)
    return row


def _card(row: OwnCardRow) -> OwnCard:
    return OwnCard(row.question, row.answer, row.topic, row.origin)


def _names(card: OwnCard) -> list[tuple[str, ...]]:
    """By what a card is known again: its note in Anki, or else exactly its question and answer."""
    by_words = ("words", card.question, card.answer)
    return [("note", card.origin), by_words] if card.origin else [by_words]


def _words(card: OwnCard) -> dict[str, str]:
    return {"question": card.question, "answer": card.answer, "topic": card.topic}


def _put(row: OwnCardRow, card: OwnCard) -> None:
    row.question, row.answer, row.topic = card.question, card.answer, card.topic
