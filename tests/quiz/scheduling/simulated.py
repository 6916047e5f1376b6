"""Learners whose memory is known, to try the schedule on: they recall by chance as their own parameters say.

Written without `quiz.scheduling.forecast`, which makes the plan: what the plan promises is measured here. A learner's
luck at an item on a day is one number, the same under every schedule, so that schedules are compared fairly.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np

from quiz.scheduling.memory import STANDARD, Card, Parameters, Rating, State, recall_after, review

START = datetime(2026, 1, 1, 18, 0, tzinfo=UTC)
Choose = Callable[[list[Card], int], list[Card]]


class Learner:
    """Someone who reviews what is chosen each day. model: what the schedule believes; truth: how they remember."""

    def __init__(self, seed: int, items: int, days: int, truth: Parameters = STANDARD) -> None:
        chance = np.random.default_rng([1706, seed])
        self.luck = chance.random((days, items))
        self.first = chance.random(items) < 0.7
        self.mood = chance.random((days, items))
        self.truth = truth
        self.believed: dict[int, Card] = {}
        self.true: dict[int, Card] = {}
        self.history: dict[str, list[tuple[int, Rating]]] = {}
        self.reviews = 0

    def day(self, day: int, choose: Choose, new: int, model: Parameters) -> None:
        """Review what is chosen, then learn new items."""
        for card in choose(list(self.believed.values()), day):
            self.meet(int(card.item), day, model)
        for place in range(len(self.believed), min(len(self.believed) + new, self.luck.shape[1])):
            self.meet(place, day, model)

    def meet(self, place: int, day: int, model: Parameters) -> None:
        rating = self._rating(place, day)
        while True:
            self._rate(place, rating, day, model)
            if self.believed[place].phase is State.Review:
                return
            rating = Rating.Good  # what was missed is right when it comes back ten minutes later

    def recall(self, day: int) -> float:
        """The mean true recall on a day, of all that was learnt."""
        return float(np.mean([recall_after(c.stability, day - c.day, self.truth) for c in self.true.values()]))

    def _rating(self, place: int, day: int) -> Rating:
        card = self.true.get(place)
        if card is None:
            return Rating.Good if self.first[place] else Rating.Again
        if self.luck[day, place] >= recall_after(card.stability, day - card.day, self.truth):
            return Rating.Again
        mood = self.mood[day, place]
        return Rating.Hard if mood < 0.1 else Rating.Easy if mood > 0.9 else Rating.Good

    def _rate(self, place: int, rating: Rating, day: int, model: Parameters) -> None:
        at = START + timedelta(days=day)
        name = str(place)
        self.believed[place], _ = review(self.believed.get(place, Card(name)), rating, at, model, day=day)
        self.true[place], _ = review(self.true.get(place, Card(name)), rating, at, self.truth, day=day)
        self.history.setdefault(name, []).append((day, rating))
        self.reviews += 1


def when_due(cards: list[Card], day: int) -> list[Card]:
    """Plain FSRS: what is due."""
    return [card for card in cards if card.due_day is not None and card.due_day <= day]
