"""Rating, changing a rating, undo and redo: each is one event of the log, in one transaction with what follows from it.

The learner's row of counters is locked first, so that two tabs queue; what undo restores stands in the log's own row.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.database import Database
from quiz.models import ReviewDay, ReviewEvent
from quiz.prepared import one_moment
from quiz.scheduling import log
from quiz.scheduling.memory import Rating, utc
from quiz.scheduling.memory import preview as intervals
from quiz.services import review_rows as rows
from quiz.services.errors import NotFound, Unacceptable
from quiz.services.review_items import LONGEST_ID, OWN, item, named
from quiz.services.review_values import Day, Done, Preview, Streak
from quiz.services.review_words import buttons, said, streak_of

LONGEST_KEY = 100
LONGEST_SECONDS = 1800


def preview(
    db: Database, learner: int, id: str, *, now: datetime, suggested: Rating | None = None, reason: str | None = None
) -> Preview:  # fmt: skip
    shown = item(id)
    with db.looking() as connection, one_moment(connection):
        card, settings, calendar = rows.looked_up(connection, learner, id)
    day = calendar.number(now)
    parameters = settings.parameters_on(calendar.date_of(day))
    return Preview(shown, buttons(intervals(card, now, parameters, day=day)), suggested, reason)


def rate(
    db: Database, learner: int, id: str, rating: Rating | int, *, now: datetime, seconds: int = 0,
    suggested: Rating | int | None = None, key: str | None = None,
) -> Done:  # fmt: skip
    chosen, shown = checked(rating), item(id)
    took = min(max(int(seconds), 0), LONGEST_SECONDS)
    hint = None if suggested is None else int(checked(suggested))
    if key is not None and not (1 <= len(key) <= LONGEST_KEY and all("!" <= c <= "~" for c in key)):
        raise Unacceptable(f"A rating’s key is 1 to {LONGEST_KEY} visible ASCII characters.")

    def work(session: Session) -> Done:
        ledger = rows.ledger(session, learner, lock=True)
        earlier = _earlier(session, learner, key, ledger)
        if earlier is not None:
            return said(named(earlier.event.item), earlier, ledger, now)
        row = rows.card_row(session, learner, id)
        if shown.kind == OWN and sa.inspect(row).pending:
            raise NotFound("There is no such card.")
        act = append(session, ledger, log.Rated(id, chosen, utc(now), took), now, suggested=hint, key=key)
        return said(shown, act, ledger, now)

    return db.write(work)


def append(session: Session, ledger: rows.Ledger, event: log.Rated, now: datetime, **columns: Any) -> log.Act:
    """One more rating in a running transaction."""
    row = rows.card_row(session, ledger.row.learner_id, event.item)
    act = log.rated(log.Standing(rows.card(row), ledger.tally), event, ledger.settings, ledger.calendar)
    added = _do(session, ledger, act, "rated", now, ledger.calendar.date_of(act.day), **columns)
    if event.seconds:  # how long the next review will take, by the latest ones; undo restores it like all else
        pace = [row.expected, round((3 * row.expected + event.seconds) / 4)]
        row.expected, added.detail = pace[1], {**added.detail, "pace": pace}
    return act


def change(db: Database, learner: int, rating: Rating | int, *, now: datetime) -> Done | None:
    chosen = checked(rating)

    def work(session: Session, ledger: rows.Ledger) -> Done | None:
        if ledger.row.top is None:
            return None
        row = _event(session, learner, ledger.row.top)
        act = log.changed(rows.act(row), chosen, ledger.settings, ledger.calendar)
        _do(session, ledger, act, "changed", now, row.local_date)
        return said(named(act.event.item), act, ledger, now)

    return _written(db, learner, work)


def undo(db: Database, learner: int, *, now: datetime) -> Done | None:
    def work(session: Session, ledger: rows.Ledger) -> Done | None:
        if ledger.row.top is None:
            return None
        row = _event(session, learner, ledger.row.top)
        act = rows.act(row)
        _set(session, ledger, row.local_date, act.after, act.before)
        _set_pace(session, row, 0)
        ledger.row.undone = [*ledger.row.undone, row.number]
        ledger.row.top = row.beneath
        add(session, ledger, "undone", now, act=row.number, item=row.item)
        left = _event(session, learner, row.beneath).rating if row.kind == "changed" and row.beneath else None
        return said(named(act.event.item), act, ledger, now, undone=True, left=left)

    return _written(db, learner, work)


def redo(db: Database, learner: int, *, now: datetime) -> Done | None:
    def work(session: Session, ledger: rows.Ledger) -> Done | None:
        if not ledger.row.undone:
            return None
        row = _event(session, learner, ledger.row.undone[-1])
        act = rows.act(row)
        _set(session, ledger, row.local_date, act.before, act.after)
        _set_pace(session, row, 1)
        ledger.row.undone = ledger.row.undone[:-1]
        ledger.row.top = row.number
        add(session, ledger, "redone", now, act=row.number, item=row.item)
        return said(named(act.event.item), act, ledger, now)

    return _written(db, learner, work)


def streak(db: Database, learner: int, *, now: datetime) -> Streak:
    with db.reading() as session:
        return streak_of(rows.ledger(session, learner), now)


def days(db: Database, learner: int) -> Sequence[Day]:
    in_order = sa.select(ReviewDay).where(ReviewDay.learner_id == learner, ReviewDay.reviews > 0)
    with db.reading() as session:
        found = session.scalars(in_order.order_by(ReviewDay.local_date))
        return [Day(row.local_date, row.reviews, row.again, row.new, row.seconds) for row in found]


def checked(rating: Rating | int) -> Rating:
    try:
        return Rating(rating)
    except ValueError:
        raise Unacceptable(f"A rating is 1 (again), 2 (hard), 3 (good) or 4 (easy), but {rating!r} came.") from None


def add(session: Session, ledger: rows.Ledger, kind: str, now: datetime, **columns: Any) -> ReviewEvent:
    """Add an event to the log, under the next number."""
    ledger.row.events += 1
    row = ReviewEvent(
        **{"seconds": 0, "detail": {}, **columns},
        learner_id=ledger.row.learner_id, number=ledger.row.events, kind=kind, made=now,
    )  # fmt: skip
    session.add(row)
    return row


def _written(db: Database, learner: int, work: Callable[[Session, rows.Ledger], Done | None]) -> Done | None:
    return db.write(lambda session: work(session, rows.ledger(session, learner, lock=True)))


def _do(
    session: Session, ledger: rows.Ledger, act: log.Act, kind: str, now: datetime, date: date | None, **columns: Any
) -> ReviewEvent:  # fmt: skip
    """Keep a rating or a change of one, and what follows from it. What could be done again can't any more."""
    event = act.event
    added = add(
        session, ledger, kind, now, item=event.item, rating=int(event.rating), at=event.at, day=act.day,
        local_date=date, seconds=event.seconds, beneath=ledger.row.top, detail=rows.act_json(act), **columns,
    )  # fmt: skip
    ledger.row.top, ledger.row.undone = added.number, []
    _set(session, ledger, date, act.before, act.after)
    return added


