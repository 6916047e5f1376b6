"""Runs migrations on the connection that `flask migrate` hands over, or on HEADWAY_DATABASE_URL for `alembic`."""

import os

from alembic import context

from quiz.database import Database
from quiz.models import Base


def plain_type(kind, thing, autogen):
    """Write a type of ours as what the database sees: a migration must not change when models do."""
    if kind == "type" and type(thing).__module__.startswith("quiz.models"):
        return f"sa.{thing.impl!r}"
    return False


def run(connection):
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        render_as_batch=connection.dialect.name == "sqlite",
        transactional_ddl=True,
        render_item=plain_type,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with Database(os.environ["HEADWAY_DATABASE_URL"]).engine.begin() as own:
        run(own)
