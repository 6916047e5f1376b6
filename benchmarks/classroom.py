"""A class that starts the same assignment at once, over HTTP, each learner at their own pace.

Every learner is a thread of one process: starts at a random moment of the first seconds, opens the problems, thinks,
saves a draft, answers rightly or wrongly, hands in. What was sent is compared with what the store holds afterwards.
"""

from __future__ import annotations

import http.client
import multiprocessing
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import numpy as np
import sqlalchemy as sa

from quiz.database import Database
from quiz.models import Answer, Work, WorkItem
from quiz.papers.slots import asking
from quiz.parts import Part
from quiz.services.teaching import assignments
from quiz.services.teaching.jobs_engines import Threads
from quiz.services.teaching.jobs_running import Runner
from tests.classes import Person, classroom
from tests.works import Assigned, put

TEXT = """title = "Attention, week 3"
shuffle = ["items"]
""" + "".join(
    f'[[items]]\nfamily = "{family}"\nlevel = 1\npoints = 2\n'
    for family in ("attention-weights", "shape-single", "softmax-row", "scaled-scores", "reach-after-layers")
)


@dataclass(frozen=True)
class Pace:
    """seconds: in which everybody starts. think: least and most before an answer. problems: answered by each."""

    seconds: float = 10.0
    think: tuple[float, float] = (15.0, 45.0)
    problems: int = 2


@dataclass
class Lesson:
    """What came of it. waits: kind of request -> seconds of each. sent: (work, position) -> answers as typed."""

    statuses: Counter[int] = field(default_factory=Counter)
    waits: dict[str, list[float]] = field(default_factory=dict)
    sent: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def slowest(self, kind: str, share: float = 0.95) -> float:
        """The seconds that this share of the requests did not exceed."""
        waits = sorted(self.waits[kind])
        return waits[min(int(len(waits) * share), len(waits) - 1)]


def assigned(db: Database, learners: int) -> Assigned:
    """A class of so many with an assignment that is open now, published as ever: its hands are dealt by a job."""
    now = datetime.now(UTC)
    room = classroom(db, learners=learners)
    opens, closes = now - timedelta(hours=1), now + timedelta(days=1)
    given = put(room, TEXT, opens=opens, closes=closes, minutes=60, published=None)
    assignments.publish(db, room.instructor.id, given.id, now=now)
    while Runner(db, Threads()).once():
        pass
    return given


def lesson(url: str, port: int, given: Assigned, pace: Pace, seed: int) -> Lesson:
    """Let everybody work, from a process of their own. url: of the store, where the right answers stand."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_all, args=(url, port, given, pace, seed, theirs))
    process.start()
    found: Lesson = ours.recv()
    process.join()
    return found


def lost(db: Database, found: Lesson) -> list[tuple[str, int]]:
    """The answers that were confirmed and are not the last of their problem in the store."""
    query = (
        sa.select(Work.public_id, WorkItem.position, Answer.typed)
        .join(WorkItem, WorkItem.work_id == Work.id)
        .join(Answer, Answer.work_item_id == WorkItem.id)
        .order_by(Answer.number)
    )
    with db.reading() as session:
        stored = {(work, position): typed for work, position, typed in session.execute(query)}
    return [at for at, typed in found.sent.items() if stored.get(at) != typed]


def _all(url: str, port: int, given: Assigned, pace: Pace, seed: int, back: Any) -> None:
    db = Database(url)
    found, lock = Lesson(), threading.Lock()
    begin = time.monotonic() + 0.5
    people = [
        _Learner(db, port, given, one, pace, random.Random(f"{seed} {place}"), found, lock)
        for place, one in enumerate(given.room.learners)
    ]
    threads = [threading.Thread(target=one.attend, args=(begin,)) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    back.send(found)


@dataclass
class _Learner:
    db: Database
    port: int
    given: Assigned
    person: Person
    pace: Pace
    chance: random.Random
    found: Lesson
    lock: threading.Lock

    def attend(self, begin: float) -> None:
        try:
            self._attend(begin)
        except Exception as error:
            with self.lock:
                self.found.errors.append(repr(error))

    def _attend(self, begin: float) -> None:
        time.sleep(max(0.0, begin + self.chance.uniform(0, self.pace.seconds) - time.monotonic()))
        place = self._ask("start", "POST", f"/assignments/{self.given.id}/start")
        work = place.rsplit("/", 1)[-1]
        self._ask("page", "GET", f"/works/{work}")
        for position in range(1, self.pace.problems + 1):
            path = f"/works/{work}/problems/{position}"
            self._ask("page", "GET", path)
            time.sleep(self.chance.uniform(*self.pace.think))
            typed = self._typed(work, position)
            self._ask("draft", "POST", f"{path}/draft", {**fields(typed), "draft": "0"})
            self._ask("answer", "POST", path, {**fields(typed), "key": f"{self.chance.getrandbits(64):016x}"})
            with self.lock:
                self.found.sent[work, position] = typed
        self._ask("hand in", "POST", f"/works/{work}/hand-in")

    def _typed(self, work: str, position: int) -> dict[str, Any]:
        """The right answer, or in one of three cases another."""
        query = sa.select(WorkItem).join(Work, Work.id == WorkItem.work_id)
        with self.db.reading() as session:
            item = session.scalars(query.where(Work.public_id == work, WorkItem.position == position)).one()
        parts = asking(item.family, tuple(item.parts)).parts(item.level)
        off = 0.37 * (self.chance.random() < 1 / 3)
        return {part.id: written(part, item.expected[part.id], off) for part in parts}

    def _ask(self, kind: str, method: str, path: str, form: dict[str, str] | None = None) -> str:
        """Send a form as a browser does; where it leads."""
        host = f"127.0.0.1:{self.port}"
        headers = {
            "Cookie": f"headway_session={self.person.token}", "Origin": f"http://{host}",
            "Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        begin = time.perf_counter()
        connection = http.client.HTTPConnection(host, timeout=60)
        connection.request(method, path, urlencode(form or {}) if method == "POST" else None, headers)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        took = time.perf_counter() - begin
        with self.lock:
            self.found.statuses[response.status] += 1
            self.found.waits.setdefault(kind, []).append(took)
            if response.status >= 400:
                self.found.errors.append(f"{method} {path}: {response.status} {body[:200]!r}")
        return response.headers.get("Location", "")


def written(part: Part, answer: Any, off: float) -> Any:
    """An answer as it stands in the boxes. off: added to the first number."""
    if part.kind in ("vector", "matrix"):
        rows = np.atleast_2d(np.asarray(answer, dtype=float)).copy()
        rows[0, 0] += off
        return [[f"{cell:.4f}" for cell in row] for row in rows.tolist()]
    return ", ".join(map(str, answer)) if isinstance(answer, list) else str(answer)


def fields(typed: dict[str, Any]) -> dict[str, str]:
    """Answers as the fields of the page's form."""
    made: dict[str, str] = {}
    for part, answer in typed.items():
        if isinstance(answer, str):
            made[f"a.{part}"] = answer
        else:
            made |= {f"a.{part}.{i}.{j}": cell for i, row in enumerate(answer) for j, cell in enumerate(row)}
    return made
