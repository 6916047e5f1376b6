"""What grading says: verdicts, the grade of a part, the grade of a submission. Values only; `quiz.grading` makes them.

NOTE: the words of `Verdict` and the keys of `Grade.as_json` are stored with every attempt and may never change.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

Typed = str | list[list[str]]  # what stands in a text box, or in a grid of boxes (a vector is one row)


class Verdict(StrEnum):
    CORRECT = "correct"
    ROUNDED = "rounded-too-early"  # no credit lost in practice
    INCORRECT = "incorrect"
    INVALID = "invalid"  # could not be read, or nothing was typed: never an attempt


# The verdicts of a cell in the order of their worth. Arrays of cells hold the place in it, which NumPy compares fast.
JUDGED = (Verdict.INCORRECT, Verdict.ROUNDED, Verdict.CORRECT)
WRONG, CREDITED, RIGHT = range(3)  # credited: a cell of this place or above earns its credit


class PartGrade(NamedTuple):
    """How one part was read and judged.

    score: 0 to 1. read_as: how the text was read. remark: one or two sentences to the learner. misconceptions: ids of
    the mistakes that explain the answer (one mistake, a pair, or several candidates that give the same number).
    cells: verdict of every cell, rows of a grid, for vectors and matrices of the right shape. broken: the invariant
    that the answer breaks ("your row sums to 1.07"). carried: right, or wrong, from the learner's own earlier results.
    first_wrong_step: the name of the step where the diagnosed mistake was made. cure: what to try next time.
    readings: where the text has two readings, each as (read as, text that says just that).
    """

    verdict: Verdict
    score: float = 0.0
    read_as: str = ""
    remark: str = ""
    misconceptions: tuple[str, ...] = ()
    cells: tuple[tuple[Verdict, ...], ...] = ()
    broken: str = ""
    carried: bool = False
    first_wrong_step: str = ""
    cure: str = ""
    readings: tuple[tuple[str, str], ...] = ()
    blank: bool = False


class Grade(NamedTuple):
    """The grade of all parts. verdict: `invalid` if a typed part can't be read or nothing at all was typed."""

    verdict: Verdict
    score: float
    parts: Mapping[str, PartGrade]

    @property
    def misconceptions(self) -> tuple[str, ...]:
        """Every mistake named, once, in the order of the parts."""
        return tuple(dict.fromkeys([id for part in self.parts.values() for id in part.misconceptions]))

    def as_json(self) -> dict[str, Any]:
        """The grade as plain lists, strings and numbers, as it is stored."""
        return {
            "verdict": self.verdict,
            "score": self.score,
            "parts": {id: part._asdict() for id, part in self.parts.items()},
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Grade:
        parts = {id: _part(part) for id, part in stored["parts"].items()}
        return cls(Verdict(stored["verdict"]), stored["score"], parts)


def _part(stored: Mapping[str, Any]) -> PartGrade:
    cells = tuple(tuple(Verdict(cell) for cell in row) for row in stored.get("cells", ()))
    readings = tuple((a, b) for a, b in stored.get("readings", ()))
    plain = {**stored, "verdict": Verdict(stored["verdict"]), "cells": cells, "readings": readings}
    return PartGrade(**{**plain, "misconceptions": tuple(stored.get("misconceptions", ()))})
