"""Submissions through the web, committed with full durability, against an empty Flask route under the same server.

Both run under gunicorn with the project's own `gunicorn.conf.py`, and the same client loads both: four connections
kept open, one learner each, one request after the other. A submission is the form that the page sends, each to an open
problem of its own, whose page this server has shown before, as a learner's browser gets it (which is not timed). What a
submission costs where it has not, because the server was started anew in between, is told beside. The mix is that of
practice with problems of one part (`benchmarks.submissions`): two in three right, one in three wrong, of which every
other is a known mistake and every other a slip that only the search through all pairs of mistakes can tell from one.
Measured are the submission alone, answered with a redirect, and with htmx, where the whole problem is drawn again;
then `full-attention`, the heaviest family there is. Short rounds of both take turns, each of ours between two of the
floor: a machine's speed may swing by half within seconds, so a round is compared with its neighbours, and the median of
these ratios counts. How many of those requests a second there would be if each only committed one row is told beside:
the disk's share of the time.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.loads import page_of, posted, rate
from benchmarks.submissions import HEAVY, TYPICAL, opened
from benchmarks.timing import Result
from quiz.database import Database
from quiz.services import upkeep
from tests.servers import ROOT, free_port_number

CLIENTS = 4
ROUNDS = 11
EACH = 40  # requests of one client in one round
BAR = 0.35


@contextmanager
def served(application: str, database_url: str) -> Iterator[int]:
    """The port on which this application is served as `make run` serves ours."""
    port = free_port_number()
    settings = {"HEADWAY_DATABASE_URL": database_url, "HEADWAY_SECRET_KEY": "only-for-the-benchmark"}
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", application],
        cwd=ROOT, env={**os.environ, **settings, "PORT": str(port), "OPENBLAS_NUM_THREADS": "1"},
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _wait(port: int) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz").close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("The server did not start within 30 seconds.")


def results() -> list[Result]:
    cases = (
        ("submission through the web, committed", TYPICAL, False, 303),
        ("the same with htmx, the problem drawn again", TYPICAL, True, 200),
        ("submission of full-attention, seven parts", HEAVY, False, 303),
    )
    return [_measured(*case) for case in cases]


def _measured(name: str, plan: Sequence[tuple[str, int]], htmx: bool, status: int) -> Result:
    with tempfile.TemporaryDirectory(prefix="headway-bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'headway.sqlite3'}"
        store = Database(url)
        upkeep.migrate(store)
        other = f"sqlite:///{Path(folder) / 'floor.sqlite3'}"
        with served("app:create_app()", url) as port, served("benchmarks.empty:create_app()", other) as bare:
            host = f"127.0.0.1:{port}"
            streams = [opened(store, host, plan, 2 * EACH * (ROUNDS + 1), htmx) for _ in range(CLIENTS)]
            store.close()
            nothing, row = (
                [[posted(f"127.0.0.1:{bare}", path, "a=1", "t", False)] * EACH * times] * CLIENTS
                for path, times in (("/empty", 4), ("/insert", 2))
            )
            rounds: list[_Round] = []
            for turn in range(ROUNDS + 1):  # the first warms up
                new, known = (
                    [s[start : start + EACH] for s in streams] for start in (2 * turn * EACH, (2 * turn + 1) * EACH)
                )
                inserts = rate(bare, row)[0]
                unseen = _rate(name, port, new, status)[0]
                _rate(name, port, [list(map(page_of, s)) for s in known], 200)
                before = rate(bare, nothing)[0]
                ours, waits = _rate(name, port, known, status)
                floor = (before + rate(bare, nothing)[0]) / 2
                rounds.append(_Round(ours, floor, unseen, inserts, waits))
    del rounds[0]
    waits = sorted(wait for one in rounds for wait in one.waits)
    ratios = sorted(one.ours / one.floor for one in rounds)
    detail = (
        f"{median(one.ours for one in rounds):,.0f}/s "
        f"(of pages not shown {median(one.unseen for one in rounds):,.0f}/s) "
        f"against {median(one.floor for one in rounds):,.0f}/s "
        f"(a row alone {median(one.inserts for one in rounds):,.0f}/s), {ratios[0]:.2f} to {ratios[-1]:.2f}; "
        f"p99 {waits[int(len(waits) * 0.99)] * 1e3:.0f} ms"
    )
    return Result(name, median(ratios), "x floor", BAR, True, detail)


class _Round(NamedTuple):
    """Requests a second, and the seconds that each of ours took."""

    ours: float
    floor: float
    unseen: float
    inserts: float
    waits: list[float]


def _rate(name: str, port: int, streams: Sequence[Sequence[bytes]], status: int) -> tuple[float, list[float]]:
    """Requests a second, and the seconds of each, if all were answered with this status."""
    speed, statuses, took = rate(port, streams)
    if set(statuses) != {status}:
        raise AssertionError(f"{name}: expected only {status}, but the server answered {dict(statuses)}.")
    return speed, took
