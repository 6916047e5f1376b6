"""A learner's own parameters of the model, found in their log and adopted only if they foretell better.

The earlier three quarters of the days are fitted with `fsrs_rs_python` (the optimiser of FSRS itself); the rest is
held out. The fit is kept only where its log loss on the held-out reviews is lower than with everybody's parameters by
more than the standard error of the difference, so that chance alone rarely changes anybody's schedule.
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
ENOUGH_HELD_OUT = 50
FITTED_SHARE = 0.75
SUREST = 1e-4  # a foretold recall is taken as at least this far from 0 and 1

History = dict[str, list[tuple[int, Rating]]]  # item -> (day number, rating), in order


@dataclass(frozen=True)
class Fit:
    """What came of fitting. losses: mean log loss on the held-out reviews with everybody's parameters and with the
    fitted ones, None where there was too little to try. weights: None unless they are better."""

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
    days = sorted(day for reviews in found.values() for day, _ in reviews)
    if len(days) < ENOUGH_REVIEWS:
        return Fit(len(days), 0, None, None)
    split = days[int(len(days) * FITTED_SHARE)]
    losses = held_out_losses(found, standard, split)
    items = _items(found, split)
    if len(losses) < ENOUGH_HELD_OUT or not items:
        return Fit(len(days), len(losses), None, None)
    own = Parameters(tuple(optimiser.FSRS(list(standard.weights)).compute_parameters(items)), standard.retention)
    own_losses = held_out_losses(found, own, split)
    gains = [theirs - ours for theirs, ours in zip(losses, own_losses, strict=True)]
    better = fmean(gains) > stdev(gains) / sqrt(len(gains))
    return Fit(len(days), len(losses), (fmean(losses), fmean(own_losses)), own.weights if better else None)


def held_out_losses(found: History, parameters: Parameters, split: int) -> list[float]:
    """−ln of the chance that was foretold for what happened, of each first review of an item on a day from `split`."""
    losses = []
    for item in sorted(found):
        card = Card(item)
        for day, rating in found[item]:
            if card.stability is not None and card.day is not None and max(split, card.day + 1) <= day:
                recall = recall_after(card.stability, day - card.day, parameters)
                chance = recall if rating is not Rating.Again else 1 - recall
                losses.append(-log(min(max(chance, SUREST), 1 - SUREST)))
            card, _ = review(card, rating, EPOCH + timedelta(days=day), parameters, day=day)
    return losses


def _items(found: History, split: int) -> list[optimiser.FSRSItem]:
    """What the optimiser learns from: for every review on a later day than the one before, all reviews up to it."""
    items = []
    for item in sorted(found):
        reviews: list[optimiser.FSRSReview] = []
        for place, (day, rating) in enumerate(found[item]):
            if day >= split:
                break
            elapsed = day - found[item][place - 1][0] if place else 0
            reviews.append(optimiser.FSRSReview(int(rating), max(elapsed, 0)))
            if elapsed > 0:
                items.append(optimiser.FSRSItem(list(reviews)))
    return items

