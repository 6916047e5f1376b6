"""Writers who share a commit: each one's work is whole or undone, and durable before it is told."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import OperationalError

from quiz import groupcommit
from quiz.database import Database
from quiz.groupcommit import Gate, GroupCommit
from quiz.prepared import Prepared, raw, said
from quiz.together import AtOnce, Together

notes = sa.Table("note", sa.MetaData(), sa.Column("text", sa.Text, primary_key=True))
ADD = Prepared(sa.insert(notes), ["text"])
ADD_NOTE = Together("add_note", ADD, where=sa.select(sa.bindparam("does")))
SECONDS = 20


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    store = Database(f"sqlite:///{tmp_path / 'notes.sqlite3'}")
    notes.metadata.create_all(store.engine.execution_options(headway_writes=True))
    yield store
    store.close()


def kept(db: Database) -> set[str]:
    """What another connection sees."""
    with db.engine.connect() as connection:
        return set(connection.scalars(sa.select(notes.c.text)))


class Line:
    """Writers in line behind one who is inside: they go together once `go` is called."""

    def __init__(self, db: Database, gate: Gate | None) -> None:
        self.db, self.gate = db, gate
        self.commits = 0
        self.group = GroupCommit(db.engine, gate)
        self.pool = ThreadPoolExecutor(16)
        self._inside, self._go = threading.Event(), threading.Event()
        self._first = self.pool.submit(self.group.do, self._wait)
        assert self._inside.wait(SECONDS)

    def _committed(self) -> bool:
        self.commits += 1
        return False  # SQLite asks whether to undo it instead

    def _wait(self, connection: sa.Connection) -> None:
        raw(connection).set_commit_hook(self._committed)
        self._inside.set()
        assert self._go.wait(SECONDS)

    def add(self, *works: object) -> list["Future[object]"]:
        """Line up these works, in order."""
        futures = []
        for work in works:
            before = len(self.group._waiting)
            asked = work if isinstance(work, tuple) else (work,)  # with one statement that is tried first
            futures.append(self.pool.submit(self.group.do, *asked))
            while len(self.group._waiting) == before:
                threading.Event().wait(0.001)
        return futures

    def go(self) -> None:
        self._go.set()
        self._first.result(SECONDS)
        self.pool.shutdown()
        self.group.close()


@pytest.fixture(params=["log", "journal"])
def line(request: pytest.FixtureRequest, db: Database) -> Line:
    """Behind a gate where nobody can read during a commit."""
    return Line(db, None if request.param == "log" else Gate())


def note(text: str) -> object:
    def work(connection: sa.Connection) -> str:
        connection.execute(sa.insert(notes), {"text": text})
        return text

    return work


def test_who_waits_together_commits_together(db: Database, line: Line) -> None:
    """Everybody in line gets their own result out of one more commit."""
    futures = line.add(*(note(str(i)) for i in range(10)))
    line.go()
    assert [future.result() for future in futures] == [str(i) for i in range(10)]
    assert kept(db) == {str(i) for i in range(10)}
    assert line.commits == 2  # the first one's, and the line's


def test_what_fails_undoes_only_itself(db: Database, line: Line) -> None:
    """One writer's exception is theirs alone, and nothing of their work stays."""

    def fails(connection: sa.Connection) -> None:
        connection.execute(sa.insert(notes), {"text": "half"})
        raise LookupError("on purpose")

    one, other, two = line.add(note("one"), fails, note("two"))
    line.go()
    assert (one.result(), two.result()) == ("one", "two")
    assert isinstance(other.exception(), LookupError)
    assert kept(db) == {"one", "two"}


