"""What use cases hand to the web, the API and the shell: frozen values, safe to show.

Nothing here holds a seed, and nothing holds a right answer before its solution was shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from quiz.blocks import Block
from quiz.family import Family
from quiz.grades import Grade, Typed
from quiz.parts import Option, Part
from quiz.solutions import SolutionStep


class Status(StrEnum):
    """What became of a submission. NOTE: stored with every submission; never renamed."""

    COUNTED = "counted"  # it is an attempt, and the grade is its grade
    REPEATED = "repeated"  # the same answer as the attempt before: no second attempt
    SOLVED = "solved"  # the problem was solved before: answered, not counted
    REVEALED = "revealed"  # the solution had been shown: answered, no credit, not counted
    INVALID = "invalid"  # could not be read: not an attempt; the verdicts of the readable parts are withheld


@dataclass(frozen=True)
class Asked:
    """One part as it is put to the learner.

    prompt: with inline LaTeX between dollar signs. options: for choice, choices and text. rule: the rounding rule to
    print beside the box. shape: (n,) of a vector, (n, m) of a matrix, else None. rows, columns: headers of the grid,
    or empty.
    """

    part: Part
    prompt: str
    options: Sequence[Option]
    rule: str
    shape: tuple[int, ...] | None
    rows: Sequence[str]
    columns: Sequence[str]


@dataclass(frozen=True)
class Draft:
    """What was typed and not yet submitted. revision: send it back with the next save.

    ended: it is the last answer already, so none is kept.
    """

    typed: Mapping[str, Typed]
    revision: int
    saved: datetime
    ended: bool = False


@dataclass(frozen=True)
class Solution:
    """What is shown once a learner asks for it. expected: the right answer of every part, as it is compared."""

    steps: Sequence[SolutionStep]
    expected: Mapping[str, Any]


@dataclass(frozen=True)
class Problem:
    """A problem of a sitting as its learner may see it now.

    id, sitting: opaque and random. position: 1 … length; take: 0, or 1, 2, … for a fresh one in the same place.
    hints: those already asked for. typed, grade: of the latest attempt. solution: None until it was shown.
    """

    id: str
    sitting: str
    position: int
    length: int
    take: int
    family: Family
    level: int
    statement: Sequence[Block]
    asked: Sequence[Asked]
    hints: Sequence[str]
    hints_left: int
    attempts: int
    solved: bool
    credit: float
    typed: Mapping[str, Typed]
    grade: Grade | None
    draft: Draft | None
    solution: Solution | None

    @property
    def revealed(self) -> bool:
        return self.solution is not None


class Outcome(NamedTuple):
    """What became of a submission. attempts, credit, solved: of the problem, after it. replayed: this key's answer
    of an earlier request, given again."""

    status: Status
    grade: Grade
    attempts: int
    credit: float
    solved: bool
    replayed: bool = False


@dataclass(frozen=True)
class Place:
    """One step of a sitting's progress bar. problem: its id, None when not opened yet."""

    position: int
    family: str
    level: int
    problem: str | None
    solved: bool
    revealed: bool
    attempts: int


@dataclass(frozen=True)
class Sitting:
    """A practice session. topic, level: as chosen, None for mixed. places: one a position, its latest take."""

    id: str
    topic: str | None
    level: int | None
    length: int
    started: datetime
    finished: datetime | None
    places: Sequence[Place]

    @property
    def done(self) -> int:
        """How many problems are solved or given up (their solution shown)."""
        return sum(place.solved or place.revealed for place in self.places)


@dataclass(frozen=True)
class Result:
    """One problem in the closing summary. verdict: of the latest attempt, None without one."""

    problem: str
    position: int
    take: int
    family: str
    title: str
    level: int
    verdict: str | None
    solved: bool
    revealed: bool
    credit: float
    attempts: int
    hints: int
    seconds: int


@dataclass(frozen=True)
class MistakeCount:
    """A mistake by its id, in words, and how often it was made."""

    id: str
    remark: str
    cure: str
    count: int


@dataclass(frozen=True)
class Summary:
    """The closing summary of a sitting. credit: points earned of `possible` (one a problem that was opened).

    again: (family, level) of what was not solved at the first attempt, to hand to `practice.start(families=…)`.
    """

    sitting: Sitting
    results: Sequence[Result]
    credit: float
    possible: int
    seconds: int
    mistakes: Sequence[MistakeCount]
    again: Sequence[tuple[str, int]]
