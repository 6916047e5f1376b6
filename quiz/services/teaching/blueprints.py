"""Blueprints that people keep: their text, the secret seed of their numbers, and what is made of them.

Only its owner sees a blueprint; for everybody else it does not exist. The seed never leaves: papers, previews and
reports are made of it here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.database import Database
from quiz.models import BlueprintRow
from quiz.papers import writer
from quiz.papers.blueprint import Blueprint, Flawed, Item, read_blueprint
from quiz.papers.chain import Chain
from quiz.papers.fairness import Fairness, fairness
from quiz.papers.looking import Judged, Looked, judged, look
from quiz.papers.pins import seed_mark
from quiz.papers.rows import rows
from quiz.papers.sheets import Sheets
from quiz.papers.writing import written
from quiz.services.chance import is_public_id, public_id, secure_seed
from quiz.services.errors import NotFound, Unacceptable
from quiz.services.teaching import jobs
from quiz.services.teaching.courses import require_account
from quiz.services.teaching.jobs_files import packed

MOST_KEPT = 500
MOST_AT_ONCE = 8  # copies that are made while the browser waits; more are a job
REPORTED = 16  # copies that the report compares
EXAMPLE = """title = "Attention, week 1"
time_limit = 45
calculator = false

[[items]]
family = "attention-weights"
level = 1
points = 4
paper = true

[[items]]
family = "shape-single"
level = 1
points = 2
"""


@dataclass(frozen=True)
class Kept:
    """A blueprint for its owner. number: 1, 2 … with every change; send it back with the next one."""

    id: str
    title: str
    text: str
    number: int
    changed: datetime
    blueprint: Blueprint

    @property
    def points(self) -> float:
        return sum(item.points * item.count for item in self.blueprint.items)


class Changed(Unacceptable):
    """Another tab has changed the blueprint meanwhile; `number` is what is stored now."""

    def __init__(self, number: int) -> None:
        super().__init__("This blueprint was changed in another tab since you opened it; nothing was kept. Save once "
                         "more to put what stands here in its place.")  # fmt: skip
        self.number = number


def listed(db: Database, learner: int) -> list[Kept]:
    """The learner's blueprints, the last changed first."""
    query = sa.select(BlueprintRow).where(BlueprintRow.learner_id == learner)
    with db.reading() as session:
        return [_kept(row) for row in session.scalars(query.order_by(BlueprintRow.changed.desc(), BlueprintRow.id))]


def view(db: Database, learner: int, id: str) -> Kept:
    with db.reading() as session:
        return _kept(_own(session, learner, id))


def make(db: Database, learner: int, text: str, *, now: datetime) -> str:
    """Keep a new blueprint with a secret seed of its own; its public id."""
    return _put(db, learner, lambda session: (text, secure_seed()), now=now)


def copy(db: Database, learner: int, id: str, *, same_numbers: bool, now: datetime) -> str:
    """Another blueprint with the same text. With numbers of its own it has no pins and no dropped variants."""

    def source(session: Session) -> tuple[str, int]:
        row = _own(session, learner, id)
        if same_numbers:
            return row.text, row.seed
        old = read_blueprint(row.text)
        items = tuple(replace(item, pin=(), drop=(), stream=0) for item in old.items)
        bare = replace(old, items=items, seed_mark="")
        return (row.text if bare == old else written(bare, row.text)), secure_seed()

    return _put(db, learner, source, now=now)


def change(db: Database, learner: int, id: str, text: str, number: int, *, now: datetime) -> None:
    """Another text. number: of the text that was changed; `Changed` where it is no longer the newest."""
    rewrite(db, learner, id, number, lambda row: text, now=now)


def rewrite(
    db: Database, learner: int, id: str, number: int, text: Callable[[BlueprintRow], str], *, now: datetime
) -> None:
    """Put the text that is made of the present one in its place. number: of the text that was seen."""

    def work(session: Session) -> None:
        row = _own(session, learner, id, lock=True)
        if row.number != number:
            raise Changed(row.number)
        _fill(row, text(row), now)
        row.number += 1

    db.write(work)


def remove(db: Database, learner: int, id: str) -> None:
    """Delete a blueprint; assignments made of it keep their copy."""
    db.write(lambda session: session.delete(_own(session, learner, id, lock=True)))


def one_of(blueprint: Blueprint, item: int) -> Item:
    """Item number `item`, from 1."""
    if not 1 <= item <= len(blueprint.items):
        raise NotFound("There is no such item.")
    return blueprint.items[item - 1]


