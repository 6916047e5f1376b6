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


def count_attempt(
    connection: sa.Connection, before: Standing, verdicts: Iterable[Verdict], mistakes: Iterable[str],
    gained: float, solved: bool, seconds: int, now: datetime,
) -> None:  # fmt: skip
    """Add one attempt at a problem that stood so before it."""
    first = before.attempts == 0
    counts = {
        "problems": int(first), "solved": int(solved), "revealed": 0, "attempts": 1,
        "rounded": int(Verdict.ROUNDED in verdicts), "credit": gained, "seconds": seconds,
    }  # fmt: skip
    _add_to_family(connection, before, counts, settled=solved and first, now=now)
    rows = [
        {"learner_id": before.learner_id, "misconception": id, "count": 1, "first": now, "latest": now}
        for id in sorted(mistakes)
    ]
    if rows:
        for row in rows:
            _addition(MISTAKE, connection.dialect.name).do(connection, row)


def count_reveal(connection: sa.Connection, before: Standing, now: datetime) -> None:
    """The solution was shown. Of a problem that was not solved this says that it has to come again."""
    if before.solved_at is not None:
        return
    counts = {
        "problems": int(before.attempts == 0), "solved": 0, "revealed": 1, "attempts": 0, "rounded": 0, "credit": 0.0,
        "seconds": 0,
    }  # fmt: skip
    _add_to_family(connection, before, counts, settled=False, now=now)


def _add_to_family(
    connection: sa.Connection, before: Standing, counts: dict[str, Any], *, settled: bool, now: datetime
) -> None:  # fmt: skip
    key = {"learner_id": before.learner_id, "family": before.family, "level": before.level}
    row = {**key, **counts, "settled": settled, "latest": now}
    _addition(FAMILY, connection.dialect.name).do(connection, row)


@cache
def _addition(table: sa.Table, dialect: str) -> Prepared:
    """INSERT a first row, or else add its counts to the row that is there and put its newest values."""
    insert = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    changes = {name: table.c[name] + insert.excluded[name] for name in ADDED if name in table.c}
    newest = {name: insert.excluded[name] for name in PUT if name in table.c}
    adding = insert.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_={**changes, **newest})
    return Prepared(adding, table.columns.keys())
