"""The variants that learners had: what kind of problem each item gave, and which features go with lower scores."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine.arrays import FloatArray
from quiz.analysis.hardness import Effect, effects, holm
from quiz.models import WorkItem
from quiz.papers.features import FEATURES
from quiz.services.teaching.analysing_rows import Read
from quiz.services.teaching.analysing_values import Kind

MOST_WORKS = 400  # evenly among all: more would change no correlation by what can be seen
AT_ONCE = 500

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Seen:
    """What was seen of the variants. kinds: item -> the most frequent first. compared: effects looked at in all."""

    kinds: Mapping[int, tuple[Kind, ...]]
    effects: Mapping[int, tuple[tuple[Kind, Effect], ...]]
    compared: int


def seen(session: Session, read: Read) -> Seen:
    """The kinds and effects of every item. Of a kind that an item gave somebody twice, the first problem counts."""
    rows = _rows(session, read)
    places = np.searchsorted(read.problem_id, np.array([row.id for row in rows], dtype=np.int64))
    scores: dict[tuple[int, str, int], dict[int, float]] = defaultdict(dict)
    features: dict[tuple[int, str, int], list[Mapping[str, float]]] = defaultdict(list)
    counts: Counter[tuple[int, str, int]] = Counter()
    for (_, work, item, family, level, row), score in zip(rows, read.scores[places].tolist(), strict=True):
        key = (item, family, level)
        counts[key] += 1
        if work not in scores[key]:
            scores[key][work] = score
            features[key].append(row)
    kinds: dict[int, list[Kind]] = defaultdict(list)
    found: list[tuple[int, Kind, Effect]] = []
    for key in sorted(counts, key=lambda key: (key[0], -counts[key], key)):
        item, kind = key[0], Kind(key[1], key[2])
        kinds[item].append(kind)
        found += [(item, kind, one) for one in effects(_table(features[key]), np.array(list(scores[key].values())))]
    by_item: dict[int, list[tuple[Kind, Effect]]] = defaultdict(list)
    for (item, kind, _), effect in zip(found, holm([effect for _, _, effect in found]), strict=True):
        by_item[item].append((kind, effect))
    return Seen(_fixed(kinds), _fixed(by_item), len(found))


def _fixed(found: Mapping[int, list[Thing]]) -> dict[int, tuple[Thing, ...]]:
    return {item: tuple(of) for item, of in found.items()}


def _rows(session: Session, read: Read) -> Sequence[sa.Row[*tuple[int, int, int, str, int, dict[str, float]]]]:
    """The problems of the works that are looked at, work by work, as they stand on the page."""
    step = max(1, -(-len(read.works) // MOST_WORKS))
    chosen = read.works[::step].tolist()
    columns = (WorkItem.id, WorkItem.work_id, WorkItem.item, WorkItem.family, WorkItem.level, WorkItem.features)
    query = sa.select(*columns).order_by(WorkItem.work_id, WorkItem.position)
    rows: list[sa.Row[*tuple[int, int, int, str, int, dict[str, float]]]] = []
    for start in range(0, len(chosen), AT_ONCE):
        rows += session.execute(query.where(WorkItem.work_id.in_(chosen[start : start + AT_ONCE]))).all()
    return rows


def _table(rows: Sequence[Mapping[str, float]]) -> dict[str, FloatArray]:
    """The features that every row has: name -> (L,)."""
    return {
        name: np.array([row[name] for row in rows], dtype=float)
        for name in FEATURES
        if all(name in row for row in rows)
    }
