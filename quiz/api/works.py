"""Works on assignments: start one, see its problems, answer, save what is typed, hand in.

What is not released is `null`: the services leave it out.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self

from flask import Response
from pydantic import BaseModel, Field

from quiz.api.blocks import AnyBlock, drawn
from quiz.api.blueprint import acting, known, private, reply
from quiz.api.caller import database, learner, now
from quiz.api.incoming import KeyHeader, NewDraft, NewSubmission
from quiz.api.outgoing import Draft, Grade, Out, Part, Solution, Typed
from quiz.api.problems import only_key
from quiz.blocks import plain, plain_blocks
from quiz.services.teaching import answering, showing, showing_values, working


class AssignmentPath(BaseModel):
    assignment_id: str


class WorkPath(BaseModel):
    work_id: str


class WorkProblemPath(BaseModel):
    work_id: str
    position: Annotated[int, Field(ge=1, le=2**31 - 1)]


class Released(Out):
    """What you may see of a work now."""

    score: bool
    verdict: bool
    answers: bool


class Points(Out):
    points: float
    possible: float


class WorkLine(Out):
    """A problem of a work. drafted: something is typed and not kept as an answer. points: null while withheld."""

    position: int
    title: str
    worth: float
    answers: int
    drafted: bool
    points: float | None
    verdict: str

    @classmethod
    def of(cls, one: showing_values.Line) -> Self:
        return cls(
            position=one.position, title=one.title, worth=one.points, answers=one.answers, drafted=one.drafted,
            points=one.earned.points if one.earned else None, verdict=one.verdict,
        )  # fmt: skip


class Work(Out):
    """A start of an assignment. number: of your tries. total: null while the score is withheld."""

    id: str
    assignment: str
    title: str
    instructions: str
    number: int
    started: datetime
    ends: datetime
    handed_in: datetime | None
    over: bool
    released: Released
    total: Points | None
    problems: list[WorkLine]

    @classmethod
    def of(cls, one: showing_values.WorkView) -> Self:
        total = Points(points=one.total.points, possible=one.total.possible) if one.total else None
        return cls(
            id=one.id, assignment=one.assignment_id, title=one.title, instructions=one.instructions, number=one.number,
            started=one.started, ends=one.ends, handed_in=one.handed_in, over=one.over,
            released=Released.of(one.shown), total=total, problems=[WorkLine.of(line) for line in one.lines],
        )  # fmt: skip


class GivenAnswer(Out):
    """An answer as it was typed. grade: null while right or wrong is withheld."""

    number: int
    made: datetime
    answers: dict[str, Typed]
    grade: Grade | None

    @classmethod
    def of(cls, one: showing_values.AnswerView) -> Self:
        grade = Grade.of(one.grade) if one.grade else None
        return cls(number=one.number, made=one.made, answers=dict(one.typed), grade=grade)


class WorkProblem(Out):
    """A problem of a work. given: its answers, the last one first, which counts. solution: null while withheld."""

    position: int
    family: str
    title: str
    level: int
    worth: float
    statement: str
    blocks: list[AnyBlock]
    parts: list[Part]
    given: list[GivenAnswer]
    read_as: dict[str, str]
    draft: Draft | None
    points: float | None
    solution: Solution | None
    corrected: list[str]

    @classmethod
    def of(cls, one: showing_values.ProblemView) -> Self:
        return cls(
            position=one.position, family=one.family.id, title=plain(one.family.title), level=one.level,
            worth=one.points, statement=plain_blocks(one.statement), blocks=drawn(one.statement),
            parts=[Part.of(asked) for asked in one.asked], given=[GivenAnswer.of(each) for each in one.answers],
            read_as=dict(one.read_as), draft=Draft.of(one.draft) if one.draft else None,
            points=one.earned.points if one.earned else None,
            solution=Solution.of(one.solution) if one.solution else None, corrected=list(one.corrected),
        )  # fmt: skip


class Sent(Out):
    """What became of an answer: `kept`, `repeated`, or `unread` (kept as a draft only). unread: part -> why."""

    became: answering.Became
    number: int
    unread: dict[str, str]

    @classmethod
    def of(cls, one: answering.Sent) -> Self:
        return cls(became=one.became, number=one.number, unread=dict(one.unread))


@private.post("/assignments/<assignment_id>/works", responses=acting(Work, 404, 422, status=201))
def start_work(path: AssignmentPath) -> Response:
    """Start an assignment of your class, or find the work that is running."""
    id = working.start(database(), learner(), path.assignment_id, now=now())
    return reply(_work(id), 201, location=f"/works/{id}")


@private.get("/works/<work_id>", responses=known(Work, 404))
def get_work(path: WorkPath) -> Response:
    """Get your work, or as staff of the class anybody's."""
    return reply(_work(path.work_id))


@private.get("/works/<work_id>/problems/<int:position>", responses=known(WorkProblem, 404))
def get_work_problem(path: WorkProblemPath) -> Response:
    """Get a problem of a work."""
    return reply(WorkProblem.of(showing.problem(database(), learner(), path.work_id, path.position, now=now())))


@private.post("/works/<work_id>/problems/<int:position>/answers", responses=acting(Sent, 404, 422))
def answer_problem(path: WorkProblemPath, header: KeyHeader, body: NewSubmission) -> Response:
    """Keep an answer while the work runs. The last one counts; the same key changes nothing the second time."""
    key = only_key(header.key, body.key)
    sent = answering.answer(database(), learner(), path.work_id, path.position, body.answers, key=key, now=now())
    return reply(Sent.of(sent))


@private.put("/works/<work_id>/problems/<int:position>/draft", responses=acting(Draft, 404, 409, 422))
def save_work_draft(path: WorkProblemPath, body: NewDraft) -> Response:
    """Save what is being typed. When the work is over, it becomes the answer."""
    saved = answering.save_draft(
        database(), learner(), path.work_id, path.position, body.answers, revision=body.revision, now=now()
    )  # fmt: skip
    return reply(Draft.of(saved))


@private.post("/works/<work_id>/hand-in", responses=acting(Work, 404))
def hand_in(path: WorkPath) -> Response:
    """Hand a work in; again is fine."""
    working.hand_in(database(), learner(), path.work_id, now=now())
    return reply(_work(path.work_id))


def _work(id: str) -> Work:
    return Work.of(showing.work(database(), learner(), id, now=now()))
