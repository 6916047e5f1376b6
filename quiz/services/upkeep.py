"""The store's own state: migrate it, and say whether it is ready."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from quiz.database import Database

MIGRATIONS = Path(__file__).resolve().parent.parent.parent / "migrations"
MIGRATING = 0x4845_4144  # PostgreSQL's advisory lock: two programs that start at once migrate one after the other


def migrate(db: Database) -> str:
    """Bring the store to the newest migration; its name. All or nothing; again is fine."""
    if db.is_sqlite and db.url.database not in (None, "", ":memory:"):
        Path(str(db.url.database)).parent.mkdir(parents=True, exist_ok=True)
    config = configuration()
    with db.engine.execution_options(headway_writes=True).begin() as connection:
        if not db.is_sqlite:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATING)))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return head()


def is_ready(db: Database) -> bool:
    """Whether the database answers and every migration has run. Raises what the database raises when it doesn't."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head()


def configuration() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def head() -> str:
    """The newest migration."""
    return str(ScriptDirectory.from_config(configuration()).get_current_head())
