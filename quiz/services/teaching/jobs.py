"""Jobs, as people see them: ask for one, look at it, stop it, go on with it, take its files away.

All state is in the tables `job` and `job_part`; `quiz.services.teaching.jobs_running` does the work, in this process or
any other. A job is seen by who asked for it and by the staff of its class; stopped and resumed by who asked and by the
instructors. For everybody else it doesn't exist.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.database import Database
from quiz.models import Account, Course, Job, JobPart, Member
from quiz.services.chance import is_public_id, public_id
from quiz.services.errors import NotFound, Unacceptable
from quiz.services.teaching.jobs_kinds import Values, kind
from quiz.services.teaching.roles import Role, is_administrator, role_in

WAITING, RUNNING, DONE, FAILED, CANCELLED = "waiting", "running", "done", "failed", "cancelled"
STALE = timedelta(seconds=30)  # a runner of whom nothing was heard for so long is taken for dead
MOST_OPEN = 10  # jobs of one person that wait or run
MOST_PARTS = 100_000
MOST_LISTED = 100


@dataclass(frozen=True)
class FileView:
    """A file of a job. bytes: how many it has. part: the number of the part that holds it."""

    name: str
    bytes: int
    part: int


@dataclass(frozen=True)
class JobView:
    """A job for somebody who may see it. id: the public one. may_act: whether they may stop and resume it.

    stopping: somebody asked to stop it, and its runner has not heard yet. course, course_name: of its class.
    """

    id: str
    kind: str
    kind_name: str
    title: str
    state: str
    done: int
    total: int
    message: str
    made: datetime
    started: datetime | None
    ended: datetime | None
    stopping: bool
    mine: bool
    may_act: bool
    course: str | None
    course_name: str
    result: Values
    files: tuple[FileView, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.state in (WAITING, RUNNING)


def start(
    db: Database, learner: int, kind: str, arguments: Values, title: str, course_id: int | None, *, now: datetime
) -> str:
    """Ask for a job; its public id. course_id: of the class for whose staff it is (the key of its row), or None."""
    return db.write(lambda session: put(session, learner, kind, arguments, title, course_id, now=now))


def put(
    session: Session, learner: int, kind_id: str, arguments: Values, title: str, course_id: int | None, *, now: datetime
) -> str:
    """The same in a running transaction, so that what asks for a job and the job are stored together."""
    if session.get(Account, learner) is None:
        raise Unacceptable("A job takes an account, but you are not signed in.")
    if course_id is not None and (role_in(session, course_id, learner) or 0) < Role.INSTRUCTOR:
        raise NotFound("There is no such class.")
    mine = sa.select(sa.func.count()).select_from(Job).where(Job.learner_id == learner)
    if (session.scalar(mine.where(Job.state.in_((WAITING, RUNNING)))) or 0) >= MOST_OPEN:
        raise Unacceptable(f"Up to {MOST_OPEN} jobs wait or run at once, and you have that many: let one end first.")
    chosen = kind(kind_id)
    kept = chosen.check(arguments)
    total = len(chosen.parts(kept))
    if not 1 <= total <= MOST_PARTS:
        raise Unacceptable(f"A job has 1 to {MOST_PARTS:,} parts, but this one has {total:,}.")
    row = Job(
        public_id=public_id(), learner_id=learner, course_id=course_id, kind=chosen.id, arguments=kept, total=total,
        title=" ".join(title.split())[:200] or chosen.name, state=WAITING, done=0, made=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.public_id


def view(db: Database, learner: int, id: str) -> JobView:
    """One job with its files."""
    with db.reading() as session:
        row, role = _seen(session, id, learner)
        files = tuple(_files(session, row.id))
        return _view(row, learner, role, session.get(Course, row.course_id) if row.course_id else None, files)


def listed(db: Database, learner: int) -> list[JobView]:
    """The learner's jobs and those of the classes whose staff they are, the newest first, without files."""
    with db.reading() as session:
        staff = sa.select(Member.course_id).where(
            Member.learner_id == learner, Member.left.is_(None),
            Member.role.in_((Role.ASSISTANT.stored, Role.INSTRUCTOR.stored)),
        )  # fmt: skip
        of_classes = Job.course_id.is_not(None) if is_administrator(session, learner) else Job.course_id.in_(staff)
        query = sa.select(Job, Course).outerjoin(Course, Course.id == Job.course_id)
        query = query.where(sa.or_(Job.learner_id == learner, of_classes)).order_by(Job.id.desc()).limit(MOST_LISTED)
        found: list[tuple[Job, Course | None]] = [(row, course) for row, course in session.execute(query)]
        return [_view(row, learner, role_in(session, course.id, learner) if course else None, course)
                for row, course in found]  # fmt: skip


