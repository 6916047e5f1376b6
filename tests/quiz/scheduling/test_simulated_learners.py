"""Learners over 400 days, whose clocks shift and who travel: nothing is lost, and the model foretells them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from quiz.scheduling.log import Configured, Event, Rated, State, Undone, fold, replay, step
from quiz.scheduling.memory import Rating, recall_after
from quiz.scheduling.settings import Settings

DAYS = 400
HOME = "Europe/Berlin"  # clocks change on days 25, 235 and 389 of this learner
FIRST = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)
JOURNEYS = {60: "America/New_York", 75: HOME, 180: "Pacific/Kiritimati", 200: "Pacific/Honolulu", 215: HOME}


def year(seed: int, skipped: Collection[int] = ()) -> tuple[State, list[Event], list[tuple[float, bool]]]:
    """A learner who practises once in every learning day of 400, at an hour of chance, wherever they are."""
    chance = np.random.default_rng([400, seed])
    events: list[Event] = [Configured(Settings(HOME), FIRST - timedelta(hours=1))]
    state = fold(events)
    foretold = []
    number = state.calendar.number(FIRST) - 1
    for day in range(DAYS):
        number += 1  # the day number goes on by one, whatever the clocks and the zones do
        begins = state.calendar.begins(number)
        if day in JOURNEYS:
            moved = Configured(Settings(JOURNEYS[day]), begins + timedelta(hours=1))
            events.append(moved)
            state = step(state, moved)
        if day in skipped:
            continue
        least = begins + timedelta(hours=1) if day in JOURNEYS else begins
        ends = state.calendar.begins(number + 1)
        at = least + (ends - least) * float(chance.random())
        due = sorted(card.item for card in state.cards.values() if (card.due_day or 0) <= number)
        for item in [*due, f"card:{day}"] if day < 150 or not due else due:
            card = state.card(item)
            recalled = True
            if card.stability is not None and card.day is not None:
                recall = recall_after(card.stability, number - card.day)
                recalled = bool(chance.random() < recall)
                if number > card.day:
                    foretold.append((recall, recalled))
            event = Rated(item, Rating.Good if recalled else Rating.Again, at, 12)
            events.append(event)
            state = step(state, event)
    return state, events, foretold


@pytest.mark.parametrize("seed", range(3))
def test_a_year_with_shifted_clocks_loses_nothing(seed: int) -> None:
    """Over 400 days with three changes of the clocks and flights over the date line, who practises every day has a
    streak of 400 days, and the log replays to the same state."""
    state, events, _ = year(seed)
    assert (state.tally.streak, state.tally.best, state.tally.bridged) == (DAYS, DAYS, 0)
    assert state.tally.reviews == sum(isinstance(event, Rated) for event in events)
    assert replay(events) == state


def test_missed_days_take_freezes_only() -> None:
    """Two single days missed over the year take two freezes, and the streak counts the other 398 days."""
    state, _, _ = year(1, {50, 300})
    assert (state.tally.streak, state.tally.bridged) == (DAYS - 2, 2)


def test_what_is_foretold_comes_true() -> None:
    """Of the reviews of three years, about as many are right as the model foretold, and at what it keeps: 0.9."""
    foretold = [pair for seed in range(3) for pair in year(seed)[2]]
    expected, right = np.array(foretold, dtype=float).T
    assert len(foretold) > 1000
    assert right.mean() == pytest.approx(expected.mean(), abs=3 * float(np.sqrt(0.09 / len(foretold))))
    assert 0.88 < expected.mean() < 0.95


def test_undoing_a_whole_year_leads_back_to_the_beginning() -> None:
    """Undo reaches back to the first review: then no card, no counter and no streak is left."""
    state, _, _ = year(2)
    for _ in range(state.tally.reviews):
        state = step(state, Undone(FIRST + timedelta(days=500)))
    assert (state.cards, state.tally) == ({}, State().tally)
