"""Regrades of thousands of answers, killed in both phases and gone on with: row for row as if nothing had happened."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from quiz.database import Database
from quiz.models import Answer, Job, JobPart, Mark, Regrade, RegradeResult, WorkItem
from quiz.services.teaching import regrading, regrading_job
from quiz.services.teaching.jobs_engines import Cluster, Processes, Threads
from quiz.services.teaching.jobs_running import Runner
from tests.classes import classroom
from tests.quiz.services.teaching.test_jobs import cluster
from tests.regrades import WIDE, apply, ask, crowd, known, regrade, state, work
from tests.servers import ROOT
from tests.stores import NOON, how_many, migrated
from tests.works import Assigned, answer, put

__all__ = ["cluster"]  # a fixture
SIZES = {"sqlite": (1000, 10), "postgresql": (200, 10)}  # problems, and answers to each


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def db(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('store') / 'headway.sqlite3'}"
    else:
        url = request.getfixturevalue("postgres_url")
    with migrated(url) as store:
        yield store


def crowded(db: Database, problems: int, answers: int) -> Assigned:
    """An assignment of a class of its own with so many answers, the same every time."""
    made = put(classroom(db, learners=1))
    crowd(made, made.room.learners[0], problems, answers)
    return made


def results(assigned: Assigned) -> list[tuple[Any, ...]]:
    """What regrades found, by problem and answer; with which of the answer's marks it was found against."""
    older = sa.select(sa.func.count()).where(Mark.answer_id == Answer.id, Mark.id < RegradeResult.mark_id)
    query = sa.select(
        WorkItem.position, Answer.number, RegradeResult.becomes, RegradeResult.before, RegradeResult.after,
        RegradeResult.verdict, RegradeResult.mistakes, RegradeResult.grade, older.scalar_subquery(),
    ).select_from(RegradeResult)  # fmt: skip
    return _rows(assigned, query.join(Answer, Answer.id == RegradeResult.answer_id), RegradeResult.regrade_id)


def all_marks(assigned: Assigned) -> list[tuple[Any, ...]]:
    """Every mark, by problem and answer, in the order in which they came."""
    query = sa.select(
        WorkItem.position, Answer.number, Mark.cause, Mark.verdict, Mark.score, Mark.mistakes, Mark.grade
    ).select_from(Mark)
    return _rows(assigned, query.join(Answer, Answer.id == Mark.answer_id), Mark.id)


def _rows(assigned: Assigned, query: Any, last: Any) -> list[tuple[Any, ...]]:
    query = query.join(WorkItem, WorkItem.id == Answer.work_item_id).where(Answer.assignment_id == assigned.number)
    with assigned.room.db.reading() as session:
        rows = session.execute(query.order_by(WorkItem.position, Answer.number, last)).all()
    return [tuple(json.dumps(one, sort_keys=True) if isinstance(one, dict) else one for one in row) for row in rows]


WORKER = """
import sys
from datetime import UTC, datetime, timedelta
from quiz.database import Database
from quiz.services.teaching import regrading_job
from quiz.services.teaching.jobs_engines import Threads
from quiz.services.teaching.jobs_running import Runner

url, late, left, where = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]

def then_wait(function):
    def does(*a, **k):
        global left
        found = function(*a, **k)
        left -= 1
        if left == 0:
            print("now", flush=True)
            sys.stdin.read()
        return found
    return does

if where == "kept":
    Runner._keep = then_wait(Runner._keep)
else:
    setattr(regrading_job, where, then_wait(getattr(regrading_job, where)))
Runner(Database(url), Threads(), clock=lambda: datetime.now(UTC) + timedelta(minutes=late)).once()
"""


def killed(db: Database, late: int, parts: int, where: str) -> None:
    """Do a job in a process that is killed once this was done so often: in a part's transaction, or after it."""
    url = db.url.render_as_string(hide_password=False)
    child = subprocess.Popen([sys.executable, "-c", WORKER, url, str(late), str(parts), where], cwd=ROOT,
                             stdout=subprocess.PIPE, stdin=subprocess.PIPE)  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline() == b"now\n"
    child.kill()
    child.communicate()


def go_on(db: Database, late: int) -> None:
    """Do the rest as whoever finds the job later."""
    engine = Threads()
    assert Runner(db, engine, clock=lambda: datetime.now(UTC) + timedelta(minutes=late)).once()
    engine.close()


def done(db: Database, id: str) -> tuple[int, int]:
    """Parts that are done of the regrade's last job, and all."""
    with db.reading() as session:
        row = session.scalars(sa.select(Regrade).where(Regrade.public_id == id)).one()
        job = regrading.jobs_of(session, row)[0]
        assert session.scalar(sa.select(sa.func.count()).where(JobPart.job_id == job.id)) == job.done
        return job.done, job.total


