"""Whether mistakes fade."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from math import exp
from pathlib import Path

import pytest

from quiz.database import Database
from quiz.services import fading, practice, sessions
from tests.stores import NOON, WRONG, migrated, stored


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with migrated(f"sqlite:///{tmp_path / 'fading.sqlite3'}") as made:
        yield made


def answer(db: Database, learner: int, times: int, *, mistaken: bool) -> None:
    """So many problems, each answered once: with exponentials that were not divided by their sum, or plainly wrong."""
    for _ in range(times):
        sitting = practice.start(db, learner, now=NOON, families=[("softmax-row", 1)])
        problem = practice.current(db, learner, sitting.id, now=NOON)
        typed = [[f"{exp(x):.4f}" for x in stored(db, problem.id).givens["logits"]]] if mistaken else WRONG["weights"]
        practice.submit(
            db, learner, problem.id, {"weights": typed}, key=problem.id, now=NOON + timedelta(seconds=30)
        )  # fmt: skip


def test_a_mistake_that_is_made_less_often_fades(db: Database) -> None:
    """Six times in the older ten attempts, twice in the newer ten: it is fading."""
    _, found = sessions.begin(db, now=NOON)
    for times, mistaken in ((6, True), (4, False), (2, True), (8, False)):
        answer(db, found.id, times, mistaken=mistaken)
    trend = fading.trend(db, found.id)
    assert trend.attempts == 10
    assert [(one.before, one.lately, one.says) for one in trend.mistakes] == [(6, 2, "fading")]


def test_with_few_attempts_nothing_is_said(db: Database) -> None:
    """Nineteen attempts are too few for two halves of ten."""
    _, found = sessions.begin(db, now=NOON)
    answer(db, found.id, 19, mistaken=True)
    assert fading.trend(db, found.id).mistakes == []


def test_only_the_learners_own_attempts_count(db: Database) -> None:
    """What another learner does wrong changes nothing."""
    _, one = sessions.begin(db, now=NOON)
    _, other = sessions.begin(db, now=NOON)
    answer(db, one.id, 20, mistaken=True)
    assert fading.trend(db, other.id) == fading.Trend(0, [])
