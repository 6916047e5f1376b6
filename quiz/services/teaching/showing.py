"""A work as whoever asks may see it: the learner by the assignment's releases, the staff of its class in full.

Every page, export and answer of the API that shows a work is made of these values, so nothing is withheld elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine.draws import Draws
from quiz import corrections
from quiz.database import Database
from quiz.family import Family, family
from quiz.grades import Grade
from quiz.models import Answer, AnswerDraft, Assignment, Course, Mark, Member, Work, WorkItem
from quiz.papers.slots import asking
from quiz.releases import EVERYTHING, Rule, Rules, Shown, When
from quiz.services import problems
from quiz.services.teaching import gradebook_rows, regrading_looking, regrading_rules, settling, works
from quiz.services.teaching.gradebook_rows import Rulings, Solved, Try
from quiz.services.teaching.history import GONE
from quiz.services.teaching.roles import Actor, Role
from quiz.services.teaching.showing_values import AnswerView, Line, ProblemView, TryView, WorkView
from quiz.services.values import Asked, Draft, Solution
from quiz.solutions import solution
from quiz.variants import rebuilt


def assignment_rules(assignment: Assignment) -> Rules:
    """When what is released of the works on an assignment."""
    return Rules(
        Rule(When(assignment.score_release), assignment.score_at),
        Rule(When(assignment.verdict_release), assignment.verdict_at),
        Rule(When(assignment.answers_release), assignment.answers_at),
    )


def tries_of(session: Session, assignment: Assignment, learner: int, now: datetime) -> list[TryView]:
    """A learner's own starts of an assignment, in order."""
    rules = assignment_rules(assignment)
    return [TryView(**_try(one, rules.shown(one.over(now), now), now)) for one in _tries(session, assignment, learner)]


def work(db: Database, learner: int, work_id: str, *, now: datetime) -> WorkView:
    """A work with the list of its problems."""
    with _settled(db, learner, work_id, now) as (session, row, assignment, actor):
        return _work(session, row, assignment, actor, _this(session, row, assignment), now)


def problem(db: Database, learner: int, work_id: str, position: int, *, now: datetime) -> ProblemView:
    """One problem of a work."""
    with _settled(db, learner, work_id, now) as (session, row, assignment, actor):
        item = works.item_at(session, row, position)
        return _problem(session, row, assignment, actor, item, gradebook_rows.solved(session, item, row), now)


def both(db: Database, learner: int, work_id: str, position: int, *, now: datetime) -> tuple[WorkView, ProblemView]:
    """A work and one of its problems, at the same moment."""
    with _settled(db, learner, work_id, now) as (session, row, assignment, actor):
        item, one = works.item_at(session, row, position), _this(session, row, assignment)
        solved = next(each for each in one.problems if each.position == position)
        problem = _problem(session, row, assignment, actor, item, solved, now)
        return _work(session, row, assignment, actor, one, now), problem


def has(db: Database, learner: int, work_id: str, position: int) -> bool:
    """Whether a work has a problem at this place."""
    with db.reading() as session:
        row, _, _ = works.seen(session, work_id, learner)
        return works.has(session, row, position)


def redacted(grade: Grade, shown: Shown, feedback: str) -> Grade | None:
    """As much of a grade as is shown. feedback: `mistake` where the mistake may be named, else `verdict`."""
    if not shown.verdict:
        return None
    if shown.answers or feedback == "mistake":
        return grade
    bare = {
        id: replace(part, remark="", misconceptions=(), cure="", first_wrong_step="", broken="")
        for id, part in grade.parts.items()
    }
    return replace(grade, parts=bare)


@contextmanager
def _settled(
    db: Database, learner: int, work_id: str, now: datetime
) -> Iterator[tuple[Session, Work, Assignment, Actor]]:
    """A work in a session for looking. Before anybody looks at one that is over, its drafts become its answers."""
    with db.reading() as session:
        row, assignment, actor = works.seen(session, work_id, learner)
        id = row.id
        if not (works.over(row, now) and settling.waiting(session, work_ids=[id], now=now)):
            yield session, row, assignment, actor
            return
    settling.settle(db, work_ids=[id], now=now)
    with db.reading() as session:
        yield (session, *works.seen(session, work_id, learner))


def _work(session: Session, row: Work, assignment: Assignment, actor: Actor, one: Try, now: datetime) -> WorkView:
    shown = _shown(row, assignment, actor, now)
    course = session.get_one(Course, assignment.course_id)
    staff = actor.role >= Role.ASSISTANT and actor.id != row.learner_id
    return WorkView(
        **_try(one, shown, now), assignment_id=assignment.public_id, course_id=course.public_id,
        course_name=course.name, zone=course.zone, title=row.settings["title"],
        instructions=row.settings["instructions"], minutes=row.settings["minutes"],
        calculator=row.settings["calculator"], owner=_name(session, course, row.learner_id) if staff else "",
        staff=staff, rules=assignment_rules(assignment), lines=_lines(session, row, one, shown),
    )  # fmt: skip


