"""Hints, and the solution itself: what a learner asks for instead of trying on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from quiz.database import Database
from quiz.services import problems, progress, values


def hint(db: Database, learner: int, problem_id: str, *, now: datetime) -> list[str]:
    texts = problems.question(db, learner, problem_id).hints

    def work(session: Session) -> list[str]:
        row = problems.owned(session, learner, problem_id, lock=True)
        row.hints_used = min(row.hints_used + 1, len(texts))
        return texts[: row.hints_used]

    return db.write(work)


def reveal(db: Database, learner: int, problem_id: str, *, now: datetime) -> values.Solution:
    def work(session: Session) -> None:
        row = problems.owned(session, learner, problem_id, lock=True)
        if row.revealed_at is None:
            connection = session.connection()
            progress.count_reveal(connection, problems.standing(connection, learner, problem_id), now)
            row.revealed_at = now

    db.write(work)  # kept before anything is shown
    return problems.question(db, learner, problem_id).solution()
