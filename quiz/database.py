"""The store's engine and its transactions: SQLite in a file, or PostgreSQL, with the same promises.

A use case does its work in one transaction, `Database.write(work)`: all of it or nothing. What it returned is on disk
when `write` returns. The work may run more than once (two writers met) and in another thread (`quiz.groupcommit`), so
it changes nothing but the session that it is given.

SQLite: a write takes the write lock at once (BEGIN IMMEDIATE), so two writers queue and never deadlock; every
connection commits with full durability, keeps foreign keys and waits for a lock. PostgreSQL: a write locks the rows
that it decides on; a deadlock or a lost race is tried again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from quiz import sqlite_driver
from quiz.groupcommit import Gate, GroupCommit
from quiz.jsonable import compact_json
from quiz.together import AtOnce

Result = TypeVar("Result")

MOST_TRIES = 8
PATIENCE = 20.0  # seconds to wait for a lock
# SQLSTATE of PostgreSQL: serialization failure, deadlock.
TRY_AGAIN = {"40001", "40P01"}


class Database:
    """One store. Make it once a process, after any fork."""

    def __init__(self, url: str) -> None:
        self.url = sa.make_url(url)
        if self.url.drivername in ("postgresql", "postgres"):
            self.url = self.url.set(drivername="postgresql+psycopg")
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = make_engine(self.url)
        self._writer = self.engine.execution_options(headway_writes=True)
        self._gate = Gate() if self.is_sqlite and not WAL else None
        self._together = GroupCommit(self._writer, self._gate) if self.is_sqlite else None
        self._idle: list[sa.Connection] = []  # SQLite's readers, the last one on top

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for looking only. Nothing is written while it is open, so close it first."""
        with self._gate.reading() if self._gate else nullcontext(), Session(self.engine) as session:
            yield session

    @contextmanager
    def looking(self) -> Iterator[sa.Connection]:
        """The same without mapped objects. SQLite's connections are kept: taking one from the pool costs more."""
        if not self.is_sqlite:
            with self.engine.connect() as connection:
                yield connection
            return
        with self._gate.reading() if self._gate else nullcontext():
            connection = self._reader()
            try:
                yield connection
                if connection.in_transaction():
                    connection.rollback()
            except BaseException:
                connection.close()
                raise
            self._idle.append(connection)

    def _reader(self) -> sa.Connection:
        try:
            return self._idle.pop()
        except IndexError:
            return self.engine.connect()

    def write(self, work: Callable[[Session], Result]) -> Result:
        """Do the work in one transaction and commit it; the work's result. An exception undoes everything."""

        def in_session(connection: sa.Connection) -> Result:
            # The transaction is ours to commit or roll back, not the session's. SQLite's was begun on the bare
            # connection, of which SQLAlchemy knows nothing: its own is a savepoint inside.
            with (
                connection.begin_nested() if self.is_sqlite else nullcontext(),
                Session(connection, expire_on_commit=False, join_transaction_mode="rollback_only") as session,
            ):
                result = work(session)
                session.flush()
                return result

        return self.transaction(in_session)

    def transaction(self, work: Callable[[sa.Connection], Result], at_once: AtOnce | None = None) -> Result:
        """The same for work that needs no mapped objects: what is done most often is done on the bare connection.

        at_once: the same work in one statement, which SQLite tries first (`quiz.together`).
        """
        for tries_left in reversed(range(MOST_TRIES)):
            try:
                if self._together is not None:
                    return self._together.do(work, at_once)
                with self._writer.begin() as connection:
                    return work(connection)
            except DBAPIError as error:
                if not tries_left or not lost_a_race(error):
                    raise
        raise AssertionError("unreachable")

    def close(self) -> None:
        """Give back all connections."""
        if self._together is not None:
            self._together.close()
        while self._idle:
            self._idle.pop().close()
        self.engine.dispose()


def lost_a_race(error: DBAPIError) -> bool:
    """Whether the same work may well succeed when it is done again: another writer was in the way.

    Two first rows of the same key (say, of a summary) make an integrity error; the second time the row is there.
    """
    return isinstance(error, IntegrityError) or getattr(error.orig, "sqlstate", None) in TRY_AGAIN


def make_engine(url: sa.URL) -> sa.Engine:
    """An engine whose every connection keeps the promises above."""
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url, pool_pre_ping=True, json_serializer=compact_json)
    engine = sa.create_engine(
        url, module=sqlite_driver, json_serializer=compact_json, connect_args={"timeout": PATIENCE},
        max_overflow=-1,
    )  # fmt: skip
    sa.event.listen(engine, "connect", prepare_sqlite)
    sa.event.listen(engine, "begin", begin_sqlite)
    return engine


def prepare_sqlite(connection: sqlite_driver.Connection, _: Any) -> None:
    """Settings that SQLite keeps per connection."""
    for setting in ("synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {setting}").close()
    _keep_journal(connection, "wal" if WAL else "truncate")


def _keep_journal(connection: sqlite_driver.Connection, mode: str) -> None:
    """Take this journal mode. A change of it needs the file alone, and SQLite doesn't wait for that by itself."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute(f"PRAGMA journal_mode = {mode}").close()
        except sqlite_driver.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


def begin_sqlite(connection: sa.Connection) -> None:
    """A writer takes the lock before it reads anything, so what it decides on can't change under it."""
    driver: Any = connection.connection.driver_connection
    if not driver.in_transaction:  # `quiz.groupcommit` began it already
        writes = connection.get_execution_options().get("headway_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite can use its write-ahead log from several connections without the risk of corruption.

    Fixed in 3.51.3, and in the patches 3.50.7 and 3.44.6. Elsewhere the rollback journal is used, slower and
    safe; truncated rather than deleted, because FULL syncs a truncated file and not the folder of a deleted one.

    >>> wal_is_safe((3, 40, 1)), wal_is_safe((3, 44, 6)), wal_is_safe((3, 50, 4)), wal_is_safe((3, 51, 3))
    (False, True, False, True)
    """
    series, patch = version[:2], version[2]
    return version >= (3, 51, 3) or (series == (3, 50) and patch >= 7) or (series == (3, 44) and patch >= 6)


WAL = wal_is_safe(sqlite_driver.sqlite_version_info)
