"""Jobs as who runs the place sees them: all of them, without what was asked for, which may hold seeds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from quiz.database import Database
from quiz.models import Job
from quiz.services.teaching.jobs import RUNNING, WAITING

OPEN = Job.state.in_((WAITING, RUNNING))


def lines(db: Database, *, only_open: bool = False) -> Iterator[dict[str, Any]]:
    """A line a job, the oldest first."""
    query = sa.select(Job).order_by(Job.id)
    with db.reading() as session:
        for row in session.scalars(query.where(OPEN) if only_open else query):
            yield {
                "job": row.public_id, "kind": row.kind, "title": row.title, "state": row.state, "done": row.done,
                "total": row.total, "made": row.made.isoformat(), "started": row.started and row.started.isoformat(),
                "ended": row.ended and row.ended.isoformat(), "stopping": row.cancel is not None,
                "message": row.message,
            }  # fmt: skip


def any_open(db: Database) -> bool:
    """Whether a job waits or runs."""
    with db.reading() as session:
        return session.scalar(sa.select(sa.exists().where(OPEN))) or False
