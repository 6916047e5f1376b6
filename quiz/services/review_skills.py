"""Skills: a due one is a fresh problem, and how it went suggests the rating."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from quiz.database import Database
from quiz.models import Variant
from quiz.prepared import Prepared, one_moment
from quiz.scheduling.rating import LOOK_BACK, Happened, suggested, usual
from quiz.services import practice, problems, review_acts
from quiz.services.chance import Seeds
from quiz.services.errors import Unacceptable
from quiz.services.problems import Standing
from quiz.services.review_items import item, skill
from quiz.services.review_values import Preview
from quiz.services.values import Sitting


def start(db: Database, learner: int, ids: Sequence[str], *, now: datetime, seeds: Seeds) -> Sitting:
    """A sitting with one fresh problem for each skill."""
    families = []
    for id in ids:
        shown = item(id)
        if shown.level is None:
            raise Unacceptable(f"Only a skill is practised with a problem, but {id} is a {shown.kind}.")
        families.append((shown.ref, shown.level))
    return practice.start(db, learner, now=now, families=families, seeds=seeds)


def suggestion(db: Database, learner: int, problem_id: str, *, now: datetime) -> Preview | None:
    with db.looking() as connection, one_moment(connection):
        row = problems.standing(connection, learner, problem_id, lock=False)
        if row.solved_at is None and row.revealed_at is None:
            return None
        found = suggested(happened(row), usual(times(connection, row)))
    id = skill(row.family, row.level)
    return review_acts.preview(db, learner, id, now=now, suggested=found.rating, reason=found.reason)


def happened(row: Standing) -> Happened:
    """How a stored problem went. A solution that was looked at after solving changes nothing."""
    solved = row.solved_at is not None
    revealed = not solved and row.revealed_at is not None
    return Happened(solved, row.attempts - solved, row.hints_used, revealed, row.seconds)


_TIMES = Prepared(
    sa.select(Variant.seconds)
    .where(
        Variant.learner_id == sa.bindparam("learner"), Variant.family == sa.bindparam("family"),
        Variant.level == sa.bindparam("level"), Variant.solved_at.is_not(None), Variant.attempts == 1,
        Variant.hints_used == 0, Variant.id != sa.bindparam("but"),
    )
    .order_by(Variant.id.desc())
    .limit(LOOK_BACK)
)  # fmt: skip


def times(connection: sa.Connection, row: Standing) -> Sequence[float]:
    """The learner's latest times for other problems of the same family and level, right at once, the newest first."""
    asked = {"learner": row.learner_id, "family": row.family, "level": row.level, "but": row.id}
    return [seconds for (seconds,) in _TIMES.rows(connection, asked)]
