"""What a problem, a try and an assignment come to in points: values in, values out.

The points of a problem are its score times its worth. Points that somebody gave by hand go before; a ruling on the
whole item (everybody gets full points, or it is not counted) goes before the score, and before the hand where it is
not counted at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Counts = Literal["best", "last", "average"]


class Ruling(StrEnum):
    """What holds for an item whatever was answered. NOTE: stored as the kind of a correction."""

    FULL = "full"
    DROPPED = "drop"


@dataclass(frozen=True)
class Total:
    """Points of so many that were possible.

    >>> Total(3.0, 4.0).share, Total(0.0, 0.0).share
    (0.75, None)
    """

    points: float
    possible: float

    @property
    def share(self) -> float | None:
        """0 to 1, and more where somebody was given more; None where nothing could be earned."""
        return self.points / self.possible if self.possible else None


@dataclass(frozen=True)
class Earned(Total):
    """The points of one problem. by: `hand`, `ruling`, `answer`, or `nothing` where it was not answered."""

    by: Literal["hand", "ruling", "answer", "nothing"]


def earned(worth: float, score: float | None, by_hand: float | None, ruling: Ruling | None) -> Earned:
    """The points of a problem that is worth so many. score: of its last answer, None without one.

    >>> earned(4.0, 0.5, None, None), earned(4.0, 0.5, 3.0, None)
    (Earned(points=2.0, possible=4.0, by='answer'), Earned(points=3.0, possible=4.0, by='hand'))
    >>> earned(4.0, None, None, Ruling.FULL), earned(4.0, 1.0, 3.0, Ruling.DROPPED)
    (Earned(points=4.0, possible=4.0, by='ruling'), Earned(points=0.0, possible=0.0, by='ruling'))
    """
    if ruling is Ruling.DROPPED:
        return Earned(0.0, 0.0, "ruling")
    if by_hand is not None:
        return Earned(by_hand, worth, "hand")
    if ruling is Ruling.FULL:
        return Earned(worth, worth, "ruling")
    return Earned(0.0, worth, "nothing") if score is None else Earned(score * worth, worth, "answer")


def summed(parts: Iterable[Total]) -> Total:
    """The sum of points and of possible points."""
    every = list(parts)
    return Total(sum(one.points for one in every), sum(one.possible for one in every))


def counted(tries: Sequence[Total], counts: Counts) -> Total | None:
    """What the tries of one assignment come to, in the order in which they were made; None without any.

    Best is the greatest share; of equals the later. The average is of the tries' points and possible points.

    >>> tries = [Total(1.0, 4.0), Total(3.0, 4.0), Total(2.0, 4.0)]
    >>> [counted(tries, how).points for how in ("best", "last", "average")], counted([], "best")
    ([3.0, 2.0, 2.0], None)
    """
    if not tries:
        return None
    match counts:
        case "best":
            return max(reversed(tries), key=lambda one: -1.0 if one.share is None else one.share)
        case "last":
            return tries[-1]
        case "average":
            whole = summed(tries)
            return Total(whole.points / len(tries), whole.possible / len(tries))
