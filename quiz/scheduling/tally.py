"""What is counted of a learner's reviews: how many, how rated, on how many days in a row.

A streak is a row of days with at least one review. A freeze bridges a day without: one is held from the start,
another is earned with every seventh day of a streak, and no more are held than the learner chose. A bridged day
neither breaks the streak nor adds to it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from fsrs import Rating

EARNED_EVERY = 7
MOST_FREEZES = 2


@dataclass(frozen=True, slots=True)
class Tally:
    """The counters. day: the number of the latest day with a review; on_day, new_on_day: reviews and first reviews
    of that day. streak: as of that day; freezes: held; bridged: how many days freezes have bridged so far."""

    reviews: int = 0
    again: int = 0
    hard: int = 0
    good: int = 0
    easy: int = 0
    seconds: int = 0
    day: int | None = None
    on_day: int = 0
    new_on_day: int = 0
    streak: int = 0
    best: int = 0
    freezes: int = 1
    bridged: int = 0


def counted(tally: Tally, rating: Rating, day: int, *, new: bool, seconds: int, most: int = MOST_FREEZES) -> Tally:
    """The counters after one more review. most: how many freezes may be held."""
    if tally.day is None or day > tally.day:
        tally = _next_day(tally, day, most)
    return replace(
        tally,
        reviews=tally.reviews + 1, seconds=tally.seconds + seconds, on_day=tally.on_day + 1,
        new_on_day=tally.new_on_day + new, again=tally.again + (rating is Rating.Again),
        hard=tally.hard + (rating is Rating.Hard), good=tally.good + (rating is Rating.Good),
        easy=tally.easy + (rating is Rating.Easy),
    )  # fmt: skip


def standing(tally: Tally, day: int, most: int = MOST_FREEZES) -> int:
    """The streak as it stands on a day: 0 once more days were missed than freezes can bridge."""
    if tally.day is None:
        return 0
    missed = max(day - tally.day - 1, 0)
    return tally.streak if missed <= min(tally.freezes, most) else 0


def _next_day(tally: Tally, day: int, most: int) -> Tally:
    """The counters at the first review of a new day."""
    held = min(tally.freezes, most)
    missed = 0 if tally.day is None else day - tally.day - 1
    kept = tally.day is not None and missed <= held
    streak = tally.streak + 1 if kept else 1
    used = missed if kept else 0
    earned = streak % EARNED_EVERY == 0
    return replace(
        tally, day=day, on_day=0, new_on_day=0, streak=streak, best=max(tally.best, streak),
        freezes=min(held - used + earned, most), bridged=tally.bridged + used,
    )  # fmt: skip
