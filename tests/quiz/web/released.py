"""What a learner may see of an assignment, told once more in other words than the product's, to hold against its pages.

The model knows of no table and of no service: it is told what people do, with the time, and says what must be seen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

WORTH = {1: 2.0, 2: 1.0}  # of the two problems of `tests.works.TEXT`
SCORES = {"right": 1.0, "known": 0.0, "wrong": 0.0, "unread": 0.0}


@dataclass
class Terms:
    """An assignment. rules: of score, verdict and answers: how it is released, and the time of `at`."""

    closes: datetime
    minutes: int | None
    tries: int
    rules: dict[str, tuple[str, datetime | None]]


@dataclass
class Granted:
    minutes: int = 0
    tries: int = 0
    closes: datetime | None = None


@dataclass
class Effort:
    """A start. kept: position -> kind of every answer; typed: position -> kind of what is only typed."""

    ends: datetime
    started: datetime
    handed_in: bool = False
    kept: dict[int, list[str]] = field(default_factory=lambda: {1: [], 2: []})
    typed: dict[int, str] = field(default_factory=dict)
    by_hand: dict[int, float] = field(default_factory=dict)

    def over(self, now: datetime) -> bool:
        return self.handed_in or self.ends <= now

    def settle(self, now: datetime) -> None:
        """When it is over, what is typed counts, unless it can't be read and something else is there."""
        if self.over(now):
            for position, kind in list(self.typed.items()):
                if kind != "unread" or not self.kept[position]:
                    self.kept[position].append(kind)
                    del self.typed[position]

    def counts(self, position: int) -> str:
        """The kind of the answer that counts; empty without one."""
        return self.kept[position][-1] if self.kept[position] else ""

    def points(self, position: int) -> float:
        if position in self.by_hand:
            return self.by_hand[position]
        return WORTH[position] * SCORES.get(self.counts(position), 0.0)


def ends(terms: Terms, granted: Granted | None, started: datetime) -> datetime:
    """When a start is over by itself."""
    closes = terms.closes
    if granted and granted.closes and granted.closes > closes:
        closes = granted.closes
    if terms.minutes is None:
        return closes
    limit = started + timedelta(minutes=terms.minutes + (granted.minutes if granted else 0))
    return limit if limit < closes else closes


def visible(terms: Terms, effort: Effort, now: datetime) -> set[str]:
    """Which of score, verdict and answers its learner sees now."""
    over = effort.over(now)
    seen = set()
    for what, (how, at) in terms.rules.items():
        if (how == "at once" and (what != "answers" or over)) or (how == "handed in" and over):
            seen.add(what)
        if how == "at" and over and at is not None and at <= now:
            seen.add(what)
    if "answers" in seen:
        seen.add("verdict")
    if "verdict" in seen:
        seen.add("score")
    return seen
