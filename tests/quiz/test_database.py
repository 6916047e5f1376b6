"""What every connection promises, and what becomes of work that meets other work."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quiz.database import Database, wal_is_safe
from quiz.models import ApiToken, Learner, MistakeProgress
from tests.stores import how_many, migrated

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    with migrated(f"sqlite:///{tmp_path / 'headway.sqlite3'}") as db:
        yield db


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path / 'headway.sqlite3'}"
    with migrated(request.getfixturevalue("postgres_url") if request.param != "sqlite" else url) as store:
        yield store


def learner(db: Database) -> int:
    def work(session: Session) -> int:
        row = Learner(created=NOW, preferences={})
        session.add(row)
        session.flush()
        return row.id

    return db.write(work)


def test_every_sqlite_connection_is_durable(sqlite: Database) -> None:
    """Each connection commits with full durability and keeps foreign keys."""
    connections = [sqlite.engine.connect() for _ in range(3)]
    for connection in connections:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("synchronous", "foreign_keys", "journal_mode")
        }
        connection.close()
        full = 2
        assert found["synchronous"] == full
        assert found["foreign_keys"] == 1
        assert found["journal_mode"] in ("truncate", "wal")


@pytest.mark.parametrize(
    ("version", "safe"),
    [((3, 40, 1), False), ((3, 44, 5), False), ((3, 44, 6), True), ((3, 45, 0), False), ((3, 50, 6), False),
     ((3, 50, 7), True), ((3, 51, 2), False), ((3, 51, 3), True), ((3, 52, 0), True), ((4, 0, 0), True)],
)  # fmt: skip
def test_the_write_ahead_log_where_it_is_safe(version: tuple[int, int, int], safe: bool) -> None:
    """Only SQLite versions in which several connections can't corrupt it use the write-ahead log."""
    assert wal_is_safe(version) is safe


def test_foreign_keys_are_kept(db: Database) -> None:
    """A row cannot refer to a learner that there isn't."""
    row = ApiToken(learner_id=10**9, token_hash=b"x" * 32, name="x", created=NOW)
    with pytest.raises(IntegrityError):
        db.write(lambda session: session.add(row))


def test_what_fails_leaves_nothing(db: Database) -> None:
    """An exception undoes everything that the work did."""
    before = how_many(db, Learner)

    def work(session: Session) -> None:
        session.add(Learner(created=NOW, preferences={}))
        session.flush()
        raise LookupError("on purpose")

    with pytest.raises(LookupError):
        db.write(work)
    assert how_many(db, Learner) == before


def test_two_first_rows_become_one(db: Database) -> None:
    """Where two writers make the same first row at once, the second does its work again and finds the row."""
    id = learner(db)
    ready = threading.Barrier(2, timeout=10)
    met: list[int] = []

    def work(session: Session) -> None:
        row = session.get(MistakeProgress, (id, "no-scale"), with_for_update=True)
        if row is None:
            row = MistakeProgress(learner_id=id, misconception="no-scale", count=0, first=NOW)
            session.add(row)
            if not db.is_sqlite and len(met) < 2:  # SQLite lets only one in at a time
                met.append(1)
                ready.wait()
        row.count += 1
        row.latest = NOW

    threads = [threading.Thread(target=db.write, args=(work,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with db.reading() as session:
        assert session.get_one(MistakeProgress, (id, "no-scale")).count == 2


def test_two_processes_share_one_sqlite_file(sqlite: Database) -> None:
    """Writers with engines of their own, as two processes have, queue for the lock: every count is kept."""
    id = learner(sqlite)
    sqlite.write(lambda s: s.add(MistakeProgress(learner_id=id, misconception="m", count=0, first=NOW, latest=NOW)))

    def work(session: Session) -> None:
        row = session.get_one(MistakeProgress, (id, "m"))
        row.count += 1

    def many(db: Database) -> None:
        for _ in range(25):
            db.write(work)

    others = [Database(sqlite.url.render_as_string()) for _ in range(3)]
    threads = [threading.Thread(target=many, args=(other,)) for other in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for other in others:
        other.close()
    with sqlite.reading() as session:
        assert session.get_one(MistakeProgress, (id, "m")).count == 75


def test_postgres_urls_of_any_spelling_use_the_same_driver() -> None:
    """`postgres://` and `postgresql://` mean PostgreSQL through psycopg."""
    for url in ("postgres://a@b/c", "postgresql://a@b/c", "postgresql+psycopg://a@b/c"):
        db = Database(url)
        assert db.engine.dialect.driver == "psycopg"
        db.close()


def test_sql_is_not_read_for_looking_only(sqlite: Database) -> None:
    """Looking takes no write lock: a reader does not wait for a writer that has begun."""
    with sqlite.engine.execution_options(headway_writes=True).begin() as writer:
        writer.execute(sa.select(sa.literal(1)))
        assert how_many(sqlite, Learner) == 0
