"""What was typed: from the fields of a form to answers, and from answers back to fields.

A field is called `a.PART` (a box, a choice), `a.PART.ROW.COLUMN` (a cell of a grid) or `a.PART.text` (a whole matrix
as text, read in place of the grid when anything stands in it).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from werkzeug.datastructures import MultiDict

from quiz.grades import PartGrade, Typed, Verdict
from quiz.jsonable import sorted_json
from quiz.services.values import Asked, Draft, Problem

_FIELD = re.compile(r"a\.(\w+)(?:\.(?:(\d{1,2})\.(\d{1,2})|(text)))?")


def typed_answers(form: MultiDict[str, str]) -> dict[str, Typed]:
    """Part id -> what stands in its fields. Fields of other names are left alone."""
    answers: dict[str, Typed] = {}
    cells: dict[str, dict[tuple[int, int], str]] = {}
    wholes: dict[str, str] = {}
    for name, sent in form.lists():
        field = _FIELD.fullmatch(name)
        if field is None:
            continue
        texts = [text.replace("\r\n", "\n") for text in sent]  # as scripts send them
        part, row, column, whole = field.groups()
        if row:
            cells.setdefault(part, {})[int(row), int(column)] = texts[0]
        elif whole:
            wholes[part] = texts[0]
        else:
            answers[part] = ", ".join(texts)
    answers.update({part: _rows(found) for part, found in cells.items()})
    answers.update({part: text for part, text in wholes.items() if text.strip()})
    return answers


def _rows(cells: Mapping[tuple[int, int], str]) -> list[list[str]]:
    height = 1 + max([row for row, _ in cells])
    width = 1 + max([column for _, column in cells])
    return [[cells.get((i, j), "") for j in range(width)] for i in range(height)]


def submission_key(form_key: str, answers: Mapping[str, Typed]) -> str:
    """The idempotency key of a submission: of the form it came from and of just these answers.

    The same form sent twice with the same answers is one submission; after an edit it is another, also where the
    browser went back to an old page.
    """
    body = sorted_json(answers).encode()
    visible = _INVISIBLE.sub("", form_key)[:40] or "none"
    return f"web-{visible}-{sha256(body).hexdigest()[:32]}"


_LINE_END = re.compile(r"\r\n|\r|\n")
_INVISIBLE = re.compile(r"[^\w-]", re.ASCII)


@dataclass(frozen=True)
class Field:
    """One part as the page draws it. grade: only where it is about just what stands in the field."""

    asked: Asked
    typed: Typed
    grade: PartGrade | None

    @property
    def id(self) -> str:
        return self.asked.part.id

    @property
    def kind(self) -> str:
        return self.asked.part.kind

    @property
    def name(self) -> str:
        return f"a.{self.id}"

    @property
    def grid(self) -> bool:
        return self.asked.shape is not None

    @property
    def height(self) -> int:
        shape = self.asked.shape or ()
        return shape[0] if len(shape) == 2 else 1

    @property
    def width(self) -> int:
        return (self.asked.shape or (0,))[-1]

    @property
    def whole(self) -> str:
        """The text of a matrix that was typed as text."""
        return self.typed if self.grid and isinstance(self.typed, str) else ""

    @property
    def line(self) -> str:
        """What stands in a box."""
        return _one_line(self.typed) if isinstance(self.typed, str) else ""

    def cell(self, i: int, j: int) -> str:
        """What stands in a cell of the grid."""
        rows = self.typed if isinstance(self.typed, list) else []
        return _one_line(rows[i][j]) if i < len(rows) and j < len(rows[i]) else ""

    def mark(self, i: int, j: int) -> Verdict | None:
        """The verdict of a cell; right cells of a right answer are not marked one by one."""
        if self.grade is None or not self.grade.cells or isinstance(self.typed, str):
            return None
        rows = self.grade.cells
        return rows[i][j] if i < len(rows) and j < len(rows[i]) else None

    @property
    def short_options(self) -> bool:
        return all(len(option.label) <= 12 for option in self.asked.options)

    def chosen(self, option: str) -> bool:
        return isinstance(self.typed, str) and option in [word.strip() for word in self.typed.split(",")]

    def cell_name(self, i: int, j: int) -> str:
        """How a cell is called aloud: row 2 (cat), column 3 (sat) of weights."""
        row = f"row {i + 1}{_named(self.asked.rows, i)}, " if self.height > 1 else ""
        return f"{row}column {j + 1}{_named(self.asked.columns, j)} of {self.id.replace('_', ' ')}"


def _named(headers: Sequence[str], at: int) -> str:
    return f" ({headers[at]})" if at < len(headers) else ""


def fields(
    problem: Problem, typed: Mapping[str, Typed] | None = None, grades: Mapping[str, PartGrade] | None = None
) -> list[Field]:
    """The parts with what stands in them: just typed, else the draft, else the latest attempt.

    grades: of what was just typed. Without them, a part shows the grade of the latest attempt if it holds the same.
    """
    standing = typed if typed is not None else _standing(problem.draft, problem.typed)
    stored = problem.grade.parts if problem.grade else {}
    found = []
    for asked in problem.asked:
        id = asked.part.id
        text = standing.get(id, "")
        same = text == problem.typed.get(id, "")
        found.append(Field(asked, text, grades.get(id) if grades is not None else stored.get(id) if same else None))
    return found


def _standing(draft: Draft | None, attempt: Mapping[str, Typed]) -> Mapping[str, Typed]:
    return draft.typed if draft else attempt


def _one_line(text: str) -> str:
    """A text as a box can show it: browsers drop line ends there, and 0 and 1 on lines of their own would be 01."""
    return _LINE_END.sub(" ", text)
