"""How the threads of one process share one SQLite file: writers go together, on one connection that is kept.

A commit with full durability waits for the disk several times, and only one writer can be inside. So while one
commits, the others line up; who is next takes everybody in line along: one's work runs after the other's, one commit
follows, and only then is anybody told. Where each one's work is but changes that may go together (`quiz.together`), one
statement does it all. Where one fails, which is seldom, all is undone and done again, each one's work in a savepoint of
its own: all of it or nothing, and what fails undoes only itself. Nobody waits longer than for the commit under way and
the next.

Where the write-ahead log isn't safe (`quiz.database`) nobody can read during a commit. SQLite would poll for that,
sleeping longer and longer; here readers pass a `Gate`: they wait until the commit is over, and a commit waits until who
reads has read. Other processes still meet at the file's own lock.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, TypeVar

import sqlalchemy as sa

from quiz.prepared import said
from quiz.sqlite_driver import LOCKED
from quiz.together import AtOnce, done_at_once

Result = TypeVar("Result")


class Gate:
    """Many may read, or one may commit. Who wants to commit goes before readers who come later."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._readers = 0
        self._committing = False

    @contextmanager
    def reading(self) -> Iterator[None]:
        with self._changed:
            self._changed.wait_for(lambda: not self._committing)
            self._readers += 1
        try:
            yield
        finally:
            with self._changed:
                self._readers -= 1
                self._changed.notify_all()

    @contextmanager
    def committing(self) -> Iterator[None]:
        """For one thread at a time; `GroupCommit` sees to that."""
        with self._changed:
            self._committing = True
            self._changed.wait_for(lambda: not self._readers)
        try:
            yield
        finally:
            with self._changed:
                self._committing = False
                self._changed.notify_all()


class _Turn:
    """One writer's work and what came of it. at_once: the same in one statement, which may turn out not to do."""

    def __init__(self, work: Callable[[sa.Connection], Any], at_once: AtOnce | None) -> None:
        self.work, self.at_once = work, at_once
        self.done = False
        self.result: Any = None
        self.error: BaseException | None = None


class GroupCommit:
    """The line in front of one SQLite file, for the threads of one process."""

    def __init__(self, writer: sa.Engine, gate: Gate | None = None) -> None:
        self._writer = writer
        self._gate = gate
        self._kept: sa.Connection | None = None
        self._waiting: list[_Turn] = []
        self._line = threading.Lock()  # guards the list
        self._inside = threading.Lock()  # held by the one who writes

    def do(self, work: Callable[[sa.Connection], Result], at_once: AtOnce | None = None) -> Result:
        """Do the work and commit it; its result, or its exception once it is undone.

        at_once: the same work in one statement, tried first. Where everybody in line has one, the line's is one
        statement and no other is needed: it is its own transaction.
        """
        turn = _Turn(work, at_once)
        with self._line:
            self._waiting.append(turn)
        with self._inside:
            if not turn.done:
                with self._line:
                    together, self._waiting = self._waiting, []
                self._commit(together)
        if turn.error is not None:
            raise turn.error
        result: Result = turn.result
        return result

    def close(self) -> None:
        """Give back the connection; the next one who writes opens another."""
        with self._inside:
            if self._kept is not None:
                self._kept.close()
                self._kept = None

    def _commit(self, together: list[_Turn]) -> None:
        """One transaction of everybody's work. When it fails as a whole, it failed for everybody."""
        try:
            connection = self._kept = self._kept or self._writer.connect()
            tried = together if self._gate is None else []
            if tried and _did_at_once(connection, tried):
                return
            said(connection, "BEGIN IMMEDIATE")
            try:
                for turn in together:
                    if tried == [turn] or not _did_at_once(connection, [turn]):
                        turn.result = turn.work(connection)
            except Exception:
                if len(together) == 1:
                    raise
                _anew(connection)
                for turn in together:
                    _run(connection, turn)
            with self._gate.committing() if self._gate else nullcontext():
                said(connection, "COMMIT")
            if connection.in_transaction():
                connection.commit()  # SQLAlchemy's side of it: somebody used more than prepared statements
        except BaseException as error:
            self._abandon()
            for turn in together:
                turn.error = turn.error or error
            if not isinstance(error, Exception):  # the process is asked to end
                raise
        finally:
            for turn in together:
                turn.done = True

    def _abandon(self) -> None:
        """Undo what is open. The pool rolls back what it gets, so a connection that can't even do that is replaced."""
        connection, self._kept = self._kept, None
        if connection is not None:
            connection.close()


def _did_at_once(connection: sa.Connection, together: list[_Turn]) -> bool:
    """Try the one statement; whether it did everybody's work. Of several, it does not say whose it was that failed."""
    try:
        results = done_at_once(connection, [turn.at_once for turn in together])
    except Exception as error:
        if len(together) == 1 or isinstance(error.__cause__, LOCKED):
            raise
        return False
    if results is None:
        return False
    for turn, result in zip(together, results, strict=True):
        turn.result = result
    return True


def _anew(connection: sa.Connection) -> None:
    """Undo the transaction and begin it again."""
    said(connection, "ROLLBACK")
    if connection.in_transaction():
        connection.rollback()  # SQLAlchemy's side of it
    said(connection, "BEGIN IMMEDIATE")


def _run(connection: sa.Connection, turn: _Turn) -> None:
    said(connection, "SAVEPOINT turn")
    try:
        turn.result = turn.work(connection)
    except Exception as error:
        turn.error = error
        said(connection, "ROLLBACK TO turn")
    said(connection, "RELEASE turn")
