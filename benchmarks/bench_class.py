"""A class of 200 starts the same assignment within ten seconds, on a server as `make run` starts it.

Each opens the work and its first problems, thinks for 15 to 45 seconds before an answer, and saves a draft before it.
The learners share the machine with the server: 200 threads of one process. No error and no lost answer is allowed.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from benchmarks.bench_web import served
from benchmarks.classroom import Pace, assigned, lesson, lost
from benchmarks.timing import Result
from quiz.database import Database
from quiz.services import upkeep

LEARNERS = 200


def results() -> list[Result]:
    with tempfile.TemporaryDirectory(prefix="headway-class-") as folder:
        url = f"sqlite:///{Path(folder) / 'headway.sqlite3'}"
        db = Database(url)
        upkeep.migrate(db)
        given = assigned(db, LEARNERS)
        with served("app:create_app()", url) as port:
            found = lesson(url, port, given, Pace(), seed=1)
        gone = lost(db, found)
        db.close()
    if found.errors or gone:
        raise AssertionError(f"{len(found.errors)} errors, such as {found.errors[:3]}; {len(gone)} answers lost")
    cores = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, shared with {LEARNERS} learners"
    start, answer, page, draft = (found.slowest(kind) * 1e3 for kind in ("start", "answer", "page", "draft"))
    rest = f"{len(found.waits['answer'])} answers; pages {page:.0f} ms, drafts {draft:.0f} ms"
    return [
        Result("start of an assignment, 95 % of a class within", start, "ms", 1500, False, cores),
        Result("answer in an assignment, 95 % within", answer, "ms", 400, False, rest),
    ]
