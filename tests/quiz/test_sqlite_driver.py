"""The SQLite driver says what the standard says: columns, counts, keys, and errors by their kind."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from quiz import sqlite_driver
from quiz.database import Database
from quiz.services import upkeep
from quiz.sqlite_driver import Connection
from tests.stores import migrated


@pytest.fixture
def store() -> Iterator[Connection]:
    made = sqlite_driver.connect(":memory:")
    made.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE)")
    yield made
    made.close()


def names(cursor: sqlite_driver.Cursor) -> list[str]:
    return [column[0] for column in cursor.description or ()]


def test_its_sqlite_logs_ahead_safely(tmp_path: Path) -> None:
    """The library that the driver brings is one in which the write-ahead log is safe, so that is what is used."""
    assert sqlite_driver.sqlite_version_info >= (3, 51, 3)
    with migrated(f"sqlite:///{tmp_path / 'x.sqlite3'}") as db, db.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("SELECT sqlite_version()").scalar() == sqlite_driver.sqlite_version


def test_columns_are_told_also_where_no_row_is_found(store: Connection) -> None:
    """A question has columns whatever it finds; a change has none."""
    found = store.execute("SELECT id, text AS said FROM note")
    assert (names(found), found.fetchone(), found.rowcount) == (["id", "said"], None, -1)
    assert store.execute("INSERT INTO note (text) VALUES ('a')").description is None


def test_rows_come_one_by_one_or_in_lots(store: Connection) -> None:
    """Each way of fetching goes on where the last one stopped."""
    changed = store.cursor().executemany("INSERT INTO note (text) VALUES (?)", [(c,) for c in "abcdef"])
    assert changed.rowcount == 6
    found = store.execute("SELECT text FROM note ORDER BY id")
    assert found.fetchone() == ("a",)
    assert found.fetchmany(2) == [("b",), ("c",)]
    assert next(found) == ("d",)
    assert found.fetchall() == [("e",), ("f",)]
    assert found.fetchall() == []


def test_a_change_tells_its_count_and_its_key(store: Connection) -> None:
    """How many rows a change met, the key of the row that it added, and what it returns."""
    added = store.execute("INSERT INTO note (id, text) VALUES (7, 'a') RETURNING text")
    assert (names(added), added.fetchall(), added.rowcount, added.lastrowid) == (["text"], [("a",)], 1, 7)
    assert store.execute("WITH x AS (SELECT 'b' AS y) UPDATE note SET text = (SELECT y FROM x)").rowcount == 1
    assert store.execute("DELETE FROM note WHERE id = 8").rowcount == 0


@pytest.mark.parametrize(
    ("statement", "values", "kind"),
    [
        ("INSERT INTO note (text) VALUES (?)", ("a",), sqlite_driver.IntegrityError),
        ("INSERT INTO note (text) VALUES (NULL)", (), sqlite_driver.IntegrityError),
        ("SELECT * FROM nothing", (), sqlite_driver.OperationalError),
        ("SELEKT 1", (), sqlite_driver.OperationalError),
        ("SELECT ?", (), sqlite_driver.ProgrammingError),
        ("SELECT ?", (object(),), sqlite_driver.ProgrammingError),
        ("SELECT zeroblob(?)", (2_000_000_000,), sqlite_driver.DataError),
    ],
)
def test_an_error_is_of_the_standard_s_kind(
    store: Connection, statement: str, values: tuple[object, ...], kind: type[Exception]
) -> None:
    """A broken rule, a bad statement, values that don't fit: each is the error that the standard names for it."""
    store.execute("INSERT INTO note (text) VALUES ('a')")
    with pytest.raises(sqlite_driver.DatabaseError) as raised:
        store.execute(statement, values).fetchall()
    assert type(raised.value) is kind


def test_a_lock_that_stays_is_told(tmp_path: Path) -> None:
    """Who waits for a lock longer than allowed is told that it is locked; nothing else happens."""
    one, other = (sqlite_driver.connect(str(tmp_path / "x"), timeout=0.01) for _ in range(2))
    one.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite_driver.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    one.rollback()
    other.execute("BEGIN IMMEDIATE")
    for each in (one, other):
        each.close()


