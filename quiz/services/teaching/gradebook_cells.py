"""What one person has of one assignment, and what a class's assignments come to: values in, values out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from quiz.services.teaching.gradebook_rows import Try
from quiz.totals import Counts, Total, counted, summed


class State(StrEnum):
    """How far somebody is with an assignment."""

    AHEAD = "not open yet"
    OPEN = "not started"
    WORKING = "working"
    DONE = "done"
    MISSED = "missed"
    EARLIER = "closed before they joined"


@dataclass(frozen=True)
class Cell:
    """counted: what the tries that are over come to, None without any. running: what the present one has so far.

    possible: what could have been earned without a try. closed: for this person, with what they were granted.
    """

    state: State
    tries: tuple[Try, ...]
    counted: Total | None
    running: Total | None
    possible: float
    closed: bool

    @property
    def final(self) -> Total | None:
        """What goes into the total of the class: of a closed assignment, nothing earned where it was not started."""
        if not self.closed or self.state not in (State.DONE, State.MISSED):
            return None
        return self.counted or Total(0.0, self.possible)

    @property
    def by_hand(self) -> bool:
        """Whether points of some problem are by hand."""
        return any(one.earned.by == "hand" for tried in self.tries for one in tried.problems)


@dataclass(frozen=True)
class Overall(Total):
    """The total of a class. assignments: how many are in it."""

    assignments: int


def cell(
    tries: Sequence[Try], counts: Counts, opens: datetime, closes: datetime, possible: float, joined: datetime | None,
    now: datetime,
) -> Cell:  # fmt: skip
    """What somebody has of an assignment. closes: for them. joined: since when they are in the class."""
    over, going = [one for one in tries if one.over(now)], [one for one in tries if not one.over(now)]
    closed = now >= closes
    if going:
        state = State.WORKING
    elif over:
        state = State.DONE
    elif closed:
        state = State.EARLIER if joined is not None and joined >= closes else State.MISSED
    else:
        state = State.OPEN if now >= opens else State.AHEAD
    whole = counted([one.total for one in over], counts)
    return Cell(state, tuple(tries), whole, going[-1].total if going else None, possible, closed)


def overall(totals: Iterable[Total | None]) -> Overall:
    """The points of all assignments that are in the total of the class, of those that were possible.

    >>> overall([Total(3.0, 4.0), None, Total(0.0, 6.0)])
    Overall(points=3.0, possible=10.0, assignments=2)
    """
    final = [one for one in totals if one is not None]
    whole = summed(final)
    return Overall(whole.points, whole.possible, len(final))
