"""Explain this on Monday: the mistakes made by most learners in the last seven days, each with an example and its cure.

A mistake is listed only if at least five learners made it, so that nobody is singled out. The example is a real answer
with nobody's name, from an assignment that is closed for everybody, so that it gives nothing away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.analysis.mistakes import FULL
from quiz.blocks import Block
from quiz.cards import Card, cures
from quiz.family import Family
from quiz.grades import Grade, PartGrade, Typed
from quiz.misconceptions import MISCONCEPTIONS, Misconception
from quiz.models import Answer, Mark, WorkItem
from quiz.papers.slots import asking
from quiz.services import problems
from quiz.services.teaching.analysing_rows import Read
from quiz.services.teaching.analysing_weeks import who_made
from quiz.variants import rebuilt

DAYS = 7
MOST = 3
FEWEST_LEARNERS = 5
LOOKED_AT = 20  # answers among which an example is sought, the latest first


@dataclass(frozen=True)
class Example:
    """A real answer. typed: as it was typed; read_as: as it was read. remark: what the learner is told of it."""

    family: Family
    level: int
    statement: Sequence[Block]
    prompt: str
    typed: Typed
    read_as: str
    remark: str


@dataclass(frozen=True)
class Explain:
    """A mistake to be explained. learners: how many made it, of so many who handed something in.

    example: None while no assignment with one is closed. cards, families: what cures it.
    """

    mistake: Misconception
    learners: int
    of: int
    example: Example | None
    cards: tuple[Card, ...]
    families: tuple[Family, ...]


def explain(session: Session, reads: Mapping[int, Read], closed: Collection[int], now: datetime) -> list[Explain]:
    """The list. reads: assignment -> what was read of it; closed: those that are closed for everybody."""
    since = now - timedelta(days=DAYS)
    made: dict[str, set[int]] = defaultdict(set)
    active: set[int] = set()
    for read in reads.values():
        lately = [at > since for at in read.ended]
        active.update(read.learner[np.array(lately, dtype=bool)].tolist())
        for id, work in who_made(read):
            if lately[work] and id in MISCONCEPTIONS:
                made[id].add(int(read.learner[work]))
    often = sorted((id for id in made if len(made[id]) >= FEWEST_LEARNERS), key=lambda id: (-len(made[id]), id))
    shown = {at: reads[at] for at in closed if at in reads}
    return [_explained(session, id, len(made[id]), len(active), shown, since) for id in often[:MOST]]


def _explained(
    session: Session, id: str, learners: int, of: int, shown: Mapping[int, Read], since: datetime
) -> Explain:  # fmt: skip
    marks = sorted((mark for read in shown.values() for mark in _marks(read, id, since)), reverse=True)[:LOOKED_AT]
    query = (
        sa.select(Mark.grade, Answer.typed, WorkItem)
        .join(Answer, Answer.id == Mark.answer_id)
        .join(WorkItem, WorkItem.id == Answer.work_item_id)
        .where(Mark.id.in_(marks))
        .order_by(Mark.id.desc())
    )
    found = [one for row in session.execute(query) for one in _examples(id, Grade.from_json(row[0]), row[1], row[2])]
    alone = [example for example, only in found if only]
    cards, families = cures(id)
    example = next(iter(alone or [example for example, _ in found]), None)
    return Explain(MISCONCEPTIONS[id], learners, of, example, cards, families)


def _marks(read: Read, id: str, since: datetime) -> list[int]:
    """The marks of wrong last answers lately that name a mistake."""
    names = np.array([id in text.split() for text in read.codes] + [False])
    lately = np.array([at > since for at in read.ended] + [False])
    wanted = (read.score < FULL) & names[read.mistakes] & lately[read.work[read.problem]]
    return read.mark[wanted].tolist()


def _examples(id: str, grade: Grade, typed: Mapping[str, Typed], item: WorkItem) -> Iterator[tuple[Example, bool]]:
    """The parts of an answer that show a mistake, and whether it is the only one in them."""
    for name, part in grade.parts.items():
        if id in part.misconceptions and name in typed:
            example = _example(name, part, typed[name], item)
            if example is not None:
                yield example, part.misconceptions == (id,)


def _example(name: str, grade: PartGrade, typed: Typed, item: WorkItem) -> Example | None:
    """None where the family as it is now can't take up the stored numbers."""
    try:
        variant = rebuilt(asking(item.family, tuple(item.parts)), item.level, item.givens)
        statement = variant.family.statement(variant.givens)
        prompt = next(one.prompt for one in problems.asked(variant, item.expected) if one.part.id == name)
    except (KeyError, IndexError, TypeError, ValueError, StopIteration):
        return None
    return Example(variant.family, item.level, statement, prompt, typed, grade.read_as, grade.remark)
