"""A learner's rows, all of them and nobody else's: handed out and erased as the schema says."""

import csv
import io
import json

import pytest

from quiz.database import Database
from quiz.models import OF_NOBODY, Base
from quiz.services import exporting, practice, reporting, tokens
from quiz.services.exporting import TABLES
from tests.stores import NOON, WRONG, Practising, how_many, stored

PRACTISED = {
    "learner", "session", "api_token", "sitting", "variant", "attempt", "grade", "submission", "draft",
    "family_progress", "mistake_progress",
}  # fmt: skip


@pytest.fixture
def busy(learner: Practising) -> Practising:
    """A learner of whom every table that practice fills has a row."""
    problem = learner.problem()
    learner.submit(problem, {"weights": [[str(z) for z in stored(learner.db, problem.id).givens["logits"]]]})
    practice.save_draft(learner.db, learner.id, problem.id, WRONG, revision=0, now=NOON)
    tokens.create(learner.db, learner.id, "my script", now=NOON)
    return learner


def rows_of(db: Database, learner: int) -> dict[str, int]:
    return {table.name: how_many(db, table, exporting.belongs(table, learner)) for table in TABLES}


def test_every_table_belongs_to_a_learner() -> None:
    """Each table of the schema is reached from its learner by foreign keys, so none can be forgotten."""
    for table in Base.metadata.sorted_tables:
        assert table.info == OF_NOBODY or exporting.belongs(table, 1) is not None


def test_the_export_has_every_row(busy: Practising) -> None:
    """The JSON has all rows of all tables of this learner, and survives JSON."""
    Practising(busy.db).problem()
    export = json.loads(json.dumps(reporting.export_json(busy.db, busy.id, now=NOON)))
    counts = {name: len(rows) for name, rows in export["tables"].items()}
    assert counts == rows_of(busy.db, busy.id)
    assert {name for name, count in counts.items() if count} >= PRACTISED
    assert {row["learner_id"] for rows in export["tables"].values() for row in rows if "learner_id" in row} == {busy.id}
    assert export["tables"]["attempt"][0]["made"].endswith("+00:00")


def test_the_csv_has_the_same_rows(busy: Practising) -> None:
    """Each table is one CSV file with a header, the same columns and the same values."""
    files = reporting.export_csv(busy.db, busy.id)
    tables = reporting.export_json(busy.db, busy.id, now=NOON)["tables"]
    assert files.keys() == {f"{name}.csv" for name in tables}
    for name, rows in tables.items():
        read = list(csv.DictReader(io.StringIO(files[f"{name}.csv"])))
        assert len(read) == len(rows)
        assert all(list(line) == list(row) for line, row in zip(read, rows, strict=True))
    attempt = next(csv.DictReader(io.StringIO(files["attempt.csv"])))
    assert json.loads(attempt["typed"]) == tables["attempt"][0]["typed"]


def test_the_export_has_no_key_and_no_secret(busy: Practising) -> None:
    """No seed and no token's hash is ever handed out; right answers only of problems whose solution was shown."""
    problem = busy.problem()
    row = stored(busy.db, problem.id)

    def exported() -> dict[str, object]:
        variants = reporting.export_json(busy.db, busy.id, now=NOON)["tables"]["variant"]
        found: dict[str, object] = next(v for v in variants if v["public_id"] == problem.id)
        return found

    assert exported()["expected"] is None
    export = json.dumps(reporting.export_json(busy.db, busy.id, now=NOON)) + str(reporting.export_csv(busy.db, busy.id))
    assert str(row.seed) not in export
    assert f"{row.seed:016x}" not in export
    assert '"seed"' not in export
    assert "token_hash" not in export
    busy.reveal(problem)
    assert exported()["expected"] == row.expected


def test_erasing_leaves_nothing_of_one_learner_and_all_of_others(busy: Practising) -> None:
    """Nothing of an erased learner is left in any table; another's rows are untouched."""
    other = Practising(busy.db)
    other.submit(other.problem(), WRONG)
    before = rows_of(busy.db, other.id)
    exporting.erase(busy.db, busy.id)
    assert set(rows_of(busy.db, busy.id).values()) == {0}
    assert rows_of(busy.db, other.id) == before
