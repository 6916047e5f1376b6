"""Assignments: put a blueprint to a class, set it, publish it, grant extensions.

Times come in as the clocks of the class's zone show them ("2026-03-05T12:00"), as on the pages, and go out in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from flask import Response, current_app
from pydantic import Field

from quiz.api.blueprint import acting, known, private, reply
from quiz.api.caller import database, learner, now
from quiz.api.classes import CoursePath
from quiz.api.incoming import Fields, whole
from quiz.api.outgoing import Out
from quiz.api.works import AssignmentPath, Points, Released
from quiz.services.teaching import assignment_views, assignments, extensions
from quiz.services.teaching.assignment_settings import MOST_MINUTES, MOST_TRIES, by_name
from quiz.services.teaching.assignment_views import AssignmentView, Listed
from quiz.services.teaching.roles import Role
from quiz.services.teaching.showing_values import TryView

Clock = Annotated[str, Field(max_length=40, examples=["2026-03-05T12:00"])]
State = Literal["draft", "not open yet", "open", "closed"]
When = Literal["at once", "handed in", "at", "never"]


class Release(Fields):
    """When something is shown: with every answer, once a work is handed in, from a time on, or never."""

    when: When
    at: Clock = ""


class Settings(Fields):
    """minutes: time limit, null for none. counts: which of several tries. feedback: may the mistake be named?"""

    title: str = ""
    opens: Clock
    closes: Clock
    minutes: Annotated[int, *whole(1, MOST_MINUTES)] | None = None
    tries: Annotated[int, *whole(1, MOST_TRIES)] = 1
    counts: Literal["best", "last", "average"] = "best"
    feedback: Literal["verdict", "mistake"] = "mistake"
    score: Release
    verdict: Release
    answers: Release

    def typed(self) -> Mapping[str, str]:
        """As the form on the page sends it."""
        fields = {
            "title": self.title, "opens": self.opens, "closes": self.closes, "tries": str(self.tries),
            "minutes": "" if self.minutes is None else str(self.minutes), "counts": self.counts,
            "feedback": self.feedback,
        }  # fmt: skip
        for name in ("score", "verdict", "answers"):
            rule: Release = getattr(self, name)
            fields |= {f"{name}_release": rule.when, f"{name}_at": rule.at}
        return fields


class NewAssignment(Settings):
    """blueprint: one of yours. Without a title it is called as the blueprint is."""

    blueprint: str


class OfBlueprint(Fields):
    """blueprint: one of yours."""

    blueprint: str


class NewExtension(Fields):
    """member: somebody's id in the class. minutes, tries: more than the settings say. closes: later than they say."""

    member: str
    minutes: Annotated[int, *whole(0, MOST_MINUTES)] = 0
    tries: Annotated[int, *whole(0, MOST_TRIES)] = 0
    closes: Clock = ""
    reason: str = ""


class MemberPath(AssignmentPath):
    member_id: str


class ReleaseTime(Out):
    when: When
    at: datetime | None


class Releases(Out):
    score: ReleaseTime
    verdict: ReleaseTime
    answers: ReleaseTime


class TryLine(Out):
    """A start of yours. total: null while the score is withheld."""

    work: str
    number: int
    started: datetime
    ends: datetime
    handed_in: datetime | None
    over: bool
    released: Released
    total: Points | None

    @classmethod
    def of(cls, one: TryView) -> Self:
        total = Points(points=one.total.points, possible=one.total.possible) if one.total else None
        return cls(
            work=one.id, number=one.number, started=one.started, ends=one.ends, handed_in=one.handed_in,
            over=one.over, released=Released.of(one.shown), total=total,
        )  # fmt: skip


class Assignment(Out):
    """An assignment. closes, minutes, tries: as they hold for you. yours: your starts. started: how many people."""

    id: str
    course: str
    title: str
    state: State
    opens: datetime
    closes: datetime
    minutes: int | None
    tries: int
    counts: str
    feedback: str
    releases: Releases
    problems: int
    points: float
    yours: list[TryLine]
    may_start: bool
    started: int | None

    @classmethod
    def of(cls, one: AssignmentView) -> Self:
        settings, mine = one.settings, one.mine
        rules = by_name(settings.rules)
        times: dict[str, Any] = {name: ReleaseTime(when=rule.when.value, at=rule.at) for name, rule in rules}
        return cls(
            id=one.id, course=one.course.id, title=one.title, state=one.state.value, opens=settings.opens,
            closes=mine.allowed.closes if mine else settings.closes,
            minutes=mine.allowed.minutes if mine else settings.minutes,
            tries=mine.allowed.tries if mine else settings.tries, counts=settings.counts, feedback=settings.feedback,
            releases=Releases(**times), problems=one.problems, points=one.points,
            yours=[TryLine.of(each) for each in one.own], may_start=bool(mine and mine.may_start),
            started=None if mine else one.started,
        )  # fmt: skip


