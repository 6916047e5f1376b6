"""Changes that are always made together, made in one call.

To call SQLite costs more than most changes do: Python's lock goes to another thread and has to be fetched back. So the
changes are the trigger of a view that has a column for each value and that only the connection knows; one row put into
it makes all of them, or none. On PostgreSQL they are made one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from quiz.prepared import Convert, Prepared, Ready, numbered, picker, said, writer


class Together:
    """Changes that are always made together. name: of the view, which no table may have."""

    def __init__(self, name: str, *changes: Prepared) -> None:
        self._view, self._changes = name, changes
        self._ready: Ready | None = None
        self._made: tuple[str, ...] = ()

    def do(self, connection: sa.Connection, values: Mapping[str, Any]) -> None:
        """Make the changes in order. values: of all of them, by name."""
        if connection.dialect.name != "sqlite":
            for change in self._changes:
                change.do(connection, {name: values[name] for name in change.names})
            return
        ready = self._ready or self._compiled(connection.dialect)
        given = ready.given(values)
        try:
            said(connection, ready.text, given)
        except OperationalError:
            if said(connection, "SELECT 1 FROM sqlite_temp_schema WHERE name = ?", (self._view,)).fetchall():
                raise
            for text in self._made:  # the first time on this connection, or what made it was undone
                said(connection, text)
            said(connection, ready.text, given)

    def _compiled(self, dialect: sa.Dialect) -> Ready:
        """What puts a row into the view; `_made` is what makes it and its trigger."""
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
        return self._ready


_PLACE = re.compile(r":(\w+)")