class Naps:
    """Time that passes only while somebody sleeps. Whoever sleeps over `ends` has `then` done first."""

    def __init__(self, then: Callable[[], None]) -> None:
        self.now, self.ends, self.then = 0.0, 0.0, then

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        if self.now < self.ends <= self.now + seconds:
            self.then()
        self.now += seconds


def test_who_waits_for_a_lock_looks_again_soon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two connections that write by turns lose little time to each other, and each patience begins anew."""
    one, other = (sqlite_driver.connect(str(tmp_path / "x"), timeout=0.2) for _ in range(2))
    naps = Naps(then=one.rollback)
    monkeypatch.setattr(sqlite_driver, "time", naps)
    for held in (0.1, 0.01, 0.15, 0.1):  # more than 0.2 s in all, and never at once
        one.execute("BEGIN IMMEDIATE")
        naps.ends = naps.now + held
        other.execute("BEGIN IMMEDIATE")
        assert naps.now - naps.ends <= 0.05 * held
        other.rollback()
    one.execute("BEGIN IMMEDIATE")
    naps.ends = naps.now + 0.25
    with pytest.raises(sqlite_driver.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    for each in (one, other):
        each.close()


def test_commit_and_rollback_end_what_was_begun(store: Connection) -> None:
    """A rollback undoes, a commit keeps, and both are nothing where nothing was begun."""
    for end, left in ((store.rollback, 0), (store.commit, 1)):
        store.execute("BEGIN")
        store.execute("INSERT INTO note (text) VALUES ('a')")
        assert store.in_transaction
        end()
        end()
        assert not store.in_transaction
        assert store.execute("SELECT count(*) FROM note").fetchone() == (left,)


@pytest.mark.parametrize("begins", [True, False])
def test_what_was_not_read_to_its_end_keeps_no_snapshot(tmp_path: Path, begins: bool) -> None:
    """Who looks after an unread result sees what others have written since."""
    path = str(tmp_path / "x.sqlite3")
    with migrated(f"sqlite:///{path}"):
        reader, writer = sqlite_driver.connect(path), sqlite_driver.connect(path)
        writer.execute("CREATE TABLE note (text)")
        writer.execute("INSERT INTO note VALUES ('a'), ('b')")
        if begins:
            reader.execute("BEGIN")
        unread = reader.execute("SELECT text FROM note")
        assert unread.fetchone() == ("a",)
        reader.rollback()
        writer.execute("DELETE FROM note")
        assert reader.execute("SELECT count(*) FROM note").fetchone() == (0,)
        with pytest.raises(sqlite_driver.Error):
            unread.fetchall()
        reader.close()
        writer.close()


def test_a_closed_connection_says_so(store: Connection) -> None:
    """After `close` nothing can be asked."""
    store.close()
    with pytest.raises(sqlite_driver.ProgrammingError):
        store.execute("SELECT 1")


def test_a_file_with_the_old_journal_opens(tmp_path: Path) -> None:
    """A store that another SQLite kept with a rollback journal is taken over whole, also by several at once."""
    file = tmp_path / "headway.sqlite3"
    with migrated(f"sqlite:///{file}"):
        pass
    old = sqlite3.connect(file)
    assert old.execute("PRAGMA journal_mode = DELETE").fetchone() == ("delete",)
    old.execute("INSERT INTO learner (created, preferences) VALUES ('2026-03-01 00:00:00.000000', '{}')")
    old.commit()
    old.close()

    def look(_: int) -> int:
        db = Database(f"sqlite:///{file}")
        try:
            assert upkeep.is_ready(db)
            with db.looking() as connection:
                found: int = connection.exec_driver_sql("SELECT count(*) FROM learner").scalar_one()
                return found
        finally:
            db.close()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(look, range(8))) == [1] * 8
