"""What is due now: raised items first, then what was due longest, with the day's new items mixed in.

The queue costs the same however much is due: counts come from the index, and only the first items are read. In the
days of last looks before an exam the whole deck is looked at (`quiz.scheduling.plan`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.database import Database
from quiz.models import ReviewCard
from quiz.scheduling.memory import State, recall_after, utc
from quiz.scheduling.plan import fades_after, is_last_look, share
from quiz.services import review_rows as rows
from quiz.services.review_items import OWN, catalogue, expected_seconds, named
from quiz.services.review_plan import exam_state
from quiz.services.review_values import Due, DueList
from quiz.services.review_words import streak_of

MOST = 200
DUE_BEFORE_NEW = 3  # this many due items, then a new one
CHUNK = 200
NOT_RAISED = sa.or_(ReviewCard.raised.is_(None), ReviewCard.raised <= ReviewCard.reviewed)


@dataclass(frozen=True)
class Desk:
    """Who asks, when, and for which kinds of item."""

    session: Session
    learner: int
    at: datetime
    day: int
    ledger: rows.Ledger
    kinds: Collection[str] | None

    def mine(self) -> list[sa.ColumnElement[bool]]:
        """Conditions on the learner's cards of the kinds asked for."""
        found = [ReviewCard.learner_id == self.learner]
        if self.kinds is not None:
            kinds = [*self.kinds, *([OWN] if "card" in self.kinds else [])]
            found.append(sa.or_(sa.false(), *(ReviewCard.item.startswith(f"{kind}:") for kind in kinds)))
        return found


def queue(db: Database, learner: int, *, now: datetime, limit: int, kinds: Collection[str] | None) -> DueList:
    limit = min(max(limit, 0), MOST)
    with db.reading() as session:
        ledger = rows.ledger(session, learner)
        desk = Desk(session, learner, utc(now), ledger.calendar.number(now), ledger, kinds)
        raised = _raised(desk)
        count, seconds, due = _due(desk, limit)
        left = _new_left(desk)
        new = _unseen(desk, left + 1)
        more_new, new = len(new) > left, new[:left]
        shown = [*(_item(desk, row) for row in raised), *(_item(desk, row) for row in due)]
        items = _mixed(shown, [Due(named(id), True, 0, None, None, expected_seconds(id)) for id in new])[:limit]
        return DueList(
            items, len(raised) + count, len(new), _minutes(seconds, raised, new),
            ledger.tally.on_day if ledger.tally.day == desk.day else 0,
            None if items else _next_due(desk, more_new), streak_of(ledger, now),
            exam_state(session, learner, ledger, now), ledger.row.top is not None, bool(ledger.row.undone),
        )  # fmt: skip


def is_due(desk: Desk) -> sa.ColumnElement[bool]:
    """Learnt cards are due from the start of their day; one that was missed is due after its minutes."""
    soon = sa.and_(ReviewCard.due_day == desk.day, ReviewCard.phase != int(State.Review), ReviewCard.due > desk.at)
    planned = sa.and_(ReviewCard.due_day <= desk.day, ReviewCard.reviewed.is_not(None), sa.not_(soon))
    wanted = _wanted_day(desk)
    return planned if wanted is None else sa.or_(planned, sa.and_(ReviewCard.day < desk.day, wanted <= desk.day))


def _wanted_day(desk: Desk) -> sa.ColumnElement[float] | None:
    """After an exam, or when its date was taken back, the day on which a learnt card falls below the recall wanted: it
    was planned at a lower one."""
    settings, calendar = desk.ledger.settings, desk.ledger.calendar
    if settings.keep is None or (settings.exam is not None and desk.day < calendar.number_of(settings.exam)):
        return None
    stabilities = fades_after(settings.parameters, settings.retention)
    return sa.case(
        (ReviewCard.phase == int(State.Review), ReviewCard.day + stabilities * ReviewCard.stability - 0.5),
        else_=ReviewCard.due_day + 0.0,
    )  # fmt: skip


def _raised(desk: Desk) -> Sequence[ReviewCard]:
    """What a mistake put first and was not reviewed since, the latest first."""
    active = sa.or_(ReviewCard.reviewed.is_(None), ReviewCard.raised > ReviewCard.reviewed)
    query = sa.select(ReviewCard).where(*desk.mine(), ReviewCard.raised.is_not(None), active)
    return desk.session.scalars(query.order_by(ReviewCard.raised.desc(), ReviewCard.item).limit(MOST)).all()


def _due(desk: Desk, limit: int) -> tuple[int, int, Sequence[ReviewCard]]:
    """How many are due, how many seconds they take, and the first of them."""
    exam, calendar = desk.ledger.settings.exam, desk.ledger.calendar
    if exam is not None:
        number = calendar.number_of(exam)
        if is_last_look(desk.day, number, _seen(desk)):
            return _looks(desk, number, limit)
    where = [*desk.mine(), is_due(desk), NOT_RAISED]
    count, seconds = desk.session.execute(
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(ReviewCard.expected), 0)).where(*where)
    ).one()
    first = sa.select(ReviewCard).where(*where).order_by(ReviewCard.due_day, ReviewCard.item).limit(limit)
    return count, int(seconds), desk.session.scalars(first).all()


