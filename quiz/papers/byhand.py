"""Which variants can be worked without a calculator, with the printed table of exponentials at hand.

By hand means: every number is written exactly with two decimals, or as a whole number of halves or thirds; what goes
into a softmax stands in the table, or is a logarithm of a whole number, so that the weights are plain fractions.
Results behind a softmax are fractions of what the table gives, so nothing is asked of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isqrt
from typing import Any

import numpy as np

from engine.arrays import BoolArray
from quiz.calculation import Values, ancestors
from quiz.family import Family

EXPONENTS = ("scaled", "logits", "masked")
LARGEST = 6  # the table goes from −6 to 6
MOST = 1000  # a logarithm of a larger number is no longer recognised as such by a person


def by_hand(family: Family, level: int, givens: Values, right: Mapping[str, Any], count: int) -> BoolArray:
    """Which of `count` variants can be worked by hand, (count,)."""
    fine = np.ones(count, dtype=bool)
    needed = frozenset().union(*(ancestors(family.steps, part.value_name) for part in family.parts(level)))
    exponents = {name: np.asarray(v) for name, v in {**givens, **right}.items() if name in EXPONENTS}
    logarithms = np.ones(count, dtype=bool)
    for value in exponents.values():
        logarithms &= _all(_logarithm(value), count)
        fine &= _all(in_table(value, givens.get("d_k", 4)) | ~np.isfinite(value), count)
    behind: set[str] = set(exponents)
    for step in family.steps:
        if step.name not in exponents and behind.intersection(step.needs):
            behind.add(step.name)
        elif step.name in needed and np.asarray(right[step.name]).dtype.kind == "f":
            fine &= _all(exact(right[step.name]) | ~np.isfinite(right[step.name]), count)
    return fine | logarithms if exponents else fine


def exact(values: Any) -> Any:
    """Whether a person writes the number without rounding: two decimals, halves or thirds, elementwise."""
    return _whole(values * 100) | _whole(values * 6)


def in_table(values: Any, d_k: Any) -> Any:
    """Whether the table of exponentials has the number, elementwise."""
    return _whole(values * division(int(np.max(d_k)))) & (np.abs(values) <= LARGEST)


def division(d_k: int) -> int:
    """Into how many parts the table divides 1: √d_k where that is whole and small, else 2."""
    return isqrt(d_k) if isqrt(d_k) ** 2 == d_k and 2 <= isqrt(d_k) <= 4 else 2


def _logarithm(values: Any) -> Any:
    powers = np.exp(np.minimum(values, np.log(MOST) + 1))
    return np.isneginf(values) | ((np.abs(powers - np.round(powers)) < 1e-9) & (powers >= 0.5) & (powers <= MOST))


def _whole(values: Any) -> Any:
    with np.errstate(invalid="ignore"):
        return np.abs(values - np.round(values)) < 1e-9


def _all(values: Any, count: int) -> Any:
    """Whether it holds for all cells of a variant, (count,); a value that is the same for all has no batch."""
    return np.all(np.reshape(values, (count, -1)), axis=1) if np.ndim(values) else np.full(count, bool(values))
