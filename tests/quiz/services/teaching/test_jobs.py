"""Jobs: no part is done twice, whether stopped, resumed, killed or on a Dask cluster, and the bytes are the same."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa

from quiz.database import Database
from quiz.models import Job, JobPart
from quiz.papers import writer
from quiz.papers.blueprint import read_blueprint
from quiz.papers.rows import rows
from quiz.services.errors import NotFound
from quiz.services.teaching import jobs, jobs_files
from quiz.services.teaching.jobs_engines import Cluster, Processes, Threads, Unusable, check_address
from quiz.services.teaching.jobs_running import Lost, Runner
from tests.classes import person
from tests.servers import ROOT, free_port_number, wait_for_port
from tests.stores import NOON, migrated

TEXT = 'title = "Week 1"\n[[items]]\nfamily = "softmax-row"\nlevel = 1\npoints = 2\n'
PAPERS = {"blueprint": TEXT, "seed": 7, "copies": 40, "format": "pdf", "key": True}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path / 'headway.sqlite3'}"
    with migrated(request.getfixturevalue("postgres_url") if request.param != "sqlite" else url) as store:
        with store.engine.execution_options(headway_writes=True).begin() as connection:
            connection.execute(sa.delete(JobPart))
            connection.execute(sa.delete(Job))
        yield store


def asked(db: Database, learner: int, **more: object) -> str:
    return jobs.start(db, learner, "papers", {**PAPERS, **more}, "Papers", None, now=NOON)


def archive(db: Database, learner: int, id: str) -> bytes:
    return b"".join(jobs_files.archive(db, learner, id))


def straight(text: str = TEXT) -> dict[str, bytes]:
    """What `flask paper` writes."""
    sheets = rows(read_blueprint(text), 40, 7)
    return {file.name: file.content for file in writer("pdf")(sheets, key=True, tick=lambda: None)}


def test_a_job_makes_the_bytes_of_the_command_twice_over(db: Database) -> None:
    """Forty copies made as a job, twice, are the same archive, and hold what the command writes in one go."""
    ada = person(db, "Ada")
    ids = [asked(db, ada.id) for _ in range(2)]
    runner = Runner(db, Threads(2))
    while runner.once():
        pass
    first, second = (archive(db, ada.id, id) for id in ids)
    assert first == second
    with zipfile.ZipFile(BytesIO(first)) as files:
        assert {name: files.read(name) for name in files.namelist()} == straight()


def test_a_job_is_seen_by_who_asked_and_nobody_else(db: Database) -> None:
    """Somebody else's job, its files and its buttons don't exist."""
    ada, eve = person(db, "Ada"), person(db, "Eve")
    id = asked(db, ada.id)
    for act in (jobs.view, jobs.remove, archive):
        with pytest.raises(NotFound):
            act(db, eve.id, id)
    with pytest.raises(NotFound):
        jobs.cancel(db, eve.id, id, now=NOON)
    assert [one.id for one in jobs.listed(db, ada.id)] == [id]
    assert jobs.listed(db, eve.id) == []


def test_a_stopped_job_keeps_its_parts_and_goes_on(db: Database) -> None:
    """Stopped while it waits, it is not done; gone on with, it ends with the same bytes."""
    ada = person(db, "Ada")
    id = asked(db, ada.id)
    jobs.cancel(db, ada.id, id, now=NOON)
    assert jobs.view(db, ada.id, id).state == "cancelled"
    assert not Runner(db, Threads()).once()
    jobs.resume(db, ada.id, id, now=NOON)
    assert Runner(db, Threads()).once()
    found = jobs.view(db, ada.id, id)
    assert (found.state, found.done) == ("done", found.total)


def test_a_runner_takes_over_what_a_dead_one_left_and_no_part_is_done_twice(db: Database) -> None:
    """A runner that was last heard of too long ago loses its job; until then nobody else gets it."""
    ada = person(db, "Ada")
    id = asked(db, ada.id)
    now = datetime.now(UTC)
    dead = Runner(db, Threads(), clock=lambda: now)
    claim = dead.claim()
    assert claim is not None
    assert Runner(db, Threads(), clock=lambda: now + timedelta(seconds=5)).claim() is None
    late = Runner(db, Threads(), clock=lambda: now + jobs.STALE + timedelta(seconds=1))
    assert late.once()
    with pytest.raises(Lost):
        dead._is_cancelled(claim)
    with db.reading() as session:
        numbers = session.scalars(sa.select(JobPart.number).order_by(JobPart.number)).all()
    assert numbers == list(range(1, jobs.view(db, ada.id, id).total + 1))


WORKER = """
import sys
from quiz.database import Database
from quiz.services.teaching.jobs_engines import Threads
from quiz.services.teaching.jobs_running import Runner
class Loud(Runner):
    def _keep(self, *a):
        super()._keep(*a)
        print("kept", flush=True)
        if len(sys.argv) > 2: sys.stdin.read(1)
