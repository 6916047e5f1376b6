"""Ratings, intervals and results of a review in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from quiz.scheduling import log
from quiz.scheduling.memory import Rating
from quiz.scheduling.tally import standing
from quiz.services.review_rows import Ledger
from quiz.services.review_values import Button, Done, Item, Streak

LABELS = {Rating.Again: "Again", Rating.Hard: "Hard", Rating.Good: "Good", Rating.Easy: "Easy"}
DAYS_A_MONTH, DAYS_A_YEAR = 30.44, 365.25


def buttons(intervals: Mapping[Rating, timedelta]) -> Sequence[Button]:
    """The four buttons, from the shortest interval to the longest."""
    return [Button(rating, LABELS[rating], span, spoken(span)) for rating, span in intervals.items()]


def spoken(span: timedelta) -> str:
    """An interval as it stands on a button.

    >>> spoken(timedelta(minutes=10)), spoken(timedelta(days=1)), spoken(timedelta(days=75))
    ('10 minutes', '1 day', '2.5 months')
    """
    if span < timedelta(hours=1):
        return _counted(round(span.total_seconds() / 60), "minute")
    if span < timedelta(days=1):
        return _counted(round(span.total_seconds() / 3600), "hour")
    if span.days < 2 * DAYS_A_MONTH:
        return _counted(span.days, "day")
    length, unit = (DAYS_A_YEAR, "year") if span.days >= DAYS_A_YEAR else (DAYS_A_MONTH, "month")
    return _counted(round(span.days / length, 1), unit)


def said(
    item: Item, act: log.Act, ledger: Ledger, now: datetime, *, undone: bool = False, left: int | None = None
) -> Done:  # fmt: skip
    """What a rating came to, or the taking back of one. left: the rating that then holds again."""
    shown = act.before.card if undone else act.after.card
    label = LABELS[act.event.rating]
    if undone:
        says = f"Taken back: {label}. Schedule, counters and streak are as they were."
    else:
        assert shown.due is not None and shown.reviewed is not None  # noqa: S101, PT018  # it was just reviewed
        says = f"{label}: comes back in {spoken(shown.due - shown.reviewed)}."
    return Done(
        item, (Rating(left) if left else None) if undone else act.event.rating, shown.due, streak_of(ledger, now),
        can_undo=ledger.row.top is not None, can_redo=bool(ledger.row.undone), says=says,
    )  # fmt: skip


def streak_of(ledger: Ledger, now: datetime) -> Streak:
    """The streak as it stands on the learner's day."""
    tally, day, most = ledger.tally, ledger.calendar.number(now), ledger.settings.freezes
    return Streak(standing(tally, day, most), tally.best, min(tally.freezes, most), tally.day == day)


def _counted(number: float, unit: str) -> str:
    return f"{number:g} {unit}{'' if number == 1 else 's'}"
