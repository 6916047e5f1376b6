"""Sittings: start one, open its problems in order, look where one stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.database import Database
from quiz.family import family
from quiz.jsonable import jsonable
from quiz.models import Sitting, Variant
from quiz.prepared import Prepared, Row, one_moment
from quiz.services import choosing, problems, values
from quiz.services.chance import Seeds, is_public_id, public_id
from quiz.services.errors import NotFound
from quiz.variants import serve

DEFAULT_LENGTH = 10
LONGEST = choosing.LONGEST


def start(
    db: Database, learner: int, *, now: datetime, topic: str | None, level: int | None, length: int,
    families: Sequence[tuple[str, int]] | None, seeds: Seeds,
) -> values.Sitting:  # fmt: skip
    def work(session: Session) -> values.Sitting:
        if families is None:
            plan = choosing.plan(session, learner, topic, level, length, seeds())
        else:
            plan = choosing.checked(families)
        row = Sitting(
            public_id=public_id(), learner_id=learner, topic=topic, level=level, plan=[list(p) for p in plan],
            started=now,
        )  # fmt: skip
        session.add(row)
        session.flush()
        open_variant(session, row, 0, 0, now, seeds)
        return view(session, row)

    return db.write(work)


def look(db: Database, learner: int, sitting_id: str) -> values.Sitting:
    with db.looking() as connection, one_moment(connection):
        row = None
        if is_public_id(sitting_id):
            row = _SEEN.one(connection, {"sitting": sitting_id, "learner": learner})
        if row is None:
            raise NotFound(MISSING)
        return _view(connection, *row)


# Whether each problem that was opened is solved or given up; the newest take of a position comes last.
_SETTLED = Prepared(
    sa.select(Variant.position, sa.or_(Variant.solved_at.is_not(None), Variant.revealed_at.is_not(None)))
    .join(Sitting, Sitting.id == Variant.sitting_id)
    .where(Sitting.public_id == sa.bindparam("sitting"), Sitting.learner_id == sa.bindparam("learner"))
    .order_by(Variant.position, Variant.take)
)


def done(db: Database, learner: int, sitting_id: str) -> int:
    rows: Sequence[Row] = ()
    if is_public_id(sitting_id):
        with db.looking() as connection:
            rows = _SETTLED.rows(connection, {"sitting": sitting_id, "learner": learner})
    if not rows:  # the first problem is opened with the sitting
        raise NotFound(MISSING)
    return sum({row[0]: row[1] for row in rows}.values())


def recent(db: Database, learner: int, limit: int) -> list[values.Sitting]:
    newest = sa.select(Sitting).where(Sitting.learner_id == learner).order_by(Sitting.started.desc(), Sitting.id.desc())
    with db.reading() as session:
        return [view(session, row) for row in session.scalars(newest.limit(limit))]


def problem(db: Database, learner: int, problem_id: str) -> values.Problem:
    kept = problems.question(db, learner, problem_id)
    with db.looking() as connection, one_moment(connection):
        return problems.view(connection, learner, problem_id, kept)


def current(db: Database, learner: int, sitting_id: str, *, now: datetime, seeds: Seeds) -> values.Problem:
    with db.reading() as session:
        sitting = owned(session, learner, sitting_id)
        at = _current_position(session, sitting)
        found = _newest_takes(session, sitting).get(at)
        if found:
            return problems.view(session.connection(), learner, found.public_id)
    return _open(db, learner, sitting_id, at, now, seeds)


def following(db: Database, learner: int, problem_id: str, *, now: datetime, seeds: Seeds) -> values.Problem | None:
    with db.reading() as session:
        row = problems.owned(session, learner, problem_id)
        sitting = session.get_one(Sitting, row.sitting_id)
        at = row.position + 1
        if at >= len(sitting.plan):
            return None
        found = _newest_takes(session, sitting).get(at)
        if found:
            return problems.view(session.connection(), learner, found.public_id)
    return _open(db, learner, sitting.public_id, at, now, seeds)


def fresh(db: Database, learner: int, problem_id: str, *, now: datetime, seeds: Seeds) -> values.Problem:
    def work(session: Session) -> values.Problem:
        row = problems.owned(session, learner, problem_id)
        sitting = session.get_one(Sitting, row.sitting_id, with_for_update=True)
        take = _newest_takes(session, sitting)[row.position].take + 1
        opened = open_variant(session, sitting, row.position, take, now, seeds)
        return problems.view(session.connection(), learner, opened.public_id)

    return db.write(work)


def _open(db: Database, learner: int, sitting_id: str, at: int, now: datetime, seeds: Seeds) -> values.Problem:
    def work(session: Session) -> values.Problem:
        sitting = owned(session, learner, sitting_id, lock=True)
        opened = _newest_takes(session, sitting).get(at)  # another tab may have been faster
        opened = opened or open_variant(session, sitting, at, 0, now, seeds)
        return problems.view(session.connection(), learner, opened.public_id)

    return db.write(work)


def open_variant(session: Session, sitting: Sitting, at: int, take: int, now: datetime, seeds: Seeds) -> Variant:
    """Draw a problem for a position and keep it whole: its givens and expected answers never change again."""
    family_id, level = sitting.plan[at]
    drawn = serve(family(family_id), level, seeds())
    row = Variant(
        public_id=public_id(), learner_id=sitting.learner_id, sitting_id=sitting.id, position=at, take=take,
        family=family_id, version=drawn.family.version, level=level, seed=drawn.seed, index=drawn.index,
        givens=jsonable(drawn.givens), expected={part.id: drawn.expected(part) for part in drawn.parts}, opened=now,
        hints_used=0, attempts=0, credit=0.0, seconds=0,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


MISSING = "There is no such session."
_OWNED = sa.select(Sitting).where(
    Sitting.public_id == sa.bindparam("sitting"), Sitting.learner_id == sa.bindparam("learner")
)
_LOCKED = _OWNED.with_for_update()


def owned(session: Session, learner: int, sitting_id: str, *, lock: bool = False) -> Sitting:
    """The learner's sitting of this public id."""
    if not is_public_id(sitting_id):
        raise NotFound(MISSING)
    row = session.scalars(_LOCKED if lock else _OWNED, {"sitting": sitting_id, "learner": learner}).one_or_none()
    if row is None:
        raise NotFound(MISSING)
    return row