def cancel(db: Database, learner: int, id: str, *, now: datetime) -> None:
    """Stop a job between two parts; what is done stays. A job that has ended stays as it is."""

    def work(session: Session) -> None:
        row = _acted(session, id, learner)
        if row.state == WAITING or (row.state == RUNNING and is_stale(row.beat, now)):
            end(session, row, CANCELLED, now=now)
        elif row.state == RUNNING:
            row.cancel = row.cancel or now

    db.write(work)


def resume(db: Database, learner: int, id: str, *, now: datetime) -> None:
    """Go on with a job that was stopped or has failed, from the parts that are done."""

    def work(session: Session) -> None:
        row = _acted(session, id, learner)
        if row.state == DONE:
            raise Unacceptable("This job is done; there is nothing to go on with.")
        row.cancel = None
        if row.state in (FAILED, CANCELLED):
            row.state, row.runner, row.beat, row.ended, row.message = WAITING, None, None, None, ""

    db.write(work)


def remove(db: Database, learner: int, id: str) -> None:
    """Delete a job that has ended, with its files."""

    def work(session: Session) -> None:
        row = _acted(session, id, learner)
        if row.state in (WAITING, RUNNING):
            raise Unacceptable("A job is removed once it has ended: stop it first.")
        session.execute(sa.delete(JobPart).where(JobPart.job_id == row.id))
        session.delete(row)

    db.write(work)


def end(session: Session, row: Job, state: str, *, now: datetime, result: Values | None = None, says: str = "") -> None:
    """Mark a job as ended, and tell its kind."""
    row.state, row.ended, row.message, row.runner, row.beat, row.cancel = state, now, says, None, None, None
    row.result = dict(result) if result is not None else None
    ended = kind(row.kind).ended
    if ended is not None:
        ended(session, row.arguments, state, result or {}, now)


def open_jobs(db: Database) -> int:
    """How many jobs wait or run."""
    with db.reading() as session:
        query = sa.select(sa.func.count()).select_from(Job).where(Job.state.in_((WAITING, RUNNING)))
        return session.scalar(query) or 0


def is_stale(beat: datetime | None, now: datetime) -> bool:
    """Whether a runner that was last heard of then is taken for dead."""
    return beat is None or now - beat > STALE


def _seen(session: Session, id: str, learner: int, *, lock: bool = False) -> tuple[Job, Role | None]:
    """The job, for who may see it, and their role in its class."""
    query = sa.select(Job).where(Job.public_id == id)
    row = session.scalar(query.with_for_update() if lock else query) if is_public_id(id) else None
    role = role_in(session, row.course_id, learner) if row is not None and row.course_id else None
    if row is None or (row.learner_id != learner and (role or 0) < Role.ASSISTANT):
        raise NotFound("There is no such job.")
    return row, role


def _acted(session: Session, id: str, learner: int) -> Job:
    """The job, locked, for who may change it."""
    row, role = _seen(session, id, learner, lock=True)
    if row.learner_id != learner and (role or 0) < Role.INSTRUCTOR:
        raise NotFound("There is no such job.")
    return row


def _view(
    row: Job, learner: int, role: Role | None, course: Course | None, files: tuple[FileView, ...] = ()
) -> JobView:
    mine = row.learner_id == learner
    return JobView(
        row.public_id, row.kind, kind(row.kind).name, row.title, row.state, row.done, row.total, row.message,
        row.made, row.started, row.ended, row.state == RUNNING and row.cancel is not None, mine,
        mine or (role or 0) >= Role.INSTRUCTOR, course.public_id if course else None, course.name if course else "",
        row.result or {}, files,
    )  # fmt: skip


def _files(session: Session, job: int) -> Iterable[FileView]:
    """The files of all parts that are done; one part may hold several (`jobs_files`)."""
    query = sa.select(JobPart.number, JobPart.result).where(JobPart.job_id == job, JobPart.file.is_not(None))
    for number, result in session.execute(query.order_by(JobPart.number)):
        named: list[Any] = result.get("files", [])
        yield from (FileView(one["name"], one["bytes"], number) for one in named)