def _set(
    session: Session, ledger: rows.Ledger, date: date | None, before: log.Standing, after: log.Standing
) -> None:  # fmt: skip
    """Make a card and the counters what they are on the other side of an act; its date gets the difference."""
    learner = ledger.row.learner_id
    rows.keep_card(rows.card_row(session, learner, after.card.item), after.card)
    ledger.keep(after.tally)
    day = session.get(ReviewDay, (learner, date))
    if day is None:
        day = ReviewDay(learner_id=learner, local_date=date, reviews=0, again=0, new=0, seconds=0)
        session.add(day)
    day.reviews += after.tally.reviews - before.tally.reviews
    day.again += after.tally.again - before.tally.again
    day.seconds += after.tally.seconds - before.tally.seconds
    day.new += before.card.is_new - after.card.is_new


def _set_pace(session: Session, row: ReviewEvent, side: int) -> None:
    """Make the expected seconds of an item what they were before (0) or after (1) a rating."""
    if "pace" in row.detail and row.item is not None:
        rows.card_row(session, row.learner_id, row.item).expected = row.detail["pace"][side]


def enter(db: Database, learner: int, ids: Sequence[str]) -> None:
    """Put cards that the learner wrote among their new items; those that are in already stay as they are."""
    for id in ids:
        if not id.startswith(f"{OWN}:") or len(id) > LONGEST_ID or item(id).ref == "":
            raise Unacceptable(f"A card of one’s own has an id such as {OWN}:7, but {id!r} came.")

    def work(session: Session) -> None:
        for id in ids:
            rows.card_row(session, learner, id)

    db.write(work)


def _event(session: Session, learner: int, number: int) -> ReviewEvent:
    query = sa.select(ReviewEvent).where(ReviewEvent.learner_id == learner, ReviewEvent.number == number)
    return session.scalars(query).one()


def _earlier(session: Session, learner: int, key: str | None, ledger: rows.Ledger) -> log.Act | None:
    """The rating that came with this key, unless it was undone."""
    if key is None:
        return None
    query = sa.select(ReviewEvent).where(ReviewEvent.learner_id == learner, ReviewEvent.key == key)
    row = session.scalars(query.order_by(ReviewEvent.number.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    again = sa.select(ReviewEvent.kind).where(ReviewEvent.learner_id == learner, ReviewEvent.act == row.number)
    latest = session.scalars(again.order_by(ReviewEvent.number.desc()).limit(1)).one_or_none()
    return None if latest == "undone" else rows.act(row)
