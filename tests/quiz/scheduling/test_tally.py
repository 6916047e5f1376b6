"""Counters and streak: days in a row, bridged by freezes."""

import pytest

from quiz.scheduling.memory import Rating
from quiz.scheduling.tally import Tally, counted, standing


def practised(days: list[int], most: int = 2) -> Tally:
    """The counters after one review on each day."""
    tally = Tally()
    for day in days:
        tally = counted(tally, Rating.Good, day, new=False, seconds=10, most=most)
    return tally


def test_days_in_a_row_are_a_streak() -> None:
    """Three days in a row are a streak of three, however many reviews each has."""
    assert practised([5, 5, 6, 7, 7]).streak == 3


@pytest.mark.parametrize(
    ("days", "most", "streak", "freezes"),
    [
        ([1, 3], 2, 2, 0),  # one day missed, the freeze from the start bridges it
        ([1, 4], 2, 1, 1),  # two missed: no streak, and the freeze is kept
        ([1, 3], 0, 1, 0),  # none may be held
        ([1, 2, 3, 4, 5, 6, 7], 2, 7, 2),  # the seventh day earns one
        ([1, 2, 3, 4, 5, 6, 7, 10], 2, 8, 0),  # and two days are bridged
        ([*range(1, 22)], 2, 21, 2),  # not more than two are held
    ],
)
def test_a_freeze_bridges_a_missed_day(days: list[int], most: int, streak: int, freezes: int) -> None:
    """A missed day takes a freeze; with more missed than held, the streak starts again."""
    tally = practised(days, most)
    assert (tally.streak, tally.freezes) == (streak, freezes)


def test_a_streak_stands_until_freezes_can_bridge_no_more() -> None:
    """With one freeze the streak of day 7 stands on days 7, 8 and 9, and is 0 from day 10."""
    tally = practised([5, 6, 7])
    assert [standing(tally, day) for day in (7, 8, 9, 10)] == [3, 3, 3, 0]
    assert standing(Tally(), 3) == 0


def test_an_earlier_day_counts_to_the_latest() -> None:
    """A clock that went back neither ends a streak nor starts a day anew."""
    tally = counted(practised([5, 6]), Rating.Again, 2, new=True, seconds=1)
    assert (tally.day, tally.streak, tally.on_day, tally.new_on_day, tally.again) == (6, 2, 2, 1, 1)
