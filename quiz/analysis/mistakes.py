"""Mistakes: how many answers each one explains, and how many wrong answers none explains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.arrays import FloatArray, IntArray
from quiz.analysis.intervals import wilson

FULL = 1 - 1e-9  # a score from which an answer is right


@dataclass(frozen=True)
class Share:
    """So many of so many, with its interval.

    >>> Share.of(1, 4)
    Share(count=1, total=4, low=0.045..., high=0.699...)
    """

    count: int
    total: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """NaN of none."""
        return self.count / self.total if self.total else float("nan")

    @classmethod
    def of(cls, count: int, total: int) -> Share:
        low, high = wilson(count / total if total else 0.0, total)
        return cls(int(count), int(total), float(low), float(high))


@dataclass(frozen=True)
class Mistake:
    """One named mistake at one item: its share of the wrong answers and of all answers."""

    id: str
    of_wrong: Share
    of_all: Share


@dataclass(frozen=True)
class Wrong:
    """The wrong answers to one item: those with a score below 1. mistakes: the most frequent first.

    An answer may bear several mistakes, so their shares may add up to more than the wrong answers.
    """

    of_all: Share
    mistakes: tuple[Mistake, ...]
    unexplained: Share


def wrong(scores: FloatArray, item: IntArray, code: IntArray, codes: Sequence[str], items: int) -> list[Wrong]:
    """What the wrong answers to each item are. scores, item, code: one an answer, (A,).

    code: which of `codes` is the answer's list of mistakes, ids with spaces between.
    """
    width = max(len(codes), 1)
    cells = item.astype(np.int64) * width + code
    answers = np.bincount(item, minlength=items)
    counts = np.bincount(cells[scores < FULL], minlength=items * width).reshape(items, width)
    named = [tuple(dict.fromkeys(text.split())) for text in codes]
    return [_wrong(counts[i], int(answers[i]), named) for i in range(items)]


def _wrong(counts: IntArray, answers: int, named: Sequence[Sequence[str]]) -> Wrong:
    total, unexplained = int(counts.sum()), 0
    times: dict[str, int] = {}
    for ids, count in zip(named, counts.tolist(), strict=False):
        unexplained += 0 if ids else count
        for id in ids if count else ():
            times[id] = times.get(id, 0) + count
    ordered = sorted(times.items(), key=lambda one: (-one[1], one[0]))
    found = (Mistake(id, Share.of(count, total), Share.of(count, answers)) for id, count in ordered)
    return Wrong(Share.of(total, answers), tuple(found), Share.of(unexplained, total))
