"""A DB-API 2 driver over `apsw`, whose wheel brings an SQLite of its own: new enough to log ahead of writing safely.

It has what SQLAlchemy's dialect for Python's `sqlite3` asks of a driver, and no more. Nothing is begun by itself:
whoever wants a transaction says BEGIN. A connection may go from thread to thread, one at a time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NoReturn

import apsw

apilevel = "2.0"
threadsafety = 1
paramstyle = "qmark"
sqlite_version = apsw.sqlite_lib_version()
sqlite_version_info = tuple(map(int, sqlite_version.split(".")))
Binary = bytes

Row = tuple[Any, ...]

# Another process commits within a millisecond, so who waits for it looks again soon; after so many looks, seldom.
SOON, SELDOM = 0.0003, 0.005  # seconds
LOOKS_SOON = 200


class Warning(Exception):
    """What the standard wants to be there; never raised."""


class Error(Exception):
    """Any error of the database."""


class InterfaceError(Error):
    """The driver was used wrongly."""


class DatabaseError(Error):
    """The database could not do it."""


class DataError(DatabaseError):
    """A value is too large."""


class OperationalError(DatabaseError):
    """Locked, full, out of reach, or the statement is no SQL."""


class IntegrityError(DatabaseError):
    """A rule that the tables keep would be broken."""


class InternalError(DatabaseError):
    """SQLite contradicts itself."""


class ProgrammingError(DatabaseError):
    """A closed connection, or values that fit no place of the statement."""


class NotSupportedError(DatabaseError):
    """What the standard wants to be there; never raised."""


_KINDS: tuple[tuple[tuple[type[Exception], ...], type[Error]], ...] = (
    ((apsw.ConstraintError, apsw.MismatchError), IntegrityError),
    ((apsw.TooBigError,), DataError),
    ((apsw.InternalError,), InternalError),
    ((apsw.CorruptError, apsw.NotADBError), DatabaseError),
    (
        (
            apsw.RangeError, apsw.MisuseError, apsw.BindingsError, apsw.ConnectionClosedError, apsw.CursorClosedError,
            apsw.ThreadingViolationError, apsw.IncompleteExecutionError, TypeError,
        ),
        ProgrammingError,
    ),
    ((apsw.Error,), OperationalError),
)  # fmt: skip
LOCKED = apsw.BusyError  # another process has the lock, and did not give it back in time
FAILS = (apsw.Error, TypeError)  # TypeError: a value of a type that SQLite does not keep


def translated(error: Exception) -> Error:
    """The standard's error for one of apsw's."""
    return next(ours for theirs, ours in _KINDS if isinstance(error, theirs))(*error.args)


def _fail(error: Exception) -> NoReturn:
    raise translated(error) from error


def connect(
    database: str, timeout: float = 5.0, *, uri: bool = False, check_same_thread: bool = True,
    cached_statements: int = 256,
) -> Connection:  # fmt: skip
    """Open a file, or `:memory:`. timeout: how many seconds to wait for a lock."""
    flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE | (apsw.SQLITE_OPEN_URI if uri else 0)
    try:
        raw = apsw.Connection(database, flags=flags, statementcachesize=cached_statements)
        raw.set_busy_handler(patience(timeout))
    except FAILS as error:
        _fail(error)
    return Connection(raw)


def patience(seconds: float) -> Callable[[int], bool]:
    """What SQLite asks while another process has the lock: whether to look again. It sleeps meanwhile.

    SQLite's own way sleeps longer and longer, up to 0.1 s, and two busy processes lose most of their time in it.
    """
    began = 0.0

    def wait(looks: int) -> bool:
        nonlocal began
        now = time.monotonic()
        began = now if looks == 0 else began
        if now - began >= seconds:
            return False
        time.sleep(SOON if looks < LOOKS_SOON else SELDOM)
        return True

    return wait


class Connection:
    """A connection. raw: apsw's own, for statements that are run without a detour. reading: what it looked up last."""

    isolation_level: str | None = None  # SQLAlchemy puts it; transactions are begun by a statement

    def __init__(self, raw: apsw.Connection) -> None:
        self.raw = raw
        self.reading: list[apsw.Cursor] = []

    @property
    def in_transaction(self) -> bool:
        return self.raw.in_transaction

    def cursor(self) -> Cursor:
        return Cursor(self)

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Cursor:
        return self.cursor().execute(statement, values)

    def commit(self) -> None:
        self._end("COMMIT")

    def rollback(self) -> None:
        self._end("ROLLBACK")

    def _end(self, how: str) -> None:
        try:
            if self.raw.in_transaction:
                self.raw.execute(how)
            # A result that nobody read to its end would keep its snapshot, and the next one would read what was.
            if self.raw.txn_state() != apsw.SQLITE_TXN_NONE:
                for running in self.reading:
                    running.close(force=True)
            self.reading.clear()
        except FAILS as error:
            _fail(error)

    def close(self) -> None:
        self.raw.close()

    def create_function(
        self, name: str, count: int, function: Callable[..., Any], *, deterministic: bool = False
    ) -> None:  # fmt: skip
        """Let statements call a Python function of `count` values."""
        self.raw.create_scalar_function(name, function, count, deterministic=deterministic)


class Cursor:
    """One statement at a time and what it found. A statement that changes something is run to its end at once."""

    arraysize = 1

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.description: Sequence[Sequence[Any]] | None = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self._found: Iterator[Row] = iter(())
        self._reads = True

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Cursor:
        raw = self.connection.raw
        self.description, self.rowcount = None, -1
        try:
            running = raw.cursor()
            running.exec_trace = self._describe
            running.execute(statement, values)
            if self._reads:
                self._found = running
                self.connection.reading.append(running)
            else:
                self._found = iter(running.fetchall())
                self.rowcount, self.lastrowid = raw.changes(), raw.last_insert_rowid()
        except FAILS as error:
            _fail(error)
        return self

    def _describe(self, running: apsw.Cursor, statement: str, values: Any) -> bool:
        """Called before the first row, because apsw forgets the columns of a result that has no rows."""
        columns = running.get_description()
        self.description = [(name, None, None, None, None, None, None) for name, _ in columns] or None
        self._reads = running.is_readonly
        return True

    def executemany(self, statement: str, sets: Iterable[Sequence[Any]]) -> Cursor:
        raw, changed = self.connection.raw, 0
        self.description, self.rowcount, self._found = None, -1, iter(())
        try:
            for values in sets:
                raw.execute(statement, values).fetchall()
                changed += raw.changes()
        except FAILS as error:
            _fail(error)
        self.rowcount = changed
        return self

    def __iter__(self) -> Iterator[Row]:
        return self

    def __next__(self) -> Row:
        try:
            return next(self._found)
        except FAILS as error:
            _fail(error)

    def fetchone(self) -> Row | None:
        return next(self, None)

    def fetchmany(self, size: int | None = None) -> list[Row]:
        return list(islice(self, size or self.arraysize))

    def fetchall(self) -> list[Row]:
        try:
            return list(self._found)
        except FAILS as error:
            _fail(error)

    def close(self) -> None:
        if isinstance(self._found, apsw.Cursor):
            self._found.close()
        self._found = iter(())

    def setinputsizes(self, sizes: Any) -> None:
        """Nothing to prepare."""

    def setoutputsize(self, size: Any, column: Any = None) -> None:
        """Nothing to prepare."""
