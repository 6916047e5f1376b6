"""Cuts rows into cells, and asks what their commas mean.

A row is cut at tab, `|` or `&` if any row has one, else at commas and spaces. A bare comma (no space after it) may be a
decimal mark: `Commas` counts what there is, and the caller tries the meanings that the rules leave open.
Where the rules leave room: a bare comma after a space (`1 ,5`) counts as a bare comma together with spaces; a function
and its number stay one cell (`ln 2, ln 3`) as long as no space separates cells anywhere in the list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from quiz.answers import number
from quiz.answers.normalise import LONGEST_NUMBER
from quiz.answers.readings import Unreadable, quoted
from quiz.answers.rows import CELL_MARKS

_ANY_COMMA = re.compile(",")
_SPACED_COMMA = re.compile(",(?= )")
_BARE_COMMA = re.compile(",(?! )")
_COMMA_AFTER_SPACE = re.compile(" ,(?! )")
_ENDS_IN_FUNCTION = re.compile(r"(?:(?:^|[^a-z])(?:sqrt|exp|ln|log2|log10)|√)$")
_BARE_FUNCTION = re.compile(r"(?:(?<![a-z])(?:sqrt|exp|ln|log2|log10)|√)(?!\()")
_PERCENT_AFTER_SPACE = re.compile("(?<! ) +%")
_WORD = re.compile("[^ ]+")
_OPERATOR = re.compile(r"[-+*/^]+")

Words = list[list[list[str]]]  # row, part between commas, word between spaces


@dataclass(frozen=True)
class Commas:
    """Which commas and spaces separate within the rows of a list."""

    bare: bool
    spaced: bool
    spaces: bool

    @property
    def surely_separate(self) -> bool:
        """In brackets: commas alone, all with or all without a space after them."""
        return not self.spaces and not (self.bare and self.spaced)


def commas_of(rows: list[str]) -> Commas:
    """The commas and spaces of the rows; commas at row ends don't count."""
    outlines = [_outline(trimmed(row)) for row in rows]
    words = split(rows, decimal=False, strict=False)
    return Commas(
        bare=any(_BARE_COMMA.search(row) for row in outlines),
        spaced=any(_SPACED_COMMA.search(row) for row in outlines),
        spaces=any(len(with_arguments(part)) > 1 for row in words for part in row)
        or any(_COMMA_AFTER_SPACE.search(row) for row in outlines),
    )


def trimmed(row: str) -> str:
    """A row without outer spaces, without one comma at its end, and with every `%` at its number."""
    row = _PERCENT_AFTER_SPACE.sub("%", row.strip(" "))
    return row.removesuffix(",").rstrip(" ")


def split(rows: list[str], *, decimal: bool, strict: bool = True) -> Words:
    """Each row as parts between commas (if `decimal`, only between commas with a space), each part as words."""
    comma = _SPACED_COMMA if decimal else _ANY_COMMA
    words: Words = []
    for number_of_row, row in enumerate(map(trimmed, rows), start=1):
        outline = _outline(row)
        ends = [match.start() for match in comma.finditer(outline)] + [len(row)]
        starts = [0] + [end + 1 for end in ends[:-1]]
        parts = [
            [row[start + m.start() : start + m.end()] for m in _WORD.finditer(outline[start:end])]
            for start, end in zip(starts, ends, strict=True)
        ]
        for before, part in enumerate(parts):
            if strict and not part:
                column = sum(map(len, parts[:before])) + 1
                raise Unreadable(f"{place(rows, number_of_row, column)}: a number was expected, and the cell is empty.")
        words.append(parts)
    return words


def soft_cells(rows: list[str], *, decimal: bool) -> list[list[float]]:
    """The values of rows whose cells are separated by commas and spaces; `decimal`: bare commas are decimal marks."""
    words = split(rows, decimal=decimal)
    joined = [[with_arguments(part) for part in row] for row in words]
    if all(len(part) == 1 for row in joined for part in row):
        words = joined
    texts = [[word for part in row for word in part] for row in words]
    _refuse_thousands(texts)
    if any(len(part) > 1 for row in words for part in row):
        _refuse_bare_functions(texts)
    return _values(texts, spaces_separate=True)


