"""Wrong answers that no known mistake explains: the latest of each item, so that somebody can look at them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.analysis.mistakes import FULL
from quiz.grades import Grade, Verdict
from quiz.models import Answer, Mark, Work, WorkItem
from quiz.papers.slots import asking
from quiz.services import problems
from quiz.services.teaching.analysing_rows import Read
from quiz.services.teaching.analysing_values import Sample, Unexplained
from quiz.variants import rebuilt

MOST_LOOKED = 30  # answers of an item
MOST_SHOWN = 3


def unexplained(session: Session, read: Read) -> Mapping[int, Unexplained]:
    """Item -> its latest wrong answers without a known mistake."""
    plain = np.array([not text.strip() for text in read.codes] + [False])
    wanted = np.flatnonzero((read.score < FULL) & plain[read.mistakes])
    newest = wanted[np.argsort(-read.answer[wanted], kind="stable")]
    item = read.item[read.problem[newest]]
    marks = [mark for number in np.unique(item) for mark in read.mark[newest[item == number]][:MOST_LOOKED].tolist()]
    query = (
        sa.select(Mark.grade, WorkItem, Work.public_id)
        .join(Answer, Answer.id == Mark.answer_id)
        .join(WorkItem, WorkItem.id == Answer.work_item_id)
        .join(Work, Work.id == WorkItem.work_id)
        .where(Mark.id.in_(marks))
        .order_by(Answer.id.desc())
    )
    rows: dict[int, list[tuple[Grade, WorkItem, str]]] = defaultdict(list)
    for grade, problem, work_id in session.execute(query):
        rows[problem.item].append((Grade.from_json(grade), problem, work_id))
    return {number: _looked(of) for number, of in rows.items()}


def _looked(rows: list[tuple[Grade, WorkItem, str]]) -> Unexplained:
    whole = [row for row in rows if not any(part.blank for part in row[0].parts.values())]
    return Unexplained(len(rows), len(rows) - len(whole), tuple(_sample(*row) for row in whole[:MOST_SHOWN]))


def _sample(grade: Grade, problem: WorkItem, work_id: str) -> Sample:
    amiss = (Verdict.INCORRECT, Verdict.INVALID)
    prompts = _prompts(problem)
    read = [(prompts.get(id, id), part.read_as) for id, part in grade.parts.items() if part.verdict in amiss]
    return Sample(work_id, problem.position, read)


def _prompts(problem: WorkItem) -> Mapping[str, str]:
    """What each part asked; nothing where the family as it is now can't take up the stored numbers."""
    try:
        variant = rebuilt(asking(problem.family, tuple(problem.parts)), problem.level, problem.givens)
        return {one.part.id: one.prompt for one in problems.asked(variant, problem.expected)}
    except (KeyError, IndexError, TypeError, ValueError):
        return {}
