"""Whether mistakes fade: how often each was made lately, and how often in as many attempts before that.

Only the latest attempts are read, so it costs the same after ten million of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from quiz.database import Database
from quiz.grades import Grade
from quiz.misconceptions import MISCONCEPTIONS
from quiz.models import Attempt, GradeRow

LOOK_BACK = 400  # attempts, the newer half against the older
FEWEST = 10  # attempts in a half, so that anything can be said
FADED = 0.6  # of what it was


@dataclass(frozen=True)
class Fading:
    """A mistake in the older and the newer half of the attempts. says: gone, fading, as before, growing or new."""

    id: str
    remark: str
    before: int
    lately: int
    says: str


@dataclass(frozen=True)
class Trend:
    """attempts: how many are in each half; mistakes: the most frequent lately first."""

    attempts: int
    mistakes: Sequence[Fading]


def trend(db: Database, learner: int) -> Trend:
    """The learner's mistakes in the latest attempts, each by the grade that holds."""
    latest = sa.select(Attempt.id).where(Attempt.learner_id == learner).order_by(Attempt.id.desc()).limit(LOOK_BACK)
    with db.reading() as session:
        ids = session.scalars(latest).all()
        query = sa.select(GradeRow.attempt_id, GradeRow.grade).where(GradeRow.attempt_id.in_(ids)).order_by(GradeRow.id)
        grades = {attempt: Grade.from_json(grade) for attempt, grade in session.execute(query)}
    half = len(ids) // 2
    if half < FEWEST:
        return Trend(half, [])
    lately, before = (
        Counter(id for attempt in part if attempt in grades for id in set(grades[attempt].misconceptions))
        for part in (ids[:half], ids[half : 2 * half])
    )
    known = [id for id in MISCONCEPTIONS if lately[id] or before[id]]
    lines = [
        Fading(id, MISCONCEPTIONS[id].remark, before[id], lately[id], word(before[id], lately[id])) for id in known
    ]
    return Trend(half, sorted(lines, key=lambda line: (-line.lately, -line.before)))


def word(before: int, lately: int) -> str:
    """What became of a mistake.

    >>> word(4, 0), word(5, 2), word(3, 3), word(0, 2)
    ('gone', 'fading', 'as before', 'new')
    """
    if not lately:
        return "gone"
    if not before:
        return "new"
    if lately <= FADED * before:
        return "fading"
    return "growing" if before <= FADED * lately else "as before"
