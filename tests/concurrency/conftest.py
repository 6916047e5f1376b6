"""Every promise of this folder is kept on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from quiz.database import Database
from tests.stores import migrated


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A migrated store."""
    url = f"sqlite:///{tmp_path / 'headway.sqlite3'}"
    with migrated(request.getfixturevalue("postgres_url") if request.param != "sqlite" else url) as store:
        yield store


@pytest.fixture
def processes(db: Database) -> Iterator[list[Database]]:
    """The same store as several processes have it: engines of their own, which share no lock in memory."""
    others = [Database(db.url.render_as_string(hide_password=False)) for _ in range(4)]
    yield others
    for other in others:
        other.close()
