"""The analysis of an assignment with a million answers, whole; the floor sums the same columns in SQLite alone."""

from __future__ import annotations

import json
import tempfile
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from benchmarks.timing import Result, best
from quiz.database import Database
from quiz.family import family
from quiz.jsonable import jsonable
from quiz.models import Assignment, Course, SiteRole
from quiz.papers.features import FEATURES
from quiz.prepared import raw
from quiz.services import upkeep
from quiz.services.chance import public_id
from quiz.services.teaching import analysing
from quiz.variants import serve

LEARNERS, ITEMS, ANSWERS = 25_000, 10, 4  # answers to each problem, of which the last one counts
ALL = LEARNERS * ITEMS * ANSWERS
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
AT = "'2026-03-01 12:00:00.000000'"
COUNTING = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {}) "
# Scores 1, ½ and 0; of those below 1 two in five bear one mistake, one in five two.
SCORE = "CASE (i * 2654435761 >> 7) % 3 WHEN 0 THEN 1.0 WHEN 1 THEN 0.5 ELSE 0.0 END"
MISTAKES = (
    "CASE (i * 2654435761 >> 9) % 5 WHEN 0 THEN 'no-scale' WHEN 1 THEN 'hard-argmax' "
    "WHEN 2 THEN 'no-scale softmax-columns' ELSE '' END"
)
GRADE = json.dumps({"verdict": "incorrect", "score": 0.0, "parts": {}})
SUMS = """SELECT sum(w.id), sum(p.points), sum(a.seconds), sum(m.score), sum(length(m.mistakes))
FROM work w JOIN work_item p ON p.work_id = w.id JOIN answer a ON a.assignment_id = 1 AND a.work_item_id = p.id
JOIN mark m ON m.answer_id = a.id WHERE w.assignment_id = 1"""


def results() -> list[Result]:
    with tempfile.TemporaryDirectory(prefix="headway-bench-") as folder:
        db = Database(f"sqlite:///{Path(folder) / 'headway.sqlite3'}")
        upkeep.migrate(db)
        id = public_id()
        db.transaction(partial(_fill, id=id))
        analyse = partial(analysing.of_assignment, db, 1, id, now=NOW)
        found = analyse()
        if sum(item.answered for item in found.items) * ANSWERS != ALL:
            raise AssertionError("The analysis does not add up to the answers.")
        before = time.process_time()
        analyse()
        processor = time.process_time() - before
        ours, floor = best(analyse, rounds=3, floor=partial(_sums, db))
        db.close()
    detail = f"{LEARNERS * ITEMS:,} problems, {ANSWERS} answers each; {processor:.2f} s of a processor"
    return [
        Result("item analysis of 10^6 answers", ours, "s", 2, False, detail),
        Result("  against summing their columns in SQLite", ours / floor, "x", 3, False, f"{floor:.2f} s"),
    ]


def _sums(db: Database) -> None:
    with db.looking() as connection:
        raw(connection).execute(SUMS).fetchall()


def _fill(connection: sa.Connection, id: str) -> None:
    """A class and an assignment with so many answers, made by SQLite itself, so that it takes seconds."""
    learner = "INSERT INTO learner (id, created, preferences)"
    raw(connection).execute(f"{COUNTING.format(LEARNERS)} {learner} SELECT i + 1, {AT}, '{{}}' FROM n")
    connection.execute(sa.insert(SiteRole), {"learner_id": 1, "role": "administrator", "given": NOW})
    course = {"id": 1, "public_id": public_id(), "name": "Class", "zone": "UTC", "created": NOW}
    connection.execute(sa.insert(Course), course)
    releases = dict.fromkeys(("score_release", "verdict_release", "answers_release"), "never")
    connection.execute(
        sa.insert(Assignment),
        {"id": 1, "public_id": id, "course_id": 1, "title": "Exam", "blueprint": "", "seed": 1, "opens": NOW,
         "closes": NOW, "counts": "best", "feedback": "verdict", "created": NOW, "changed": NOW, **releases},
    )  # fmt: skip
    variant = serve(family("softmax-row"), 1, 7)
    givens, expected = (json.dumps(jsonable(value)) for value in (
        variant.givens, {part.id: variant.expected(part) for part in variant.parts}))  # fmt: skip
    varied = ", ".join(f"'{name}', (i * 7919 + {at}) % {at + 3}" for at, name in enumerate(FEATURES))
    for table, count, filled in (
        ("member", LEARNERS, {
            "course_id": "1", "learner_id": "i + 1", "public_id": "'m' || i", "role": "'learner'", "name": "'Somebody'",
            "joined": AT,
        }),
        ("work", LEARNERS, {
            "id": "i + 1", "public_id": "'w' || i", "assignment_id": "1", "learner_id": "i + 1", "number": "1",
            "seed": "'1'", "started": AT, "ends": AT, "handed_in": AT, "settings": "'{}'",
        }),
        ("work_item", LEARNERS * ITEMS, {
            "id": "i + 1", "public_id": "'p' || i", "work_id": f"i / {ITEMS} + 1", "position": f"i % {ITEMS} + 1",
            "item": f"i % {ITEMS} + 1", "family": "'softmax-row'", "version": "1", "level": "1", "seed": "'1'",
            '"index"': "i", "givens": f"'{givens}'", "expected": f"'{expected}'", "parts": "'[\"weights\"]'",
            "points": f"i % {ITEMS} + 1", "features": f"json_object({varied})",
        }),
        ("answer", ALL, {
            "id": "i + 1", "learner_id": f"i / {ITEMS * ANSWERS} + 1", "assignment_id": "1",
            "work_item_id": f"i / {ANSWERS} + 1", "number": f"i % {ANSWERS} + 1", "typed": "'{}'", "made": AT,
            "seconds": "i * 7919 % 300", "key": "'k' || i", "body_hash": "x'00'",
        }),
        ("mark", ALL, {
            "id": "i + 1", "answer_id": "i + 1", "cause": "'submitted'", "made": AT, "verdict": "'incorrect'",
            "score": SCORE, "mistakes": MISTAKES, "grade": f"'{GRADE}'",
        }),
    ):  # fmt: skip
        into = f"INSERT INTO {table} ({', '.join(filled)}) SELECT {', '.join(filled.values())} FROM n"
        raw(connection).execute(f"{COUNTING.format(count)} {into}")
