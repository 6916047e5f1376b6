"""A guest's reviews become an account's.

An account that has none takes them as they are. Otherwise the guest's ratings that were not undone are added to the
account's log, each at the time at which it was given: the log only grows, and a replay still leads to what is stored.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.models import ReviewCard, ReviewDay, ReviewEvent, ReviewSettings, ReviewTally
from quiz.scheduling import log
from quiz.services import review_acts, review_rows, review_settings

MODELS: tuple[Any, ...] = (ReviewEvent, ReviewTally, ReviewCard, ReviewSettings, ReviewDay)
NAMES = tuple(model.__tablename__ for model in MODELS)


def merge(session: Session, guest: int, account: int, *, now: datetime) -> None:
    # Both logs are locked first, so that nobody adds to them meanwhile.
    for learner in sorted((guest, account)):
        session.get(ReviewTally, learner, with_for_update=True)
    if not any(_has(session, model, guest) for model in MODELS):
        return
    if not any(_has(session, model, account) for model in MODELS):
        for model in MODELS:
            session.execute(sa.update(model).where(model.learner_id == guest).values(learner_id=account))
        session.expire_all()
        return
    _add(session, guest, account, now)


def _has(session: Session, model: Any, learner: int) -> bool:
    return session.scalar(sa.select(sa.exists().where(model.learner_id == learner))) or False


def _add(session: Session, guest: int, account: int, now: datetime) -> None:
    given = ratings(log.effective(review_rows.events(session, guest)))
    raised = _raised(session, guest)
    settings = session.get(ReviewSettings, guest)
    chosen = review_rows.chosen(settings)[0] if settings is not None else None
    for model in MODELS:
        session.execute(sa.delete(model).where(model.learner_id == guest))
    session.expire_all()
    ledger = review_rows.ledger(session, account, lock=True)
    if chosen is not None and session.get(ReviewSettings, account) is None:
        review_settings.store(session, ledger, chosen, now)
        session.flush()
        ledger = review_rows.ledger(session, account, lock=True)
    held = set(session.scalars(sa.select(ReviewCard.item).where(ReviewCard.learner_id == account))) | raised.keys()
    for event in given:
        review_acts.append(session, ledger, event, now)
    session.flush()
    # Reviews of a card that the guest had removed stay in the log, but it does not come back.
    gone = {event.item for event in given} - held
    session.execute(sa.delete(ReviewCard).where(ReviewCard.learner_id == account, ReviewCard.item.in_(gone)))
    for item, (when, why) in raised.items():
        row = review_rows.card_row(session, account, item)
        if when is not None and (row.raised is None or row.raised < when):
            row.raised, row.raised_by = when, why
    session.flush()


def ratings(events: list[log.Event]) -> list[log.Rated]:
    """The ratings that hold: a changed one as what it was changed to."""
    found: list[log.Rated] = []
    for event in events:
        if isinstance(event, log.Rated):
            found.append(event)
        elif isinstance(event, log.Changed):
            found[-1] = replace(found[-1], rating=event.rating)
    return found


def _raised(session: Session, guest: int) -> dict[str, tuple[datetime | None, str | None]]:
    """The guest's items, with the mistake that put each first: also those that were not reviewed yet."""
    rows = session.scalars(sa.select(ReviewCard).where(ReviewCard.learner_id == guest))
    return {row.item: (row.raised, row.raised_by) for row in rows}
