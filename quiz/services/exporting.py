"""All that is stored of a learner: handed out as JSON and CSV, or erased.

Which tables and columns there are is read off the schema, so a new table cannot be forgotten: a table belongs to a
learner when its foreign keys lead to `learner`.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.database import Database
from quiz.models import AFTER_REVEAL, ATTRIBUTED, NEVER_SHOWN, OF_NOBODY, Base, Learner, Regrade, Variant
from quiz.papers.csv import harmless

# Each after those that it refers to. A table that says nothing of any one learner is marked as such.
TABLES = [table for table in Base.metadata.sorted_tables if table.info != OF_NOBODY]
VERSION = 1


def export_json(db: Database, learner: int, *, now: datetime) -> dict[str, Any]:
    """Every row of the learner's, by table: {"exported", "version", "tables": {table: [{column: value}]}}."""
    with db.reading() as session:
        tables = {table.name: list(rows(session, table, learner)) for table in TABLES}
    return {"exported": now.isoformat(), "version": VERSION, "tables": tables}


def export_csv(db: Database, learner: int) -> dict[str, str]:
    """The same rows as one CSV text a table, by file name; a value that is a list or an object is JSON there."""
    with db.reading() as session:
        return {f"{table.name}.csv": _csv(table, rows(session, table, learner)) for table in TABLES}


def erase(db: Database, learner: int) -> None:
    """Delete every row of the learner's, for good."""
    db.write(lambda session: erase_rows(session, learner))


def erase_rows(session: Session, learner: int) -> None:
    """The same in a running transaction. What others keep loses the name of who did it."""
    # A regrade of this learner's answers alone, without the name, would be one of everybody's.
    session.execute(sa.update(Regrade).where(Regrade.only_learner == learner).values(state="erased"))
    for table in Base.metadata.sorted_tables:
        for key in sorted(table.foreign_keys, key=lambda key: key.parent.name):
            if key.parent.info == ATTRIBUTED:
                session.execute(sa.update(table).where(key.parent == learner).values({key.parent.name: None}))
    for table in reversed(TABLES):
        session.execute(sa.delete(table).where(belongs(table, learner)))


def rows(session: Session, table: sa.Table, learner: int) -> Iterator[dict[str, Any]]:
    """The learner's rows of a table as plain values, the oldest first, without what may not be shown (yet)."""
    columns = shown(table)
    query = sa.select(*columns).where(belongs(table, learner)).order_by(*table.primary_key.columns)
    for row in session.execute(query):
        yield {column.name: _plain(value) for column, value in zip(columns, row, strict=True)}


def belongs(table: sa.Table, learner: int) -> sa.ColumnElement[bool]:
    """Whether a row of this table is the learner's, followed along its foreign keys."""
    if table is Learner.__table__:
        return table.c.id == learner
    keys = [key for key in table.foreign_keys if key.parent.info != ATTRIBUTED and key.column.table.info != OF_NOBODY]
    for key in sorted(keys, key=lambda key: key.column.table is not Learner.__table__):  # straight there first
        if key.column.table is Learner.__table__:
            return key.parent == learner
        return key.parent.in_(sa.select(key.column).where(belongs(key.column.table, learner)))
    raise LookupError(f"Every table belongs to a learner by its foreign keys, but {table.name} has none.")


def shown(table: sa.Table) -> list[sa.ColumnElement[Any]]:
    """The columns that may leave the server; a key of answers is empty until its solution was shown."""
    found: list[sa.ColumnElement[Any]] = []
    for column in table.columns:
        if column.info == AFTER_REVEAL:
            key = sa.case((Variant.revealed_at.is_not(None), column), else_=None)
            found.append(sa.type_coerce(key, column.type).label(column.name))
        elif column.info != NEVER_SHOWN:
            found.append(column)
    return found


def _csv(table: sa.Table, lines: Iterator[dict[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, [column.name for column in shown(table)])
    writer.writeheader()
    for line in lines:
        writer.writerow({name: _cell(value) for name, value in line.items()})
    return text.getvalue()


def _cell(value: Any) -> Any:
    """A value as no spreadsheet computes it: others wrote some of these texts."""
    if isinstance(value, dict | list):
        return json.dumps(value)
    return harmless(value) if isinstance(value, str) else value


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat()
        case bytes():
            return value.hex()
    return value
