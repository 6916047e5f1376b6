"""The charts of the progress page, each from what one service says, or None where there is nothing to draw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from quiz.blocks import plain
from quiz.services.drilling_values import Missed
from quiz.services.fading import Trend
from quiz.services.reporting import Progress
from quiz.services.review_values import Day, Mastery
from quiz.web.charts import Chart, calendar, lengths, lines, long_date, pairs, shares, short_date
from quiz.web.rendering import duration, topic_name

MOST_ROWS = 14


def practised(days: Sequence[Day], today: date) -> Chart | None:
    if not days:
        return None
    counts = {day.date: day.reviews for day in days}
    times = {day.date: duration(day.seconds) for day in days}
    return calendar("Reviews by day, the last half year.", ("Day", "Reviews", "Time"), counts, today, times)


def mastered(found: Sequence[Mastery]) -> Chart | None:
    """Each topic of which something was seen."""
    values = [
        (topic_name(one.topic), one.recall, one.low, one.high, f"{one.seen} of {one.items}")
        for one in found
        if one.seen
    ]
    if not values:
        return None
    title = "What you would recall today, of what you have seen; the stroke is where it lies in 19 of 20 cases."
    return shares(title, ("Topic", "Recall", "In 19 of 20 cases", "Seen"), values)


def forecast(found: Sequence[tuple[date, float]], exam: date | None) -> Chart | None:
    if len(found) < 2:
        return None
    until = f"until your exam on {long_date(exam)}" if exam else "over the next 60 days"
    return lines(
        f"Recall of what you have seen {until}, if you reviewed nothing more.", ("Day", "Recall"),
        [short_date(day) for day, _ in found], [[recall for _, recall in found]],
    )  # fmt: skip


def faded(found: Trend) -> Chart | None:
    if not found.mistakes:
        return None
    title = f"Mistakes in your latest {found.attempts} attempts and in the {found.attempts} before."
    values = [(plain(one.remark), one.before, one.lately, one.says) for one in found.mistakes[:MOST_ROWS]]
    return pairs(title, ("Mistake", "Before", "Lately", "It is"), values, ("lately", "before"))


def missed(found: Sequence[Missed]) -> Chart | None:
    """Points that were not made, with the share of answers in which they were missing."""
    values = [(plain(one.says), one.times / one.of, f"{one.times} of {one.of}") for one in found]
    title = "How often each point was missing from your answers."
    return lengths(title, ("Point", "Missing"), values) if values else None


def times(found: Progress) -> Chart | None:
    """Time by kind of problem, all levels together, the longest first."""
    seconds: dict[str, int] = {}
    for topic in found.topics:
        for line in topic.families:
            seconds[line.title] = seconds.get(line.title, 0) + line.seconds
    values = [(name, float(spent), duration(spent)) for name, spent in seconds.items() if spent]
    values.sort(key=lambda value: -value[1])
    return lengths("Time spent by kind of problem.", ("Kind of problem", "Time"), values) if values else None
