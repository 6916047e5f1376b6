"""One review: a card, a rating and a time give the card as it is afterwards. The model is FSRS-6, by `fsrs`.

A card is whatever comes back: a skill (a family at a level), a flashcard, a prompt of the oral examiner. Its id is an
opaque text: `skill:<family>:<level>`, `card:<id>`, `card:<id>/reverse`, `oral:<prompt>`.

NOTE: ids of items, phases and ratings are stored; their values never change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import NamedTuple

import fsrs
from fsrs import Rating as Rating
from fsrs import State as State
from fsrs.scheduler import DEFAULT_PARAMETERS

AGAIN_AFTER = timedelta(minutes=10)  # what was missed comes back in the same session
LONGEST_DAYS = 3650
RETENTION = 0.9


@dataclass(frozen=True)
class Parameters:
    """How memory is modelled. weights: FSRS-6's 21; retention: the recall at which a card is due, 0.7 to 0.97."""

    weights: tuple[float, ...] = DEFAULT_PARAMETERS
    retention: float = RETENTION

    @cached_property
    def scheduler(self) -> fsrs.Scheduler:
        """The library's scheduler for these, without its random fuzz."""
        return fsrs.Scheduler(
            self.weights, self.retention, learning_steps=(AGAIN_AFTER,), relearning_steps=(AGAIN_AFTER,),
            maximum_interval=LONGEST_DAYS, enable_fuzzing=False,
        )  # fmt: skip

    @cached_property
    def factor(self) -> float:
        """F of the forgetting curve R(t) = (1 + F·t/S)^−w₂₀: R is 0.9 after S days."""
        return float(0.9 ** (-1 / self.weights[20]) - 1)


STANDARD = Parameters()


class Card(NamedTuple):
    """What is remembered of an item.

    stability: days after which recall has fallen to 0.9; difficulty: 1 to 10; both None before the first review.
    due: when it comes back; day, due_day: the learner's days (`quiz.scheduling.days`) of the latest review and of
    the next, where days are counted. lapses: how often it was forgotten after it had been learnt.
    """

    item: str
    phase: State = State.Learning
    step: int | None = 0
    stability: float | None = None
    difficulty: float | None = None
    due: datetime | None = None
    reviewed: datetime | None = None
    day: int | None = None
    due_day: int | None = None
    reviews: int = 0
    lapses: int = 0

    @property
    def is_new(self) -> bool:
        return self.reviewed is None


class Log(NamedTuple):
    """One review as it happened. elapsed: days since the one before; recall: what the model had foretold.

    Both are None at the first review.
    """

    item: str
    rating: Rating
    at: datetime
    elapsed: int | None
    recall: float | None
    interval: timedelta


def review(
    card: Card, rating: Rating, now: datetime, parameters: Parameters = STANDARD, *, day: int | None = None
) -> tuple[Card, Log]:
    """The card after a review, and what is to be kept of the review.

    now: with a time zone. day: the learner's day of `now`; then days between reviews are the learner's days, so that
    yesterday evening and this morning are a day apart; without it they are spans of 24 hours, as in `fsrs`. A clock
    that went back counts as no time gone by.

    >>> card, log = review(Card("skill:softmax-row:1"), Rating.Good, datetime(2026, 5, 4, 9, tzinfo=UTC))
    >>> card.stability, card.due.isoformat()  # w₂ days; R falls to 0.9 after just these, in whole days 2
    (2.3065, '2026-05-06T09:00:00+00:00')
    """
    at, today, elapsed = _in_order(card, now if now.tzinfo is UTC else utc(now), day)
    last = foretold = None
    if elapsed is not None and card.stability is not None:
        last = at - timedelta(elapsed)
        foretold = recall_after(card.stability, elapsed, parameters)
    theirs = fsrs.Card(0, card.phase, card.step, card.stability, card.difficulty, at, last)
    after, _ = parameters.scheduler.review_card(theirs, rating, at)
    interval = after.due - at
    due_day = None if today is None else today + (interval.days if after.state is State.Review else 0)
    lapsed = card.phase is State.Review and rating is Rating.Again
    changed = Card(
        card.item, after.state, after.step, after.stability, after.difficulty, after.due, at, today, due_day,
        card.reviews + 1, card.lapses + lapsed,
    )  # fmt: skip
    return changed, Log(card.item, rating, at, elapsed, foretold, interval)


def preview(
    card: Card, now: datetime, parameters: Parameters = STANDARD, *, day: int | None = None
) -> Mapping[Rating, timedelta]:
    """The interval that each button would give: exactly what `review` would."""
    return {rating: review(card, rating, now, parameters, day=day)[1].interval for rating in Rating}


def utc(now: datetime) -> datetime:
    """The same moment in UTC. A naive time is refused, because nobody knows which moment it is."""
    if now.tzinfo is None:
        raise ValueError(f"A review has a time with a zone, but {now.isoformat()} has none.")
    return now if now.tzinfo is UTC else now.astimezone(UTC)


def recall_after(stability: float, days: float, parameters: Parameters = STANDARD) -> float:
    """The chance to recall `days` after a review: R(t) = (1 + F·t/S)^−w₂₀.

    >>> round(recall_after(12.0, 12), 6)
    0.9
    """
    recall: float = (1 + parameters.factor * days / stability) ** -parameters.weights[20]
    return recall


def _in_order(card: Card, at: datetime, day: int | None) -> tuple[datetime, int | None, int | None]:
    """The time and day of a review, not before those of the card's latest, and the whole days between them."""
    if card.reviewed is None:
        return at, day, None
    if at < card.reviewed:
        at = card.reviewed
    if day is None or card.day is None:
        return at, day, (at - card.reviewed).days
    if day < card.day:
        day = card.day
    return at, day, day - card.day
