"""Progress is read off summaries, and the summaries tell what happened."""

import random
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from quiz.database import Database
from quiz.grades import Verdict
from quiz.models import Attempt, GradeRow, Variant
from quiz.services import reporting
from tests.stores import ALSO_WRONG, FAMILY, WRONG, Practising, stored


@contextmanager
def statements(db: Database) -> Iterator[list[str]]:
    """The SQL that is run meanwhile."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)


def test_nobody_starts_with_progress(learner: Practising) -> None:
    """Before the first attempt there is nothing to tell, and that is no error."""
    progress = reporting.progress(learner.db, learner.id)
    assert (list(progress.topics), list(progress.mistakes), progress.problems) == ([], [], 0)


def test_progress_after_the_first_session(learner: Practising) -> None:
    """Solved at once, solved at the second attempt and given up are told by topic, family and mistake."""
    learner.solve(learner.problem(FAMILY, 1))
    second = learner.problem(FAMILY, 2)
    learner.submit(second, {"weights": [[str(z) for z in stored(learner.db, second.id).givens["logits"]]]})
    learner.solve(second)
    learner.reveal(learner.problem("attention-weights", 1))
    progress = reporting.progress(learner.db, learner.id)
    assert (progress.problems, progress.solved, progress.attempts, progress.credit) == (3, 2, 3, 2.0)
    told = {
        (line.family, line.level): (line.problems, line.solved, line.revealed, line.attempts, line.settled)
        for topic in progress.topics
        for line in topic.families
    }
    assert told == {
        (FAMILY, 1): (1, 1, 0, 1, True),
        (FAMILY, 2): (1, 1, 0, 2, False),
        ("attention-weights", 1): (1, 0, 1, 0, False),
    }
    assert [(mistake.id, mistake.count) for mistake in progress.mistakes] == [("no-softmax", 1)]
    assert progress.mistakes[0].remark


@pytest.mark.parametrize("seed", range(3))
def test_the_summary_is_the_sum_of_the_attempts(db: Database, learner: Practising, seed: int) -> None:
    """Counting every stored attempt again gives what the summaries say, whatever was done in which order."""
    chance = random.Random(seed)
    problems = [learner.problem(FAMILY, level) for level in (1, 1, 2)]
    acts = [lambda p: learner.submit(p, WRONG), lambda p: learner.submit(p, ALSO_WRONG), learner.solve,
            learner.reveal, lambda p: learner.submit(p, {})]  # fmt: skip
    for _ in range(25):
        chance.choice(acts)(chance.choice(problems))
    with db.reading() as session:
        graded = session.execute(
            sa.select(Variant.id, Variant.level, Attempt.seconds, GradeRow.verdict, GradeRow.score)
            .join(Attempt, Attempt.variant_id == Variant.id)
            .join(GradeRow, GradeRow.attempt_id == Attempt.id)
            .where(Attempt.learner_id == learner.id)
        ).all()
        revealed = set(
            session.scalars(
                sa.select(Variant.id).where(Variant.learner_id == learner.id, Variant.revealed_at.is_not(None))
            )
        )
    best: dict[int, float] = {}
    for row in graded:
        best[row.id] = max(best.get(row.id, 0.0), row.score)
    solved = {row.id for row in graded if row.verdict in (Verdict.CORRECT, Verdict.ROUNDED)}
    progress = reporting.progress(db, learner.id)
    assert progress.attempts == len(graded)
    assert progress.problems == len(best.keys() | revealed)
    assert progress.solved == len(solved)
    assert progress.credit == pytest.approx(sum(best.values()))
    assert progress.seconds == sum(row.seconds for row in graded)


def test_progress_reads_summaries_only(db: Database, learner: Practising) -> None:
    """Progress touches neither attempts nor grades nor variants, so it costs the same however many there are."""
    learner.submit(learner.problem(), WRONG)
    with statements(db) as seen:
        reporting.progress(db, learner.id)
    selects = [statement for statement in seen if statement.startswith("SELECT")]
    assert len(selects) == 2
    for table in ("attempt", "grade", "variant", "submission", "sitting"):
        assert not any(f"FROM {table}" in s or f"JOIN {table}" in s for s in selects)


@pytest.mark.parametrize("query", [reporting.practised, reporting.mistaken])
def test_progress_searches_by_key(db: Database, query: object) -> None:
    """Both queries are searches in the primary key that starts with the learner: no scan, whatever the table's size."""
    text = str(query(1).compile(db.engine, compile_kwargs={"literal_binds": True}))  # type: ignore[operator]
    with db.engine.connect() as connection:
        if db.is_sqlite:
            plan = [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}")]
            assert len(plan) == 1
            assert plan[0].startswith("SEARCH")
            assert "(learner_id=?)" in plan[0]
        else:
            connection.exec_driver_sql("SET enable_seqscan = off")  # tables of a few rows are scanned otherwise
            found = "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN {text}"))
            assert "_progress" in found
            assert "Index Cond: (learner_id = 1)" in found
