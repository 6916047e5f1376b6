"""Grades: your own as they are released; for the staff of a class the gradebook and points by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self

from flask import Response
from pydantic import Field, StrictBool

from quiz.api.blueprint import acting, known, private, reply
from quiz.api.caller import database, learner, now
from quiz.api.classes import CoursePath
from quiz.api.incoming import Fields, whole
from quiz.api.outgoing import Out
from quiz.api.works import AssignmentPath, Points, WorkProblemPath
from quiz.services.teaching import gradebook, gradebook_assignment, marking
from quiz.services.teaching.gradebook_assignment import Graded, TryLine
from quiz.services.teaching.gradebook_cells import Cell
from quiz.services.teaching.gradebook_people import Person
from quiz.totals import Total

State = Literal["not open yet", "not started", "working", "done", "missed", "closed before they joined"]
By = Literal["hand", "ruling", "answer", "nothing"]


class NewPoints(Fields):
    """Points by hand: null takes them back. seen: the `last` that you saw. beyond: more than it is worth is meant."""

    points: Annotated[float, Field(ge=0, le=99_999, allow_inf_nan=False)] | None
    reason: Annotated[str, Field(max_length=2000)]
    beyond: StrictBool = False
    seen: Annotated[int, *whole(0, 2**63 - 1)] = 0


class Learner(Out):
    """Somebody who is graded. email: of their account, checked by nobody."""

    id: str
    name: str
    email: str
    roster_name: str
    roster_number: str

    @classmethod
    def of(cls, one: Person) -> Self:
        return cls(id=one.id, name=one.name, email=one.email, roster_name=one.entry_name,
                   roster_number=one.entry_number)  # fmt: skip


class Column(Out):
    assignment: str
    title: str
    opens: datetime
    closes: datetime
    closed: bool
    counts: str

    @classmethod
    def of(cls, one: gradebook.Column) -> Self:
        return cls(
            assignment=one.id, title=one.title, opens=one.opens, closes=one.closes, closed=one.closed,
            counts=one.counts,
        )  # fmt: skip


class CellLine(Out):
    """How far somebody is with an assignment. counted: what their tries come to; final: what goes into the total."""

    state: State
    tries: int
    counted: Points | None
    final: Points | None

    @classmethod
    def of(cls, one: Cell) -> Self:
        return cls(state=one.state.value, tries=len(one.tries), counted=_points(one.counted), final=_points(one.final))


class Row(Out):
    """Somebody's cells, one a column. total: of the closed assignments; null for who is no longer in the class."""

    person: Learner
    cells: list[CellLine]
    total: Points | None


class Gradebook(Out):
    columns: list[Column]
    here: list[Row]
    gone: list[Row]


class OwnCell(Out):
    """An assignment of yours. counted: null while its points are not released."""

    assignment: str
    title: str
    state: State
    closes: datetime
    counted: Points | None


class OwnGrades(Out):
    """Your grades in a class. waiting: closed assignments that are not in the total: not released yet."""

    assignments: list[OwnCell]
    total: Points
    waiting: int


class SolvedLine(Out):
    position: int
    worth: float
    answers: int
    points: float
    possible: float
    by: By


class GradedTry(Out):
    """counts: whether it makes the grade."""

    work: str
    number: int
    started: datetime
    handed_in: datetime | None
    over: bool
    counts: bool
    points: float
    possible: float
    problems: list[SolvedLine]

    @classmethod
    def of(cls, one: TryLine) -> Self:
        tried = one.tried
        return cls(
            work=tried.id, number=tried.number, started=tried.started, handed_in=tried.handed_in, over=one.over,
            counts=one.counts, points=tried.total.points, possible=tried.total.possible,
            problems=[
                SolvedLine(position=each.position, worth=each.worth, answers=each.answers, points=each.earned.points,
                           possible=each.earned.possible, by=each.earned.by)
                for each in tried.problems
            ],
        )  # fmt: skip


