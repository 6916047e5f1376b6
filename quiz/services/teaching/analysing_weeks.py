"""A class over the weeks: how topics go, and how many learners make which mistake. Weeks are those of the class's zone.

A work belongs to the week in which it was handed in or its time was over. For topics the first tries count, for
mistakes every try, by the last answer to each problem.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from quiz.analysis.intervals import wilson
from quiz.analysis.mistakes import FULL, Share
from quiz.family import families
from quiz.scheduling.days import known_zone
from quiz.services.teaching.analysing_rows import Read

MOST_WEEKS = 12  # the latest ones in which anything was handed in
MOST_MISTAKES = 12


@dataclass(frozen=True)
class Points:
    """The share of points that learners earned with a topic in a week, in the mean, with its interval."""

    share: float
    low: float
    high: float
    learners: int


@dataclass(frozen=True)
class TopicLine:
    """A topic over the weeks, None where nobody had a problem of it. whole: over all of them."""

    topic: str
    weeks: tuple[Points | None, ...]
    whole: Points


@dataclass(frozen=True)
class MistakeLine:
    """A mistake over the weeks: how many learners made it of those who handed in. whole: over all of them."""

    id: str
    weeks: tuple[Share, ...]
    whole: Share


@dataclass(frozen=True)
class Weeks:
    """mondays: of the weeks, the oldest first. topics: by the course of the subject; mistakes: the most made first."""

    mondays: tuple[date, ...]
    topics: tuple[TopicLine, ...]
    mistakes: tuple[MistakeLine, ...]


def weeks(reads: Iterable[tuple[Read, frozenset[int]]], zone: str, topics: Sequence[str]) -> Weeks:
    """The class by weeks. reads: of each assignment, with its items that are not counted. topics: their order."""
    points: dict[str, dict[date, dict[int, list[float]]]] = defaultdict(lambda: defaultdict(dict))
    made: dict[str, dict[date, set[int]]] = defaultdict(lambda: defaultdict(set))
    active: dict[date, set[int]] = defaultdict(set)
    for read, dropped in reads:
        monday = [monday_of(at, zone) for at in read.ended]
        for week, learner in zip(monday, read.learner.tolist(), strict=True):
            active[week].add(learner)
        for id, work in who_made(read):
            made[id][monday[work]].add(int(read.learner[work]))
        _add_points(points, read, dropped, monday)
    mondays = tuple(sorted(active)[-MOST_WEEKS:])
    order = {topic: place for place, topic in enumerate(topics)}
    lines = [
        _topic(topic, points[topic], mondays) for topic in sorted(points, key=lambda one: order.get(one, len(order)))
    ]
    found = [_mistake(id, made[id], active, mondays) for id in sorted(made)]
    found.sort(key=lambda one: -one.whole.count)
    return Weeks(
        mondays, tuple(line for line in lines if line), tuple(one for one in found if one.whole.count)[:MOST_MISTAKES]
    )


def monday_of(at: datetime, zone: str) -> date:
    """The Monday of a moment's week by the clocks of a zone.

    >>> from datetime import UTC
    >>> monday_of(datetime(2026, 3, 1, 23, 30, tzinfo=UTC), "Europe/Berlin")
    datetime.date(2026, 3, 2)
    """
    day = at.astimezone(known_zone(zone)).date()
    return day - timedelta(days=day.weekday())


def who_made(read: Read) -> set[tuple[str, int]]:
    """Each mistake in a wrong last answer, with the place of the work in which it was made."""
    amiss = read.score < FULL
    pairs = np.unique(np.stack([read.mistakes[amiss], read.work[read.problem[amiss]]]), axis=1)
    return {(id, work) for code, work in pairs.T.tolist() for id in read.codes[code].split()}


def _add_points(points: Any, read: Read, dropped: frozenset[int], monday: Sequence[date]) -> None:
    """Add what first tries earned: topic -> week -> learner -> [points, possible]."""
    topic_of = [families()[id].topic if id in families() else "" for id in read.families]
    counted = (read.number[read.work] == 1) & (read.worth > 0) & ~np.isin(read.item, list(dropped))
    columns = (read.family, read.work, read.worth, read.worth * read.scores)
    for family, work, worth, earned in zip(*(column[counted].tolist() for column in columns), strict=True):
        if topic_of[family]:
            mine = points[topic_of[family]][monday[work]].setdefault(int(read.learner[work]), [0.0, 0.0])
            mine[0] += earned
            mine[1] += worth


def _topic(topic: str, by_week: Mapping[date, Mapping[int, list[float]]], mondays: Sequence[date]) -> TopicLine | None:
    parts = [_points(by_week.get(monday, {}).values()) for monday in mondays]
    together: dict[int, list[float]] = {}
    for monday in mondays:
        for learner, (earned, worth) in by_week.get(monday, {}).items():
            mine = together.setdefault(learner, [0.0, 0.0])
            mine[0] += earned
            mine[1] += worth
    whole = _points(together.values())
    return TopicLine(topic, tuple(parts), whole) if whole else None


def _points(learners: Iterable[list[float]]) -> Points | None:
    """The mean of the learners' shares."""
    shares = [earned / worth for earned, worth in learners]
    if not shares:
        return None
    mean = sum(shares) / len(shares)
    low, high = wilson(mean, len(shares))
    return Points(mean, float(low), float(high), len(shares))


def _mistake(
    id: str, made: Mapping[date, set[int]], active: Mapping[date, set[int]], mondays: Sequence[date]
) -> MistakeLine:  # fmt: skip
    parts = tuple(Share.of(len(made.get(monday, ())), len(active[monday])) for monday in mondays)
    whole = set().union(*(made.get(monday, set()) for monday in mondays))
    everybody = set().union(*(active[monday] for monday in mondays))
    return MistakeLine(id, parts, Share.of(len(whole), len(everybody)))
