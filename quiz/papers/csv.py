"""CSV for a spreadsheet: a line for every part of every item of every copy, its key only where asked for.

A cell that a spreadsheet would take for a formula gets an apostrophe before it, as OWASP recommends; numbers that are
negative stay numbers.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator

from quiz.blocks import number, plain, plain_blocks
from quiz.papers import File, nothing
from quiz.papers.sheets import Copy, PartRow, Row, Sheets

ASKED = (
    "copy", "code", "item", "family", "level", "points", "statement", "part", "kind", "prompt", "options", "rounding",
)  # fmt: skip
KEYED = ("answer", "known mistakes", "seed", "index")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def files(sheets: Sheets, *, key: bool = False, tick: Callable[..., object] = nothing) -> Iterator[File]:
    """`copies.csv`: UTF-8 with a mark that spreadsheets understand."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(ASKED + (KEYED if key else ()))
    for copy in sheets.copies:
        for row in copy.rows:
            writer.writerows([harmless(cell) for cell in _line(copy, row, part, key)] for part in row.parts)
        tick()
    yield File("copies.csv", ("\N{BYTE ORDER MARK}" + out.getvalue()).encode())


def harmless(cell: str) -> str:
    """The text so that no spreadsheet computes it.

    >>> harmless("=1+1"), harmless("-2.5"), harmless("-x")
    ("'=1+1", '-2.5', "'-x")
    """
    risky = cell.lstrip()[:1] in ("=", "+", "-", "@") or cell[:1] in ("\t", "\r", "\n")
    return f"'{cell}" if risky and not _NUMBER.fullmatch(cell) else cell


def _line(copy: Copy, row: Row, part: PartRow, key: bool) -> list[str]:
    asked = [
        str(copy.number), copy.code, str(row.number), row.family, str(row.level), number(part.points, 2),
        plain_blocks(row.statement), part.id, part.kind, plain(part.prompt),
        "; ".join(plain(option.label) for option in part.options), part.tolerance.rule(),
    ]  # fmt: skip
    if not key:
        return asked
    mistakes = "\n".join(f"{wrong.id}: {plain(part.written(wrong.answer))}" for wrong in part.mistakes)
    return [*asked, plain(part.written(part.answer)), mistakes, str(row.seed), str(row.index)]