class GradedPerson(Out):
    person: Learner
    state: State
    counted: Points | None
    tries: list[GradedTry]

    @classmethod
    def of(cls, one: Graded) -> Self:
        return cls(
            person=Learner.of(one.person), state=one.cell.state.value, counted=_points(one.cell.counted),
            tries=[GradedTry.of(each) for each in one.tries],
        )  # fmt: skip


class AssignmentGrades(Out):
    column: Column
    here: list[GradedPerson]
    gone: list[GradedPerson]


class ChangeLine(Out):
    """points: null where it took back what was given by hand."""

    points: float | None
    reason: str
    made: datetime
    by: str


class Marking(Out):
    """The points of a problem. without: what holds without the hand. last: to send back as `seen`."""

    worth: float
    points: float
    by: By
    without: float
    last: int
    changes: list[ChangeLine]

    @classmethod
    def of(cls, one: marking.Marking) -> Self:
        return cls(
            worth=one.worth, points=one.earned.points, by=one.earned.by, without=one.without.points, last=one.last,
            changes=[ChangeLine.of(each) for each in one.changes],
        )  # fmt: skip


@private.get("/classes/<course_id>/gradebook", responses=known(Gradebook, 404))
def get_gradebook(path: CoursePath) -> Response:
    """Get the grades of everybody in a class, for its staff."""
    found = gradebook.of_course(database(), learner(), path.course_id, now=now())
    return reply(
        Gradebook(
            columns=[Column.of(one) for one in found.columns], here=[_row(one) for one in found.here],
            gone=[_row(one) for one in found.gone],
        )
    )  # fmt: skip


@private.get("/classes/<course_id>/grades", responses=known(OwnGrades, 404))
def get_own_grades(path: CoursePath) -> Response:
    """Get your own grades in a class, as far as they are released."""
    found = gradebook.own(database(), learner(), path.course_id, now=now())
    lines = [
        OwnCell(assignment=one.column.id, title=one.column.title, state=one.state.value, closes=one.closes,
                counted=_points(one.counted))
        for one in found.lines
    ]  # fmt: skip
    total = Points(points=found.total.points, possible=found.total.possible)
    return reply(OwnGrades(assignments=lines, total=total, waiting=found.waiting))


@private.get("/assignments/<assignment_id>/grades", responses=known(AssignmentGrades, 404))
def get_grades(path: AssignmentPath) -> Response:
    """Get everybody's tries on an assignment, for the staff of its class."""
    found = gradebook_assignment.of_assignment(database(), learner(), path.assignment_id, now=now())
    return reply(
        AssignmentGrades(
            column=Column.of(found.column), here=[GradedPerson.of(one) for one in found.here],
            gone=[GradedPerson.of(one) for one in found.gone],
        )
    )  # fmt: skip


@private.get("/works/<work_id>/problems/<int:position>/points", responses=known(Marking, 404))
def get_points(path: WorkProblemPath) -> Response:
    """Get the points of a problem and how they came about, for the staff of its class."""
    return reply(Marking.of(marking.of(database(), learner(), path.work_id, path.position, now=now())))


@private.post("/works/<work_id>/problems/<int:position>/points", responses=acting(Marking, 404, 422))
def give_points(path: WorkProblemPath, body: NewPoints) -> Response:
    """Give points by hand, with a reason; or take them back. Refused where somebody else was faster."""
    points = "" if body.points is None else f"{body.points:.6f}".rstrip("0").rstrip(".")
    given = marking.Given(points, body.reason, body.beyond, body.seen)
    return reply(Marking.of(marking.give(database(), learner(), path.work_id, path.position, given, now=now())))


def _row(one: gradebook.Line) -> Row:
    return Row(
        person=Learner.of(one.person), cells=[CellLine.of(each) for each in one.cells], total=_points(one.total)
    )  # fmt: skip


def _points(total: Total | None) -> Points | None:
    return Points(points=total.points, possible=total.possible) if total else None
