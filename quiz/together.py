"""Changes that are always made together, made in one call.

To call SQLite costs more than most changes do: Python's lock goes to another thread and has to be fetched back. So the
changes are the trigger of a view that has a column for each value and that only the connection knows; one row put into
it makes all of them, or none. That row can also be made to depend on a look: then asking and changing are one call,
and, where no transaction was begun, one transaction. On PostgreSQL the changes are made one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from quiz.prepared import Convert, Prepared, Ready, numbered, picker, raw, said, writer


class Together:
    """Changes that are always made together.

    name: of the view, which no table may have. where: a look for one value, on which `do_where` depends.
    """

    def __init__(self, name: str, *changes: Prepared, where: sa.Select[Any] | None = None) -> None:
        self._view, self._changes, self._where = name, changes, where
        self._ready: Ready | None = None
        self._ready_where: Ready | None = None
        self._made: tuple[str, ...] = ()

    def do(self, connection: sa.Connection, values: Mapping[str, Any]) -> None:
        """Make the changes in order. values: of all of them, by name."""
        if connection.dialect.name != "sqlite":
            for change in self._changes:
                change.do(connection, {name: values[name] for name in change.names})
            return
        if self._ready is None:
            self._compile(connection.dialect)
        self._put(connection, self._ready, values)

    def do_where(self, connection: sa.Connection, values: Mapping[str, Any]) -> bool:
        """Make the changes where the look finds its value, and say whether they were made. On SQLite only."""
        if self._ready_where is None:
            self._compile(connection.dialect)
        store = raw(connection)
        before = store.total_changes()
        self._put(connection, self._ready_where, values)
        return store.total_changes() > before

    def _put(self, connection: sa.Connection, ready: Any, values: Mapping[str, Any]) -> None:
        given = ready.given(values)
        try:
            said(connection, ready.text, given)
        except OperationalError:
            if said(connection, "SELECT 1 FROM sqlite_temp_schema WHERE name = ?", (self._view,)).fetchall():
                raise
            for text in self._made:  # the first time on this connection, or what made it was undone
                said(connection, text)
            said(connection, ready.text, given)

    def _compile(self, dialect: sa.Dialect) -> None:
        """What puts a row into the view, always or where the look finds something; what makes the view."""
        named = type(dialect)(paramstyle="named")  # type: ignore[call-arg]
        converts: dict[str, Convert] = {}
        changes = []
        for change in self._changes:
            made = change.statement.compile(dialect=named, column_keys=change.fills)
            converts |= {name: writer(bind.type, dialect) for name, bind in made.binds.items()}
            changes.append(_PLACE.sub(r'NEW."\1"', str(made)))
        columns = ", ".join(f'NULL AS "{name}"' for name in converts)
        self._made = (
            f"CREATE TEMP VIEW {self._view} AS SELECT {columns}",
            f"CREATE TEMP TRIGGER {self._view}_made INSTEAD OF INSERT ON {self._view} BEGIN {'; '.join(changes)}; END",
        )
        places = ", ".join("?" * len(converts))
        text = " ".join(("INSERT INTO", self._view, "VALUES", f"({places})"))
        self._ready = Ready(text, picker(list(converts)), numbered(converts.values()), {}, ())
        if self._where is not None:
            self._ready_where = self._asking(self._where.compile(dialect=named), converts, dialect)

    def _asking(self, look: Any, converts: Mapping[str, Convert], dialect: sa.Dialect) -> Ready:
        """A value that is looked up and not EXISTS, for which SQLite needs ten times as long."""
        every = {**{name: writer(bind.type, dialect) for name, bind in look.binds.items()}, **converts}
        place = {name: f"?{number}" for number, name in enumerate(every, start=1)}
        asked = _PLACE.sub(lambda found: place[found[1]], str(look))
        row = ", ".join(place[name] for name in converts)
        text = " ".join(("INSERT INTO", self._view, "SELECT", row, "WHERE", f"({asked}) IS NOT NULL"))
        return Ready(text, picker(list(every)), numbered(every.values()), {}, ())


_PLACE = re.compile(r":(\w+)")
