"""Reviews: what is due, rating it, taking that back, and the way to an exam.

Every function takes the database and the learner's number; `now` has a time zone. One call is one transaction.
Refused requests raise `quiz.services.errors` (Unacceptable 422, NotFound 404). Item ids: see `review_values.Item`.

A session: `queue` -> for a skill `open_skill` (a fresh variant) and the practice pages, then `suggestion` once the
problem is solved or given up; for a card or prompt `preview` -> `rate`. `undo` works everywhere, also when done.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from quiz.database import Database
from quiz.scheduling.memory import Rating
from quiz.scheduling.rating import by_score
from quiz.services import (
    review_acts,
    review_cures,
    review_fit,
    review_mastery,
    review_plan,
    review_queue,
    review_settings,
    review_skills,
)
from quiz.services.chance import Seeds, secure_seed
from quiz.services.review_values import (
    Cures,
    Day,
    Done,
    DueList,
    ExamState,
    FitReport,
    Mastery,
    Plan,
    Preview,
    Settings,
    Streak,
)
from quiz.services.values import Sitting

__all__ = ["Rating"]


def queue(
    db: Database, learner: int, *, now: datetime, limit: int = 50, kinds: Collection[str] | None = None
) -> DueList:  # fmt: skip
    """What is due now, with new items mixed in up to the day's limit. kinds: of skill, card, oral; None for all."""
    return review_queue.queue(db, learner, now=now, limit=limit, kinds=kinds)


def open_skill(db: Database, learner: int, item: str, *, now: datetime, seeds: Seeds = secure_seed) -> Sitting:
    """A sitting with one fresh problem of a skill: never the same numbers."""
    return review_skills.start(db, learner, [item], now=now, seeds=seeds)


def open_due(
    db: Database, learner: int, *, now: datetime, limit: int = 20, seeds: Seeds = secure_seed
) -> Sitting | None:  # fmt: skip
    """A sitting with fresh problems of all skills in the queue, up to `limit` (at most 50); None when none is due."""
    found = review_queue.queue(db, learner, now=now, limit=min(limit, 50), kinds=["skill"])
    items = [due.item.id for due in found.items if due.item.level is not None]
    return review_skills.start(db, learner, items, now=now, seeds=seeds) if items else None


def suggestion(db: Database, learner: int, problem_id: str, *, now: datetime) -> Preview | None:
    """The buttons after a problem, with the rating that fits what happened and why; None while it is still open.

    Rate it with `rate(db, learner, preview.item.id, …, key=problem_id)`: once a problem, however often it is sent.
    """
    return review_skills.suggestion(db, learner, problem_id, now=now)


def oral_suggestion(
    db: Database, learner: int, prompt_id: str, score: float, *, traps: int = 0, now: datetime
) -> Preview:  # fmt: skip
    """The buttons after an oral answer. score: the share of points found, 0 to 1; traps: how many were sprung."""
    found = by_score(score, traps)
    return review_acts.preview(
        db, learner, f"oral:{prompt_id}", now=now, suggested=found.rating, reason=found.reason
    )  # fmt: skip


def preview(db: Database, learner: int, item: str, *, now: datetime) -> Preview:
    """The four buttons of an item with the interval of each; no suggestion."""
    return review_acts.preview(db, learner, item, now=now)


def enter(db: Database, learner: int, ids: Sequence[str]) -> None:
    """Put cards that the learner wrote, `own:<id>`, among their new items; again is fine."""
    review_acts.enter(db, learner, ids)


def rate(
    db: Database, learner: int, item: str, rating: Rating | int, *, now: datetime, seconds: int = 0,
    suggested: Rating | int | None = None, key: str | None = None,
) -> Done:  # fmt: skip
    """Rate an item (1 again, 2 hard, 3 good, 4 easy) and schedule it.

    seconds: how long it took. suggested: what had been suggested. key: a name for this rating, up to 100 visible
    ASCII characters; the same key again changes nothing and gives the same result, unless it was undone.
    """
    return review_acts.rate(db, learner, item, rating, now=now, seconds=seconds, suggested=suggested, key=key)


def change(db: Database, learner: int, rating: Rating | int, *, now: datetime) -> Done | None:
    """Change the latest rating, as if it had been this one at the time; None when there is none."""
    return review_acts.change(db, learner, rating, now=now)


def undo(db: Database, learner: int, *, now: datetime) -> Done | None:
    """Take the latest rating, or change of one, back: rating, schedule, counters and streak; None without one."""
    return review_acts.undo(db, learner, now=now)


def redo(db: Database, learner: int, *, now: datetime) -> Done | None:
    """Do again what was taken back last, exactly; None when there is nothing."""
    return review_acts.redo(db, learner, now=now)


def streak(db: Database, learner: int, *, now: datetime) -> Streak:
    """The streak as it stands today."""
    return review_acts.streak(db, learner, now=now)


def settings(db: Database, learner: int) -> Settings:
    """What the learner chose, or the defaults."""
    return review_settings.settings(db, learner)


def set_settings(db: Database, learner: int, changes: Mapping[str, Any], *, now: datetime) -> Settings:
    """Choose: any of zone (IANA name), start (minutes), retention, exam (date or None), freezes, new_a_day.

    With a new exam date or recall the plan is made anew (see `plan`). Nothing that was counted changes.
    """
    return review_settings.change(db, learner, changes, now=now)


def plan(
    db: Database, learner: int, exam: date, *, now: datetime, retention: float | None = None,
    new_a_day: int | None = None,
) -> Plan:  # fmt: skip
    """What an exam date and a desired recall would mean day by day, before committing to them with `set_settings`."""
    return review_plan.plan(db, learner, exam, now=now, retention=retention, new_a_day=new_a_day)


def exam(db: Database, learner: int, *, now: datetime) -> ExamState | None:
    """Where the learner stands before or after the exam; None without one."""
    return review_plan.exam(db, learner, now=now)


def cures(db: Database, learner: int, problem_id: str, *, now: datetime) -> Cures:
    """The cards behind a missed problem. What cures a mistake that was made twice is raised: it comes first now."""
    return review_cures.cures(db, learner, problem_id, now=now)


def fit(db: Database, learner: int, *, now: datetime) -> FitReport:
    """Fit the model to the learner's own log where there are enough reviews, and adopt it only if it predicts held-out
    reviews better. Takes about half a second for 6,000 reviews, so it belongs to the end of a session."""
    return review_fit.fit(db, learner, now=now)


def days(db: Database, learner: int) -> Sequence[Day]:
    """Every date with a review, the oldest first."""
    return review_acts.days(db, learner)


def mastery(db: Database, learner: int, *, now: datetime) -> Sequence[Mastery]:
    """Every topic: items, how many were seen, the share of these that would be recalled today, and how sure that is."""
    return review_mastery.mastery(db, learner, now=now)


def recall_forecast(db: Database, learner: int, *, now: datetime, days: int = 60) -> Sequence[tuple[date, float]]:
    """The mean predicted recall of all that was reviewed, day by day from today, if nothing more is reviewed."""
    return review_plan.recall_forecast(db, learner, now=now, days=days)
