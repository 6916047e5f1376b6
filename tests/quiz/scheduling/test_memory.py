"""One review: as the library says, in the learner's days, and never with a time that nobody can place."""

from datetime import UTC, datetime, timedelta

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.scheduling.memory import STANDARD, Card, Parameters, Rating, State, preview, recall_after, review

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
RATINGS = st.sampled_from(list(Rating))


@given(st.lists(st.tuples(RATINGS, st.integers(0, 60 * 24 * 400)), min_size=1, max_size=12), st.floats(0.7, 0.97))
def test_a_card_goes_as_the_library_says(history: list[tuple[Rating, int]], retention: float) -> None:
    """Counted in spans of 24 hours, state, stability, difficulty and due date are those of `fsrs` without fuzz."""
    step = timedelta(minutes=10)
    theirs_of = fsrs.Scheduler(
        desired_retention=retention, learning_steps=[step], relearning_steps=[step], maximum_interval=3650,
        enable_fuzzing=False,
    )  # fmt: skip
    parameters = Parameters(retention=retention)
    ours, theirs, at = Card("card:scale"), fsrs.Card(card_id=1, due=NOW), NOW
    for rating, minutes in history:
        at += timedelta(minutes=minutes)
        ours, log = review(ours, rating, at, parameters)
        theirs, _ = theirs_of.review_card(theirs, rating, at)
        assert (ours.phase, ours.step, ours.due) == (theirs.state, theirs.step, theirs.due)
        assert (ours.stability, ours.difficulty) == (theirs.stability, theirs.difficulty)
        assert log.interval == theirs.due - at


def test_a_naive_time_is_refused() -> None:
    """A time without a zone is no moment, so it is refused."""
    with pytest.raises(ValueError, match="has none"):
        review(Card("card:scale"), Rating.Good, NOW.replace(tzinfo=None))


def test_a_time_counts_the_same_in_any_zone() -> None:
    """The same moment written in another zone gives the same card."""
    elsewhere = NOW.astimezone(datetime.fromisoformat("2026-01-01T00:00+05:45").tzinfo)
    assert review(Card("card:scale"), Rating.Good, elsewhere) == review(Card("card:scale"), Rating.Good, NOW)


def test_yesterday_evening_is_a_day_ago_this_morning() -> None:
    """Days are the learner's: twelve hours over night are one day, the same twelve hours within a day are none."""
    evening, _ = review(Card("card:scale"), Rating.Good, NOW, day=100)
    _, overnight = review(evening, Rating.Good, NOW + timedelta(hours=12), day=101)
    _, same_day = review(evening, Rating.Good, NOW + timedelta(hours=12), day=100)
    assert (overnight.elapsed, same_day.elapsed) == (1, 0)
    assert overnight.interval > same_day.interval


def test_a_clock_that_went_back_loses_nothing() -> None:
    """A review that seems to happen before the one before it counts as one right after it."""
    first, _ = review(Card("card:scale"), Rating.Good, NOW, day=100)
    back, _ = review(first, Rating.Good, NOW - timedelta(days=30), day=70)
    after, _ = review(first, Rating.Good, NOW, day=100)
    assert back == after
    assert (back.reviews, back.reviewed, back.day) == (2, NOW, 100)


@given(st.lists(st.tuples(RATINGS, st.integers(0, 90)), max_size=6))
def test_a_preview_is_what_the_button_does(history: list[tuple[Rating, int]]) -> None:
    """The interval on each button is the one that pressing it gives; a better rating never gives a shorter one."""
    card, day = Card("skill:softmax-row:2"), 0
    for rating, days in history:
        day += days
        card, _ = review(card, rating, NOW + timedelta(days=day), day=day)
    now = NOW + timedelta(days=day + 3)
    shown = preview(card, now, day=day + 3)
    pressed = {rating: review(card, rating, now, day=day + 3)[0].due for rating in Rating}
    assert {rating: now + span for rating, span in shown.items()} == pressed
    assert list(shown.values()) == sorted(shown.values())


def test_recall_falls_to_nine_tenths_after_the_stability() -> None:
    """R(S) = 0.9 by definition; with w₂₀ = 0.1542, 0.9^(−1/w₂₀) − 1 = 0.9804,
    so R(4·S) = 4.9216^−0.1542 = 0.7821."""
    assert recall_after(20, 20) == pytest.approx(0.9)
    assert recall_after(20, 80) == pytest.approx(0.7821, abs=5e-5)
    assert recall_after(20, 0) == 1


def test_forgetting_what_was_learnt_is_a_lapse() -> None:
    """Again on a learnt card counts a lapse and brings it back in ten minutes; while it is learnt it does not."""
    card, _ = review(Card("card:scale"), Rating.Again, NOW, day=1)
    assert (card.lapses, card.phase, card.due) == (0, State.Learning, NOW + timedelta(minutes=10))
    card, _ = review(card, Rating.Good, NOW, day=1)
    card, _ = review(card, Rating.Again, NOW + timedelta(days=2), day=3)
    assert (card.lapses, card.phase, card.due_day) == (1, State.Relearning, 3)


def test_the_log_keeps_what_was_foretold() -> None:
    """A review's log holds the recall that the model had foretold; the first has none."""
    card, first = review(Card("card:scale"), Rating.Good, NOW, day=1)
    assert card.stability is not None
    _, second = review(card, Rating.Good, NOW + timedelta(days=6), day=7)
    assert first.recall is None
    assert second.recall == recall_after(card.stability, 6, STANDARD)