def test_a_failed_commit_fails_for_everybody(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the commit itself fails nobody is told that their work was kept, and none of it was."""

    def full() -> None:
        raise OperationalError("COMMIT", {}, Exception("database or disk is full"))

    line = Line(db, gate := Gate())
    futures = line.add(note("one"), note("two"))
    monkeypatch.setattr(gate, "committing", lambda: full())
    line._go.set()
    line.pool.shutdown()
    assert all(isinstance(future.exception(), OperationalError) for future in futures)
    assert kept(db) == set()


def test_a_result_is_durable_when_it_is_told(db: Database) -> None:
    """Whoever gets a result finds it through a connection of their own."""

    def write_and_look(text: str) -> bool:
        db.transaction(note(text))  # type: ignore[arg-type]
        return text in kept_in_turn(db)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(write_and_look, map(str, range(200))))


def kept_in_turn(db: Database) -> set[str]:
    with db.looking() as connection:
        return set(connection.scalars(sa.select(notes.c.text)))


@pytest.fixture
def said_by(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the group itself says to SQLite, in order."""
    texts: list[str] = []

    def noted(connection: sa.Connection, text: str, given: object = ()) -> object:
        texts.append(text)
        return said(connection, text, given)  # type: ignore[arg-type]

    monkeypatch.setattr(groupcommit, "said", noted)
    return texts


def one_statement(text: str, *, does: bool = True) -> AtOnce:
    given = ADD_NOTE.given(sqlite.dialect(), {"text": text, "does": does or None})
    return AtOnce(ADD_NOTE, given, text, f"{text} at once")


def test_one_statement_alone_is_a_transaction_of_its_own(db: Database, said_by: list[str]) -> None:
    """Nothing is begun for it; where it changes nothing the work is done as ever."""
    assert db.transaction(note("one"), one_statement("first")) == "first at once"  # type: ignore[arg-type]
    assert said_by == []
    assert db.transaction(note("two"), one_statement("second", does=False)) == "two"  # type: ignore[arg-type]
    assert said_by == ["BEGIN IMMEDIATE", "COMMIT"]
    assert kept(db) == {"first", "two"}


def test_in_line_the_one_statement_goes_first_and_with_the_others(line: Line) -> None:
    """Everybody's commit is one, whether one statement did or the work."""
    futures = [
        *line.add((note("one"), one_statement("first"))),
        *line.add((note("two"), one_statement("second", does=False))),
        *line.add(note("three")),
    ]
    line.go()
    assert [future.result() for future in futures] == ["first at once", "two", "three"]
    assert kept(line.db) == {"first", "two", "three"}
    assert line.commits == 2  # the one who was inside, and everybody


def test_a_line_of_one_statements_is_one_statement(db: Database, said_by: list[str]) -> None:
    """Nothing is begun for it either; where one of them doesn't do, each goes by itself."""
    line = Line(db, None)
    futures = [one for text in "abc" for one in line.add((note(f"not {text}"), one_statement(text)))]
    line.go()
    assert [future.result() for future in futures] == ["a at once", "b at once", "c at once"]
    assert said_by == ["BEGIN IMMEDIATE", "COMMIT"]  # the one who was inside
    line = Line(db, None)
    futures = [one for text in "de" for one in line.add((note(f"not {text}"), one_statement(text, does=text != "e")))]
    line.go()
    assert [future.result() for future in futures] == ["d at once", "not e"]
    assert kept(db) == {"a", "b", "c", "d", "not e"}


def test_a_lock_of_another_process_is_waited_for_once(db: Database) -> None:
    """Who is in line is told after the wait of one, and nothing is begun to wait again."""
    line = Line(db, None)
    futures = [one for text in "ab" for one in line.add((note(f"not {text}"), one_statement(text)))]
    line._go.set()
    line._first.result(SECONDS)
    line.pool.shutdown()
    assert [one.result() for one in futures] == ["a at once", "b at once"]
    store = line.group._kept
    assert store is not None
    looks: list[int] = []
    raw(store).set_busy_handler(lambda look: looks.append(look) is not None)
    with db.engine.connect() as other:
        said(other, "BEGIN IMMEDIATE")
        turns = [groupcommit._Turn(note(f"not {text}"), one_statement(text)) for text in "cd"]  # type: ignore[arg-type]
        line.group._commit(turns)
        said(other, "ROLLBACK")
    assert looks == [0]
    assert all("locked" in str(turn.error) for turn in turns)
    line.group.close()
    assert kept(db) == {"a", "b"}


def test_one_statement_that_fails_undoes_only_itself(db: Database, line: Line) -> None:
    """Alone and in line: whoever it was is told, and the next one goes on."""
    nowhere = sa.Table("nowhere", sa.MetaData(), sa.Column("text", sa.Text))
    lost = Together("lost", ADD, Prepared(sa.insert(nowhere), ["text"]), where=sa.select(sa.bindparam("does")))
    fails = AtOnce(lost, lost.given(sqlite.dialect(), {"text": "half", "does": 1}), "half", "half at once")

    def fails_too(connection: sa.Connection) -> None:
        said(connection, "INSERT INTO note (text) VALUES ('half')")
        said(connection, "INSERT INTO nowhere VALUES (1)")

    futures = [*line.add((fails_too, fails)), *line.add((note("one"), one_statement("first")))]
    line.go()
    assert isinstance(futures[0].exception(), OperationalError)
    assert futures[1].result() == "one"  # done again, as work
    assert kept(db) == {"one"}
    with pytest.raises(OperationalError, match="nowhere"):
        db.transaction(note("two"), fails)  # type: ignore[arg-type]
    assert db.transaction(note("three")) == "three"  # type: ignore[arg-type]
    assert kept(db) == {"one", "three"}


def test_a_commit_waits_for_readers_and_goes_before_new_ones() -> None:
    """A commit begins once who reads has read; a reader who comes meanwhile reads after it."""
    gate = Gate()
    order: list[str] = []
    with ThreadPoolExecutor(2) as pool:
        with gate.reading():
            commit = pool.submit(commits, gate, order)
            while not gate._committing:
                threading.Event().wait(0.001)
            later = pool.submit(reads, gate, order)
            order.append("read")
        commit.result(SECONDS)
        later.result(SECONDS)
    assert order == ["read", "commit", "read later"]


def commits(gate: Gate, order: list[str]) -> None:
    with gate.committing():
        order.append("commit")


def reads(gate: Gate, order: list[str]) -> None:
    with gate.reading():
        order.append("read later")