def _shown(row: Work, assignment: Assignment, actor: Actor, now: datetime) -> Shown:
    if actor.id != row.learner_id:
        return EVERYTHING
    return assignment_rules(assignment).shown(works.over(row, now), now)


def _try(one: Try, shown: Shown, now: datetime) -> dict[str, Any]:
    return {
        "id": one.id, "number": one.number, "started": one.started, "ends": one.ends, "handed_in": one.handed_in,
        "over": one.over(now), "shown": shown, "total": one.total if shown.score else None,
    }  # fmt: skip


def _tries(session: Session, assignment: Assignment, learner: int) -> list[Try]:
    ruled = Rulings(session, [assignment.id])
    return gradebook_rows.tries(session, [assignment.id], ruled, learner).get((assignment.id, learner), [])


def _this(session: Session, row: Work, assignment: Assignment) -> Try:
    return next(one for one in _tries(session, assignment, row.learner_id) if one.number == row.number)


def _lines(session: Session, row: Work, one: Try, shown: Shown) -> list[Line]:
    columns = (WorkItem.id, WorkItem.position, AnswerDraft.revision)
    query = sa.select(*columns).outerjoin(AnswerDraft, AnswerDraft.work_item_id == WorkItem.id)
    rows = session.execute(query.where(WorkItem.work_id == row.id))
    found = {position: (id, revision) for id, position, revision in rows}
    verdicts = _verdicts(session, row) if shown.verdict else {}
    return [
        Line(
            each.position, family(each.family).title, each.worth, each.answers, found[each.position][1] is not None,
            each.earned if shown.verdict else None, verdicts.get(found[each.position][0], ""),
        )
        for each in one.problems
    ]  # fmt: skip


def _verdicts(session: Session, row: Work) -> dict[int, str]:
    """Work item -> the verdict of its last answer by its newest mark."""
    query = (
        sa.select(Answer.work_item_id, Mark.verdict)
        .join(WorkItem, WorkItem.id == Answer.work_item_id)
        .join(Mark, Mark.answer_id == Answer.id)
        .where(WorkItem.work_id == row.id)
        .order_by(Answer.number, Mark.id)
    )
    return {found.work_item_id: found.verdict for found in session.execute(query)}


def _problem(
    session: Session, row: Work, assignment: Assignment, actor: Actor, item: WorkItem, solved: Solved, now: datetime
) -> ProblemView:
    shown = _shown(row, assignment, actor, now)
    variant = rebuilt(_family(item), item.level, item.givens)
    found = _answers(session, item)
    answers = [replace(one, grade=one.grade and redacted(one.grade, shown, row.settings["feedback"])) for one in found]
    draft = session.get(AnswerDraft, item.id)
    rules = regrading_rules.corrections_of(session, assignment.id, item.item, row.learner_id) if shown.answers else ()
    last = found[0].grade if found else None
    return ProblemView(
        id=item.public_id, position=item.position, family=variant.family, level=item.level, points=item.points,
        statement=variant.family.statement(variant.givens),
        asked=_asked(row, item, problems.asked(variant, item.expected)),
        answers=answers, read_as={id: part.read_as for id, part in last.parts.items()} if last else {},
        draft=Draft(draft.typed, draft.revision, draft.saved) if draft else None,
        earned=solved.earned if shown.verdict else None,
        solution=Solution(solution(variant), item.expected) if shown.answers else None,
        hands=solved.hands if actor.role >= Role.ASSISTANT else (),
        corrected=[corrections.in_words(one) for one in rules if regrading_looking.concerns(one, item)],
    )  # fmt: skip


def _asked(row: Work, item: WorkItem, asked: Sequence[Asked]) -> list[Asked]:
    """The parts with their options in the order of this work; tokens and vertices keep their own."""
    if "options" not in row.settings["shuffle"]:
        return list(asked)
    draws = Draws(row.seed, item.position)
    return [
        replace(one, options=[one.options[i] for i in draws.permutation(len(one.options)).tolist()])
        if one.options and not isinstance(one.part.options, str) else one
        for one in asked
    ]  # fmt: skip


def _answers(session: Session, item: WorkItem) -> list[AnswerView]:
    """Every answer with the mark that holds, the last one first."""
    query = (
        sa.select(Answer, Mark)
        .join(Mark, Mark.answer_id == Answer.id)
        .where(Answer.work_item_id == item.id)
        .order_by(Answer.number.desc(), Mark.id)
    )
    found = {
        answer.number: AnswerView(answer.number, answer.made, answer.seconds, answer.typed, Grade.from_json(mark.grade))
        for answer, mark in session.execute(query)
    }
    return list(found.values())


def _family(item: WorkItem) -> Family:
    return asking(item.family, tuple(item.parts))


def _name(session: Session, course: Course, learner: int) -> str:
    member = session.get(Member, (course.id, learner))
    return member.name if member else GONE
