"""Cards as a CSV file for spreadsheets, in which no cell is ever taken for a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from quiz.blocks import plain
from quiz.cards import Face
from quiz.cards.markup import printable

if TYPE_CHECKING:
    from quiz.cards.own import OwnCard  # which reads what is written here

HEADER = ("question", "answer", "topic", "source")

# What makes a spreadsheet compute: these signs first, also full width, also after space or a guard.
_FORMULA = re.compile(r"'*\s*[=+\-@\t\r＝＋－＠]|'*[\t\r]")


def table(ours: Iterable[Face], own: Mapping[str, OwnCard]) -> bytes:
    """Faces of ours and a learner's own cards as CSV: UTF-8 with its mark, formulas of ours as plain text."""
    rows = [(plain(face.question), plain(face.answer), face.topic, face.source) for face in ours]
    rows += [(card.question, card.answer, card.topic, "") for card in own.values()]
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(HEADER)
    writer.writerows([guarded(printable(cell)) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def guarded(cell: str) -> str:
    """The cell with an apostrophe before it where a spreadsheet would compute.

    >>> guarded("=1+1"), guarded("1+1")
    ("'=1+1", '1+1')
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """What `guarded` was given.

    >>> unguarded(guarded("=1+1")), unguarded("'tis")
    ('=1+1', "'tis")
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell
