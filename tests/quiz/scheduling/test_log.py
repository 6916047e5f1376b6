"""The log: whatever is rated, changed, undone and done again, the state is what the log replays to."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from quiz.scheduling.log import Changed, Configured, Event, Rated, Redone, State, Undone, fold, replay, step
from quiz.scheduling.memory import Rating
from quiz.scheduling.settings import Settings

MONDAY = datetime(2026, 3, 23, 18, 0, tzinfo=UTC)  # the week in which Europe's clocks go forward
ITEMS = ["skill:softmax-row:1", "card:scale", "card:scale/reverse", "oral:why-scale"]
ZONES = ["UTC", "Europe/Berlin", "Pacific/Kiritimati", "Pacific/Honolulu", "America/St_Johns"]
SEQUENCES = 10_000


def sequence(seed: int) -> list[Event]:
    """A random log of up to 24 events over some weeks, with clocks that sometimes go back."""
    chance = np.random.default_rng([2026, seed])
    events: list[Event] = []
    at, done, undone = MONDAY, 0, 0
    for _ in range(chance.integers(1, 25)):
        at += timedelta(minutes=int(chance.choice([1, 12, 300, 1440, 2900, 11000, -90])))
        kind = chance.choice(["rate", "change", "undo", "redo", "configure"], p=[0.4, 0.15, 0.2, 0.15, 0.1])
        if kind == "rate":
            item = ITEMS[chance.integers(4)]
            events.append(Rated(item, Rating(int(chance.integers(1, 5))), at, int(chance.integers(200))))
            done, undone = done + 1, 0
        elif kind == "change" and done:
            events.append(Changed(Rating(int(chance.integers(1, 5))), at))
            done, undone = done + 1, 0
        elif kind == "undo" and done:
            events.append(Undone(at))
            done, undone = done - 1, undone + 1
        elif kind == "redo" and undone:
            events.append(Redone(at))
            done, undone = done + 1, undone - 1
        elif kind == "configure":
            zone = ZONES[chance.integers(5)]
            wanted = round(0.7 + 0.27 * float(chance.random()), 2)
            chosen = Settings(zone, int(chance.integers(1440)), wanted, freezes=int(chance.integers(4)))
            events.append(Configured(chosen, at))
    return events


def test_any_sequence_ends_as_its_log_replays() -> None:
    """After 10,000 random sequences of rate, change, undo, redo and settings, cards, schedule, counters and streak
    equal those of the log replayed without what was undone."""
    several = 0
    for seed in range(SEQUENCES):
        events = sequence(seed)
        assert replace(fold(events), undone=()) == replay(events), events
        several += sum(isinstance(event, Undone | Redone) for event in events) > 2
    assert several > SEQUENCES / 4  # the sequences do undo and redo


def test_undo_restores_everything() -> None:
    """Undo gives back card, due date, counters and streak exactly; redo gives them again."""
    before = fold([Rated(ITEMS[0], Rating.Good, MONDAY), Rated(ITEMS[1], Rating.Easy, MONDAY + timedelta(days=1))])
    after = step(before, Rated(ITEMS[0], Rating.Again, MONDAY + timedelta(days=2), 40))
    assert (after.tally.streak, after.tally.again, after.tally.seconds) == (3, 1, 40)
    assert after.cards[ITEMS[0]].due != before.cards[ITEMS[0]].due
    back = step(after, Undone(MONDAY + timedelta(days=9)))
    assert replace(back, undone=()) == before
    assert step(back, Redone(MONDAY + timedelta(days=10))) == after


def test_a_changed_rating_is_as_if_it_had_been_so_from_the_start() -> None:
    """A rating changed later gives the card and the counters of having chosen it at the time."""
    first = fold([Rated(ITEMS[0], Rating.Again, MONDAY, 30)])
    changed = step(first, Changed(Rating.Easy, MONDAY + timedelta(days=3)))
    right = fold([Rated(ITEMS[0], Rating.Easy, MONDAY, 30)])
    assert (changed.cards, changed.tally) == (right.cards, right.tally)
    assert replace(step(changed, Undone(MONDAY)), undone=()) == first


def test_undo_of_a_first_review_makes_the_item_new_again() -> None:
    """An item whose only review was taken back has no card."""
    state = fold([Rated(ITEMS[0], Rating.Good, MONDAY), Undone(MONDAY)])
    assert state.cards == {}
    assert state.tally == State().tally


def test_a_new_rating_ends_redo() -> None:
    """What was taken back cannot be done again once something else was rated."""
    state = fold([Rated(ITEMS[0], Rating.Good, MONDAY), Undone(MONDAY), Rated(ITEMS[1], Rating.Good, MONDAY)])
    with pytest.raises(ValueError, match="nothing to redo"):
        step(state, Redone(MONDAY))


@pytest.mark.parametrize("event", [Undone(MONDAY), Redone(MONDAY), Changed(Rating.Good, MONDAY)])
def test_nothing_can_be_undone_before_something_was_done(event: Event) -> None:
    """An empty log has nothing to undo, redo or change."""
    with pytest.raises(ValueError, match="There is nothing to"):
        step(State(), event)


def test_settings_change_nothing_that_was_counted() -> None:
    """Another zone, start of day, retention or number of freezes leaves cards and counters as they are."""
    state = fold([Rated(ITEMS[0], Rating.Good, MONDAY), Rated(ITEMS[1], Rating.Hard, MONDAY + timedelta(days=1))])
    elsewhere = Settings("Pacific/Kiritimati", 0, 0.8, freezes=0)
    moved = step(state, Configured(elsewhere, MONDAY + timedelta(days=1, hours=1)))
    assert (moved.cards, moved.tally) == (state.cards, state.tally)
