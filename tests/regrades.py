"""Builders for tests of regrades: numbers that anybody can work, many stored answers, and jobs done here and now.

exp(0), exp(ln 2), exp(ln 3) are 1, 2, 3, so the weights of `LOGITS` are 1/6, 1/3, 1/2 (±0.005 is right).
"""

from __future__ import annotations

import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz import corrections
from quiz.database import Database
from quiz.family import families
from quiz.grades import Typed
from quiz.jsonable import jsonable
from quiz.models import Answer, Mark, Regrade, Work, WorkItem
from quiz.services.chance import public_id
from quiz.services.teaching import regrading
from quiz.services.teaching.jobs_engines import Threads
from quiz.services.teaching.jobs_outlook import any_open
from quiz.services.teaching.jobs_running import Runner
from quiz.services.teaching.regrading_reading import Form
from quiz.variants import serve
from tests.classes import Person
from tests.stores import NOON
from tests.works import Assigned, start, stored

LOGITS = [0.0, 0.6931471805599453, 1.0986122886681098]
WEIGHTS = [1 / 6, 1 / 3, 1 / 2]
RIGHT: dict[str, Typed] = {"weights": [["0.167", "0.333", "0.5"]]}
NEAR: dict[str, Typed] = {"weights": [["0.2", "0.333", "0.467"]]}  # 0.033 off in two cells of three
PATIENCE = 120  # seconds for jobs in other processes
WIDE = {"item": "1", "kind": "tolerance", "part": "softmax-row/weights", "absolute": "0.04", "reason": "Rounded tables"}


def known(assigned: Assigned, person: Person) -> str:
    """A work whose first problem has the numbers above; its public id."""
    work = start(assigned, person)
    id = stored(assigned, work, 1).id

    def put(session: Session) -> None:
        row = session.get_one(WorkItem, id)
        row.givens = {**row.givens, "logits": LOGITS, "tokens": ["a", "b", "c"]}
        row.expected = {"weights": WEIGHTS}

    assigned.room.db.write(put)
    return work


def ask(assigned: Assigned, **form: Any) -> str:
    """A regrade by the instructor of the class, that has not looked yet."""
    room = assigned.room
    return regrading.ask(room.db, room.instructor.id, assigned.id, Form(**form), now=NOON)


def apply(assigned: Assigned, id: str, may_fall: bool = False) -> None:
    """Apply it and do its job."""
    regrading.apply(assigned.room.db, assigned.room.instructor.id, id, may_fall=may_fall, now=NOON)
    work(assigned.room.db)


def regrade(assigned: Assigned, may_fall: bool = False, **form: Any) -> str:
    """Asked for, looked and applied."""
    id = ask(assigned, **form)
    work(assigned.room.db)
    apply(assigned, id, may_fall)
    return id


def work(db: Database) -> None:
    """Do all jobs that wait, and return once those are done that a running server has taken."""
    engine = Threads()
    runner, until = Runner(db, engine), time.monotonic() + PATIENCE
    while any_open(db):
        assert time.monotonic() < until, f"a job was not done within {PATIENCE} s"
        if not runner.once():
            time.sleep(0.1)
    engine.close()


def state(db: Database, id: str) -> str:
    with db.reading() as session:
        return session.scalars(sa.select(Regrade.state).where(Regrade.public_id == id)).one()


def marks(assigned: Assigned, person: Person, position: int = 1) -> list[tuple[int, str, float, str]]:
    """Number of the answer, cause, score and verdict of every mark of somebody's answers to a problem, in order."""
    query = (
        sa.select(Answer.number, Mark.cause, Mark.score, Mark.verdict)
        .join(Answer, Answer.id == Mark.answer_id)
        .join(WorkItem, WorkItem.id == Answer.work_item_id)
        .where(Answer.learner_id == person.id, Answer.assignment_id == assigned.number, WorkItem.position == position)
    )
    with assigned.room.db.reading() as session:
        return [tuple(row) for row in session.execute(query.order_by(Answer.number, Mark.id))]


def crowd(assigned: Assigned, person: Person, problems: int, answers: int) -> None:
    """One work with so many problems of item 1, each answered so often, with the marks that `judged` gives.

    There are 12 different variants and six things typed: right, right to one decimal less, and wrong in four ways.
    """
    family = families()["softmax-row"]
    variants = [serve(family, 1, 5, index) for index in range(12)]
    kept = [(jsonable(v.givens), jsonable({p.id: v.expected(p) for p in v.parts})) for v in variants]

    def fill(session: Session) -> None:
        work = Work(public_id=public_id(), assignment_id=assigned.number, learner_id=person.id, number=99, seed=1,
                    started=NOON, ends=NOON, handed_in=NOON, settings={})  # fmt: skip
        session.add(work)
        session.flush()
        rows = [
            WorkItem(
                public_id=public_id(), work_id=work.id, position=place + 1, item=1, family=family.id,
                version=family.version, level=1, seed=5, index=place % 12, givens=kept[place % 12][0],
                expected=kept[place % 12][1], parts=["weights"], points=2.0, features={},
            )
            for place in range(problems)
        ]  # fmt: skip
        session.add_all(rows)
        session.flush()
        known: dict[tuple[int, int], Any] = {}
        given, first = [], []
        for row in rows:
            for number in range(1, answers + 1):
                typed = _typed(row.expected["weights"], (row.position + number) % 6)
                at = (row.index, (row.position + number) % 6)
                known[at] = known.get(at) or corrections.judged(row, typed)
                given.append({
                    "learner_id": person.id, "assignment_id": assigned.number, "work_item_id": row.id, "number": number,
                    "typed": typed, "made": NOON, "seconds": 1, "key": f"crowd-{row.id}-{number}", "body_hash": b"",
                })  # fmt: skip
                first.append(known[at])
        ids = session.scalars(sa.insert(Answer).returning(Answer.id, sort_by_parameter_order=True), given)
        session.execute(sa.insert(Mark), [
            {"answer_id": id, "cause": "submitted", "regrade_id": None, "made": NOON, "verdict": grade.verdict.value,
             "score": grade.score, "mistakes": " ".join(grade.misconceptions), "grade": grade.as_json()}
            for id, grade in zip(ids, first, strict=True)
        ])  # fmt: skip

    assigned.room.db.write(fill)


def _typed(weights: list[float], way: int) -> dict[str, Typed]:
    shifts = [(0.0, 0.0, 0.0), (0.004, 0.0, 0.0), (0.035, 0.0, -0.035), (0.1, 0.0, -0.1), (0.3, 0.0, 0.0), (1, 1, 1)]
    return {"weights": [[f"{x + shift:.3f}" for x, shift in zip(weights, shifts[way], strict=True)]]}
