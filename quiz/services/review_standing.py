"""What became of a rating that a page sent under a key: whether it holds, and which one undo took back last."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

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


@dataclass(frozen=True)
class Held:
    """A rating as it stands now. latest: it is the one that undo takes back and that can be changed."""

    rating: Rating
    latest: bool


def held(db: Database, learner: int, key: str) -> Held | None:
    """The rating that came with this key as it stands now; None where there is none, or it was taken back."""
    with db.looking() as connection:
        if not _RATED.rows(connection, {"learner": learner, "key": key}):
            return None
    mine = ReviewEvent.learner_id == learner
    with db.reading() as session:
        query = sa.select(ReviewEvent).where(mine, ReviewEvent.key == key).order_by(ReviewEvent.number.desc())
        row = session.scalars(query.limit(1)).one_or_none()
        if row is None or _undone(session, row):
            return None
        while (change := _change_of(session, row)) is not None:
            row = change
        latest = rows.ledger(session, learner).row.top == row.number
        return None if row.rating is None else Held(Rating(row.rating), latest)


def _change_of(session: Session, row: ReviewEvent) -> ReviewEvent | None:
    """The change of a rating, or of a change, that was not taken back."""
    query = sa.select(ReviewEvent).where(
        ReviewEvent.learner_id == row.learner_id, ReviewEvent.kind == "changed", ReviewEvent.beneath == row.number
    )  # fmt: skip
    found = session.scalars(query.order_by(ReviewEvent.number.desc()))
    return next((change for change in found if not _undone(session, change)), None)


def _undone(session: Session, row: ReviewEvent) -> bool:
    """Whether an event was taken back and not done again, whatever was rated since."""
    query = sa.select(ReviewEvent.kind).where(
        ReviewEvent.learner_id == row.learner_id, ReviewEvent.act == row.number
    )  # fmt: skip
    return session.scalars(query.order_by(ReviewEvent.number.desc()).limit(1)).one_or_none() == "undone"


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
