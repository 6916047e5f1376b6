"""A class whose answers are known: works straight into the tables, with scores, mistakes, times and features as given.

taken(assigned, learners, plans)      # one work a learner; plans[l] is their problems, each a `Taken`
mistaken(assigned, work, 1, "id")     # what somebody with this mistake types for a problem that was really started
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy.orm import Session

from quiz.grades import Typed
from quiz.models import Answer, Mark, Work, WorkItem
from quiz.papers.slots import asking
from quiz.services.chance import public_id
from quiz.variants import rebuilt
from tests.stores import NOON
from tests.works import Assigned, stored
from tests.writing import precise

_keys = count(1)
NO_GRADE = {"verdict": "incorrect", "score": 0.0, "parts": {}}


@dataclass(frozen=True)
class Taken:
    """A problem as somebody did it. score: None for not answered. seconds: of each answer; the last one counts."""

    item: int
    score: float | None
    mistakes: str = ""
    seconds: Sequence[int] = (60,)
    features: Mapping[str, float] = field(default_factory=dict)
    family: str = "softmax-row"
    level: int = 1
    points: float = 1.0


def taken(
    assigned: Assigned, learners: Sequence[int], plans: Sequence[Sequence[Taken]], number: int = 1,
    ended: datetime | None = NOON + timedelta(hours=1),
) -> list[str]:  # fmt: skip
    """The works of these learners, handed in at `ended` (None: still running); their public ids."""

    def work(session: Session) -> list[str]:
        works = [
            Work(public_id=public_id(), assignment_id=assigned.number, learner_id=learner, number=number, seed=1,
                 started=NOON, ends=NOON + timedelta(days=7), handed_in=ended, settings={})
            for learner in learners
        ]  # fmt: skip
        session.add_all(works)
        session.flush()
        for row, plan in zip(works, plans, strict=True):
            _problems(session, assigned, row, plan)
        return [row.public_id for row in works]

    return assigned.room.db.write(work)


def _problems(session: Session, assigned: Assigned, row: Work, plan: Sequence[Taken]) -> None:
    problems = [
        WorkItem(public_id=public_id(), work_id=row.id, position=position, item=one.item, family=one.family, version=1,
                 level=one.level, seed=1, index=0, givens={}, expected={}, parts=["weights"], points=one.points,
                 features=dict(one.features))
        for position, one in enumerate(plan, 1)
    ]  # fmt: skip
    session.add_all(problems)
    session.flush()
    for problem, one in zip(problems, plan, strict=True):
        for place, seconds in enumerate(one.seconds if one.score is not None else (), 1):
            last = place == len(one.seconds)
            answer = Answer(learner_id=row.learner_id, assignment_id=assigned.number, work_item_id=problem.id,
                            number=place, typed={}, made=NOON, seconds=seconds, key=f"simulated-{next(_keys)}",
                            body_hash=bytes(32))  # fmt: skip
            session.add(answer)
            session.flush()
            session.add(Mark(answer_id=answer.id, cause="submitted", made=NOON, verdict="incorrect",
                             score=one.score if last else 0.0, mistakes=one.mistakes if last else "hard-argmax",
                             grade=NO_GRADE))  # fmt: skip


def mistaken(assigned: Assigned, work_id: str, position: int, id: str) -> dict[str, Typed]:
    """What somebody types who makes one mistake in the first part in which it shows; the other parts are blank."""
    item = stored(assigned, work_id, position)
    variant = rebuilt(asking(item.family, tuple(item.parts)), item.level, item.givens)
    return next(
        {part.id: precise(part, value)}
        for part in variant.parts
        for fault, value in variant.mistakes(part)
        if fault.id == id
    )