@pytest.mark.serial
def test_a_regrade_of_thousands_killed_in_both_phases(db: Database) -> None:
    """10,000 answers (2,000 in PostgreSQL): killed within a part's transaction and between two, each phase goes on.

    What was found and every mark are those of a regrade that nobody disturbed, and a second one changes nothing.
    """
    problems, answers = SIZES["sqlite" if db.is_sqlite else "postgresql"]
    calm, upset = (crowded(db, problems, answers) for _ in range(2))
    total = problems * answers // regrading_job.STRETCH + 1
    regrade(calm, **WIDE)
    id = ask(upset, **WIDE)
    killed(db, 0, 3, "put")
    assert done(db, id) == (2, total)
    killed(db, 1, 3, "kept")
    assert done(db, id) == (5, total)
    assert len(results(upset)) == 5 * regrading_job.STRETCH
    go_on(db, 2)
    assert state(db, id) == "found"
    assert all(mark[2] == "submitted" for mark in all_marks(upset))
    regrading.apply(db, upset.room.instructor.id, id, may_fall=False, now=NOON)
    killed(db, 0, 4, "add_marks")
    assert done(db, id) == (3, total)
    killed(db, 1, 2, "kept")
    assert (state(db, id), done(db, id)) == ("applying", (5, total))
    go_on(db, 2)
    assert state(db, id) == "applied"
    found, expected = results(upset), results(calm)
    assert len(expected) == problems * answers
    assert found == expected
    marks = all_marks(upset)
    assert marks == all_marks(calm)
    assert len(marks) == problems * answers + sum(row[2] in ("rises", "other") for row in expected)
    assert {row[2] for row in expected} == {"rises", "other", "same"}
    before = how_many(db, Mark)
    regrade(upset, **WIDE)
    assert how_many(db, Mark) == before


def test_another_engine_finds_the_same(db: Database) -> None:
    """Processes of this machine find and mark what threads do."""
    calm, other = (crowded(db, 60, 10) for _ in range(2))
    regrade(calm, **WIDE)
    id = ask(other, **WIDE)
    engine = Processes(2)
    try:
        while Runner(db, engine).once():
            pass
        regrading.apply(db, other.room.instructor.id, id, may_fall=False, now=NOON)
        while Runner(db, engine).once():
            pass
    finally:
        engine.close()
    assert results(other) == results(calm)
    assert all_marks(other) == all_marks(calm)


@pytest.mark.serial
@pytest.mark.filterwarnings("ignore")
def test_a_cluster_finds_the_same_though_a_worker_is_killed(
    tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    """On a Dask cluster of two workers, of which one is killed while the other goes on."""
    address, workers = cluster
    with migrated(f"sqlite:///{tmp_path / 'headway.sqlite3'}") as db:
        calm, other = (crowded(db, 100, 10) for _ in range(2))
        regrade(calm, **WIDE)
        id = ask(other, **WIDE)
        engine = Cluster(address)
        engine._client.wait_for_workers(2, timeout=60)

        class Killing(Runner):
            def _keep(self, *args: object) -> None:
                super()._keep(*args)  # type: ignore[arg-type]
                workers[0].kill()

        try:
            assert Killing(db, engine).once()
            regrading.apply(db, other.room.instructor.id, id, may_fall=False, now=NOON)
            assert Runner(db, engine).once()
        finally:
            engine.close()
        assert state(db, id) == "applied"
        assert results(other) == results(calm)
        assert all_marks(other) == all_marks(calm)


def test_answers_that_are_given_all_the_while(db: Database) -> None:
    """Three people answer without a pause while a regrade looks and is applied: every mark is one by the new rule."""
    assigned = put(classroom(db, learners=3))
    ways = [("0.2", "0.333", "0.467"), ("0.19", "0.34", "0.47"), ("0.1", "0.3", "0.6"), ("0.167", "0.333", "0.5")]

    def answers(place: int) -> None:
        person = assigned.room.learners[place]
        for number in range(40):
            cells = [*ways[(number + place) % 4]]
            cells[0] += "0" * (number % 7)  # another text each time, or it would be the same answer again
            answer(assigned, person, works[place], 1, {"weights": [cells]})

    works = [known(assigned, person) for person in assigned.room.learners]
    with ThreadPoolExecutor(3) as pool:
        given = [pool.submit(answers, place) for place in range(3)]
        id = ask(assigned, **WIDE)
        work(db)
        apply(assigned, id)
        for one in given:
            one.result()
    assert state(db, id) == "applied"
    newest = sa.select(sa.func.max(Mark.id)).where(Mark.answer_id == Answer.id).correlate(Answer).scalar_subquery()
    query = sa.select(Answer.typed, Mark.score).join(Mark, Mark.id == newest)
    with db.reading() as session:
        rows = session.execute(query.where(Answer.assignment_id == assigned.number)).all()
        assert session.scalar(sa.select(sa.func.count()).where(Job.state == "failed")) == 0
    right = {tuple(float(x) for x in way) for way in (ways[0], ways[1], ways[3])}  # all within 0.04 of 1/6, 1/3, 1/2
    assert len(rows) == 120
    for typed, score in rows:
        cells = tuple(float(cell) for cell in typed["weights"][0])
        assert (score == 1.0) == (cells in right), typed