Loud(Database(sys.argv[1]), Threads()).once()
"""


@pytest.mark.serial
def test_a_runner_killed_midway_loses_no_part_that_was_done(db: Database) -> None:
    """SIGKILL after the first part: the next runner does the others, and the files are the same."""
    ada = person(db, "Ada")
    id = asked(db, ada.id)
    url = db.url.render_as_string(hide_password=False)
    child = subprocess.Popen([sys.executable, "-c", WORKER, url, "wait"], cwd=ROOT, stdout=subprocess.PIPE,
                             stdin=subprocess.PIPE)  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline() == b"kept\n"
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    assert 1 <= jobs.view(db, ada.id, id).done < jobs.view(db, ada.id, id).total
    later = datetime.now(UTC) + jobs.STALE + timedelta(seconds=1)
    assert Runner(db, Threads(), clock=lambda: later).once()
    found = jobs.view(db, ada.id, id)
    assert (found.state, found.done) == ("done", found.total)
    with zipfile.ZipFile(BytesIO(archive(db, ada.id, id))) as files:
        assert {name: files.read(name) for name in files.namelist()} == straight()


def test_processes_make_the_same_bytes(tmp_path: Path) -> None:
    """The engine of `flask work-jobs` makes what threads make."""
    with migrated(f"sqlite:///{tmp_path / 'headway.sqlite3'}") as db:
        ada = person(db, "Ada")
        id = asked(db, ada.id)
        engine = Processes(2)
        try:
            assert Runner(db, engine).once()
        finally:
            engine.close()
        with zipfile.ZipFile(BytesIO(archive(db, ada.id, id))) as files:
            assert {name: files.read(name) for name in files.namelist()} == straight()


@pytest.mark.parametrize("address", ["tcp://scheduler.example.org:8786", "scheduler:8786", "tcp://192.0.2.7:1"])
def test_a_scheduler_in_the_open_is_refused(address: str) -> None:
    """Whoever reaches a scheduler runs code, so plain addresses elsewhere take a setting of their own."""
    with pytest.raises(Unusable, match="HEADWAY_DASK_PLAIN"):
        check_address(address, plain_allowed=False)
    check_address(address, plain_allowed=True)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers on this machine: its address, and the workers."""
    port, home = free_port_number(), {**os.environ, "PYTHONPATH": str(ROOT)}
    address = f"tcp://127.0.0.1:{port}"
    local = {"cwd": tmp_path, "env": home, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    run = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1",
           "--port", str(port), "--no-dashboard"]  # fmt: skip
    scheduler = subprocess.Popen(run, **local)
    wait_for_port(port, scheduler)
    work = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--host", "127.0.0.1", "--no-nanny",
            "--no-dashboard", "--nthreads", "1", "--local-directory", str(tmp_path)]  # fmt: skip
    workers = [subprocess.Popen(work, **local) for _ in range(2)]
    yield address, workers
    for process in (*workers, scheduler):
        process.kill()
        process.wait()


@pytest.mark.serial
@pytest.mark.filterwarnings("ignore")
def test_a_cluster_makes_the_same_bytes_though_a_worker_is_killed(
    tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    """With one of two workers killed once the first part is kept, the job ends right and nothing is doubled."""
    address, workers = cluster
    with migrated(f"sqlite:///{tmp_path / 'headway.sqlite3'}") as db:
        ada = person(db, "Ada")
        id = asked(db, ada.id)
        engine = Cluster(address)
        engine._client.wait_for_workers(2, timeout=60)

        class Killing(Runner):
            def _keep(self, *args: object) -> None:
                super()._keep(*args)  # type: ignore[arg-type]
                workers[0].kill()

        try:
            assert Killing(db, engine).once()
        finally:
            engine.close()
        found = jobs.view(db, ada.id, id)
        assert (found.state, found.done) == ("done", found.total)
        assert workers[0].wait() == -signal.SIGKILL
        with zipfile.ZipFile(BytesIO(archive(db, ada.id, id))) as files:
            assert {name: files.read(name) for name in files.namelist()} == straight()
