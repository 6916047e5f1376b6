"""Changes that are always made together, made in one call.

To call SQLite costs more than most changes do: Python's lock goes to another thread and has to be fetched back. So the
changes are the trigger of a view that has a column for each value and that only the connection knows; one row put into
it makes all of them, or none. That row can also be made to depend on a look: then asking and changing are one call,
and, where no transaction was begun, one transaction. Several such rows go in one call as well, all of them or none. On
PostgreSQL the changes are made one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from quiz.prepared import Convert, Prepared, Ready, numbered, picker, raw, said, writer


class Together:
    """Changes that are always made together.

    name: of the view, which no table may have. perhaps: further changes that rest on no other, each made where the
    value of this name is not None. where: a look for one value, on which `do_where` depends.
    """

    def __init__(
        self, name: str, *changes: Prepared, perhaps: Mapping[str, Prepared] | None = None,
        where: sa.Select[Any] | None = None,
    ) -> None:  # fmt: skip
        self._view, self._changes, self._perhaps, self._where = name, changes, perhaps or {}, where
        self._compiled: _Compiled | None = None

    def do(self, connection: sa.Connection, values: Mapping[str, Any]) -> None:
        """Make the changes in order. values: of all of them, by name."""
        if connection.dialect.name != "sqlite":
            further = [change for name, change in self._perhaps.items() if values[name] is not None]
            for change in (*self._changes, *further):
                change.do(connection, {name: values[name] for name in change.names})
            return
        row = self._in_sqlite(connection.dialect).row
        self._put(connection, row.text, row.given(values))

    def given(self, dialect: sa.Dialect, values: Mapping[str, Any]) -> list[Any]:
        """The values of the look and of the changes as `do_where` takes them."""
        return self._in_sqlite(dialect).asking.given(values)

    def do_where(self, connection: sa.Connection, *given: Sequence[Any]) -> bool:
        """Make the changes of all these if the look of each finds its value, else none; whether they were made.

        All looks are done before any change. On SQLite only.
        """
        store = raw(connection)
        before = store.total_changes()
        text = self._in_sqlite(connection.dialect).where(len(given))
        self._put(connection, text, given[0] if len(given) == 1 else [*chain.from_iterable(given)])
        return store.total_changes() > before

    def _put(self, connection: sa.Connection, text: str, given: Sequence[Any]) -> None:
        try:
            said(connection, text, given)
        except OperationalError:
            if said(connection, "SELECT 1 FROM sqlite_temp_schema WHERE name = ?", (self._view,)).fetchall():
                raise
            self._make(connection)  # the first time on this connection, or what made it was undone
            said(connection, text, given)

    def _make(self, connection: sa.Connection) -> None:
        """The view with all its triggers, or nothing: without one of them changes would be lost, and nobody told."""
        said(connection, "SAVEPOINT making")
        try:
            for text in self._in_sqlite(connection.dialect).view:
                said(connection, text)
        except BaseException:
            said(connection, "ROLLBACK TO making")
            raise
        finally:
            said(connection, "RELEASE making")

    def _in_sqlite(self, dialect: sa.Dialect) -> _Compiled:
        if self._compiled is None:
            self._compiled = self._compile(dialect)
        return self._compiled

    def _compile(self, dialect: sa.Dialect) -> _Compiled:
        named = type(dialect)(paramstyle="named")  # type: ignore[call-arg]
        converts: dict[str, Convert] = {}

        def change(one: Prepared) -> str:
            made = one.statement.compile(dialect=named, column_keys=one.fills)
            converts.update({name: writer(bind.type, dialect) for name, bind in made.binds.items()})
            return _PLACE.sub(r'NEW."\1"', str(made))

        always = [change(one) for one in self._changes]
        perhaps = {name: change(one) for name, one in self._perhaps.items()}
        columns = ", ".join(f'NULL AS "{name}"' for name in converts)
        trigger, put = f"CREATE TEMP TRIGGER {self._view}_", f"INSTEAD OF INSERT ON {self._view}"
        view = (
            f"CREATE TEMP VIEW {self._view} AS SELECT {columns}",
            f"{trigger}made {put} BEGIN {'; '.join(always)}; END",
            *(f'{trigger}{name} {put} WHEN NEW."{name}" NOT NULL BEGIN {one}; END' for name, one in perhaps.items()),
        )
        into = f"INSERT INTO {self._view}"
        places = ", ".join("?" * len(converts))
        row = Ready(f"{into} VALUES ({places})", picker(list(converts)), numbered(converts.values()), {}, ())
        look, every = "", dict(converts)
        if self._where is not None:
            asked = self._where.compile(dialect=named)
            look = str(asked)
            every = {**{name: writer(bind.type, dialect) for name, bind in asked.binds.items()}, **converts}
        asking = Ready("", picker(list(every)), numbered(every.values()), {}, ())
        depending = ", ".join(f":{name}" for name in converts)
        return _Compiled(view, into, row, asking, list(every), depending, look)


@dataclass(frozen=True)
class _Compiled:
    """The text of changes in SQLite.

    view: what makes the view. into: how to put something into it begins. row: puts one row into it. asking: gives the
    values of a row that depends on the look, in the order of `names`; such a row and the look, with the names of their
    values, are `depending` and `look`. for_rows: statements that were written once, by their number of rows.
    """

    view: Sequence[str]
    into: str
    row: Ready
    asking: Ready
    names: Sequence[str]
    depending: str
    look: str
    for_rows: dict[int, str] = field(default_factory=dict)

    def where(self, count: int) -> str:
        """The statement for so many rows. A value is looked up: for EXISTS SQLite needs ten times as long."""
        known = self.for_rows.get(count)
        if known:
            return known
        starts = range(1, count * len(self.names) + 1, len(self.names))
        rows = [_placed(self.depending, self.names, start) for start in starts]
        looks = " AND ".join(_placed(f"({self.look}) IS NOT NULL", self.names, start) for start in starts)
        found = rows[0] if count == 1 else f"* FROM (VALUES {', '.join(f'({row})' for row in rows)})"
        return self.for_rows.setdefault(count, f"{self.into} SELECT {found} WHERE {looks}")


def _placed(text: str, names: Sequence[str], start: int) -> str:
    """A text with SQLite's places for values, numbered from `start`, instead of their names."""
    place = {name: f"?{number}" for number, name in enumerate(names, start)}
    return _PLACE.sub(lambda found: place[found[1]], text)


class AtOnce(NamedTuple):
    """A piece of work that is nothing but changes, where their look finds its value; on SQLite.

    given: of `changes.do_where`. about: what the look is about; the changes of another, about something else, change
    nothing that it sees. result: what comes of the work.
    """

    changes: Together
    given: Sequence[Any]
    about: Any
    result: Any


def done_at_once(connection: sa.Connection, works: Sequence[AtOnce | None]) -> list[Any] | None:
    """Try to do all these works in one statement, which is all or nothing; their results, or None if it did nothing."""
    ones = [one for one in works if one is not None]
    if len({one.about for one in ones}) < len(works) or len({one.changes for one in ones}) > 1:
        return None
    done = ones[0].changes.do_where(connection, *[one.given for one in ones])
    return [one.result for one in ones] if done else None


_PLACE = re.compile(r":(\w+)")
