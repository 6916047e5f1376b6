"""What a learner may see of a work, and from when: the score, what is right or wrong, the answers with solutions.

Pure, and asked on every page, export and answer of the API that shows anything of a work. Each of the three has a rule
of its own; they come in that order or together, since who sees what is right or wrong can count up the score, and who
sees the answers can see what is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class When(StrEnum):
    """The moment from which something is shown. NOTE: stored with every assignment; never renamed."""

    AT_ONCE = "at once"  # with every answer
    HANDED_IN = "handed in"  # once the learner's work takes no more answers
    AT = "at"  # from a time on, to whom is not still working
    NEVER = "never"


_ORDER = tuple(When)


@dataclass(frozen=True)
class Rule:
    """at: the time of `When.AT`, else None."""

    when: When
    at: datetime | None = None

    def holds(self, over: bool, now: datetime) -> bool:
        """Whether it is shown now. over: the work takes no more answers."""
        match self.when:
            case When.AT_ONCE:
                return True
            case When.HANDED_IN:
                return over
            case When.AT:
                return over and self.at is not None and now >= self.at
        return False

    def later_than(self, other: Rule) -> bool:
        """Whether this may still be hidden while the other is shown."""
        if self.when is When.AT is other.when and self.at and other.at:
            return self.at > other.at
        return _ORDER.index(self.when) > _ORDER.index(other.when)


@dataclass(frozen=True)
class Shown:
    """What is shown now.

    >>> Shown(score=True, verdict=True, answers=False).nothing
    False
    """

    score: bool
    verdict: bool
    answers: bool

    @property
    def nothing(self) -> bool:
        return not (self.score or self.verdict or self.answers)


EVERYTHING = Shown(score=True, verdict=True, answers=True)


@dataclass(frozen=True)
class Rules:
    """The three rules of an assignment, each no later than the next."""

    score: Rule
    verdict: Rule
    answers: Rule

    def shown(self, over: bool, now: datetime) -> Shown:
        """What a learner sees of a work. over: it takes no more answers; before that nobody sees right answers."""
        answers = over and self.answers.holds(over, now)
        verdict = answers or self.verdict.holds(over, now)
        return Shown(verdict or self.score.holds(over, now), verdict, answers)

    def out_of_order(self) -> str:
        """Which two come the wrong way round: `verdict` before its `score`, or `answers`; empty where none does."""
        if self.score.later_than(self.verdict):
            return "verdict"
        return "answers" if self.verdict.later_than(self.answers) or self.answers.when is When.AT_ONCE else ""
