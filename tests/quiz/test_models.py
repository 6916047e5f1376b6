"""Values that both databases must keep exactly."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import StatementError

from quiz.database import Database
from quiz.models import Base, Moment, Seed
from tests.stores import migrated

table = sa.Table(
    "kept",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("seed", Seed),
    sa.Column("at", Moment),
    sa.Column("json", sa.JSON),
)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def db(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path_factory.mktemp('store') / 'headway.sqlite3'}"
    with migrated(request.getfixturevalue("postgres_url") if request.param != "sqlite" else url) as store:
        table.metadata.create_all(store.engine)
        yield store


def kept(db: Database, **values: object) -> sa.Row[tuple[object, ...]]:
    """What comes back of these values."""
    with db.engine.execution_options(headway_writes=True).begin() as connection:
        id = connection.execute(sa.insert(table).values(**values)).inserted_primary_key
        return connection.execute(sa.select(table).where(table.c.id == id[0])).one()


@pytest.mark.parametrize("seed", [0, 1, 2**31, 2**63 - 1, 2**63, 2**64 - 1])
def test_a_seed_of_64_bits_survives(db: Database, seed: int) -> None:
    """Unsigned numbers of 64 bits come back as they went in, where databases know signed ones only."""
    assert kept(db, seed=seed).seed == seed


@pytest.mark.parametrize("seed", [-1, 2**64])
def test_a_seed_of_more_bits_is_refused(db: Database, seed: int) -> None:
    """A number that is no seed is not stored."""
    with pytest.raises(StatementError):
        kept(db, seed=seed)


@pytest.mark.parametrize(
    "at",
    [datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC),
     datetime(2026, 3, 29, 2, 30, tzinfo=timezone(timedelta(hours=2))),
     datetime(2026, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=-9, minutes=-30)))],
)  # fmt: skip
def test_a_moment_survives(db: Database, at: datetime) -> None:
    """A time of any zone comes back as the same moment, to the microsecond, in UTC."""
    found = kept(db, at=at).at
    assert found == at
    assert found.utcoffset() == timedelta(0)


def test_a_time_without_a_zone_is_refused(db: Database) -> None:
    """A naive time could be any moment, so it is not stored."""
    with pytest.raises(StatementError, match="zone"):
        kept(db, at=datetime(2026, 3, 1, 12, 0))  # noqa: DTZ001


@pytest.mark.parametrize("text", ["0,5\t1", "−0.35", "a\0b", "\ud800", "𝛼" * 50, '"\\', "</script>"])
def test_the_exact_text_survives(db: Database, text: str) -> None:
    """Whatever was typed comes back as typed, even what a database's own texts can't hold."""
    assert kept(db, json={"weights": [[text]]}).json == {"weights": [[text]]}


def test_every_constraint_has_a_name() -> None:
    """A constraint that has a name can be changed by a later migration on both databases."""
    for each in Base.metadata.sorted_tables:
        assert all(constraint.name for constraint in each.constraints)
        assert all(index.name for index in each.indexes)


def test_every_foreign_key_can_be_followed_back() -> None:
    """An index or key starts with each column that refers to another table, so nothing owned is scanned for."""
    for each in Base.metadata.sorted_tables:
        starts = {next(iter(index.columns)).name for index in each.indexes}
        for constraint in each.constraints:
            if isinstance(constraint, sa.PrimaryKeyConstraint | sa.UniqueConstraint):
                starts.add(next(iter(constraint.columns)).name)
        for key in each.foreign_keys:
            assert key.parent.name in starts, f"{each.name}.{key.parent.name}"
