"""Between the rows of the store and the values of `quiz.scheduling`, exactly and both ways."""

from __future__ import annotations

from dataclasses import asdict, astuple, dataclass, fields
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.models import ReviewCard, ReviewEvent, ReviewSettings, ReviewTally
from quiz.prepared import Prepared
from quiz.scheduling import log
from quiz.scheduling.days import Calendar
from quiz.scheduling.memory import Card, Rating, State
from quiz.scheduling.settings import Settings
from quiz.scheduling.tally import Tally
from quiz.services.review_items import expected_seconds

CARD_COLUMNS = Card._fields[1:]
TALLY_COLUMNS = [field.name for field in fields(Tally)]


@dataclass
class Ledger:
    """A learner's log as it stands in a transaction: their counters (locked when it writes), settings and calendar."""

    row: ReviewTally
    settings: Settings
    calendar: Calendar

    @property
    def tally(self) -> Tally:
        return Tally(*(getattr(self.row, name) for name in TALLY_COLUMNS))

    def keep(self, tally: Tally) -> None:
        for name, value in asdict(tally).items():
            setattr(self.row, name, value)


def ledger(session: Session, learner: int, *, lock: bool = False) -> Ledger:
    """The learner's ledger; a new one where there is none yet. lock: nobody else writes this log meanwhile."""
    row = session.get(ReviewTally, learner, with_for_update=lock or None)
    if row is None:
        row = ReviewTally(learner_id=learner, events=0, undone=[], **asdict(Tally()))
        if lock:
            session.add(row)
            session.flush()
    settings, calendar = chosen(session.get(ReviewSettings, learner))
    return Ledger(row, settings, calendar)


def chosen(row: ReviewSettings | SimpleNamespace | None) -> tuple[Settings, Calendar]:
    """The settings and the calendar of a row, or everybody's."""
    if row is None:
        return Settings(), Calendar()
    settings = Settings(
        row.zone, row.start, row.retention, row.exam, row.keep, row.freezes, row.new_a_day,
        tuple(row.weights) if row.weights else None,
    )  # fmt: skip
    return settings, Calendar(row.zone, row.start, row.behind)


def card_row(session: Session, learner: int, item: str) -> ReviewCard:
    """The row of an item, made new where there is none."""
    row = session.get(ReviewCard, (learner, item))
    if row is None:
        expected = expected_seconds(item)
        row = ReviewCard(learner_id=learner, item=item, phase=1, step=0, reviews=0, lapses=0, expected=expected)
        session.add(row)
    return row


def card_of(session: Session, learner: int, item: str) -> Card:
    """What is remembered of an item; a new card where there is no row."""
    session.flush()
    return looked_up(session.connection(), learner, item)[0]


_CHOSEN = ("zone", "start", "retention", "exam", "keep", "freezes", "new_a_day", "weights", "behind")
_SETTINGS = Prepared(
    sa.select(*(ReviewSettings.__table__.c[name] for name in _CHOSEN)).where(
        ReviewSettings.learner_id == sa.bindparam("learner")
    )
)
_CARD = Prepared(
    sa.select(*(ReviewCard.__table__.c[name] for name in CARD_COLUMNS)).where(
        ReviewCard.learner_id == sa.bindparam("learner"), ReviewCard.item == sa.bindparam("item")
    )
)


def looked_up(connection: sa.Connection, learner: int, item: str) -> tuple[Card, Settings, Calendar]:
    """What is remembered of an item, and what its learner chose: for looking only, without mapped objects."""
    known = _CARD.one(connection, {"learner": learner, "item": item})
    values = dict(zip(CARD_COLUMNS, known, strict=True)) if known else {}
    if known:
        values["phase"] = State(values["phase"])
    stored = _SETTINGS.one(connection, {"learner": learner})
    row = SimpleNamespace(**dict(zip(_CHOSEN, stored, strict=True))) if stored else None
    return Card(item, **values), *chosen(row)


def card(row: ReviewCard) -> Card:
    values = {name: getattr(row, name) for name in CARD_COLUMNS}
    return Card(row.item, **{**values, "phase": State(row.phase)})


def keep_card(row: ReviewCard, card: Card) -> None:
    for name in CARD_COLUMNS:
        setattr(row, name, getattr(card, name))
    row.phase = int(card.phase)


def standing_json(standing: log.Standing) -> list[Any]:
    """A card and the counters as JSON: floats come back bit for bit."""
    card = [value.isoformat() if isinstance(value, datetime) else value for value in standing.card]
    card[1] = int(standing.card.phase)
    return [card, list(astuple(standing.tally))]


def standing(stored: list[Any]) -> log.Standing:
    values = dict(zip(Card._fields, stored[0], strict=True))
    for name in ("due", "reviewed"):
        values[name] = datetime.fromisoformat(values[name]) if values[name] else None
    values["phase"] = State(values["phase"])
    return log.Standing(Card(**values), Tally(*stored[1]))


def act_json(act: log.Act) -> dict[str, Any]:
    """What undo, redo and a later change need. base is left out where it is what stood before."""
    stored = {"before": standing_json(act.before), "after": standing_json(act.after)}
    return stored if act.base is act.before else {"base": standing_json(act.base), **stored}


def act(row: ReviewEvent) -> log.Act:
    """The rating or change that a row of the log holds."""
    assert row.item is not None  # noqa: S101  # a rating has an item, a rating, a time and a day
    assert row.rating is not None and row.at is not None and row.day is not None  # noqa: S101, PT018
    before = standing(row.detail["before"])
    base = standing(row.detail["base"]) if "base" in row.detail else before
    event = log.Rated(row.item, Rating(row.rating), row.at, row.seconds)
    return log.Act(event, row.day, base, before, standing(row.detail["after"]))


def settings_json(settings: Settings) -> dict[str, Any]:
    return {**asdict(settings), "exam": settings.exam.isoformat() if settings.exam else None}


def stored_settings(stored: dict[str, Any]) -> Settings:
    day, weights = stored["exam"], stored["weights"]
    return Settings(
        **{**stored, "exam": date.fromisoformat(day) if day else None, "weights": tuple(weights) if weights else None}
    )  # fmt: skip


def events(session: Session, learner: int) -> list[log.Event]:
    """The learner's whole log, in order, as `quiz.scheduling.log.replay` takes it."""
    rows = session.scalars(
        sa.select(ReviewEvent).where(ReviewEvent.learner_id == learner).order_by(ReviewEvent.number)
    )  # fmt: skip
    return [event(row) for row in rows]


def event(row: ReviewEvent) -> log.Event:
    match row.kind:
        case "rated":
            return act(row).event
        case "changed":
            return log.Changed(act(row).event.rating, row.made)
        case "undone":
            return log.Undone(row.made)
        case "redone":
            return log.Redone(row.made)
    return log.Configured(stored_settings(row.detail), row.made)
