"""The way to an exam: what it means before one commits to it, and where one stands on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from math import ceil

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.blocks import percent
from quiz.database import Database
from quiz.models import ReviewCard, ReviewTally
from quiz.scheduling.days import Calendar
from quiz.scheduling.forecast import Course, Forecast
from quiz.scheduling.memory import Card, recall_after
from quiz.scheduling.plan import Offer, days_of_looks, is_last_look, offer
from quiz.scheduling.settings import NEW_A_DAY_ALLOWED, Settings
from quiz.services import review_rows as rows
from quiz.services.errors import Unacceptable
from quiz.services.review_items import KIND_SECONDS, catalogue
from quiz.services.review_values import ExamState, Load, Plan

FARTHEST_DAYS = 730


def plan(
    db: Database, learner: int, exam: date, *, now: datetime, retention: float | None, new_a_day: int | None
) -> Plan:  # fmt: skip
    with db.reading() as session:
        ledger = rows.ledger(session, learner)
        try:
            settings = replace(
                ledger.settings, exam=exam, retention=ledger.settings.retention if retention is None else retention,
                new_a_day=ledger.settings.new_a_day if new_a_day is None else new_a_day,
            )  # fmt: skip
        except ValueError as error:
            raise Unacceptable(str(error)) from None
        course = _course(session, learner, ledger, settings, now)
        found = offer(course, settings.retention)
        return _shown(found, course, ledger, exam, _pace(session, learner, ledger))


def keep(session: Session, learner: int, ledger: rows.Ledger, settings: Settings, now: datetime) -> float | None:
    """The recall at which items come back until the exam of these settings. After it, and without one, what it was:
    by that the items are known that were planned for an exam (`quiz.services.review_queue`)."""
    if settings.exam is None or ledger.calendar.number_of(settings.exam) <= ledger.calendar.number(now):
        return settings.keep
    return offer(_course(session, learner, ledger, settings, now), settings.retention).keep


def exam(db: Database, learner: int, *, now: datetime) -> ExamState | None:
    with db.reading() as session:
        return exam_state(session, learner, rows.ledger(session, learner), now)


def exam_state(session: Session, learner: int, ledger: rows.Ledger, now: datetime) -> ExamState | None:
    """Where the learner stands before, on or after the day of the exam."""
    day = ledger.settings.exam
    if day is None:
        return None
    left = ledger.calendar.number_of(day) - ledger.calendar.number(now)
    if left < 0:
        says = "Your exam is over. Items come back at the recall you chose; set a new date, or leave it at that."
        return ExamState(day, left, "over", says)
    if left == 0:
        return ExamState(day, left, "today", "Your exam is today. Good luck!")
    today, number = ledger.calendar.number(now), ledger.calendar.number_of(day)
    days = "1 day" if left == 1 else f"{left} days"
    if is_last_look(today, number, _seen(session, learner)):
        says = f"{days} to your exam: last looks, the strongest items first and the weakest on the eve."
        return ExamState(day, left, "last looks", says)
    return ExamState(day, left, "ahead", f"{days} to your exam.")


def recall_forecast(db: Database, learner: int, *, now: datetime, days: int) -> Sequence[tuple[date, float]]:
    with db.reading() as session:
        ledger = rows.ledger(session, learner)
        cards = _cards(session, learner)
    first, parameters = ledger.calendar.number(now), ledger.settings.parameters
    learnt = [(card.stability, card.day) for card in cards if card.stability is not None and card.day is not None]
    if not learnt:
        return []
    return [
        (
            ledger.calendar.date_of(day),
            sum(recall_after(s, max(day - last, 0), parameters) for s, last in learnt) / len(learnt),
        )
        for day in range(first, first + min(days, FARTHEST_DAYS))
    ]


def days_ahead(calendar: Calendar, exam: object, now: datetime) -> int:
    """How many days an exam is ahead; Unacceptable when it is no date, or none that can be planned for."""
    if not isinstance(exam, date) or isinstance(exam, datetime):
        raise Unacceptable(f"An exam has a date, but {exam!r} came.")
    days = calendar.number_of(exam) - calendar.number(now)
    if not 1 <= days <= FARTHEST_DAYS:
        raise Unacceptable(f"An exam is 1 to {FARTHEST_DAYS} days ahead, but {exam} is {days} days ahead.")
    return days


def _course(session: Session, learner: int, ledger: rows.Ledger, settings: Settings, now: datetime) -> Course:
    assert settings.exam is not None  # noqa: S101  # callers look
    day = ledger.calendar.number(now)
    number = day + days_ahead(ledger.calendar, settings.exam, now)
    cards = _cards(session, learner)
    unseen = len(set(catalogue()) - {card.item for card in cards})
    return Course(cards, unseen, settings.new_a_day, day, number, settings.parameters.weights)


def _shown(found: Offer, course: Course, ledger: rows.Ledger, exam: date, seconds: float) -> Plan:
    calendar, items = ledger.calendar, len(course.cards) + course.unseen
    looks_from = calendar.date_of(max(course.exam - found.looks, course.day)) if found.keep is not None else None
    before = max(course.exam - course.day - days_of_looks(items), 1)
    enough = min(ceil(course.unseen / before), NEW_A_DAY_ALLOWED)
    return Plan(
        exam, found.wanted, found.keep, _loads(found.plan, calendar, seconds), _loads(found.plain, calendar, seconds),
        found.plan.recall, found.plain.recall, found.plan.reviews, found.plain.reviews, looks_from, enough,
        found.plan.seen, items, _sentences(found, looks_from, items),
    )  # fmt: skip


def _loads(found: Forecast, calendar: Calendar, seconds: float) -> Sequence[Load]:
    return [
        Load(calendar.date_of(load.day), load.reviews, load.new, ceil(load.reviews * seconds / 60))
        for load in found.loads
    ]


def _sentences(found: Offer, looks_from: date | None, items: int) -> Sequence[str]:
    days = max(len(found.plan.loads), 1)
    if not found.plan.seen:
        return ["You will have seen nothing by then: choose how many new items come a day."]
    busiest = max((load.reviews for load in found.plan.loads), default=0)
    a_day, recall = f"{found.plan.reviews / days:.0f}", percent(found.plan.recall)
    says = [
        f"{found.plan.reviews:,} reviews until the exam: about {a_day} a day, at most {busiest}.",
        f"By then you will have seen {found.plan.seen} of {items} items and recall {recall} of them.",
    ]
    if looks_from is None:
        return [*says, "Items simply come back at the recall you want: last looks would not raise it with this date."]
    return [
        *says,
        f"The last looks begin on {looks_from.day} {looks_from:%B}.",
        f"Without them it would be {percent(found.plain.recall)} after {found.plain.reviews:,} reviews in all.",
    ]


def _cards(session: Session, learner: int) -> list[Card]:
    query = sa.select(ReviewCard).where(ReviewCard.learner_id == learner, ReviewCard.reviewed.is_not(None))
    return [rows.card(row) for row in session.scalars(query)]


def _seen(session: Session, learner: int) -> int:
    query = sa.select(sa.func.count()).select_from(ReviewCard)
    return session.scalar(query.where(ReviewCard.learner_id == learner, ReviewCard.reviewed.is_not(None))) or 0


def _pace(session: Session, learner: int, ledger: rows.Ledger) -> float:
    """Seconds a review takes this learner on average."""
    tally: ReviewTally = ledger.row
    if tally.reviews < 20 or not tally.seconds:
        return sum(KIND_SECONDS.values()) / len(KIND_SECONDS)
    return tally.seconds / tally.reviews
