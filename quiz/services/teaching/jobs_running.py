"""Doing jobs: claim one, make its parts on an engine, keep each with the progress, end it.

What is done is a row of `job_part`, written in one transaction with the progress by whoever the job names as its
runner; so a runner that is killed loses the parts under way and nothing else, and two runners never both keep a part. A
job is claimed under a lock of its row when it waits, or when its runner has not been heard of for `jobs.STALE`. Who
lost a job so notices at the next write, and lets go.
"""

from __future__ import annotations

import logging
import traceback
from collections import deque
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.database import Database
from quiz.models import Job, JobPart
from quiz.papers.blueprint import Flawed
from quiz.services.chance import public_id
from quiz.services.errors import Refused
from quiz.services.teaching import jobs
from quiz.services.teaching.jobs_engines import Engine, make_part
from quiz.services.teaching.jobs_kinds import Kind, Made, Values, kind
from quiz.variants import NoVariant

BEAT = 2.0  # seconds between two signs of life; also how long a wish to stop may go unnoticed
MOST_FAULTS = 3  # how often in a row workers may end while they make parts, before the job fails
AHEAD = 2  # parts in an engine's hands, for each of its workers

log = logging.getLogger("headway.jobs")


class Lost(Exception):
    """The job has another runner now, or is no more."""


def utc() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Claim:
    """A job that this runner holds. todo: the numbers of the parts that are not done."""

    row: int
    kind: Kind
    arguments: Values
    parts: tuple[Values, ...]
    todo: tuple[int, ...]


class Runner:
    """Works on one job at a time. clock: what the time is; name: who it is, unlike every other runner."""

    def __init__(
        self, db: Database, engine: Engine, *, clock: Callable[[], datetime] = utc, name: str = "", beat: float = BEAT
    ) -> None:
        self.db, self.engine, self.clock, self.beat = db, engine, clock, beat
        self.name = name or public_id()

    def once(self) -> bool:
        """Claim a job and work on it until it ends; False where none is to be had."""
        claim = self.claim()
        if claim is None:
            return False
        try:
            self._work(claim)
        except Lost:
            log.info("job %s has another runner", claim.row)
        except BaseException:
            self._release(claim)
            raise
        return True

    def claim(self) -> Claim | None:
        """Take the oldest job that waits or whose runner is dead. One that nobody can do any more fails at once."""

        def work(session: Session) -> Claim | bool:
            now = self.clock()
            free = sa.or_(
                Job.state == jobs.WAITING, sa.and_(Job.state == jobs.RUNNING, Job.beat < now - jobs.STALE)
            )  # fmt: skip
            query = sa.select(Job).where(free).order_by(Job.id).limit(1).with_for_update(skip_locked=True)
            row = session.scalar(query)
            if row is None:
                return True
            try:
                chosen = kind(row.kind)
                parts = tuple(chosen.parts(row.arguments))
            except Exception as error:  # an update took away what it needs
                row.state, row.ended, row.message = jobs.FAILED, now, sentence(0, error)
                return False
            row.state, row.runner, row.beat, row.started = jobs.RUNNING, self.name, now, row.started or now
            made = set(session.scalars(sa.select(JobPart.number).where(JobPart.job_id == row.id)))
            todo = tuple(number for number in range(1, len(parts) + 1) if number not in made)
            return Claim(row.id, chosen, row.arguments, parts, todo)

        while (found := self.db.write(work)) is False:
            pass
        return found if isinstance(found, Claim) else None

    def _work(self, claim: Claim) -> None:
        todo, making, faults = deque(claim.todo), dict[Future[Made], int](), 0
        try:
            while todo or making:
                while todo and len(making) < AHEAD * self.engine.size:
                    number = todo.popleft()
                    making[self._submit(claim, number)] = number
                ended, _ = wait(making, self.beat, FIRST_COMPLETED)
                for future in ended:
                    try:
                        made = future.result()
                    except self.engine.faults as error:
                        faults += 1
                        log.warning("a worker ended while it made part %s of job %s", making[future], claim.row)
                        if faults > MOST_FAULTS:
                            return self._fail(claim, making[future], error)
                        todo.extendleft(sorted(making.values(), reverse=True))
                        drop(making)
                        self.engine.renew()
                        break
                    except Exception as error:
                        return self._fail(claim, making[future], error)
                    self._keep(claim, making.pop(future), made)
                    faults = 0
                if self._is_cancelled(claim):
                    return self._end(claim, jobs.CANCELLED)
        finally:
            drop(making)
        self._sum(claim)
        return None

    def _submit(self, claim: Claim, number: int) -> Future[Made]:
        store = self.db.url.render_as_string(hide_password=False) if claim.kind.reads_store else ""
        return self.engine.submit(
            make_part, claim.kind.make, dict(claim.arguments), dict(claim.parts[number - 1]), store
        )

    def _keep(self, claim: Claim, number: int, made: Made) -> None:
        """A part and the progress in one transaction."""

        def work(session: Session) -> None:
            row, now = self._mine(session, claim), self.clock()
            row.done, row.beat = row.done + 1, now
            session.add(JobPart(job_id=row.id, number=number, made=now, result=made.result, file=made.file,
                                content=made.content))  # fmt: skip
            if claim.kind.keep is not None:
                session.flush()
                claim.kind.keep(session, row.arguments, claim.parts[number - 1], made, now)

        self.db.write(work)

    def _is_cancelled(self, claim: Claim) -> bool:
        """Give a sign of life; whether somebody asked to stop."""

        def work(session: Session) -> bool:
            row = self._mine(session, claim)
            row.beat = self.clock()
            return row.cancel is not None

        return self.db.write(work)

    def _sum(self, claim: Claim) -> None:
        with self.db.reading() as session:
            query = sa.select(JobPart.result).where(JobPart.job_id == claim.row).order_by(JobPart.number)
            results: list[Values] = list(session.scalars(query))
        try:
            result = claim.kind.summed(claim.arguments, results)
        except Exception as error:
            return self._fail(claim, 0, error)
        return self._end(claim, jobs.DONE, result)

    def _fail(self, claim: Claim, number: int, error: BaseException) -> None:
        self._end(claim, jobs.FAILED, says=sentence(number, error))

    def _end(self, claim: Claim, state: str, result: dict[str, Any] | None = None, says: str = "") -> None:
        def work(session: Session) -> None:
            jobs.end(session, self._mine(session, claim), state, now=self.clock(), result=result, says=says)

        self.db.write(work)

    def _release(self, claim: Claim) -> None:
        """Give the job back, for the next runner to take at once. Where that fails, it is taken once it is stale."""

        def work(session: Session) -> None:
            row = self._mine(session, claim)
            row.state, row.runner, row.beat = jobs.WAITING, None, None

        try:
            self.db.write(work)
        except Exception:
            log.warning("job %s could not be given back", claim.row)

    def _mine(self, session: Session, claim: Claim) -> Job:
        row = session.get(Job, claim.row, with_for_update=True)
        if row is None or row.runner != self.name or row.state != jobs.RUNNING:
            raise Lost
        return row


def drop(making: dict[Future[Made], int]) -> None:
    """Nobody waits for these parts any more."""
    for future in making:
        future.cancel()
    making.clear()


def sentence(number: int, error: BaseException) -> str:
    """What people are told of a failure. Only our own sentences are passed on: others may hold what is secret."""
    if isinstance(error, Flawed | NoVariant | Refused):
        return str(error)
    log.error("%s in a part of a job\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
    what = f"Part {number}" if number else "The summary"
    return f"{what} could not be made ({type(error).__name__}); what is done is kept, and the job can go on from there."
