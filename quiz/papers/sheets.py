"""What a part, a row, a copy and all sheets of a paper are: made once by `quiz.papers.rows`, formatted by writers.

Everything is a value without NumPy: numbers, texts, lists, and the blocks of `quiz.blocks`. Words may hold our inline
LaTeX between dollar signs (`quiz.blocks.plain` takes it out); what an instructor typed (title, instructions) is plain
text and never holds a formula.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quiz.blocks import Block, number
from quiz.papers.blueprint import Blueprint
from quiz.papers.fairness import Fairness
from quiz.parts import Kind, Option, Tolerance
from quiz.solutions import SolutionStep, shown


@dataclass(frozen=True)
class Wrong:
    """The answer that a known mistake gives in a part.

    id: of `quiz.misconceptions`, or several with spaces between where they give the same answer. answer: as
    `PartRow.answer`. credit: the suggested points, of the points of the part.
    """

    id: str
    remark: str
    cure: str
    answer: Any
    credit: float


@dataclass(frozen=True)
class PartRow:
    """One thing that is asked, with its key.

    answer: as stored (see the table in `quiz.parts`): number, lists of numbers, option id or ids, names of vertices,
    for `text` the words. tolerance: what grades; `tolerance.rule()` is printed. options: of choice, choices and text,
    in the order of this copy. shape: of a vector or a matrix. rows, columns: headers of the grid to fill, empty for
    none. vertices: the names that an answer of kind `vertices` chooses from. unit: printed after the box.
    """

    id: str
    kind: Kind
    prompt: str
    answer: Any
    tolerance: Tolerance
    points: float
    mistakes: tuple[Wrong, ...]
    options: tuple[Option, ...] = ()
    shape: tuple[int, ...] = ()
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    vertices: tuple[str, ...] = ()
    unit: str = ""

    def written(self, answer: Any, digits: int = 3) -> str:
        """An answer to this part in words, one line: `0.731`, `[1, 2]`, `[1, 2; 3, 4]`, `{0, 3}`, an option's label."""
        match self.kind:
            case "number":
                return number(answer, digits)
            case "vector":
                return "[" + ", ".join(number(cell, digits) for cell in answer) + "]"
            case "matrix":
                return "[" + "; ".join(", ".join(number(cell, digits) for cell in row) for row in answer) + "]"
            case kind:
                return shown(kind, answer, list(self.options))


@dataclass(frozen=True)
class Row:
    """One item of one copy: a variant with everything that is printed of it.

    number: its place on this copy, from 1. item: what it comes from in the blueprint, from 0, the same in all copies
    (a blueprint's `count = 2` makes two items). family, version, level, seed, index: the variant, as
    `flask variants` knows it, whatever parts it asks. features: what makes it hard, by name.
    """

    copy: int
    number: int
    item: int
    family: str
    version: int
    title: str
    topic: str
    source: str
    level: int
    seed: int
    index: int
    asked: tuple[str, ...]
    points: float
    statement: tuple[Block, ...]
    parts: tuple[PartRow, ...]
    hints: tuple[str, ...]
    solution: tuple[SolutionStep, ...]
    givens: Mapping[str, Any]
    features: Mapping[str, float]

    @property
    def id(self) -> str:
        """A name for this variant, stable and unique: the same variant has the same one in every export."""
        parts = "".join(f"-{id}" for id in self.asked)
        return f"{self.family}-v{self.version}-l{self.level}{parts}-{self.seed:016x}-{self.index}"


@dataclass(frozen=True)
class Copy:
    """One learner's paper. number: from 1. code: printed on it; with blueprint and seed it makes this copy again."""

    number: int
    code: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Sheets:
    """All copies of a blueprint for a seed, and how equal they are."""

    blueprint: Blueprint
    seed: int
    copies: tuple[Copy, ...]
    fairness: Fairness

    @property
    def points(self) -> float:
        """What a copy is worth; all copies are worth the same."""
        return sum(item.points * item.count for item in self.blueprint.items)