def sheets(db: Database, learner: int, id: str, copies: int) -> Sheets:
    """The first copies of a blueprint."""
    with db.reading() as session:
        row = _own(session, learner, id)
        text, seed = row.text, row.seed
    try:
        return rows(read_blueprint(text), copies, seed)
    except Flawed as flawed:
        raise Unacceptable(str(flawed)) from None


def looked(db: Database, learner: int, id: str, item: int, count: int) -> Looked:
    """The first variants of an item, from 1, grouped by what makes them hard."""
    kept, seed = view(db, learner, id), seed_of(db, learner, id)
    one_of(kept.blueprint, item)
    try:
        return look(kept.blueprint, seed, item, count)
    except Flawed as flawed:
        raise Unacceptable(str(flawed)) from None


def report(db: Database, learner: int, id: str, copies: int = REPORTED) -> tuple[list[Judged], Fairness]:
    """Each problem checked over the first copies, and how equal these are."""
    kept, seed = view(db, learner, id), seed_of(db, learner, id)
    chain = Chain(kept.blueprint, seed)
    try:
        made = [chain.chosen(copy, copies) for copy in range(1, copies + 1)]
    except Flawed as flawed:
        raise Unacceptable(str(flawed)) from None
    checked = judged(kept.blueprint, chain.problems, [[one.variant for one in copy] for copy in made])
    return checked, fairness([[one.features for one in copy] for copy in made])


def seed_of(db: Database, learner: int, id: str) -> int:
    """The secret seed: for what is made on the server, never to be shown."""
    with db.reading() as session:
        return _own(session, learner, id).seed


def papers(db: Database, learner: int, id: str, form: str, copies: int, *, key: bool) -> tuple[str, bytes]:
    """A few copies at once: the name of one file and its content, an archive where there are several."""
    if not 1 <= copies <= MOST_AT_ONCE:
        raise Unacceptable(f"1 to {MOST_AT_ONCE} copies are made at once, but {copies} came; more are made as a job.")
    try:
        write = writer(form)
    except ValueError as error:
        raise Unacceptable(str(error)) from None
    made = list(write(sheets(db, learner, id, copies), key=key))
    return (made[0].name, made[0].content) if len(made) == 1 else (f"papers-{form}.zip", packed(made))


def start_papers(
    db: Database, learner: int, id: str, form: str, copies: int, *, key: bool, now: datetime
) -> str:  # fmt: skip
    """Many copies as a job; its public id."""
    kept, seed = view(db, learner, id), seed_of(db, learner, id)
    arguments = {"blueprint": kept.text, "seed": seed, "copies": copies, "format": form, "key": key}
    return jobs.start(db, learner, "papers", arguments, f"{kept.title}: {copies} × {form}", None, now=now)


def _put(db: Database, learner: int, source: Callable[[Session], tuple[str, int]], *, now: datetime) -> str:
    id = public_id()

    def work(session: Session) -> str:
        require_account(session, learner)
        mine = sa.select(sa.func.count()).select_from(BlueprintRow).where(BlueprintRow.learner_id == learner)
        if (session.scalar(mine) or 0) >= MOST_KEPT:
            raise Unacceptable(f"Up to {MOST_KEPT} blueprints are kept, and you have that many: delete one first.")
        text, seed = source(session)
        row = BlueprintRow(public_id=id, learner_id=learner, number=1, seed=seed, created=now)
        _fill(row, text, now)
        session.add(row)
        return id

    return db.write(work)


def _fill(row: BlueprintRow, text: str, now: datetime) -> None:
    """Put a text into a row, if it reads as a blueprint and its pins belong to the row's seed."""
    text = text.replace("\r\n", "\n")
    try:
        read = read_blueprint(text)
    except Flawed as flawed:
        raise Unacceptable(str(flawed)) from None
    if read.seed_mark not in ("", seed_mark(row.seed)):
        raise Unacceptable("seed_mark: these variants were pinned and dropped with other numbers than this blueprint "
                           "has; leave seed_mark, pin and drop out, and choose here.")  # fmt: skip
    row.text, row.title, row.changed = text, " ".join(read.title.split())[:200], now


def _own(session: Session, learner: int, id: str, *, lock: bool = False) -> BlueprintRow:
    query = sa.select(BlueprintRow).where(BlueprintRow.public_id == id, BlueprintRow.learner_id == learner)
    row = session.scalar(query.with_for_update() if lock else query) if is_public_id(id) else None
    if row is None:
        raise NotFound("There is no such blueprint.")
    return row


def _kept(row: BlueprintRow) -> Kept:
    return Kept(row.public_id, row.title, row.text, row.number, row.changed, read_blueprint(row.text))
