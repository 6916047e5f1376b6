"""What the days until an exam will bring, found by living through them: reviews, new items, recall on the day.

The learner of the forecast recalls by chance as the model says, from numbers of its own that are the same each time
(`engine.draws`), so the same cards give the same forecast. Large decks are sampled evenly and the counts scaled.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from engine.arrays import FloatArray
from engine.draws import Draws
from quiz.scheduling.memory import Card, Parameters, Rating, State, recall_after, review

SAMPLE = 300
SEED = 20_170_612
LEARNT_AT_ONCE = 0.7  # share of new items that are right the first time
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)  # a forecast knows days only, and any date will do for them

Choice = Callable[[Sequence[Card], int, int, Parameters], list[Card]]


@dataclass(frozen=True)
class Course:
    """Where a learner stands. day, exam: day numbers; unseen: how many items are new; weights: of the model."""

    cards: Sequence[Card]
    unseen: int
    new_a_day: int
    day: int
    exam: int
    weights: tuple[float, ...]


@dataclass(frozen=True)
class Load:
    """One day. reviews: all of them, first ones and those after a miss included; new: first reviews."""

    day: int
    reviews: int
    new: int


@dataclass(frozen=True)
class Forecast:
    """loads: one a day; reviews: their sum; recall: the mean on the exam day over what has been seen by then, of
    `seen` items."""

    loads: Sequence[Load]
    reviews: int
    recall: float
    seen: int


def forecast(course: Course, retention: float, choose: Choice) -> Forecast:
    """Live through the days until the exam, with the reviews that `choose` picks out of the cards each day."""
    every = max(1, -(-(len(course.cards) + course.unseen) // SAMPLE))
    life = _Life(course, every, Parameters(course.weights, retention))
    loads = [life.live(day, choose) for day in range(course.day, course.exam)]
    recalls = [
        recall_after(card.stability, course.exam - card.day, life.parameters)
        for card in life.cards if card.stability is not None and card.day is not None
    ]  # fmt: skip
    mean = sum(recalls) / len(recalls) if recalls else 0.0
    return Forecast(loads, sum(load.reviews for load in loads), mean, min(len(recalls) * every, life.items))


class _Life:
    """The sampled cards of a forecast as its days go by. Every `every`-th item is lived with and counts so often."""

    def __init__(self, course: Course, every: int, parameters: Parameters) -> None:
        self.course, self.every, self.parameters = course, every, parameters
        self.items = len(course.cards) + course.unseen
        kept = [card for card in course.cards[::every] if not card.is_new]
        self.cards = [replace_item(card, place) for place, card in enumerate(kept)]
        self.unseen = -(-course.unseen // every)
        self.due_new = 0.0
        days = max(course.exam - course.day, 0)
        self.luck: FloatArray = _uniform(days, len(self.cards) + self.unseen)
        self.reviews = 0

    def live(self, day: int, choose: Choice) -> Load:
        """One day: what is chosen, then what is new."""
        before = self.reviews
        luck = self.luck[day - self.course.day]
        for card in choose(self.cards, day, self.course.exam, self.parameters):
            place = int(card.item)
            if card.stability is not None and card.day is not None:
                recalled = luck[place] < recall_after(card.stability, day - card.day, self.parameters)
                self.cards[place] = self._reviewed(card, recalled, day)
        new = self._learn(day, luck)
        return Load(day, (self.reviews - before) * self.every, new * self.every)

    def _learn(self, day: int, luck: FloatArray) -> int:
        self.due_new = min(self.due_new + self.course.new_a_day / self.every, self.unseen)
        new = int(self.due_new)
        for place in range(len(self.cards), len(self.cards) + new):
            self.cards.append(self._reviewed(Card(str(place)), luck[place] < LEARNT_AT_ONCE, day))
        self.due_new -= new
        self.unseen -= new
        return new

    def _reviewed(self, card: Card, recalled: bool, day: int) -> Card:
        """A card after its reviews of a day: what was missed comes back the same day until it is right."""
        at = EPOCH + timedelta(days=day - self.course.day)
        card = self._rated(card, Rating.Good if recalled else Rating.Again, at, day)
        while card.phase is not State.Review:
            card = self._rated(card, Rating.Good, at, day)
        return card

    def _rated(self, card: Card, rating: Rating, at: datetime, day: int) -> Card:
        self.reviews += 1
        return review(card, rating, at, self.parameters, day=day)[0]


def replace_item(card: Card, place: int) -> Card:
    """The same card under the number of its place, with the times of a forecast."""
    return card._replace(item=str(place), reviewed=EPOCH - timedelta(days=1))


def _uniform(days: int, items: int) -> FloatArray:
    """Numbers from 0 to 1, (days, items)."""
    return Draws(SEED).integers(0, 2**32 - 1, (days, items)) / 2.0**32
