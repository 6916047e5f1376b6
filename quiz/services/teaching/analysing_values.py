"""What the analysis of an assignment hands out: frozen values for its page and its file."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from quiz.analysis.hardness import Effect
from quiz.analysis.items import Estimates
from quiz.analysis.mistakes import Wrong
from quiz.family import families
from quiz.services.teaching.courses import CourseView
from quiz.totals import Ruling


@dataclass(frozen=True)
class Estimate:
    """A number with its interval, of so many learners; NaN where nothing can be said."""

    value: float
    low: float
    high: float
    count: int

    @property
    def known(self) -> bool:
        return not math.isnan(self.value)

    @classmethod
    def one_of(cls, many: Estimates, at: int) -> Estimate:
        return cls(float(many.value[at]), float(many.low[at]), float(many.high[at]), int(many.count[at]))


@dataclass(frozen=True)
class Kind:
    """A family at a level, as an item gave it."""

    family: str
    level: int

    @property
    def title(self) -> str:
        known = families().get(self.family)
        return known.title if known else self.family


@dataclass(frozen=True)
class Sample:
    """A wrong answer that no known mistake explains. read: prompt of a part that is not right -> how it was read."""

    work_id: str
    position: int
    read: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Unexplained:
    """The latest wrong answers to an item without a known mistake: how many were looked at, how many of these left a
    part blank, and some of the others."""

    looked: int
    blank: int
    samples: tuple[Sample, ...]


@dataclass(frozen=True)
class ItemAnalysis:
    """One item of the blueprint. kinds: what it gave, the most frequent first. ruling: what holds for everybody.

    problems: how many were given; answered: of these. time: quartiles of the seconds that an answered problem took,
    None without any. effects: how features of the variants go with the score, each with the kind of problem.
    """

    item: int
    kinds: tuple[Kind, ...]
    ruling: Ruling | None
    learners: int
    problems: int
    answered: int
    facility: Estimate
    discrimination: Estimate
    time: tuple[float, float, float] | None
    wrong: Wrong
    effects: tuple[tuple[Kind, Effect], ...]
    unexplained: Unexplained

    @property
    def title(self) -> str:
        """The kinds of problem in words, each once."""
        return ", ".join(dict.fromkeys(kind.title for kind in self.kinds))


@dataclass(frozen=True)
class AssignmentAnalysis:
    """learners: whose first try is over; going: whose first try still runs. share: of the points, in the mean.

    compared: how many effects of features were looked at together (`quiz.analysis.hardness.holm`).
    """

    course: CourseView
    id: str
    title: str
    closes: datetime
    learners: int
    going: int
    share: Estimate
    compared: int
    items: tuple[ItemAnalysis, ...]
