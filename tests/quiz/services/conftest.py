"""Every use case is tested on SQLite and on PostgreSQL."""

from collections.abc import Iterator

import pytest

from quiz.database import Database
from tests.stores import Practising, migrated


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def db(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A migrated store, this module's own."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('store') / 'headway.sqlite3'}"
    else:
        url = request.getfixturevalue("postgres_url")
    with migrated(url) as store:
        yield store


@pytest.fixture
def learner(db: Database) -> Practising:
    """A learner whom no other test knows."""
    return Practising(db)
