"""One review beside bare py-fsrs, and the queue of a learner to whom 10,000 skills are due."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import fsrs
import sqlalchemy as sa

from benchmarks.timing import Result, best
from quiz.database import Database
from quiz.models import ReviewCard
from quiz.scheduling.memory import STANDARD, Card, Rating, review
from quiz.services import review as reviews
from quiz.services import sessions, upkeep

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
REVIEWS = 2_000
SKILLS = 10_000
HISTORY = [(Rating.Again if place % 4 == 0 else Rating.Good, place % 7) for place in range(REVIEWS)]


def bare_reviews() -> None:
    """REVIEWS reviews by py-fsrs alone: plain Python that everybody has, so a measure of the machine as well."""
    bare = fsrs.Scheduler(enable_fuzzing=False)
    card, at = fsrs.Card(card_id=1, due=NOW), NOW
    for rating, days in HISTORY:
        at += timedelta(days=days)
        card, _ = bare.review_card(card, rating, at)


def results() -> list[Result]:
    return [_one_review(), *_queue()]


def _one_review() -> Result:
    def ours() -> None:
        card, at, day = Card("skill:softmax-row:1"), NOW, 0
        for rating, days in HISTORY:
            at, day = at + timedelta(days=days), day + days
            card, _ = review(card, rating, at, STANDARD, day=day)

    mine, floor = best(ours, rounds=25, floor=bare_reviews)
    detail = f"{mine / REVIEWS * 1e6:.1f} µs beside {floor / REVIEWS * 1e6:.1f} µs"
    return Result("one FSRS review / bare py-fsrs", mine / floor, "×", 1.5, False, detail)


def _queue() -> list[Result]:
    with tempfile.TemporaryDirectory() as folder:
        db = Database(f"sqlite:///{Path(folder) / 'headway.sqlite3'}")
        upkeep.migrate(db)
        learner = sessions.begin(db, now=NOW)[1].id
        db.write(lambda session: session.execute(sa.insert(ReviewCard), _cards(learner)))
        plain, _ = best(lambda: _looked(db, learner), rounds=9)
        exam = (NOW + timedelta(days=5)).date()
        reviews.set_settings(db, learner, {"exam": exam}, now=NOW)
        looks, _ = best(lambda: reviews.queue(db, learner, now=NOW), rounds=5)
        db.close()
    return [
        Result(f"queue with {SKILLS:,} skills due", plain * 1e3, "ms", 20, False),
        Result(f"the same in the week before an exam, all {SKILLS:,} weighed", looks * 1e3, "ms", 40, False),
    ]


def _looked(db: Database, learner: int) -> None:
    found = reviews.queue(db, learner, now=NOW)
    if found.due != SKILLS:
        raise AssertionError(f"{SKILLS} skills are due, but the queue says {found.due}.")


def _cards(learner: int) -> list[dict[str, object]]:
    """Skills that were learnt over some weeks and are all due."""
    today = NOW.date().toordinal()
    return [
        {
            "learner_id": learner, "item": f"skill:family-{place // 3}:{place % 3 + 1}", "phase": 2, "step": None,
            "stability": 3.0 + place % 40, "difficulty": 5.0, "day": today - 50 - place % 30,
            "due_day": today - place % 7, "due": NOW - timedelta(days=place % 7),
            "reviewed": NOW - timedelta(days=50 + place % 30), "reviews": 3, "lapses": 0, "expected": 90,
        }
        for place in range(SKILLS)
    ]  # fmt: skip
