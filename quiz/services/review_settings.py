"""A learner's choices: read, and changed as an event of the log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from quiz.database import Database
from quiz.models import ReviewSettings
from quiz.scheduling import settings as chosen
from quiz.services import review_plan
from quiz.services import review_rows as rows
from quiz.services.errors import Unacceptable
from quiz.services.review_acts import add
from quiz.services.review_values import Settings

CHOICES = ("zone", "start", "retention", "exam", "freezes", "new_a_day")


def settings(db: Database, learner: int) -> Settings:
    with db.reading() as session:
        return shown(rows.ledger(session, learner).settings)


def change(db: Database, learner: int, changes: Mapping[str, Any], *, now: datetime) -> Settings:
    unknown = sorted(set(changes) - set(CHOICES))
    if unknown:
        raise Unacceptable(f"What can be chosen is {', '.join(CHOICES)}, but {', '.join(unknown)} came.")
    if not {"exam", "retention", "new_a_day"}.isdisjoint(changes):
        with db.reading() as session:  # the plan takes a moment, so it is made before the log is locked
            ledger = rows.ledger(session, learner)
            wanted = _changed(ledger.settings, changes)
            if changes.get("exam") is not None:
                review_plan.days_ahead(ledger.calendar, changes["exam"], now)
            keep = review_plan.keep(session, learner, ledger, wanted, now)
        changes = {**changes, "keep": keep}

    def work(session: Session) -> Settings:
        ledger = rows.ledger(session, learner, lock=True)
        return shown(store(session, ledger, _changed(ledger.settings, changes), now))

    return db.write(work)


def store(session: Session, ledger: rows.Ledger, settings: chosen.Settings, now: datetime) -> chosen.Settings:
    """Keep settings, and say so in the log. The calendar moves on so that the day number stays what it is."""
    learner = ledger.row.learner_id
    row = session.get(ReviewSettings, learner)
    if row is None:
        row = ReviewSettings(learner_id=learner)
        session.add(row)
    for name, value in asdict(settings).items():
        setattr(row, name, list(value) if isinstance(value, tuple) else value)
    row.behind = ledger.calendar.moved(now, settings.zone, settings.start).behind
    add(session, ledger, "settings", now, detail=rows.settings_json(settings))
    return settings


def shown(settings: chosen.Settings) -> Settings:
    return Settings(
        settings.zone, settings.start, settings.retention, settings.exam, settings.keep, settings.freezes,
        settings.new_a_day, settings.weights is not None,
    )  # fmt: skip


def _changed(settings: chosen.Settings, changes: Mapping[str, Any]) -> chosen.Settings:
    try:
        return replace(settings, **changes)
    except (TypeError, ValueError) as error:
        raise Unacceptable(str(error)) from None
