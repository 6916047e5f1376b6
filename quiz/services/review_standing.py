"""What became of a rating that a page sent under a key: whether it holds, and which one undo took back last."""

from __future__ import annotations

import sqlalchemy as sa

from quiz.database import Database
from quiz.models import ReviewEvent
from quiz.prepared import Prepared
from quiz.scheduling.memory import Rating
from quiz.services import problems
from quiz.services import review_rows as rows

_RATED = Prepared(
    sa.select(ReviewEvent.number)
    .where(ReviewEvent.learner_id == sa.bindparam("learner"), ReviewEvent.key == sa.bindparam("key"))
    .limit(1)
)


def holds(db: Database, learner: int, key: str) -> Rating | None:
    """The rating that came with this key as it stands now; None where there is none, or it was taken back."""
    with db.looking() as connection:
        if not _RATED.rows(connection, {"learner": learner, "key": key}):
            return None
    mine = ReviewEvent.learner_id == learner
    with db.reading() as session:
        query = sa.select(ReviewEvent).where(mine, ReviewEvent.key == key).order_by(ReviewEvent.number.desc())
        row = session.scalars(query.limit(1)).one_or_none()
        if row is None or row.number in rows.ledger(session, learner).row.undone:
            return None
        changed = sa.select(ReviewEvent).where(mine, ReviewEvent.kind == "changed", ReviewEvent.beneath == row.number)
        latest = session.scalars(changed.order_by(ReviewEvent.number.desc()).limit(1)).one_or_none()
        undone = rows.ledger(session, learner).row.undone
        standing = latest.rating if latest is not None and latest.number not in undone else row.rating
        return None if standing is None else Rating(standing)


def taken_back(db: Database, learner: int) -> str | None:
    """The key of the rating that undo took back last; None where it had none."""
    with db.reading() as session:
        undone = rows.ledger(session, learner).row.undone
        if not undone:
            return None
        query = sa.select(ReviewEvent.key).where(ReviewEvent.learner_id == learner, ReviewEvent.number == undone[-1])
        return session.scalars(query).one_or_none()


def seconds(db: Database, learner: int, problem_id: str) -> int:
    """How long the learner took for a problem."""
    with db.reading() as session:
        return problems.owned(session, learner, problem_id).seconds
