"""The look back at a sitting: what was solved, for how much credit, in what time, with which mistakes."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.database import Database
from quiz.family import family
from quiz.grades import Grade
from quiz.misconceptions import misconception
from quiz.models import Attempt, GradeRow, Sitting, Variant
from quiz.services import sittings
from quiz.services.values import MistakeCount, Result, Summary


def finish(db: Database, learner: int, sitting_id: str, *, now: datetime) -> Summary:
    def work(session: Session) -> Summary:
        row = sittings.owned(session, learner, sitting_id, lock=True)
        row.finished = row.finished or now
        return look_back(session, row)

    return db.write(work)


def summary(db: Database, learner: int, sitting_id: str) -> Summary:
    with db.reading() as session:
        return look_back(session, sittings.owned(session, learner, sitting_id))


def look_back(session: Session, sitting: Sitting) -> Summary:
    opened = session.scalars(
        sa.select(Variant).where(Variant.sitting_id == sitting.id).order_by(Variant.position, Variant.take)
    ).all()
    grades = _grades(session, sitting)
    mistakes = Counter(id for given in grades.values() for grade in given for id in grade.misconceptions)
    results = [_result(row, grades.get(row.id, [])) for row in opened]
    again = dict.fromkeys((row.family, row.level) for row in opened if row.solved_at is None or row.attempts > 1)
    return Summary(
        sittings.view(session, sitting), results, sum(row.credit for row in opened), len(opened),
        sum(row.seconds for row in opened), mistake_counts(mistakes), list(again),
    )  # fmt: skip


def mistake_counts(counts: Counter[str]) -> list[MistakeCount]:
    """Mistakes in words, the most frequent first."""
    known = [(misconception(id), count) for id, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
    return [MistakeCount(one.id, one.remark, one.cure, count) for one, count in known]


def _grades(session: Session, sitting: Sitting) -> dict[int, list[Grade]]:
    """The grade that holds of every attempt, by variant, in the order of the attempts."""
    rows = session.execute(
        sa.select(Attempt.variant_id, Attempt.id, GradeRow.grade)
        .join(Variant, Variant.id == Attempt.variant_id)
        .join(GradeRow, GradeRow.attempt_id == Attempt.id)
        .where(Variant.sitting_id == sitting.id)
        .order_by(Attempt.id, GradeRow.id)
    )
    newest = {(variant_id, attempt_id): stored for variant_id, attempt_id, stored in rows}
    found: dict[int, list[Grade]] = {}
    for (variant_id, _), stored in newest.items():
        found.setdefault(variant_id, []).append(Grade.from_json(stored))
    return found


def _result(row: Variant, given: list[Grade]) -> Result:
    return Result(
        problem=row.public_id, position=row.position + 1, take=row.take, family=row.family,
        title=family(row.family).title, level=row.level, verdict=given[-1].verdict.value if given else None,
        solved=row.solved_at is not None, revealed=row.revealed_at is not None, credit=row.credit,
        attempts=row.attempts, hints=row.hints_used, seconds=row.seconds,
    )  # fmt: skip
