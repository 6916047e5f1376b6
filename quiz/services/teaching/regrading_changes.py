"""What a regrade makes of answers, one by one: who, what was typed, before and after. A page of them at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.corrections import Key, Nearness, restored
from quiz.models import Answer, Mark, Regrade, RegradeResult, Work, WorkItem
from quiz.services.teaching import gradebook_rows, history
from quiz.services.teaching.regrading_choices import as_text
from quiz.services.teaching.regrading_looking import FALLS, OTHER, RISES, SAME, UNJUDGED

BECOMES = (RISES, FALLS, OTHER, SAME, UNJUDGED)  # in the order in which they are shown
A_PAGE = 50


@dataclass(frozen=True)
class Judged:
    """How an answer stands. mistakes: ids."""

    points: float
    verdict: str
    mistakes: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """An answer before and after. work, position: where it was given; number: of the problem's answers.

    counts: no later answer was given, and nobody gave points by hand, which go before. typed: part -> as text.
    """

    learner: str
    work: str
    position: int
    number: int
    last: bool
    by_hand: bool
    typed: tuple[tuple[str, str], ...]
    worth: float
    before: Judged
    after: Judged


@dataclass(frozen=True)
class Page:
    """Changes of one kind. next: after which answer the next page begins, None on the last one."""

    changes: tuple[Change, ...] = ()
    next: int | None = None


def counts(session: Session, regrade: Regrade) -> dict[str, int]:
    """How many answers become what."""
    query = sa.select(RegradeResult.becomes, sa.func.count()).where(RegradeResult.regrade_id == regrade.id)
    found = dict(session.execute(query.group_by(RegradeResult.becomes)).all())
    return {one: found.get(one, 0) for one in BECOMES}


def page(session: Session, regrade: Regrade, names: Mapping[int, str], becomes: str, after: int) -> Page:
    """The answers of which this becomes, in the order in which they came, from the one after `after` on."""
    last = sa.select(sa.func.max(Answer.number)).where(Answer.work_item_id == WorkItem.id).correlate(WorkItem)
    query = (
        sa.select(RegradeResult, Answer, WorkItem, Work.public_id, Mark, last.scalar_subquery())
        .join(Answer, Answer.id == RegradeResult.answer_id)
        .join(WorkItem, WorkItem.id == Answer.work_item_id)
        .join(Work, Work.id == WorkItem.work_id)
        .join(Mark, Mark.id == RegradeResult.mark_id)
        .where(
            RegradeResult.regrade_id == regrade.id, RegradeResult.becomes == becomes, RegradeResult.answer_id > after
        )
        .order_by(RegradeResult.answer_id)
        .limit(A_PAGE + 1)
    )
    rows: Sequence[Any] = session.execute(query).all()
    hands = gradebook_rows.changes(session, WorkItem.id.in_([row[2].id for row in rows]))
    by_hand = {id for id, of in hands.items() if of[-1].points is not None}
    correction = restored(regrade.change)
    part = correction.part if isinstance(correction, Nearness | Key) else None
    found = []
    for result, answer, item, work, mark, latest in rows[:A_PAGE]:
        typed = {id: text for id, text in answer.typed.items() if part in (None, id)}
        found.append(
            Change(
                names.get(answer.learner_id, history.GONE), work, item.position, answer.number, answer.number == latest,
                item.id in by_hand, tuple((id.replace("_", " "), as_text(text)) for id, text in typed.items()),
                item.points, Judged(result.before * item.points, mark.verdict, tuple(mark.mistakes.split())),
                Judged(result.after * item.points, result.verdict, tuple(result.mistakes.split())),
            )
        )  # fmt: skip
    return Page(tuple(found), rows[A_PAGE - 1][1].id if len(rows) > A_PAGE else None)
