"""What the oral hands to the pages: frozen values, safe to show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from quiz.oral.grader import Mode
from quiz.oral.judging import Span, State
from quiz.oral.prompts import Prompt

__all__ = ["Answer", "Missed", "Mock", "Mode", "PointShown", "Report", "Span", "State", "TopicScore", "TrapShown"]


@dataclass(frozen=True)
class PointShown:
    """A point of an answer. machine: what was found, in `spans`; own: what the learner says instead, if at all."""

    id: str
    says: str
    machine: State
    own: State | None
    spans: tuple[Span, ...]

    @property
    def state(self) -> State:
        """What holds: the learner has the last word."""
        return self.own or self.machine


@dataclass(frozen=True)
class TrapShown:
    id: str
    says: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Answer:
    """A graded answer. text: typed now; said: all so far, which is what was graded and what spans are places in.

    asked: the follow-up question that `text` answers, after the answer `follows`. machine_score: by the grader alone;
    score: with the learner's own verdicts. mock: the mock oral that it belongs to.
    """

    id: str
    prompt: Prompt
    mode: Mode
    mock: str | None
    follows: str | None
    asked: str | None
    text: str
    said: str
    made: datetime
    seconds: int
    machine_score: float
    score: float
    points: Sequence[PointShown]
    traps: Sequence[TrapShown]
    follow_ups: Sequence[str]


@dataclass(frozen=True)
class Mock:
    """A mock oral as it stands. prompt: the one at hand, None once all are through; place: its number, from 0."""

    id: str
    mode: Mode
    topics: Sequence[str]
    plan: Sequence[str]
    place: int
    seconds: int
    started: datetime
    finished: datetime | None
    prompt: Prompt | None

    def left(self, now: datetime) -> int:
        """Seconds until its time is over; negative afterwards."""
        return round((self.started + timedelta(seconds=self.seconds) - now).total_seconds())


@dataclass(frozen=True)
class TopicScore:
    """The mean score of a topic's prompts; one that was not answered counts 0."""

    topic: str
    score: float
    prompts: int


@dataclass(frozen=True)
class Missed:
    """A point that was not made in `times` of the `of` answers to its prompt."""

    prompt: Prompt
    point: str
    says: str
    times: int
    of: int


@dataclass(frozen=True)
class Report:
    """What came of a mock oral. answers: the last word to each prompt, None where it was passed."""

    mock: Mock
    answers: Sequence[tuple[Prompt, Answer | None]]
    topics: Sequence[TopicScore]
    missed: Sequence[Missed]
    score: float
    seconds: int
