"""A work as whoever asks may see it: the learner by the assignment's releases, the staff of its class in full.

Every page, export and answer of the API that shows a work is made of these values, so nothing is withheld elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine.draws import Draws
from quiz import corrections
from quiz.database import Database
from quiz.family import family
from quiz.grades import Grade
from quiz.models import Assignment
from quiz.papers.slots import asking
from quiz.prepared import one_moment
from quiz.releases import EVERYTHING, Rule, Rules, Shown, When
from quiz.services import problems
from quiz.services.teaching import gradebook_rows, regrading_looking, settling, works
from quiz.services.teaching import showing_rows as rows
from quiz.services.teaching.gradebook_rows import Try
from quiz.services.teaching.history import GONE
from quiz.services.teaching.roles import Role
from quiz.services.teaching.showing_rows import Item, Place, Seen
from quiz.services.teaching.showing_values import Line, ProblemView, TryView, WorkView
from quiz.services.values import Asked, Solution
from quiz.solutions import solution
from quiz.totals import summed
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
    rules, ruled = assignment_rules(assignment), gradebook_rows.rulings(session, [assignment.id])
    tries = gradebook_rows.tries(session, [assignment.id], ruled, learner)
    return [_try(one, rules.shown(one.over(now), now), now) for one in tries.get((assignment.id, learner), ())]


def work(db: Database, learner: int, work_id: str, *, now: datetime) -> WorkView:
    """A work with the list of its problems."""
    with _settled(db, learner, work_id, now) as (look, row):
        return _work(look, row, rows.places(look, row), now)


def problem(db: Database, learner: int, work_id: str, position: int, *, now: datetime) -> ProblemView:
    """One problem of a work."""
    with _settled(db, learner, work_id, now) as (look, row):
        item = rows.item(look, row, position)
        return _problem(look, row, item, rows.places(look, row), now)


def both(db: Database, learner: int, work_id: str, position: int, *, now: datetime) -> tuple[WorkView, ProblemView]:
    """A work and one of its problems, at the same moment."""
    with _settled(db, learner, work_id, now) as (look, row):
        item, places = rows.item(look, row, position), rows.places(look, row)
        return _work(look, row, places, now), _problem(look, row, item, places, now)


def has(db: Database, learner: int, work_id: str, position: int) -> bool:
    """Whether a work has a problem at this place."""
    with db.looking() as look:
        return rows.has(look, rows.seen(look, work_id, learner), position)


def redacted(grade: Grade, shown: Shown, feedback: str) -> Grade | None:
    """As much of a grade as is shown. feedback: `mistake` where the mistake may be named, else `verdict`."""
    if not shown.verdict:
        return None
    if shown.answers or feedback == "mistake":
        return grade
    bare = {
        id: part._replace(remark="", misconceptions=(), cure="", first_wrong_step="", broken="")
        for id, part in grade.parts.items()
    }
    return grade._replace(parts=bare)


def _try(one: Try, shown: Shown, now: datetime) -> TryView:
    total = one.total if shown.score else None
    return TryView(one.id, one.number, one.started, one.ends, one.handed_in, one.over(now), shown, total)


@contextmanager
def _settled(db: Database, learner: int, work_id: str, now: datetime) -> Iterator[tuple[sa.Connection, Seen]]:
    """A work, for looking. Before anybody looks at one that is over, its drafts become its answers."""
    with db.looking() as look, one_moment(look):
        row = rows.seen(look, work_id, learner)
        if not (works.over(row, now) and rows.waits(look, row)):
            yield look, row
            return
    settling.settle(db, work_ids=[row.id], now=now)
    with db.looking() as look, one_moment(look):
        yield look, rows.seen(look, work_id, learner)


def _work(look: sa.Connection, row: Seen, places: Sequence[Place], now: datetime) -> WorkView:
    shown = _shown(row, now)
    staff = row.actor.role >= Role.ASSISTANT and row.actor.id != row.learner_id
    settings = row.settings
    return WorkView(
        id=row.public_id, number=row.number, started=row.started, ends=row.ends, handed_in=row.handed_in,
        over=works.over(row, now), shown=shown,
        total=summed(place.solved.earned for place in places) if shown.score else None,
        assignment_id=row.assignment, course_id=row.course, course_name=row.course_name, zone=row.zone,
        title=settings["title"], instructions=settings["instructions"], minutes=settings["minutes"],
        calculator=settings["calculator"], owner=(rows.name(look, row) or GONE) if staff else "", staff=staff,
        rules=row.rules, lines=[_line(place, shown) for place in places],
    )  # fmt: skip


def _shown(row: Seen, now: datetime) -> Shown:
    return row.rules.shown(works.over(row, now), now) if row.actor.id == row.learner_id else EVERYTHING


def _line(place: Place, shown: Shown) -> Line:
    one = place.solved
    return Line(
        one.position, family(one.family).title, one.worth, one.answers, place.revision is not None,
        one.earned if shown.verdict else None, place.verdict if shown.verdict else "",
    )  # fmt: skip


def _problem(look: sa.Connection, row: Seen, item: Item, places: Sequence[Place], now: datetime) -> ProblemView:
    shown = _shown(row, now)
    place = next(one for one in places if one.id == item.id)
    variant = rebuilt(asking(item.family, tuple(item.parts)), item.level, item.givens)
    found = rows.answers(look, item) if place.solved.answers else []
    answers = [replace(one, grade=one.grade and redacted(one.grade, shown, row.settings["feedback"])) for one in found]
    rules = rows.corrections(look, row, item) if shown.answers else ()
    last = found[0].grade if found else None
    return ProblemView(
        id=item.public_id, position=item.position, family=variant.family, level=item.level, points=item.points,
        statement=variant.family.statement(variant.givens),
        asked=_asked(row, item, problems.asked(variant, item.expected)),
        answers=answers, read_as={id: part.read_as for id, part in last.parts.items()} if last else {},
        draft=rows.draft(look, item) if place.revision is not None else None,
        earned=place.solved.earned if shown.verdict else None,
        solution=Solution(solution(variant), item.expected) if shown.answers else None,
        hands=place.solved.hands if row.actor.role >= Role.ASSISTANT else (),
        corrected=[corrections.in_words(one) for one in rules if regrading_looking.concerns(one, item)],
    )  # fmt: skip


def _asked(row: Seen, item: Item, asked: Sequence[Asked]) -> list[Asked]:
    """The parts with their options in the order of this work; tokens and vertices keep their own."""
    if "options" not in row.settings["shuffle"]:
        return list(asked)
    draws = Draws(row.seed, item.position)
    return [
        replace(one, options=[one.options[i] for i in draws.permutation(len(one.options)).tolist()])
        if one.options and not isinstance(one.part.options, str) else one
        for one in asked
    ]  # fmt: skip
