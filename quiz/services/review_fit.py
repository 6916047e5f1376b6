"""Own parameters: fitted from the learner's log, and adopted as an event of it when they foretell better."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from quiz.database import Database
from quiz.scheduling.fitting import ENOUGH_REVIEWS, Fit, fitted, history
from quiz.scheduling.log import effective
from quiz.services import review_rows as rows
from quiz.services.review_settings import store
from quiz.services.review_values import FitReport


def fit(db: Database, learner: int, *, now: datetime) -> FitReport:
    with db.reading() as session:
        reviews = rows.ledger(session, learner).row.reviews
        if reviews < ENOUGH_REVIEWS:  # without reading a log that is too short anyway
            return _report(Fit(reviews, 0, None, None))
        found = fitted(history(effective(rows.events(session, learner))))
    if found.losses is not None:  # what was tried and was not better ends earlier weights too
        db.write(lambda session: _adopt(session, learner, found, now))
    return _report(found)


def _adopt(session: Session, learner: int, found: Fit, now: datetime) -> None:
    ledger = rows.ledger(session, learner, lock=True)
    if ledger.settings.weights != found.weights:
        store(session, ledger, replace(ledger.settings, weights=found.weights), now)


def _report(found: Fit) -> FitReport:
    if found.losses is None:
        says = f"Own parameters take about {ENOUGH_REVIEWS} reviews on different days; you have {found.reviews}."
        return FitReport(False, found.reviews, None, None, says)
    standard, own = found.losses
    compared = f"on {found.held_out} held-out reviews (log loss {own:.3f} against {standard:.3f})"
    if found.weights is None:
        says = f"Everybody’s parameters stay: fitted ones do not foretell surely better {compared}."
    else:
        says = f"Your own parameters are in use: they foretell better {compared}."
    return FitReport(found.weights is not None, found.reviews, standard, own, says)
