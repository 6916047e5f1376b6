"""What is shown of a work: frozen values, from which what is not released is left out already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from quiz.blocks import Block
from quiz.family import Family
from quiz.grades import Grade, Typed
from quiz.releases import Rules, Shown
from quiz.services.teaching.gradebook_rows import Hand
from quiz.services.values import Asked, Draft, Solution
from quiz.totals import Earned, Total


@dataclass(frozen=True)
class TryView:
    """A start of an assignment. total: None while the score is withheld."""

    id: str
    number: int
    started: datetime
    ends: datetime
    handed_in: datetime | None
    over: bool
    shown: Shown
    total: Total | None


@dataclass(frozen=True)
class Line:
    """A problem in the list of a work. earned: None while withheld. drafted: something is typed and not kept."""

    position: int
    title: str
    points: float
    answers: int
    drafted: bool
    earned: Earned | None
    verdict: str


@dataclass(frozen=True)
class WorkView(TryView):
    """A work with its problems. owner: whose it is, where somebody of the staff looks, else empty.

    rules: when what is released, as it is set now.
    """

    assignment_id: str
    course_id: str
    course_name: str
    zone: str
    title: str
    instructions: str
    minutes: int | None
    calculator: bool
    owner: str
    staff: bool
    rules: Rules
    lines: Sequence[Line]


@dataclass(frozen=True)
class AnswerView:
    """One answer, as it was typed. grade: as it holds now, as far as it is shown."""

    number: int
    made: datetime
    seconds: int
    typed: Mapping[str, Typed]
    grade: Grade | None


@dataclass(frozen=True)
class ProblemView:
    """One problem of a work. answers: the last one first. read_as: part id -> how the last one was read.

    hands: points by hand, for the staff. corrected: what was corrected since it was handed out, in words.
    """

    id: str
    position: int
    family: Family
    level: int
    points: float
    statement: Sequence[Block]
    asked: Sequence[Asked]
    answers: Sequence[AnswerView]
    read_as: Mapping[str, str]
    draft: Draft | None
    earned: Earned | None
    solution: Solution | None
    hands: Sequence[Hand]
    corrected: Sequence[str]

    @property
    def last(self) -> AnswerView | None:
        return self.answers[0] if self.answers else None