def _looks(desk: Desk, exam: int, limit: int) -> tuple[int, int, Sequence[ReviewCard]]:
    """Today's share of last looks, as `quiz.scheduling.plan.last_looks` has them, after what was missed."""
    learnt = [*desk.mine(), NOT_RAISED, ReviewCard.phase == int(State.Review)]
    limit_of = fades_after(desk.ledger.settings.parameters)
    fading = [*learnt, ReviewCard.day < desk.day, exam - ReviewCard.day > limit_of * ReviewCard.stability]
    need = _count(desk, *fading)
    done = _count(desk, *learnt, ReviewCard.day == desk.day, ReviewCard.reviews > 1)
    in_order = sa.select(ReviewCard).where(*fading).order_by(ReviewCard.stability.desc(), ReviewCard.item)
    looks = desk.session.scalars(in_order.limit(share(need, done, exam - desk.day))).all()
    soon = [*desk.mine(), NOT_RAISED, is_due(desk), ReviewCard.phase != int(State.Review)]
    found = [*desk.session.scalars(sa.select(ReviewCard).where(*soon).order_by(ReviewCard.due)), *looks]
    return len(found), sum(row.expected for row in found), found[:limit]


def _count(desk: Desk, *conditions: sa.ColumnElement[bool]) -> int:
    return desk.session.scalar(sa.select(sa.func.count()).select_from(ReviewCard).where(*conditions)) or 0


def _seen(desk: Desk) -> int:
    return _count(desk, ReviewCard.learner_id == desk.learner, ReviewCard.reviewed.is_not(None))


def _new_left(desk: Desk) -> int:
    """How many new items today's limit still lets in."""
    tally = desk.ledger.tally
    made = tally.new_on_day if tally.day == desk.day else 0
    return max(desk.ledger.settings.new_a_day - made, 0)


def _unseen(desk: Desk, wanted: int) -> list[str]:
    """The next items that were never reviewed, the learner's own first. What a mistake raised is not among them."""
    waiting = sa.select(ReviewCard.item).where(*desk.mine(), ReviewCard.reviewed.is_(None), ReviewCard.raised.is_(None))
    own = waiting.where(ReviewCard.item.startswith(f"{OWN}:")).order_by(ReviewCard.item).limit(wanted)
    found = list(desk.session.scalars(own))
    everything = catalogue(desk.kinds)
    for at in range(0, len(everything), CHUNK):
        if len(found) >= wanted:
            break
        chunk = everything[at : at + CHUNK]
        met = sa.select(ReviewCard.item).where(
            ReviewCard.learner_id == desk.learner, ReviewCard.item.in_(chunk),
            sa.or_(ReviewCard.reviewed.is_not(None), ReviewCard.raised.is_not(None)),
        )  # fmt: skip
        seen = set(desk.session.scalars(met))
        found += [id for id in chunk if id not in seen]
    return found[:wanted]


def _item(desk: Desk, row: ReviewCard) -> Due:
    new = row.reviewed is None
    overdue = 0 if row.due_day is None else max(desk.day - row.due_day, 0)
    raised = row.raised is not None and (row.reviewed is None or row.raised > row.reviewed)
    recall = None
    if row.stability is not None and row.day is not None:
        recall = recall_after(row.stability, max(desk.day - row.day, 0), desk.ledger.settings.parameters)
    return Due(named(row.item), new, overdue, recall, row.raised_by if raised else None, row.expected)


def _mixed(due: list[Due], new: list[Due]) -> list[Due]:
    """New items spread among the due ones, the rest of them at the end."""
    mixed: list[Due] = []
    waiting = iter(new)
    for place, one in enumerate(due, start=1):
        mixed.append(one)
        if place % DUE_BEFORE_NEW == 0:
            mixed.extend([each for each in [next(waiting, None)] if each])
    return [*mixed, *waiting]


def _minutes(seconds: int, raised: Iterable[ReviewCard], new: Iterable[str]) -> int:
    return ceil((seconds + sum(row.expected for row in raised) + sum(expected_seconds(id) for id in new)) / 60)


def _next_due(desk: Desk, more_new: bool) -> datetime | None:
    """When something comes back, or the next new items may."""
    reviewed = [*desk.mine(), ReviewCard.reviewed.is_not(None)]
    soon = sa.select(sa.func.min(ReviewCard.due)).where(
        *reviewed, ReviewCard.phase != int(State.Review), ReviewCard.due > desk.at
    )  # fmt: skip
    later = sa.select(sa.func.min(ReviewCard.due_day)).where(*reviewed, ReviewCard.due_day > desk.day)
    days = [desk.session.scalar(later)]
    wanted = _wanted_day(desk)
    if wanted is not None:
        sooner = desk.session.scalar(sa.select(sa.func.min(wanted)).where(*reviewed, wanted > desk.day))
        days += [None if sooner is None else ceil(sooner)]
    day = min((day for day in days if day is not None), default=None)
    calendar = desk.ledger.calendar
    moments = [desk.session.scalar(soon)]
    moments += [calendar.begins(max(day, desk.day + 1))] if day is not None else []
    moments += [calendar.begins(desk.day + 1)] if more_new and desk.ledger.settings.new_a_day else []
    return min((moment for moment in moments if moment is not None), default=None)