class AssignmentLine(Out):
    id: str
    title: str
    state: State
    opens: datetime
    closes: datetime

    @classmethod
    def of(cls, one: Listed) -> Self:
        return cls(id=one.id, title=one.title, state=one.state.value, opens=one.opens, closes=one.closes)


class Assignments(Out):
    assignments: list[AssignmentLine]


class Extension(Out):
    """What somebody is granted beyond the settings. closes: null where those hold."""

    member: str
    name: str
    minutes: int
    tries: int
    closes: datetime | None
    reason: str
    made: datetime
    by: str


class Extensions(Out):
    extensions: list[Extension]


@private.get("/classes/<course_id>/assignments", responses=known(Assignments, 404))
def list_assignments(path: CoursePath) -> Response:
    """List the assignments of a class: the open ones first."""
    found = assignment_views.listed(database(), learner(), path.course_id, now=now())
    return reply(Assignments(assignments=[AssignmentLine.of(one) for one in found]))


@private.post("/classes/<course_id>/assignments", responses=acting(Assignment, 404, 422, status=201))
def make_assignment(path: CoursePath, body: NewAssignment) -> Response:
    """Put a blueprint of yours to a class, as a draft that no learner sees yet."""
    id = assignments.make(database(), learner(), path.course_id, body.blueprint, body.typed(), now=now())
    return reply(_assignment(id), 201, location=f"/assignments/{id}")


@private.get("/assignments/<assignment_id>", responses=known(Assignment, 404))
def get_assignment(path: AssignmentPath) -> Response:
    """Get an assignment of a class that you are in."""
    return reply(_assignment(path.assignment_id))


@private.put("/assignments/<assignment_id>", responses=acting(Assignment, 404, 422))
def change_assignment(path: AssignmentPath, body: Settings) -> Response:
    """Change its settings. What was started keeps what held then."""
    assignments.change(database(), learner(), path.assignment_id, body.typed(), now=now())
    return reply(_assignment(path.assignment_id))


@private.delete("/assignments/<assignment_id>", responses=acting(None, 404, 422, status=204))
def delete_assignment(path: AssignmentPath) -> Response:
    """Delete it, while nobody has started it."""
    assignments.remove(database(), learner(), path.assignment_id, now=now())
    return Response(status=204)


@private.put("/assignments/<assignment_id>/blueprint", responses=acting(Assignment, 404, 422))
def take_blueprint(path: AssignmentPath, body: OfBlueprint) -> Response:
    """Take the problems anew from a blueprint of yours, as it is now, while nobody has started."""
    assignments.take_up(database(), learner(), path.assignment_id, body.blueprint, now=now())
    return reply(_assignment(path.assignment_id))


@private.post("/assignments/<assignment_id>/publish", responses=acting(Assignment, 404, 422))
def publish_assignment(path: AssignmentPath) -> Response:
    """Let learners see it; again is fine."""
    assignments.publish(database(), learner(), path.assignment_id, now=now())
    current_app.extensions["jobs"].wake()
    return reply(_assignment(path.assignment_id))


@private.post("/assignments/<assignment_id>/withdraw", responses=acting(Assignment, 404, 422))
def withdraw_assignment(path: AssignmentPath) -> Response:
    """Make it a draft again, while nobody has started it."""
    assignments.withdraw(database(), learner(), path.assignment_id, now=now())
    return reply(_assignment(path.assignment_id))


@private.get("/assignments/<assignment_id>/extensions", responses=known(Extensions, 404))
def list_extensions(path: AssignmentPath) -> Response:
    """List what single learners are granted, for the staff of the class."""
    return reply(_extensions(path.assignment_id))


@private.post("/assignments/<assignment_id>/extensions", responses=acting(Extensions, 404, 422))
def grant_extension(path: AssignmentPath, body: NewExtension) -> Response:
    """Grant a learner more minutes, tries or a later closing time, in place of what they had."""
    typed = {"member": body.member, "minutes": str(body.minutes), "tries": str(body.tries), "closes": body.closes,
             "reason": body.reason}  # fmt: skip
    extensions.grant(database(), learner(), path.assignment_id, typed, now=now())
    return reply(_extensions(path.assignment_id))


@private.delete("/assignments/<assignment_id>/extensions/<member_id>", responses=acting(None, 404, 422, status=204))
def take_extension_back(path: MemberPath) -> Response:
    """Take an extension back. What runs keeps its time."""
    extensions.take_back(database(), learner(), path.assignment_id, path.member_id, now=now())
    return Response(status=204)


def _assignment(id: str) -> Assignment:
    return Assignment.of(assignment_views.view(database(), learner(), id, Role.LEARNER, now=now()))


def _extensions(id: str) -> Extensions:
    found = extensions.listed(database(), learner(), id).given
    return Extensions(
        extensions=[
            Extension(
                member=one.member, name=one.name, minutes=one.granted.minutes, tries=one.granted.tries,
                closes=one.granted.closes, reason=one.granted.reason, made=one.made, by=one.by,
            )
            for one in found
        ]
    )  # fmt: skip
