"""How equal the copies of a paper are: the least and the greatest total of every declared feature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean


@dataclass(frozen=True)
class Spread:
    """The totals of one feature over the copies. share: greatest minus least, as a share of the mean."""

    least: float
    greatest: float
    mean: float

    @property
    def share(self) -> float:
        return (self.greatest - self.least) / abs(self.mean) if self.mean else 0.0


@dataclass(frozen=True)
class Fairness:
    """Totals of every feature, by copy, and their spread."""

    totals: tuple[Mapping[str, float], ...]
    spread: Mapping[str, Spread]


def fairness(copies: Sequence[Sequence[Mapping[str, float]]]) -> Fairness:
    """The totals of every feature of every copy; copies: for each copy the features of its rows.

    >>> fairness([[{"steps": 2}, {"steps": 3}], [{"steps": 6}]]).spread["steps"]
    Spread(least=5.0, greatest=6.0, mean=5.5)
    """
    names = list(dict.fromkeys(name for rows in copies for row in rows for name in row))
    totals = tuple({name: float(sum(row.get(name, 0) for row in rows)) for name in names} for rows in copies)
    return Fairness(totals, {name: _spread([total[name] for total in totals]) for name in names})


def _spread(totals: Sequence[float]) -> Spread:
    return Spread(min(totals), max(totals), fmean(totals))
