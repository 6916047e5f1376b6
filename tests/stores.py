"""Stores for tests, SQLite's and PostgreSQL's, and a learner who practises in them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import sqlalchemy as sa

from quiz.database import Database
from quiz.grades import Typed
from quiz.models import Attempt, Variant
from quiz.services import practice, sessions, upkeep
from quiz.services.values import Outcome, Problem
from tests.writing import precise

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
FAMILY = "softmax-row"  # one part, `weights`: a vector of three at level 1
# No weight is over 1, so whatever the variant no cell of these is right.
WRONG: dict[str, Typed] = {"weights": [["5.1", "5.1", "5.1"]]}
ALSO_WRONG: dict[str, Typed] = {"weights": [["5.2", "5.2", "5.2"]]}
UNREADABLE: dict[str, Typed] = {"weights": [["0.1", "ha", "0.1"]]}


@contextmanager
def migrated(url: str) -> Iterator[Database]:
    db = Database(url)
    upkeep.migrate(db)
    try:
        yield db
    finally:
        db.close()


def stored(db: Database, problem_id: str) -> Variant:
    """The stored row of a problem, with its key: what no learner sees."""
    with db.reading() as session:
        return session.scalars(sa.select(Variant).where(Variant.public_id == problem_id)).one()


def right(db: Database, problem: Problem) -> dict[str, Typed]:
    """The right answer as typed."""
    expected = stored(db, problem.id).expected
    return {asked.part.id: precise(asked.part, expected[asked.part.id]) for asked in problem.asked}


def how_many(db: Database, table: Any, *conditions: Any) -> int:
    with db.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table).where(*conditions)) or 0


def attempts(db: Database, problem: Problem) -> int:
    return how_many(db, Attempt, Attempt.variant_id == stored(db, problem.id).id)


@dataclass
class Practising:
    """A learner of their own for one test, whose clock goes on by ten seconds with every act."""

    db: Database
    start: datetime = NOON

    def __post_init__(self) -> None:
        self._ticks = count()
        self._keys = count()
        self.token, self.visitor = sessions.begin(self.db, now=self.start)
        self.id = self.visitor.id

    def now(self) -> datetime:
        return self.start + timedelta(seconds=10 * next(self._ticks))

    def problem(self, family: str = FAMILY, level: int = 1) -> Problem:
        """A problem just opened."""
        sitting = practice.start(self.db, self.id, now=self.now(), families=[(family, level)])
        return practice.current(self.db, self.id, sitting.id, now=self.now())

    def submit(self, problem: Problem, answers: Any, key: str = "") -> Outcome:
        key = key or f"key-{next(self._keys)}"
        return practice.submit(self.db, self.id, problem.id, answers, key=key, now=self.now())

    def solve(self, problem: Problem) -> Outcome:
        return self.submit(problem, right(self.db, problem))

    def reveal(self, problem: Problem) -> Any:
        return practice.reveal(self.db, self.id, problem.id, now=self.now())

    def again(self, problem: Problem) -> Problem:
        """The problem as it stands now."""
        return practice.problem(self.db, self.id, problem.id)
