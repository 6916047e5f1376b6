"""Finding works, and when they are over. `working` starts them, `answering` fills them, `showing` shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.models import Assignment, Member, SiteRole, Work, WorkItem
from quiz.services.chance import is_public_id
from quiz.services.errors import NotFound
from quiz.services.teaching import roles
from quiz.services.teaching.roles import Actor, Role

MISSING = "There is no such work."
MOST = 10_000  # no work has as many problems


class _Started(Protocol):
    """A work, as far as it can be over."""

    @property
    def ends(self) -> datetime: ...
    @property
    def handed_in(self) -> datetime | None: ...


@dataclass(frozen=True)
class Allowed:
    """What an assignment allows one learner, with what was granted beyond its settings. minutes: None for no limit."""

    closes: datetime
    minutes: int | None
    tries: int

    def ends(self, started: datetime) -> datetime:
        """When a work that was started then takes no more answers."""
        if self.minutes is None:
            return self.closes
        return min(started + timedelta(minutes=self.minutes), self.closes)


class _Assigned(Protocol):
    """What an assignment allows everybody."""

    @property
    def closes(self) -> datetime: ...
    @property
    def minutes(self) -> int | None: ...
    @property
    def tries(self) -> int: ...


class _Extended(Protocol):
    """What somebody was granted beyond."""

    @property
    def closes(self) -> datetime | None: ...
    @property
    def minutes(self) -> int: ...
    @property
    def tries(self) -> int: ...


def allowed(assignment: _Assigned, extension: _Extended | None) -> Allowed:
    """The settings with an extension. It never takes anything away.

    >>> from datetime import UTC
    >>> from quiz.models import Extension
    >>> noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    >>> allowed(Assignment(closes=noon, minutes=45, tries=1), Extension(minutes=15, tries=1, closes=None)).minutes
    60
    """
    if extension is None:
        return Allowed(assignment.closes, assignment.minutes, assignment.tries)
    minutes = None if assignment.minutes is None else assignment.minutes + extension.minutes
    closes = max(assignment.closes, extension.closes or assignment.closes)
    return Allowed(closes, minutes, assignment.tries + extension.tries)


def over(work: _Started, now: datetime) -> bool:
    """Whether the work takes no more answers."""
    return work.handed_in is not None or now >= work.ends


def owned(session: Session, work_id: str, learner: int, *, lock: bool = False) -> tuple[Work, Assignment]:
    """The learner's own work of this public id, as long as they are in its class."""
    work, assignment, actor = seen(session, work_id, learner, lock=lock)
    if work.learner_id != actor.id:
        raise NotFound(MISSING)
    return work, assignment


def seen(session: Session, work_id: str, learner: int, *, lock: bool = False) -> tuple[Work, Assignment, Actor]:
    """A work for the learner whose it is, or for the staff of its class."""
    query = _LOCKED if lock else _SEEN
    found = session.execute(query, {"work": work_id, "learner": learner}).first() if is_public_id(work_id) else None
    if found is None:
        raise NotFound(MISSING)
    work, assignment, site, own, left = found
    role = roles.role_of(site, own, left)
    if role is None or (role < Role.ASSISTANT and work.learner_id != learner):
        raise NotFound(MISSING)
    return work, assignment, Actor(learner, role)


def item_at(session: Session, work: Work, position: int) -> WorkItem:
    """The problem at a place of a work, from 1."""
    row = session.scalar(_ITEM, {"work": work.id, "position": position}) if position < MOST else None
    if row is None:
        raise NotFound("There is no such problem.")
    return row


# Statements are built once, which costs as much as a look.
_LEARNER: sa.BindParameter[int] = sa.bindparam("learner")
_SEEN = (
    sa.select(Work, Assignment, SiteRole.role, Member.role, Member.left)
    .join(Assignment, Assignment.id == Work.assignment_id)
    .outerjoin(Member, (Member.course_id == Assignment.course_id) & (Member.learner_id == _LEARNER))
    .outerjoin(SiteRole, SiteRole.learner_id == _LEARNER)
    .where(Work.public_id == sa.bindparam("work"))
)
_LOCKED = _SEEN.with_for_update(of=Work)
_ITEM = sa.select(WorkItem).where(
    WorkItem.work_id == sa.bindparam("work"), WorkItem.position == sa.bindparam("position")
)
