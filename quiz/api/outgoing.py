"""What goes out: the fields of every answer, made from the values of the services. The vocabulary is the commands'.

Nothing here has a field for a seed, and only `Solution` has one for right answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, WithJsonSchema

from quiz.api.blocks import AnyBlock, drawn
from quiz.api.incoming import TYPED_SCHEMA
from quiz.blocks import plain, plain_blocks
from quiz.grades import Grade as GradeValue
from quiz.grades import PartGrade, Verdict
from quiz.services import values
from quiz.services.values import Status

NUMBERS: dict[str, Any] = {"type": "array", "items": {"type": "number"}}
ANSWER_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": "number"},
        {"type": "string"},
        NUMBERS,
        {"type": "array", "items": NUMBERS},
        {"type": "array", "items": {"anyOf": [{"type": "integer"}, {"type": "string"}]}},
    ]
}
Typed = Annotated[Any, WithJsonSchema(TYPED_SCHEMA)]
Answer = Annotated[Any, WithJsonSchema(ANSWER_SCHEMA)]


class Out(BaseModel):
    model_config = ConfigDict(extra="forbid", from_attributes=True)

    @classmethod
    def of(cls, value: Any) -> Self:
        """From a value that has the same fields."""
        return cls.model_validate(value)


class Option(Out):
    id: str
    label: str


class Part(Out):
    """One thing that is asked.

    tolerance: how far off a number may be; relative: a share of the right value, where that is larger; rule: both in
    words. shape: [n] of a vector, [n, m] of a matrix. rows, columns: headers of the grid. options: of a choice.
    """

    id: str
    kind: str
    prompt: str
    tolerance: float
    relative: float
    rule: str
    unit: str
    shape: list[int] | None
    rows: list[str]
    columns: list[str]
    options: list[Option]

    @classmethod
    def of(cls, asked: values.Asked) -> Self:
        part = asked.part
        return cls(
            id=part.id, kind=part.kind, prompt=plain(asked.prompt), tolerance=part.tolerance.absolute,
            relative=part.tolerance.relative, rule=asked.rule, unit=plain(part.unit),
            shape=list(asked.shape) if asked.shape else None, rows=list(asked.rows), columns=list(asked.columns),
            options=[Option(id=option.id, label=plain(option.label)) for option in asked.options],
        )  # fmt: skip


class Way(Out):
    """One of several readings. text: what to type to be read so and not otherwise."""

    read_as: str
    text: str


class PartResult(Out):
    """How one part was read and judged. cells: of vectors and matrices, row by row. readings: if there are several."""

    verdict: Verdict
    score: float
    read_as: str
    remark: str
    cure: str
    misconceptions: list[str]
    cells: list[list[Verdict]]
    broken: str
    carried: bool
    first_wrong_step: str
    readings: list[Way]

    @classmethod
    def of(cls, part: PartGrade) -> Self:
        return cls(
            verdict=part.verdict, score=part.score, read_as=part.read_as, remark=plain(part.remark),
            cure=plain(part.cure), misconceptions=list(part.misconceptions), cells=[list(row) for row in part.cells],
            broken=plain(part.broken), carried=part.carried, first_wrong_step=part.first_wrong_step,
            readings=[Way(read_as=read_as, text=text) for read_as, text in part.readings],
        )  # fmt: skip


class Grade(Out):
    """How answers were judged, part by part."""

    verdict: Verdict
    score: float
    parts: dict[str, PartResult]

    @classmethod
    def of(cls, grade: GradeValue) -> Self:
        return cls(verdict=grade.verdict, score=grade.score, parts=_parts(grade))


class Outcome(Out):
    """What became of a submission. attempts, credit, solved: of the problem, after it."""

    status: Status
    verdict: Verdict
    score: float
    parts: dict[str, PartResult]
    attempts: int
    credit: float
    solved: bool

    @classmethod
    def of(cls, outcome: values.Outcome) -> Self:
        grade = outcome.grade
        return cls(
            status=outcome.status, verdict=grade.verdict, score=grade.score, parts=_parts(grade),
            attempts=outcome.attempts, credit=outcome.credit, solved=outcome.solved,
        )  # fmt: skip


def _parts(grade: GradeValue) -> dict[str, PartResult]:
    return {id: PartResult.of(part) for id, part in grade.parts.items()}


class Draft(Out):
    """Unsaved work as it is stored. revision: send it with the next save."""

    answers: dict[str, Typed]
    revision: int
    saved: datetime

    @classmethod
    def of(cls, draft: values.Draft) -> Self:
        return cls(answers=dict(draft.typed), revision=draft.revision, saved=draft.saved)


class Step(Out):
    """One step of a worked solution. text: all of it in plain text."""

    name: str
    text: str
    blocks: list[AnyBlock]


class Solution(Out):
    """The worked solution. expected: the right answer of every part."""

    steps: list[Step]
    expected: dict[str, Answer]

    @classmethod
    def of(cls, solution: values.Solution) -> Self:
        steps = [Step(name=one.name, text=one.plain(), blocks=drawn(one.blocks)) for one in solution.steps]
        return cls(steps=steps, expected=dict(solution.expected))


class Problem(Out):
    """A problem as its learner may see it now.

    statement: in plain text; blocks: the same in pieces. answers, grade: of the latest attempt. solution: null until
    it was asked for. take: 0, then 1, 2, … for a fresh one in the same place.
    """

    id: str
    sitting: str
    position: int
    length: int
    take: int
    family: str
    topic: str
    title: str
    level: int
    statement: str
    blocks: list[AnyBlock]
    parts: list[Part]
    hints: list[str]
    hints_left: int
    attempts: int
    solved: bool
    revealed: bool
    credit: float
    answers: dict[str, Typed]
    grade: Grade | None
    draft: Draft | None
    solution: Solution | None

    @classmethod
    def of(cls, found: values.Problem) -> Self:
        return cls(
            id=found.id, sitting=found.sitting, position=found.position, length=found.length, take=found.take,
            family=found.family.id, topic=found.family.topic, title=plain(found.family.title), level=found.level,
            statement=plain_blocks(found.statement), blocks=drawn(found.statement),
            parts=[Part.of(asked) for asked in found.asked], hints=[plain(hint) for hint in found.hints],
            hints_left=found.hints_left, attempts=found.attempts, solved=found.solved, revealed=found.revealed,
            credit=found.credit, answers=dict(found.typed), grade=Grade.of(found.grade) if found.grade else None,
            draft=Draft.of(found.draft) if found.draft else None,
            solution=Solution.of(found.solution) if found.solution else None,
        )  # fmt: skip


class Hints(Out):
    """All hints asked for so far, in order."""

    hints: list[str]

    @classmethod
    def of(cls, hints: Sequence[str]) -> Self:
        return cls(hints=[plain(hint) for hint in hints])
