"""Who may be glad of a word: a stated rule over the latest assignments, for the staff of a class alone.

Somebody is named who, in at least two of the last three closed assignments, was below the lower quartile of the class
or handed nothing in. It is a reason to ask how things are going, not a judgement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from quiz.analysis.items import NO_SPREAD
from quiz.services.teaching.gradebook import Column, Gradebook
from quiz.services.teaching.gradebook_cells import Cell, State
from quiz.services.teaching.gradebook_people import Person

LOOKED_AT = 3  # the last closed assignments
OFTEN = 2  # of these
FEWEST = 8  # people who handed something in, below whom a quartile says nothing


@dataclass(frozen=True)
class Reason:
    """Why an assignment counts. share: of the points; None where nothing was handed in. quartile: of the class."""

    title: str
    share: float | None
    quartile: float | None


@dataclass(frozen=True)
class MayNeedHelp:
    """Somebody with their reasons, the latest assignment first."""

    person: Person
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Help:
    """assignments: titles of those that were looked at, the latest first; with fewer than two nobody is named."""

    assignments: tuple[str, ...]
    people: tuple[MayNeedHelp, ...]


def may_need_help(book: Gradebook) -> Help:
    """Who is named by the rule, those with the most reasons first."""
    closed = sorted(
        (at for at, column in enumerate(book.columns) if column.closed), key=lambda at: book.columns[at].closes
    )
    last = closed[: -LOOKED_AT - 1 : -1]
    titles = tuple(book.columns[at].title for at in last)
    if len(last) < OFTEN:
        return Help(titles, ())
    quartiles = {at: _quartile([line.cells[at] for line in book.here]) for at in last}
    found = []
    for line in book.here:
        reasons = [_reason(book.columns[at], line.cells[at], quartiles[at]) for at in last]
        kept = tuple(one for one in reasons if one)
        if len(kept) >= OFTEN:
            found.append(MayNeedHelp(line.person, kept))
    return Help(titles, tuple(sorted(found, key=lambda one: -len(one.reasons))))


def _quartile(cells: Sequence[Cell]) -> float | None:
    """The lower quartile of what was earned by those who handed something in; None for too few of them."""
    shares = [share for cell in cells if (share := _share(cell)) is not None]
    return float(np.percentile(shares, 25)) if len(shares) >= FEWEST else None


def _share(cell: Cell) -> float | None:
    return cell.counted.share if cell.state is State.DONE and cell.counted else None


def _reason(column: Column, cell: Cell, quartile: float | None) -> Reason | None:
    if cell.state is State.MISSED:
        return Reason(column.title, None, quartile)
    share = _share(cell)
    below = share is not None and quartile is not None and share < quartile - NO_SPREAD
    return Reason(column.title, share, quartile) if below else None