# What the progress bar shows of every problem that was opened; the newest take of a position comes last.
_OPENED = Prepared(
    sa.select(Variant.position, Variant.public_id, Variant.solved_at, Variant.revealed_at, Variant.attempts)
    .where(Variant.sitting_id == sa.bindparam("sitting"))
    .order_by(Variant.position, Variant.take)
)


_FIELDS = ("id", "public_id", "topic", "level", "plan", "started", "finished")
_SEEN = Prepared(_OWNED.with_only_columns(*(Sitting.__table__.c[name] for name in _FIELDS)))


def view(session: Session, row: Sitting) -> values.Sitting:
    session.flush()
    return _view(session.connection(), *(getattr(row, name) for name in _FIELDS))


def _view(
    connection: sa.Connection, id: int, public_id: str, topic: str | None, level: int | None,
    plan: Sequence[tuple[str, int]], started: datetime, finished: datetime | None,
) -> values.Sitting:  # fmt: skip
    takes = {opened[0]: opened[1:] for opened in _OPENED.rows(connection, {"sitting": id})}
    places = [_place(at, family_id, its_level, takes.get(at)) for at, (family_id, its_level) in enumerate(plan)]
    return values.Sitting(public_id, topic, level, len(plan), started, finished, places)


def _place(at: int, family_id: str, level: int, opened: Row | None) -> values.Place:
    if opened is None:
        return values.Place(at + 1, family_id, level, None, solved=False, revealed=False, attempts=0)
    problem, solved_at, revealed_at, attempts = opened
    return values.Place(
        at + 1, family_id, level, problem, solved_at is not None, revealed_at is not None, attempts
    )  # fmt: skip


def _newest_takes(session: Session, sitting: Sitting) -> dict[int, Variant]:
    """The newest take of every position that was opened."""
    in_order = sa.select(Variant).where(Variant.sitting_id == sitting.id).order_by(Variant.position, Variant.take)
    return {row.position: row for row in session.scalars(in_order)}


def _current_position(session: Session, sitting: Sitting) -> int:
    takes = _newest_takes(session, sitting)
    for at in range(len(sitting.plan)):
        if at not in takes or (takes[at].solved_at is None and takes[at].revealed_at is None):
            return at
    return len(sitting.plan) - 1
