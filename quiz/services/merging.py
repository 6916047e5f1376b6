"""A guest's rows become an account's: every table of the schema has its rule, and nothing that was done is lost.

A row moves by a new owner. Where a key that holds the owner could meet the account's own: summaries are added up,
idempotency keys get another name, reviews are done again in the account's log (`quiz.services.merging_reviews`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.models import ATTRIBUTED, Learner
from quiz.services import merging_reviews
from quiz.services.exporting import TABLES

ENDED = ("session", "api_token")  # what opened a guest's practice must not open an account
SUMMARIES = ("family_progress", "mistake_progress")
# A guest has none: to join a class or make one takes an account.
ONLY_ACCOUNTS = ("account", "site_role", "member", "roster_entry", "extension", "work", "answer", "blueprint", "job")


def merge(session: Session, guest: int, account: int, *, now: datetime) -> None:
    """Give the account everything of the guest's, who is no more then."""
    merging_reviews.merge(session, guest, account, now=now)
    for table in TABLES:
        owner = owner_of(table)
        if owner is None:
            continue
        match rule(table):
            case "end":
                ended = sa.update(table).where(owner == guest).values(revoked=sa.func.coalesce(table.c.revoked, now))
                session.execute(ended)
                _move(session, table, owner, guest, account)
            case "add up":
                _add_up(session, table, owner, guest, account)
            case "rename":
                _rename(session, table, owner, guest, account)
                _move(session, table, owner, guest, account)
            case "move":
                _move(session, table, owner, guest, account)
    _preferences(session, guest, account)
    session.execute(sa.delete(Learner).where(Learner.id == guest))


def owner_of(table: sa.Table) -> sa.Column[Any] | None:
    """The column that names the learner; None where rows belong to a learner through another table."""
    keys = [key.parent for key in table.foreign_keys if key.column.table is Learner.__table__]
    return next((column for column in keys if column.info != ATTRIBUTED), None)


def rule(table: sa.Table) -> str:
    """How the rows of a table move. A table whose keys could meet has a rule of its own, or this fails."""
    if table.name in merging_reviews.NAMES or table.name in ONLY_ACCOUNTS:
        return "done"
    if table.name in ENDED:
        return "end"
    if table.name in SUMMARIES:
        return "add up"
    owner = owner_of(table)
    meeting = [key for key in _keys(table) if owner is not None and owner.name in key]
    if not meeting:
        return "move"
    if all("key" in key for key in meeting):
        return "rename"
    raise LookupError(f"A table whose keys hold the learner has a rule for two that meet, but {table.name} has none.")


def _keys(table: sa.Table) -> list[set[str]]:
    """The names of the columns of each key that must be unique."""
    unique = [set(one.columns.keys()) for one in table.constraints if isinstance(one, sa.UniqueConstraint)]
    indexed = [set(one.columns.keys()) for one in table.indexes if one.unique]
    return [set(table.primary_key.columns.keys()), *unique, *indexed]


def _move(session: Session, table: sa.Table, owner: sa.Column[Any], guest: int, account: int) -> None:
    session.execute(sa.update(table).where(owner == guest).values({owner.name: account}))


def _rename(session: Session, table: sa.Table, owner: sa.Column[Any], guest: int, account: int) -> None:
    """Give keys that the account has too another name; every other is still found when it is sent again."""
    # The guest's number makes it unlike any other, and a key has at most 100 characters.
    other = sa.func.substr(table.c.key, 1, 70).concat(f"~{guest}~")
    taken = sa.select(table.c.key).where(owner == account).scalar_subquery()
    for row in session.execute(sa.select(table.c.id).where(owner == guest, table.c.key.in_(taken))).all():
        session.execute(sa.update(table).where(table.c.id == row.id).values(key=other.concat(str(row.id))))


def _add_up(session: Session, table: sa.Table, owner: sa.Column[Any], guest: int, account: int) -> None:
    for row in session.execute(sa.select(table).where(owner == guest)).mappings().all():
        key = [column == row[column.name] for column in table.primary_key.columns if column is not owner]
        ours = session.execute(sa.select(table).where(owner == account, *key)).mappings().one_or_none()
        if ours is not None:
            session.execute(sa.update(table).where(owner == account, *key).values(_sum(table, ours, row)))
            session.execute(sa.delete(table).where(owner == guest, *key))
    _move(session, table, owner, guest, account)


def _sum(table: sa.Table, ours: sa.RowMapping, theirs: sa.RowMapping) -> dict[str, Any]:
    """Two summaries of the same thing as one: numbers add up, the latest word on it holds."""
    found: dict[str, Any] = {}
    newer = max((ours, theirs), key=lambda row: row["latest"])
    for column in table.columns:
        if column.primary_key:
            continue
        mine, other = ours[column.name], theirs[column.name]
        if column.name == "first":
            found[column.name] = min(mine, other)
        elif isinstance(mine, bool | datetime):
            found[column.name] = newer[column.name]
        else:
            found[column.name] = mine + other
    return found


def _preferences(session: Session, guest: int, account: int) -> None:
    """What only the guest had chosen is kept; what both chose stays as the account has it."""
    theirs, ours = session.get_one(Learner, guest), session.get_one(Learner, account)
    ours.preferences = {**theirs.preferences, **ours.preferences}
    session.flush()
