"""Rows and cells of a CSV file, with the line on which each row starts; a row that is malformed costs no other row.

Quoting is that of RFC 4180: a cell in double quotes may hold separators, line ends and doubled quotes. Python's own
reader forgives broken quotes silently and cannot go on after an error; here every text ends up in a row or is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

SEPARATORS = ("\t", ";", ",")
LOOKED_AT = 50  # rows that decide which separator it is, within
SAMPLE = 100_000  # so many characters
MOST_CELLS = 100
_EMPTY_LINES = re.compile(r"\n*")


@dataclass(frozen=True)
class Row:
    """One row: its cells, or what is wrong with it."""

    line: int  # counted from 1
    cells: tuple[str, ...]
    problem: str = ""

    @property
    def blank(self) -> bool:
        return not self.problem and not any(cell.strip() for cell in self.cells)


def decode(content: bytes) -> str:
    """The text of a file with unified line ends: UTF-8, or UTF-16 with its mark; ValueError says where it is neither.

    >>> decode(b"\\xef\\xbb\\xbfa\\r\\nb")
    'a\\nb'
    """
    coding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(coding)
    except UnicodeDecodeError as wrong:
        line = content.count(b"\n", 0, wrong.start) + 1
        raise ValueError(f"A file of cards is UTF-8 text, but line {line} holds bytes that are not.") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def rows(text: str) -> Iterator[Row]:
    """The rows of a text, separated by whichever of tab, semicolon and comma fits its first rows best.

    >>> [row.cells for row in rows('a;"b; c"')]
    [('a', 'b; c')]
    """
    first, _, rest = text.partition("\n")
    if named := re.fullmatch(r"(?:sep=|#separator:)(.|[a-z]+)", first.strip("\ufeff \n"), re.IGNORECASE):
        names = {"tab": "\t", "semicolon": ";", "comma": ",", "pipe": "|"}
        mark = names.get(named[1].lower(), named[1])
        if len(mark) == 1 and mark not in '"\n':
            yield from _rows(rest, mark, 2)
            return
    yield from _rows(text, separator(text), 1)


def separator(text: str) -> str:
    """The separator that gives most of the first rows two or more cells and the same number; the earlier in a tie.

    >>> separator("What is A, B?;an answer")
    ';'
    """

    sample = text[:SAMPLE]

    def fits(mark: str) -> tuple[int, int]:
        seen = list(islice((row for row in _rows(sample, mark, 1) if not row.blank), LOOKED_AT))
        split = [len(row.cells) for row in seen if len(row.cells) > 1]
        malformed = sum(bool(row.problem) for row in seen)
        return max((split.count(count) for count in set(split)), default=0) - malformed, -max(split, default=0)

    return max(SEPARATORS, key=fits)


@cache
def _cell(mark: str) -> re.Pattern[str]:
    """A cell and what ends it. Possessive, so that no text takes more than one look at each character."""
    mark = re.escape(mark)
    return re.compile(rf'(?: *+"((?:[^"]|"")*+)"[ ]*+|([^"{mark}\n][^{mark}\n]*+|))({mark}|\n|\Z)')


def _rows(text: str, mark: str, line: int) -> Iterator[Row]:
    at = 0
    while at < len(text):
        start = _EMPTY_LINES.match(text, at).end()  # type: ignore[union-attr]  # it matches anything
        line += start - at
        if start == len(text):
            return
        cells, at, problem = _one_row(text, mark, start)
        yield Row(line, cells, problem)
        line += text.count("\n", start, at)


def _one_row(text: str, mark: str, start: int) -> tuple[tuple[str, ...], int, str]:
    """The cells of the row that starts here, where the next one starts, and what is wrong with this one."""
    cells: list[str] = []
    at, end = start, mark
    while end == mark:
        found = _cell(mark).match(text, at)
        if not found:
            problem = "a quotation mark opens or closes in the middle of a cell"
            return (), text.find("\n", start) + 1 or len(text), problem
        if len(cells) == MOST_CELLS:
            return (), text.find("\n", at) + 1 or len(text), f"it has more than {MOST_CELLS} cells"
        quoted, bare, end = found.groups()
        cells.append(bare if quoted is None else quoted.replace('""', '"'))
        at = found.end()
    return tuple(cells), at, ""
