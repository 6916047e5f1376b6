"""Mastery by topic: what was seen, what would be recalled today, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from math import sqrt

import sqlalchemy as sa

from quiz.database import Database
from quiz.models import ReviewCard
from quiz.scheduling.memory import recall_after
from quiz.services import review_rows as rows
from quiz.services.review_items import catalogue, named
from quiz.services.review_values import Mastery

NINETEEN_OF_TWENTY = 1.96  # standard deviations either side


def mastery(db: Database, learner: int, *, now: datetime) -> Sequence[Mastery]:
    with db.reading() as session:
        ledger = rows.ledger(session, learner)
        query = sa.select(ReviewCard.item, ReviewCard.stability, ReviewCard.day)
        seen = session.execute(query.where(ReviewCard.learner_id == learner, ReviewCard.reviewed.is_not(None))).all()
    day, parameters = ledger.calendar.number(now), ledger.settings.parameters
    recalls: dict[str, list[float]] = {}
    for item, stability, last in seen:
        if stability is not None and last is not None:
            recall = recall_after(stability, max(day - last, 0), parameters)
            recalls.setdefault(_topics().get(item, ""), []).append(recall)
    return [_of_topic(topic, items, recalls.get(topic, [])) for topic, items in _sizes().items()]


def _of_topic(topic: str, items: int, recalls: Sequence[float]) -> Mastery:
    """Each item is recalled or not by its own chance R, so the share has variance ΣR(1 − R)/n²."""
    if not recalls:
        return Mastery(topic, items, 0, 0.0, 0.0, 0.0)
    mean = sum(recalls) / len(recalls)
    either_side = NINETEEN_OF_TWENTY * sqrt(sum(recall * (1 - recall) for recall in recalls)) / len(recalls)
    return Mastery(topic, items, len(recalls), mean, max(mean - either_side, 0.0), min(mean + either_side, 1.0))


@cache
def _topics() -> dict[str, str]:
    """The topic of every item of the catalogue."""
    return {id: named(id).topic or "" for id in catalogue()}


@cache
def _sizes() -> dict[str, int]:
    """How many items each topic has, in the order of the catalogue."""
    sizes: dict[str, int] = {}
    for topic in _topics().values():
        sizes[topic] = sizes.get(topic, 0) + 1
    return sizes
