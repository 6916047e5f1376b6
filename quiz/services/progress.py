"""Summaries of a learner's progress, kept in the transaction that changes them.

Reading them costs the same after ten million attempts as after ten. Rows are locked in a fixed order, first the
family's and then the mistakes' by id, so that two submissions of a learner cannot wait for each other.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from quiz.grades import Grade, Verdict
from quiz.models import FamilyProgress, MistakeProgress, Variant


def count_attempt(
    session: Session, row: Variant, result: Grade, gained: float, seconds: int, now: datetime
) -> None:  # fmt: skip
    """Add an attempt that `row` already counts: its score, its time, its mistakes."""
    summary = _of_family(session, row, now)
    summary.attempts += 1
    summary.problems += row.attempts == 1
    summary.rounded += any(part.verdict is Verdict.ROUNDED for part in result.parts.values())
    summary.credit += gained
    summary.seconds += seconds
    summary.solved += row.solved_at is not None
    summary.settled = row.solved_at is not None and row.attempts == 1
    for id in sorted(result.misconceptions):
        _count_mistake(session, row.learner_id, id, now)


def count_reveal(session: Session, row: Variant, now: datetime) -> None:
    """The solution was shown. Of a problem that was not solved this says that it has to come again."""
    if row.solved_at is not None:
        return
    summary = _of_family(session, row, now)
    summary.revealed += 1
    summary.problems += row.attempts == 0
    summary.settled = False


def _of_family(session: Session, row: Variant, now: datetime) -> FamilyProgress:
    key = (row.learner_id, row.family, row.level)
    summary = session.get(FamilyProgress, key, with_for_update=True)
    if summary is None:
        summary = FamilyProgress(
            learner_id=row.learner_id, family=row.family, level=row.level, problems=0, solved=0, revealed=0, attempts=0,
            rounded=0, credit=0.0, seconds=0, settled=False, latest=now,
        )  # fmt: skip
        session.add(summary)
    summary.latest = now
    return summary


def _count_mistake(session: Session, learner: int, id: str, now: datetime) -> None:
    summary = session.get(MistakeProgress, (learner, id), with_for_update=True)
    if summary is None:
        summary = MistakeProgress(learner_id=learner, misconception=id, count=0, first=now)
        session.add(summary)
    summary.count += 1
    summary.latest = now
