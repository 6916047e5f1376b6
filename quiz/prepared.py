"""Statements that a learner waits for most often, compiled once and run on SQLite's own driver.

SQLAlchemy builds a context for every statement it runs, which costs several times what SQLite needs for it. A
`Prepared` statement is written like any other and is compiled to the same text with the same conversions of types, but
only once. On PostgreSQL, where the server's answer takes longest, SQLAlchemy runs it as ever.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from json import JSONDecoder
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from quiz import sqlite_driver
from quiz.jsonable import compact_json

if TYPE_CHECKING:
    import apsw

Row = Sequence[Any]
Convert = Callable[[Any], Any] | None


class Ready(NamedTuple):
    """The text for SQLite, what picks the values for its places in order, and what converts them and the columns."""

    text: str
    pick: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    converts: Sequence[tuple[int, Callable[[Any], Any]]]
    fixed: Mapping[str, Any]
    columns: Sequence[tuple[int, Callable[[Any], Any]]]

    def given(self, values: Mapping[str, Any]) -> list[Any]:
        """The values as SQLite takes them, in order."""
        found = list(self.pick({**self.fixed, **values} if self.fixed else values))
        for place, convert in self.converts:
            found[place] = convert(found[place])
        return found


def raw(connection: sa.Connection) -> apsw.Connection:
    """SQLite's own connection, beneath SQLAlchemy's and the driver's."""
    driver: Any = connection.connection.dbapi_connection
    found: apsw.Connection = driver.raw
    return found


def said(connection: sa.Connection, text: str, given: Sequence[Any] = ()) -> apsw.Cursor:
    """Run a text on SQLite's own connection, with SQLAlchemy's errors. It begins and ends nothing by itself."""
    try:
        return raw(connection).execute(text, given)
    except sqlite_driver.FAILS as error:
        known = sqlite_driver.translated(error)
        raise DBAPIError.instance(text, given, known, sqlite_driver.Error, dialect=connection.dialect) from error


@contextmanager
def one_moment(connection: sa.Connection) -> Iterator[None]:
    """Several looks at the same moment of SQLite's file; on PostgreSQL each sees what is committed by then, as ever."""
    if connection.dialect.name != "sqlite":
        yield
        return
    said(connection, "BEGIN")
    try:
        yield
    finally:
        said(connection, "ROLLBACK")


class Prepared:
    """One statement. fills: the columns that an INSERT or an UPDATE is given values for."""

    def __init__(self, statement: Any, fills: Collection[str] | None = None) -> None:
        self.statement = statement
        self.fills = None if fills is None else list(fills)
        self._ready: Ready | None = None

    @cached_property
    def names(self) -> list[str]:
        """The values that it takes."""
        return list(self.statement.compile(column_keys=self.fills).binds)

    def rows(self, connection: sa.Connection, values: Mapping[str, Any]) -> Sequence[Row]:
        """All rows that it finds, with the values that SQLAlchemy would give."""
        if connection.dialect.name != "sqlite":
            return [tuple(row) for row in connection.execute(self.statement, values)]
        found: Sequence[Row] = self._run(connection, values).fetchall()
        columns = self._compiled(connection.dialect).columns
        return [_converted(row, columns) for row in found] if columns else found

    def one(self, connection: sa.Connection, values: Mapping[str, Any]) -> Row | None:
        """The only row that it can find, or None."""
        found = self.rows(connection, values)
        return found[0] if found else None

    def do(self, connection: sa.Connection, values: Mapping[str, Any]) -> int:
        """Change rows; the number of the one that an INSERT added."""
        if connection.dialect.name != "sqlite":
            done = connection.execute(self.statement, values)
            key: Any = done.inserted_primary_key if done.context.isinsert else None
            return key[0] if key and isinstance(key[0], int) else 0
        return self._run(connection, values).connection.last_insert_rowid()

    def _run(self, connection: sa.Connection, values: Mapping[str, Any]) -> apsw.Cursor:
        ready = self._ready or self._compiled(connection.dialect)
        return said(connection, ready.text, ready.given(values))

    def _compiled(self, dialect: sa.Dialect) -> Ready:
        if self._ready is None:
            self._ready = _compile(self.statement, dialect, self.fills)
        return self._ready


def _compile(statement: Any, dialect: sa.Dialect, fills: list[str] | None) -> Ready:
    made = statement.compile(dialect=dialect, column_keys=fills)
    kinds = {name: writer(bind.type, dialect) for name, bind in made.binds.items()}
    fixed = {name: bind.effective_value for name, bind in made.binds.items() if not bind.required}
    read = []
    if isinstance(statement, sa.Select):
        for place, column in enumerate(statement.selected_columns):
            convert = _reader(column.type, dialect)
            if convert is not None:
                read.append((place, convert))
    places = made.positiontup
    return Ready(str(made), picker(places), numbered(kinds[name] for name in places), fixed, read)


def numbered(converts: Iterable[Convert]) -> list[tuple[int, Callable[[Any], Any]]]:
    """What has to be converted, with its place."""
    return [(place, convert) for place, convert in enumerate(converts) if convert]


def picker(names: Sequence[str]) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    """What picks the values of these names, in order."""
    return itemgetter(*names) if len(names) > 1 else lambda held: tuple(held[name] for name in names)


def writer(type_: Any, dialect: sa.Dialect) -> Convert:
    """What makes a value one of SQLite's."""
    if _is_moment(type_):
        return _moment_writer(type_, dialect)
    if isinstance(type_, _AS_THEY_ARE):
        return None
    convert: Convert = type_.dialect_impl(dialect).bind_processor(dialect)
    if convert is not None and isinstance(type_, sa.JSON):
        other = convert
        return lambda value: compact_json(value) if isinstance(value, dict | list) else other(value)
    return convert


_AS_THEY_ARE = (sa.Boolean, sa.Float, sa.LargeBinary)  # SQLite takes Python's own; SQLAlchemy would look at each


def _reader(type_: Any, dialect: sa.Dialect) -> Convert:
    """What makes one of SQLite's values a value."""
    if _is_moment(type_):
        return lambda text: None if text is None else datetime.fromisoformat(text + "+00:00")
    if isinstance(type_, sa.JSON):
        return lambda text: _read_json(text)[0] if isinstance(text, str) else text  # SQLite keeps a number as one
    convert: Convert = type_.dialect_impl(dialect).result_processor(dialect, None)
    return convert


_read_json = JSONDecoder().raw_decode  # what stands in a column has nothing around it


def _is_moment(type_: Any) -> bool:
    """Whether it is a kind of time of ours, which Python writes and reads in a tenth of the time of SQLAlchemy."""
    return isinstance(type_, sa.TypeDecorator) and isinstance(type_.impl, sa.DateTime)


def _moment_writer(type_: Any, dialect: sa.Dialect) -> Convert:
    """One for all columns of a kind. It remembers: a request writes its own time into many rows.

    Written is the time in UTC without its zone, as SQLAlchemy writes it.
    """

    @lru_cache(maxsize=64)
    def written(value: datetime | None) -> str | None:
        if value is not None and value.tzinfo is not UTC:
            value = type_.process_bind_param(value, dialect)
        return None if value is None else value.isoformat(" ", "microseconds")[:26]

    return _moment_writers.setdefault(type(type_), written)


_moment_writers: dict[type, Convert] = {}


def _converted(row: Row, columns: Sequence[tuple[int, Callable[[Any], Any]]]) -> Row:
    found = list(row)
    for place, convert in columns:
        found[place] = convert(found[place])
    return found
