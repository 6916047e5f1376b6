"""A learner's progress after a hundred times as many attempts: it is read off summaries, so it costs the same."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from benchmarks.timing import Result, best
from quiz.database import Database
from quiz.family import families
from quiz.misconceptions import MISCONCEPTIONS
from quiz.models import Attempt, FamilyProgress, Learner, MistakeProgress, Sitting, Variant
from quiz.services import reporting, upkeep
from quiz.services.chance import public_id

FEW, MANY = 10_000, 1_000_000
EACH = 100  # attempts at one problem, so that the store is made in seconds
TIMES = 20
KNOWN = list(MISCONCEPTIONS)
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def results() -> list[Result]:
    with tempfile.TemporaryDirectory(prefix="headway-bench-") as folder:
        stores = [_filled(Path(folder) / f"{attempts}.sqlite3", attempts) for attempts in (FEW, MANY)]
        few, many = (partial(_read, db) for db in stores)
        many()
        much, little = best(many, floor=few)
        for db, attempts in zip(stores, (FEW, MANY), strict=True):
            if reporting.progress(db, 1).attempts != attempts:
                raise AssertionError("The progress does not add up to the attempts.")
            db.close()
    detail = f"{much / TIMES * 1e3:.2f} ms against {little / TIMES * 1e3:.2f} ms"
    return [Result("progress at 10^6 attempts, against 10^4", much / little, "x", 1.5, False, detail)]


def _read(db: Database) -> None:
    for _ in range(TIMES):
        reporting.progress(db, 1)


def _filled(path: Path, attempts: int) -> Database:
    """A store of one learner, who has practised every family at every level and so often in all."""
    db = Database(f"sqlite:///{path}")
    upkeep.migrate(db)
    levels = [(family.id, level) for family in families().values() for level in family.levels]
    db.transaction(lambda connection: _fill(connection, attempts, levels))
    return db


def _fill(connection: sa.Connection, attempts: int, levels: list[tuple[str, int]]) -> None:
    ones = {"learner_id": 1}
    connection.execute(sa.insert(Learner), {"id": 1, "created": NOW, "preferences": {}})
    connection.execute(
        sa.insert(Sitting), {**ones, "id": 1, "public_id": public_id(), "plan": [], "started": NOW}
    )  # fmt: skip
    for id in range(1, attempts // EACH + 1):
        family, level = levels[id % len(levels)]
        connection.execute(
            sa.insert(Variant),
            {
                **ones, "id": id, "public_id": public_id(), "sitting_id": 1, "position": id, "family": family,
                "version": 1, "level": level, "seed": id, "givens": {}, "expected": {}, "opened": NOW,
                "attempts": EACH,
            },
        )  # fmt: skip
        connection.execute(
            sa.insert(Attempt),
            [
                {**ones, "variant_id": id, "number": n, "typed": {"x": "1"}, "made": NOW, "seconds": 9, "hints_used": 0}
                for n in range(1, EACH + 1)
            ],
        )
    per_level = [attempts // len(levels) + (i < attempts % len(levels)) for i in range(len(levels))]
    connection.execute(
        sa.insert(FamilyProgress),
        [
            {**ones, "family": family, "level": level, "problems": count, "attempts": count, "latest": NOW}
            for (family, level), count in zip(levels, per_level, strict=True)
        ],
    )
    connection.execute(
        sa.insert(MistakeProgress),
        [{**ones, "misconception": id, "count": attempts // 100, "first": NOW, "latest": NOW} for id in KNOWN],
    )
