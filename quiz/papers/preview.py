"""Many variants of a family and level before an instructor chooses: grouped by what makes them hard, each checked.

Found and checked in batches, so a million is a matter of minutes; grading is checked on a sample where there are many.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.arrays import FloatArray, IntArray
from quiz.answers import Read
from quiz.blocks import number
from quiz.calculation import run
from quiz.family import Family
from quiz.grades import Typed, Verdict
from quiz.grading import grade
from quiz.papers.features import FEATURES, features
from quiz.parts import Part
from quiz.reading import reading
from quiz.stress import CHUNK, attempts
from quiz.variants import Variant, degenerate, draw, indistinct, serve

EXAMPLES = 12  # variants that a group names
GRADED = 1000  # most variants whose key is graded
FAR = 1.0  # standard deviations above the mean from which on a feature makes a variant hard

HARD: Mapping[str, str] = {
    "steps": "more steps", "cells": "more numbers", "zeros": "many zeros, less work",
    "negatives": "many negative numbers",
    "digits": "many digits to write", "spread": "scores far apart", "answer": "long answers", "": "ordinary",
}  # fmt: skip


@dataclass(frozen=True)
class Group:
    """Variants that are hard for the same reason. feature: which, "" for ordinary ones. mean: of every feature."""

    feature: str
    says: str
    count: int
    indices: tuple[int, ...]  # the first of them
    mean: Mapping[str, float]


@dataclass(frozen=True)
class Preview:
    """What was found of so many variants.

    indistinct, degenerate: how many fail that check. unsolvable, ambiguous: which, of the `graded` that were graded.
    """

    variants: int
    groups: tuple[Group, ...]
    indistinct: int
    degenerate: int
    graded: int
    unsolvable: tuple[int, ...]
    ambiguous: tuple[int, ...]


def preview(family: Family, level: int, count: int, seed: int) -> Preview:
    """Variants 0 to count − 1 of a seed."""
    tables, bad, poor = [], 0, 0
    for low in range(0, count, CHUNK):
        indices = np.arange(low, min(low + CHUNK, count))
        givens = draw(family, level, seed, indices, attempts(family, level, seed, indices))
        worlds = run(family.steps, givens, depth=1, without=family.without)
        right = {step.name: worlds.right(step.name) for step in family.steps}
        tables.append(np.stack(list(features(family, level, givens, right, len(indices)).values()), axis=1))
        bad += int(np.broadcast_to(indistinct(family, level, worlds), indices.shape).sum())
        poor += int(np.broadcast_to(degenerate(family, givens, worlds), indices.shape).sum())
    sample = sorted({int(i) for i in np.linspace(0, count - 1, min(count, GRADED))}) if count else []
    verdicts = {index: checked(serve(family, level, seed, index)) for index in sample}
    return Preview(
        count, grouped(np.concatenate(tables), np.arange(count)) if tables else (), bad, poor, len(sample),
        tuple(i for i, (solvable, _) in verdicts.items() if not solvable),
        tuple(i for i, (_, clear) in verdicts.items() if not clear),
    )  # fmt: skip


def typed(part: Part, answer: Any) -> Typed:
    """The right answer as a learner types it, numbers to three decimals (exact ones in full)."""
    digits = 3 if part.tolerance.absolute else 12
    match part.kind:
        case "number":
            return number(answer, digits)
        case "vector":
            return [[number(cell, digits) for cell in answer]]
        case "matrix":
            return [[number(cell, digits) for cell in row] for row in answer]
        case "shape":
            return " × ".join(map(str, answer))
        case "vertices" | "choices":
            return ", ".join(answer) or "{}"
        case _:
            return str(answer)


def checked(variant: Variant) -> tuple[bool, bool]:
    """Whether the key earns full credit in our own grader, and whether the key is read in one way only."""
    answers = {part.id: typed(part, variant.expected(part)) for part in variant.parts}
    readings = [
        reading(part, answers[part.id], variant.givens, np.shape(variant.run.right(part.value_name)))
        for part in variant.parts
    ]
    labels = [[option.label for option in part.choices(variant.givens)] for part in variant.parts if part.options]
    clear = all(isinstance(one, Read) for one in readings) and all(len(set(one)) == len(one) for one in labels)
    return grade(variant, answers).verdict is Verdict.CORRECT, clear


def grouped(table: FloatArray, indices: IntArray) -> tuple[Group, ...]:
    """Each variant in the group of the feature by which it stands out most, if it does.

    table: the features, (count, f). indices: what the variants are called, (count,).
    """
    scale = table.std(axis=0)
    above = np.divide(table - table.mean(axis=0), scale, out=np.zeros_like(table), where=scale > 0)
    above[:, FEATURES.index("zeros")] = 0  # zeros make a variant easier
    reason = np.where(above.max(axis=1) >= FAR, above.argmax(axis=1), -1)
    groups = []
    for place in np.unique(reason):
        members = np.flatnonzero(reason == place)
        feature = FEATURES[place] if place >= 0 else ""
        mean = dict(zip(FEATURES, table[members].mean(axis=0).round(3).tolist(), strict=True))
        groups.append(Group(feature, HARD[feature], len(members), tuple(indices[members[:EXAMPLES]].tolist()), mean))
    return tuple(sorted(groups, key=lambda group: -group.count))
