"""What was done to a class, by whom and when. Lines are only added, and name nobody: names come from the class."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.database import Database
from quiz.models import Course, CourseEvent, Member
from quiz.services.teaching import roles
from quiz.services.teaching.roles import Role

GONE = "somebody who is no longer here"
OUTSIDE = "an administrator"
# NOTE: the keys are stored. {by} did it, {about} is whom it was done to, {detail} what it was.
SAYS = {
    "made": "{by} made the class",
    "renamed": "{by} renamed the class: {detail}",
    "rezoned": "{by} changed the time zone: {detail}",
    "archived": "{by} archived the class",
    "brought back": "{by} brought the class back",
    "new code": "{by} made a new join code",
    "closed": "{by} closed joining",
    "joined": "{by} joined",
    "left": "{by} left",
    "removed": "{by} removed {about}",
    "role": "{by} changed the role of {about}: {detail}",
    "roster": "{by} imported a roster: {detail}",
    "cleared": "{by} removed the roster: {detail}",
    "linked": "{by} linked {about} to the roster",
    "unlinked": "{by} changed the link of an entry of the roster",
    "entry removed": "{by} removed an entry from the roster",
    "assigned": "{by} made the assignment {detail}",
    "assignment changed": "{by} changed the assignment {detail}",
    "problems taken": "{by} took the problems of the assignment {detail} anew from a blueprint",
    "published": "{by} published the assignment {detail}",
    "withdrawn": "{by} withdrew the assignment {detail}",
    "assignment removed": "{by} removed the assignment {detail}",
    "prolonged": "{by} let running works go on until the new closing time of {detail}",
    "extended": "{by} gave {about} an extension of {detail}",
    "extension removed": "{by} took back the extension of {about} of {detail}",
    "regrade": "{by} asked what a regrade would change: {detail}",
    "regrade for one": "{by} asked what a regrade would change for {about}: {detail}",
    "regraded": "{by} applied a regrade: {detail}",
    "regraded for one": "{by} applied a regrade for {about}: {detail}",
    "regrade dropped": "{by} dropped a regrade: {detail}",
    "regrade dropped for one": "{by} dropped a regrade for {about}: {detail}",
}


@dataclass(frozen=True)
class Event:
    """One line of the history."""

    made: datetime
    says: str


def note(
    session: Session, course: Course, by: int, what: str, detail: str = "", *, now: datetime, about: int | None = None
) -> None:
    """Add a line. detail: never a person's name."""
    if what not in SAYS:
        raise ValueError(f"A line of the history is one of {', '.join(SAYS)}, but it is {what!r}.")
    session.add(CourseEvent(course_id=course.id, made=now, made_by=by, about=about, what=what, detail=detail))


def events(db: Database, learner: int, course_id: str, most: int = 200) -> list[Event]:
    """The latest lines of a class's history, the newest first; for assistants and instructors."""
    with db.reading() as session:
        course, _ = roles.course(session, course_id, learner, Role.ASSISTANT)
        query = sa.select(CourseEvent).where(CourseEvent.course_id == course.id)
        rows = session.scalars(query.order_by(CourseEvent.id.desc()).limit(most)).all()
        members = sa.select(Member.learner_id, Member.name).where(Member.course_id == course.id)
        names = {row[0]: row[1] for row in session.execute(members)}

    def called(learner: int | None) -> str:
        return GONE if learner is None else names.get(learner, OUTSIDE)

    return [
        Event(row.made, SAYS[row.what].format(by=called(row.made_by), about=called(row.about), detail=row.detail))
        for row in rows
    ]