def marked_cells(rows: list[str]) -> list[list[float]]:
    """The values of rows whose cells are separated by tab, `|` or `&`, without outer pipes."""
    texts = []
    for row in rows:
        inner = row.strip(" ").removeprefix("|")
        if inner.rstrip(" ").endswith(("\t", "|", "&")):
            inner = inner.rstrip(" ")[:-1]
        texts.append(CELL_MARKS.split(inner))
    return _values(texts, spaces_separate=False)


def with_arguments(part: list[str]) -> list[str]:
    """The words with each function joined to what follows it: `ln`, `2` is one cell where spaces don't separate."""
    joined: list[str] = []
    open_function = False
    for word in part:
        if open_function:
            joined[-1] += " " + word
            open_function = False
        else:
            joined.append(word)
            open_function = bool(_ENDS_IN_FUNCTION.search(word))
    return joined


def place(rows: Sequence[object], row: int, column: int) -> str:
    """Where a cell is: "row 2, column 3", or "cell 3" in a list of one row."""
    return f"row {row}, column {column}" if len(rows) > 1 else f"cell {column}"


def at(where: str, reason: str) -> str:
    """A reason as the second half of a sentence that begins with the place."""
    return f"{where}: {reason[0].lower()}{reason[1:]}"


def _values(texts: list[list[str]], *, spaces_separate: bool) -> list[list[float]]:
    return [
        [_value(text, place(texts, row, column), spaces_separate) for column, text in enumerate(cells, start=1)]
        for row, cells in enumerate(texts, start=1)
    ]


def _value(text: str, where: str, spaces_separate: bool) -> float:
    try:
        if len(text) > LONGEST_NUMBER:
            raise Unreadable(f"at most {LONGEST_NUMBER} characters were expected in a cell, and {len(text)} came.")
        if not text.strip(" "):
            raise Unreadable("a number was expected, and the cell is empty.")
        if spaces_separate:
            _refuse_word(text)
        return number.parse(text.strip(" "))
    except Unreadable as error:
        raise Unreadable(at(where, error.reason), thousands=error.thousands) from None


def _refuse_word(word: str) -> None:
    if _OPERATOR.fullmatch(word):
        raise Unreadable(
            f"one cell or three? “{word}” stands alone between spaces: write 1/2 without spaces, or (1 / 2)."
        )
    if _ENDS_IN_FUNCTION.search(word):
        raise Unreadable(
            f"where spaces separate cells, a function needs parentheses right after it, as in ln(2): “{word}” has none."
        )


def _refuse_bare_functions(texts: list[list[str]]) -> None:
    """`√2 1`: a function's own number and the next cell would stand alike beside it."""
    for row, cells in enumerate(texts, start=1):
        for column, word in enumerate(cells, start=1):
            if _BARE_FUNCTION.search(word):
                rule = "where spaces separate cells, a function needs parentheses right after it, as in ln(2)"
                raise Unreadable(f"{place(texts, row, column)}: {rule}: {quoted(word)} has none.")


def _refuse_thousands(texts: list[list[str]]) -> None:
    for row, cells in enumerate(texts, start=1):
        for column, text in enumerate(cells, start=1):
            if number.is_thousands(text):
                raise Unreadable(
                    f"{place(texts, row, column)}: no thousands marks were expected, and “{text}” came; "
                    "put a space after a comma that separates.",
                    thousands=True,
                )


def _outline(row: str) -> str:
    """The row with everything inside parentheses hidden, so that only separators between cells are seen."""
    if "(" not in row:
        return row
    depth = 0
    shown: list[str] = []
    for character in row:
        depth += character == "("
        shown.append("p" if depth else character)
        depth -= character == ")" and depth > 0
    return "".join(shown)
