"""Summaries of a learner's progress, kept in the transaction that changes them.

Reading them costs the same after ten million attempts as after ten. A summary is added to by one statement that makes
its row where there is none; rows are taken in a fixed order, first the family's and then the mistakes' by id, so that
two submissions of a learner cannot wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from quiz.grades import Verdict
from quiz.models import Base
from quiz.prepared import Prepared
from quiz.services.problems import Standing

FAMILY, MISTAKE = (Base.metadata.tables[name] for name in ("family_progress", "mistake_progress"))
ADDED = ("problems", "solved", "revealed", "attempts", "rounded", "credit", "seconds", "count")
PUT = ("settled", "latest")


def of_attempt(
    before: Standing, verdicts: Iterable[Verdict], gained: float, solved: bool, seconds: int, now: datetime
) -> dict[str, Any]:
    """What one attempt at a problem that stood so before it adds to the family's row: values for its `addition`."""
    first = before.attempts == 0
    counts = {
        "problems": int(first), "solved": int(solved), "revealed": 0, "attempts": 1,
        "rounded": int(Verdict.ROUNDED in verdicts), "credit": gained, "seconds": seconds,
    }  # fmt: skip
    return _of_family(before, counts, settled=solved and first, now=now)


def count_mistakes(connection: sa.Connection, learner: int, mistakes: Iterable[str], now: datetime) -> None:
    """Add one attempt to the row of each mistake that it showed; the family's row comes before."""
    for id in sorted(mistakes):
        addition(MISTAKE, connection.dialect.name).do(connection, of_mistake(learner, id, now))


def of_mistake(learner: int, id: str | None, now: datetime) -> dict[str, Any]:
    """What one attempt adds to the row of a mistake that it showed: values for its `addition`, with None for none."""
    return {"learner_id": learner, "misconception": id, "count": 1, "first": now, "latest": now}


def count_reveal(connection: sa.Connection, before: Standing, now: datetime) -> None:
    """The solution was shown. Of a problem that was not solved this says that it has to come again."""
    if before.solved_at is not None:
        return
    counts = {
        "problems": int(before.attempts == 0), "solved": 0, "revealed": 1, "attempts": 0, "rounded": 0, "credit": 0.0,
        "seconds": 0,
    }  # fmt: skip
    addition(FAMILY, connection.dialect.name).do(connection, _of_family(before, counts, settled=False, now=now))


def _of_family(before: Standing, counts: dict[str, Any], *, settled: bool, now: datetime) -> dict[str, Any]:
    key = {"learner_id": before.learner_id, "family": before.family, "level": before.level}
    return {**key, **counts, "settled": settled, "latest": now}


@cache
def addition(table: sa.Table, dialect: str) -> Prepared:
    """INSERT a first row, or else add its counts to the row that is there and put its newest values."""
    insert = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    changes = {name: table.c[name] + insert.excluded[name] for name in ADDED if name in table.c}
    newest = {name: insert.excluded[name] for name in PUT if name in table.c}
    adding = insert.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_={**changes, **newest})
    return Prepared(adding, table.columns.keys())
