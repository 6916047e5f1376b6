"""A learner's own parameters of the model, found in their log and adopted only if they foretell better.

The items fall into four groups. Each group is held out once, and what `fsrs_rs_python` (FSRS's own optimiser) fits to
the other three has to foretell its reviews. Only where the log loss of all these held-out forecasts is lower than with
everybody's parameters, by more than chance explains, are the parameters adopted that fit the whole log.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from math import log, sqrt
from statistics import fmean, stdev

import fsrs_rs_python as optimiser

from quiz.scheduling.days import Calendar
from quiz.scheduling.forecast import EPOCH
from quiz.scheduling.log import Changed, Configured, Event, Rated
from quiz.scheduling.memory import STANDARD, Card, Parameters, Rating, recall_after, review

ENOUGH_REVIEWS = 400
ENOUGH_FORECASTS = 100
GROUPS = 4
SURELY = 1.5  # the mean gain has to be so many standard errors above 0
SUREST = 1e-4  # a foretold recall is taken as at least this far from 0 and 1

History = dict[str, list[tuple[int, Rating]]]  # item -> (day number, rating), in order


@dataclass(frozen=True)
class Fit:
    """What came of fitting. held_out: how many forecasts were judged; losses: their mean log loss with everybody's
    parameters and with fitted ones, None where there was too little to try. weights: None unless they are better."""

    reviews: int
    held_out: int
    losses: tuple[float, float] | None
    weights: tuple[float, ...] | None


def history(events: Iterable[Event]) -> History:
    """Every item's reviews from what is left of a log (`log.effective`), on the learner's days."""
    calendar, found, latest = Calendar(), History(), ""
    for event in events:
        match event:
            case Configured():
                calendar = calendar.moved(event.at, event.settings.zone, event.settings.start)
            case Rated():
                latest = event.item
                found.setdefault(latest, []).append((calendar.number(event.at), event.rating))
            case Changed():
                found[latest][-1] = (found[latest][-1][0], event.rating)
    return found


def fitted(found: History, standard: Parameters = STANDARD) -> Fit:
    """The fit to a learner's reviews."""
    reviews = sum(map(len, found.values()))
    if reviews < ENOUGH_REVIEWS or len(forecast_losses(found, standard)) < ENOUGH_FORECASTS:
        return Fit(reviews, 0, None, None)
    losses: list[float] = []
    own_losses: list[float] = []
    for held_out, others in _groups(found):
        losses += forecast_losses(held_out, standard)
        own_losses += forecast_losses(held_out, _optimised(others, standard))
    gains = [theirs - ours for theirs, ours in zip(losses, own_losses, strict=True)]
    better = fmean(gains) > SURELY * stdev(gains) / sqrt(len(gains))
    weights = _optimised(found, standard).weights if better else None
    return Fit(reviews, len(gains), (fmean(losses), fmean(own_losses)), weights)


def forecast_losses(found: History, parameters: Parameters) -> list[float]:
    """−ln of the chance that was foretold for what happened, for each item's first review of every later day."""
    losses = []
    for item in sorted(found):
        card = Card(item)
        for day, rating in found[item]:
            if card.stability is not None and card.day is not None and day > card.day:
                recall = recall_after(card.stability, day - card.day, parameters)
                chance = recall if rating is not Rating.Again else 1 - recall
                losses.append(-log(min(max(chance, SUREST), 1 - SUREST)))
            card, _ = review(card, rating, EPOCH + timedelta(days=day), parameters, day=day)
    return losses


def _groups(found: History) -> Iterable[tuple[History, History]]:
    """Each group of items, and all the others."""
    for group in range(GROUPS):
        held_out = sorted(found)[group::GROUPS]
        yield {item: found[item] for item in held_out}, {item: found[item] for item in set(found) - set(held_out)}


def _optimised(found: History, standard: Parameters) -> Parameters:
    weights = optimiser.FSRS(list(standard.weights)).compute_parameters(_items(found))
    return Parameters(tuple(weights), standard.retention)


def _items(found: History) -> list[optimiser.FSRSItem]:
    """What the optimiser learns from: for every review on a later day than the one before, all reviews up to it."""
    items = []
    for item in sorted(found):
        reviews: list[optimiser.FSRSReview] = []
        before = found[item][0][0]
        for day, rating in found[item]:
            elapsed = max(day - before, 0)
            before = day
            reviews.append(optimiser.FSRSReview(int(rating), elapsed))
            if elapsed:
                items.append(optimiser.FSRSItem(list(reviews)))
    return items
