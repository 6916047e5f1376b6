"""Migrations lead from nothing to the models, on both databases, once."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from quiz.database import Database
from quiz.models import Base
from quiz.services import upkeep


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A store in which nothing has been migrated."""
    url = f"sqlite:///{tmp_path / 'new folder' / 'headway.sqlite3'}"
    if request.param != "sqlite":
        url = request.getfixturevalue("postgres_url")
    db = Database(url)
    if not db.is_sqlite:
        with db.engine.begin() as connection:
            connection.execute(sa.text("DROP SCHEMA public CASCADE"))
            connection.execute(sa.text("CREATE SCHEMA public"))
    yield db
    db.close()


def test_migrations_make_what_the_models_say(empty: Database) -> None:
    """After all migrations the database has the tables, columns, types and keys of the models, and no others."""
    upkeep.migrate(empty)
    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_again_changes_nothing(empty: Database) -> None:
    """Every start may migrate."""
    assert upkeep.migrate(empty) == upkeep.migrate(empty) == upkeep.head()
    assert upkeep.is_ready(empty)


def test_a_store_is_not_ready_before(empty: Database) -> None:
    """An empty database is not ready; `is_ready` says so and makes nothing."""
    if empty.is_sqlite:
        Path(str(empty.url.database)).parent.mkdir()
    assert not upkeep.is_ready(empty)
    assert sa.inspect(empty.engine).get_table_names() == []


def test_programs_that_start_at_once_migrate_once(empty: Database) -> None:
    """Several programs that migrate the same store at the same time all succeed."""
    failed: list[Exception] = []
    ready = threading.Barrier(4, timeout=10)

    def start() -> None:
        db = Database(empty.url.render_as_string(hide_password=False))
        ready.wait()
        try:
            upkeep.migrate(db)
        except Exception as error:
            failed.append(error)
        finally:
            db.close()

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert upkeep.is_ready(empty)


def test_a_migration_is_named_by_date_and_sentence() -> None:
    """A file's name is <date>_<time>_<revision>_<sentence>.py, so a folder reads as a history; none goes back."""
    script = ScriptDirectory.from_config(upkeep.configuration())
    revisions = list(script.walk_revisions())
    assert revisions
    for revision in revisions:
        name = Path(revision.path).name
        assert re.fullmatch(rf"\d{{8}}_\d{{4}}_{revision.revision}_[a-z0-9]+(_[a-z0-9]+){{2,}}\.py", name), name
        assert not hasattr(revision.module, "downgrade"), name
    assert len(script.get_heads()) == 1
