"""Cuts the text of a list into its rows.

Rows end at a new line, `;`, `\\\\` or an inner bracket. Inside inner brackets, and in a vector inside its one pair of
brackets, a new line is a space. Where the rules leave room: a `;` inside an inner bracket ends a row only when that
bracket is the only one (`[[1 2; 3 4]]`); brackets and bare cells side by side (`[1 2] 3`) are refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from quiz.answers.brackets import Pair
from quiz.answers.readings import Unreadable, quoted

CELL_MARKS = re.compile(r"[\t|&]")
_ROW_END = re.compile(r";|\\\\")
_LAST_ROW_END = re.compile(r"(?<=[^ ;\\])(?: *)(?:;|\\\\) *$")
_BETWEEN = ("", ",", ";", "\\\\")


@dataclass(frozen=True)
class Layout:
    """The text of each row, and whether brackets bound them."""

    rows: list[str]
    bracketed: bool

    @property
    def marked(self) -> bool:
        """Whether tab, `|` or `&` separates the cells of every row."""
        return any(CELL_MARKS.search(row) for row in self.rows)


def layout(text: str, bounds: list[Pair], *, one_row: bool) -> Layout:
    """The rows of the text; `one_row` joins the lines of one pair of brackets, as a vector's print is wrapped."""
    outer = [pair for pair in bounds if pair.level == 0]
    if not outer:
        return Layout(_lines(text), bracketed=False)
    if len(outer) > 1:
        return Layout(_inner(text, outer, 0, len(text)), bracketed=True)
    pair = outer[0]
    _only_separators(text, [pair], 0, len(text))
    children = [inner for inner in bounds if inner.level == 1]
    if children:
        return Layout(_inner(text, children, pair.start + 1, pair.end), bracketed=True)
    body = text[pair.start + 1 : pair.end]
    return Layout(_lines(_joined(body) if one_row else body), bracketed=True)


def _lines(text: str) -> list[str]:
    rows: list[str] = []
    for line in text.split("\n"):
        if not line.strip(" "):
            continue
        parts = _ROW_END.split(line)
        if len(parts) > 1 and not parts[-1].strip(" "):
            parts.pop()
        for part in parts:
            rows.append(part)
            if not part.strip(" "):
                raise Unreadable(f"row {len(rows)}: cells were expected, and the row is empty.")
    if not rows:
        raise Unreadable("At least one number was expected, and the list is empty.")
    return rows


def _joined(body: str) -> str:
    lines = [line.strip(" ") for line in body.split("\n") if line.strip(" ")]
    if not CELL_MARKS.search(body):
        return " ".join(lines)
    ends = [line if line.endswith(("\t", "|", "&", ";", "\\\\")) else line + "\t" for line in lines[:-1]]
    return "".join(ends + lines[-1:])


def _inner(text: str, pairs: list[Pair], start: int, end: int) -> list[str]:
    _only_separators(text, pairs, start, end)
    rows = [text[pair.start + 1 : pair.end].replace("\n", " ") for pair in pairs]
    for number, row in enumerate(rows, start=1):
        if not row.strip(" "):
            raise Unreadable(f"row {number}: cells were expected, and the brackets are empty.")
    if len(rows) == 1:
        return _lines(rows[0])
    rows = [_LAST_ROW_END.sub("", row) for row in rows]
    for number, row in enumerate(rows, start=1):
        if _ROW_END.search(row):
            raise Unreadable(f"row {number}: cells were expected inside an inner bracket, and a row end came.")
    return rows


def _only_separators(text: str, pairs: list[Pair], start: int, end: int) -> None:
    """Between brackets there is white space and at most one separator; before the first, only white space."""
    position = start
    for number, pair in enumerate(pairs, start=1):
        between = text[position : pair.start]
        if between.strip() if number == 1 else between.strip() not in _BETWEEN:
            came = quoted(between.strip())
            raise Unreadable(f"row {number}: a bracketed row was expected, and {came} came before it.")
        position = pair.end + 1
    rest = text[position:end].strip()
    if rest not in _BETWEEN:
        raise Unreadable(f"Nothing was expected after the bracket of row {len(pairs)}, and {quoted(rest)} came.")
