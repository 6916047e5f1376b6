"""The variants that learners had: what kind of problem each item gave, and which features go with lower scores."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine.arrays import FloatArray
from quiz.analysis.hardness import Effect, effects, holm
from quiz.models import WorkItem
from quiz.papers.features import FEATURES
from quiz.services.teaching.analysing_rows import Read
from quiz.services.teaching.analysing_values import Kind

MOST_WORKS = 600  # evenly among all: more would change no correlation by what can be seen
AT_ONCE = 500


@dataclass(frozen=True)
class Seen:
    """What was seen of the variants. kinds: item -> the most frequent first. compared: effects looked at in all."""

    kinds: Mapping[int, tuple[Kind, ...]]
    effects: Mapping[int, tuple[tuple[Kind, Effect], ...]]
    compared: int


def seen(session: Session, read: Read) -> Seen:
    """The kinds and effects of every item. Of a kind that an item gave somebody twice, the first problem counts."""
    counts: dict[int, Counter[Kind]] = defaultdict(Counter)
    scores: dict[tuple[int, Kind], dict[int, float]] = defaultdict(dict)
    features: dict[tuple[int, Kind], list[Mapping[str, float]]] = defaultdict(list)
    rows = _rows(session, read)
    places = np.searchsorted(read.problem_id, np.array([row.id for row in rows], dtype=np.int64))
    for row, score in zip(rows, read.scores[places].tolist(), strict=True):
        kind = Kind(row.family, row.level)
        counts[row.item][kind] += 1
        mine = scores[row.item, kind]
        if row.work_id not in mine:
            mine[row.work_id] = score
            features[row.item, kind].append(row.features)
    found = [
        (key, effect)
        for key in sorted(scores, key=lambda key: (key[0], -counts[key[0]][key[1]], key[1].family, key[1].level))
        for effect in effects(_table(features[key]), np.array(list(scores[key].values())))
    ]
    by_item: dict[int, list[tuple[Kind, Effect]]] = defaultdict(list)
    for (key, _), effect in zip(found, holm([effect for _, effect in found]), strict=True):
        by_item[key[0]].append((key[1], effect))
    kinds = {item: tuple(kind for kind, _ in of.most_common()) for item, of in counts.items()}
    return Seen(kinds, {item: tuple(of) for item, of in by_item.items()}, len(found))


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
