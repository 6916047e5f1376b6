"""What makes a variant hard, as a few declared numbers that copies are matched on.

========== =====================================================================================
steps      steps of calculation that the asked parts rest on; layers of path-merging count too
cells      numbers that are given
zeros      of these, zeros (they save work)
negatives  of these, negative ones (they cost signs)
digits     digits to be written down for the results of all steps, to three decimals
spread     how far scores are apart, on average over the rows
answer     numbers, names or sizes that the answers hold
========== =====================================================================================

Features are made for whole batches of variants: givens and right values are arrays (count, *core).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.arrays import FloatArray
from quiz.calculation import Step, Values, ancestors
from quiz.family import Family
from quiz.parts import Part

FEATURES = ("steps", "cells", "zeros", "negatives", "digits", "spread", "answer")
SCORES = ("scaled", "logits", "scores")  # the first of these that a problem has is what spreads


def features(family: Family, level: int, givens: Values, right: Mapping[str, Any], count: int) -> dict[str, FloatArray]:
    """The declared features of a batch of `count` variants: name -> (count,)."""
    parts = family.parts(level)
    needed = frozenset().union(*(ancestors(family.steps, part.value_name) for part in parts))
    results = [right[step.name] for step in family.steps if step.name in needed and written(step)]
    given = [np.asarray(v) for v in givens.values() if isinstance(v, np.ndarray) and v.dtype.kind in "if"]
    made = {
        "steps": len(needed) + np.asarray(givens.get("layer", givens.get("layers", 0)), dtype=float),
        "cells": np.asarray(sum(_flat(v, count).shape[1] for v in given), dtype=float),
        "zeros": _summed([(_flat(v, count) == 0) for v in given], count),
        "negatives": _summed([(_flat(v, count) < 0) for v in given], count),
        "digits": _summed([digits(_flat(v, count)) for v in results if np.asarray(v).dtype.kind in "if"], count),
        "spread": _spread({**givens, **{s.name: right[s.name] for s in family.steps if written(s)}}, count),
        "answer": _summed([_held(part, _flat(right[part.value_name], count)) for part in parts], count),
    }
    return {name: np.broadcast_to(np.asarray(value, dtype=float), (count,)) for name, value in made.items()}


def written(step: Step) -> bool:
    """Whether the result of a step is numbers that a solver writes down."""
    return step.look in ("grid", "heat", "number")


def digits(values: Any) -> Any:
    """How many digits are written for each number, to three decimals and without closing zeros, elementwise.

    >>> digits(np.array([0.0, 0.5, -12.25, 0.3333333])).tolist()
    [1, 2, 4, 4]
    """
    thousandths = np.round(np.abs(np.where(np.isfinite(values), values, 0)) * 1000).astype(np.int64)
    whole, rest = thousandths // 1000, thousandths % 1000
    before = 1 + sum((whole >= 10**k).astype(np.int64) for k in range(1, 12))
    after = np.where(rest == 0, 0, np.where(rest % 100 == 0, 1, np.where(rest % 10 == 0, 2, 3)))
    return before + after


def _flat(value: Any, count: int) -> Any:
    """(count, *core) as (count, cells); a value that is the same for all has no batch to speak of."""
    array = np.asarray(value)
    return array.reshape(count, -1) if array.ndim and array.shape[0] == count else np.full((count, 1), array)


def _summed(arrays: list[Any], count: int) -> Any:
    return sum((array.sum(axis=1) for array in arrays), np.zeros(count))


def _held(part: Part, value: Any) -> Any:
    """What an answer holds: the members of a set, one for a choice, else every cell."""
    return value != 0 if part.kind in ("choices", "vertices") else np.ones(value.shape)


def _spread(values: Values, count: int) -> Any:
    name = next((name for name in SCORES if name in values), None)
    if name is None or np.asarray(values[name]).ndim < 2:
        return 0.0
    finite = np.where(np.isfinite(values[name]), values[name], 0.0)
    return np.round(np.ptp(finite, axis=-1).reshape(count, -1).mean(axis=1), 1)
