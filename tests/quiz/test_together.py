"""Changes made in one call are those that are made one after the other, all or none."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from quiz.database import Database
from quiz.models.base import Moment
from quiz.prepared import Prepared, said
from quiz.together import AtOnce, Together, done_at_once

NOW = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
tables = sa.MetaData()
page = sa.Table(
    "page", tables, sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(20), unique=True),
    sa.Column("told", sa.JSON), sa.Column("made", Moment), sa.Column("done", sa.Boolean),
    sa.Column("raw", sa.LargeBinary), sa.Column("share", sa.Float),
)  # fmt: skip
line = sa.Table(
    "line", tables, sa.Column("page", sa.Integer), sa.Column("made", Moment), sa.Column("text", sa.String(20))
)  # fmt: skip
ID = sa.select(page.c.id).where(page.c.name == sa.bindparam("name")).scalar_subquery()
ADD_PAGE = Prepared(sa.insert(page), ["name", "told", "made", "done", "raw", "share"])
ADD_LINE = Prepared(sa.insert(line).values(page=ID, made=sa.bindparam("made"), text=sa.bindparam("text")))
CLOSE = Prepared(sa.update(page).where(page.c.name == sa.bindparam("which")).values(done=sa.bindparam("closed")))
VALUES = {
    "name": "one", "told": {"a": [1, "é", None]}, "made": NOW, "done": False, "raw": b"\0\xff", "share": 0.1,
    "text": 'it"s: :name', "which": "one", "closed": True,
}  # fmt: skip


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path / 'some.sqlite3'}"
    store = Database(request.getfixturevalue("postgres_url") if request.param != "sqlite" else url)
    tables.create_all(store.engine)
    yield store
    tables.drop_all(store.engine)
    store.close()


@pytest.fixture
def kept() -> Together:
    return Together("kept", ADD_PAGE, ADD_LINE, CLOSE)


def standing(db: Database) -> Any:
    with db.engine.connect() as connection:
        lines = [tuple(row) for row in connection.execute(sa.select(line.c.made, line.c.text, line.c.page))]
        return [tuple(row) for row in connection.execute(sa.select(page).order_by(page.c.id))], lines


def test_each_change_gets_its_values(db: Database, kept: Together) -> None:
    """Every type arrives as it would by itself, and a later change sees what an earlier one made."""
    db.transaction(lambda connection: kept.do(connection, VALUES))
    ((number, *rest),), lines = standing(db)
    assert rest == ["one", {"a": [1, "é", None]}, NOW, True, b"\0\xff", 0.1]
    assert lines == [(NOW, 'it"s: :name', number)]


def test_one_that_fails_undoes_all(db: Database, kept: Together) -> None:
    """A name that is taken: nothing is added, and the next one is."""
    db.transaction(lambda connection: kept.do(connection, VALUES))
    with pytest.raises(IntegrityError):
        db.transaction(lambda connection: kept.do(connection, {**VALUES, "text": "again"}))
    db.transaction(lambda connection: kept.do(connection, {**VALUES, "name": "two", "which": "two", "text": "more"}))
    pages, lines = standing(db)
    assert [row[1] for row in pages] == ["one", "two"]
    assert [row[1] for row in lines] == ['it"s: :name', "more"]


def test_the_first_time_may_be_undone(db: Database, kept: Together) -> None:
    """What the connection needs for it is made in a transaction; when that is undone, the next one makes it anew."""

    def fails(connection: sa.Connection) -> None:
        kept.do(connection, VALUES)
        raise LookupError("on purpose")

    for _ in range(2):
        with pytest.raises(LookupError):
            db.transaction(fails)
    assert standing(db) == ([], [])
    db.transaction(lambda connection: kept.do(connection, VALUES))
    assert len(standing(db)[0]) == 1


@pytest.fixture
def asking() -> Together:
    """The same where `asked` is given and no page of this name is done."""
    done = sa.select(page.c.id).where(page.c.name == sa.bindparam("name"), page.c.done == sa.true()).scalar_subquery()
    return Together("asking", ADD_PAGE, ADD_LINE, CLOSE, where=sa.select(sa.bindparam("asked")).where(done.is_(None)))


def row(db: Database, changes: Together, name: str, asked: int | None) -> Any:
    values = {**VALUES, "name": name, "which": name, "asked": asked}
    return changes.given(db.engine.dialect, values)


@pytest.mark.parametrize("inside", [True, False])
def test_changes_depend_on_a_look(tmp_path: Path, asking: Together, inside: bool) -> None:
    """They are made where it finds its value, and say so; inside a transaction and as one of their own."""
    db = Database(f"sqlite:///{tmp_path / 'some.sqlite3'}")
    tables.create_all(db.engine)

    def does(name: str, asked: int | None) -> bool:
        given = row(db, asking, name, asked)
        if inside:
            return db.transaction(lambda connection: asking.do_where(connection, given))
        with db.engine.connect() as connection:  # on which nothing was begun
            return asking.do_where(connection, given)

    assert does("one", 7)
    assert not does("one", 7)  # there is one now, and it is done
    assert not does("two", None)  # a look that finds nothing but NULL
    assert does("two", 0)
    pages, lines = standing(db)
    assert [(row[1], row[4]) for row in pages] == [("one", True), ("two", True)]
    assert lines == [(NOW, 'it"s: :name', row[0]) for row in pages]
    assert pages[0][2:4] == ({"a": [1, "é", None]}, NOW)
    db.close()


def test_a_change_that_fails_undoes_what_the_look_allowed(tmp_path: Path, asking: Together) -> None:
    """The page of this name is there and not done: the look is content, and the name is taken."""
    db = Database(f"sqlite:///{tmp_path / 'some.sqlite3'}")
    tables.create_all(db.engine)
    db.write(lambda session: session.execute(sa.insert(page), {"name": "one", "done": False}))
    given = row(db, asking, "one", 1)
    with pytest.raises(IntegrityError):
        db.transaction(lambda connection: asking.do_where(connection, given))
    with db.engine.connect() as connection, pytest.raises(IntegrityError):
        asking.do_where(connection, given)
    pages, lines = standing(db)
    assert [row[4] for row in pages] == [False]
    assert lines == []
    db.close()


def test_several_are_made_together_or_not_at_all(tmp_path: Path, asking: Together) -> None:
    """One whose look finds nothing, or whose change fails, keeps back all; every look comes before every change."""
    db = Database(f"sqlite:///{tmp_path / 'some.sqlite3'}")
    tables.create_all(db.engine)

    def do(*asked: tuple[str, int | None]) -> bool:
        given = [row(db, asking, *one) for one in asked]
        with db.engine.connect() as connection:
            return asking.do_where(connection, *given)

    assert do(("one", 1), ("two", 2), ("three", 3))
    assert not do(("four", 4), ("five", None))
    with pytest.raises(IntegrityError):
        do(("four", 4), ("four", 4))
    assert not do(("four", 4), ("one", 1))
    assert do(("four", 4), ("five", 5))
    pages, lines = standing(db)
    assert [(one[1], one[4]) for one in pages] == [(name, True) for name in ("one", "two", "three", "four", "five")]
    assert lines == [(NOW, 'it"s: :name', one[0]) for one in pages]
    db.close()


def test_works_go_in_one_statement_where_each_may(tmp_path: Path, asking: Together) -> None:
    """Not where one has no such statement, is done by other changes, or is about the same as another."""
    db = Database(f"sqlite:///{tmp_path / 'some.sqlite3'}")
    tables.create_all(db.engine)
    others = Together("others", ADD_PAGE, ADD_LINE, CLOSE, where=sa.select(sa.bindparam("asked")))

    def work(name: str, changes: Together = asking) -> AtOnce:
        return AtOnce(changes, row(db, changes, name, 1), name, name)

    with db.engine.connect() as connection:
        assert not done_at_once(connection, [None])
        for second in (None, work("two", others), work("one")):
            assert not done_at_once(connection, [work("one"), second])
            assert not done_at_once(connection, [second, work("one")])
        assert standing(db) == ([], [])
        assert done_at_once(connection, [work("one"), work("two")])
        assert done_at_once(connection, [work("three", others)])
    assert [one[1] for one in standing(db)[0]] == ["one", "two", "three"]
    db.close()


def test_one_value_is_enough(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path / 'some.sqlite3'}")
    tables.create_all(db.engine)
    only = Together("only", Prepared(sa.insert(page), ["name"]), where=sa.select(sa.bindparam("name")))
    with db.engine.connect() as connection:
        for names in (["one"], ["two", "three", "four"]):
            assert only.do_where(connection, *[only.given(db.engine.dialect, {"name": name}) for name in names])
    assert [one[1] for one in standing(db)[0]] == ["one", "two", "three", "four"]
    db.close()


@pytest.mark.parametrize("text", ["this", None])
def test_a_change_may_depend_on_its_value(db: Database, text: str | None) -> None:
    perhaps = Together("perhaps", ADD_PAGE, CLOSE, perhaps={"text": Prepared(sa.insert(line), ["text"])})
    db.transaction(lambda connection: perhaps.do(connection, {**VALUES, "text": text}))
    pages, lines = standing(db)
    assert ([one[4] for one in pages], [one[1] for one in lines]) == ([True], [text] if text else [])


def test_a_view_is_made_whole_or_not_at_all(tmp_path: Path) -> None:
    """When making its second trigger fails, the next one makes all of it, and no change is lost without a word."""
    db = Database(f"sqlite:///{tmp_path / 'some.sqlite3'}")
    tables.create_all(db.engine)
    perhaps = Together("perhaps", ADD_PAGE, perhaps={"text": Prepared(sa.insert(line), ["text"])})
    with db.engine.connect() as connection:
        said(connection, "CREATE TEMP TRIGGER perhaps_text AFTER INSERT ON page BEGIN SELECT 1; END")
        with pytest.raises(sa.exc.OperationalError, match="already exists"):
            perhaps.do(connection, VALUES)
        said(connection, "DROP TRIGGER perhaps_text")
        perhaps.do(connection, VALUES)
    pages, lines = standing(db)
    assert ([one[1] for one in pages], [one[1] for one in lines]) == (["one"], ['it"s: :name'])
    db.close()


def test_a_missing_table_is_told(db: Database) -> None:
    """Another error than a view that isn't there yet is not hidden."""
    gone = sa.Table("gone", sa.MetaData(), sa.Column("name", sa.String(20)))
    lost = Together("lost", Prepared(sa.insert(gone), ["name"]))
    with pytest.raises(sa.exc.DBAPIError, match="gone"):
        db.transaction(lambda connection: lost.do(connection, VALUES))
