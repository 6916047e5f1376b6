"""A learner's work on an assignment: start it, find it again, hand it in.

A work keeps its problems whole and what held when it was started, so that no later edit of the assignment or of a
blueprint reaches it. The clock is the server's: a work is over when it was handed in or when its time has come.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from quiz.database import Database
from quiz.jsonable import jsonable
from quiz.models import Assignment, Extension, Member, Work, WorkItem
from quiz.papers.blueprint import read_blueprint
from quiz.papers.deck import Card, Hand
from quiz.services.chance import Seeds, public_id, secure_seed
from quiz.services.errors import Closed
from quiz.services.teaching import dealing, roles, settling
from quiz.services.teaching.roles import Role
from quiz.services.teaching.works import allowed, of_learner, over, owned


def start(db: Database, learner: int, assignment_id: str, *, now: datetime, seeds: Seeds = secure_seed) -> str:
    """The public id of the learner's running work, or of a new one; `Closed` says why there can be none."""
    with db.reading() as session:
        assignment, _, _ = roles.assignment(session, assignment_id, learner, Role.LEARNER)
        running = _running(_startable(session, assignment, learner, now), now)
        if running is not None:
            return running.public_id
        text, seed = assignment.blueprint, assignment.seed
    hand = dealing.hand(text, seed, seeds)
    own = seeds()

    def begin(session: Session) -> str | None:
        assignment, _, _ = roles.assignment(session, assignment_id, learner, Role.LEARNER)
        session.refresh(assignment, with_for_update={"read": True})  # nobody withdraws or changes it meanwhile
        session.get_one(Member, (assignment.course_id, learner), with_for_update=True)  # a second tab waits here
        works = _startable(session, assignment, learner, now)
        row = _running(works, now)
        if row is None and (assignment.blueprint, assignment.seed) != (text, seed):
            return None
        if row is None:
            row = _put(session, assignment, learner, len(works) + 1, own, hand, now)
        return row.public_id

    # Where its problems were taken anew since the hand was dealt, another one is.
    return db.write(begin) or start(db, learner, assignment_id, now=now, seeds=seeds)


def hand_in(db: Database, learner: int, work_id: str, *, now: datetime) -> None:
    """Hand a work in, with what was typed and not yet kept as an answer; again is fine."""

    def end(session: Session) -> int:
        work, _ = owned(session, work_id, learner, lock=True)
        if not over(work, now):
            work.handed_in = now
        return work.id

    settling.settle(db, work_ids=[db.write(end)], now=now)


def _startable(session: Session, assignment: Assignment, learner: int, now: datetime) -> list[Work]:
    """The learner's works so far, when one of them runs or another may be started; `Closed` otherwise."""
    member = session.get(Member, (assignment.course_id, learner))
    if member is None or member.left is not None:
        raise Closed("Only people of the class can start this.")
    works = of_learner(session, assignment, learner)
    if _running(works, now) is not None:
        return works
    may = allowed(assignment, session.get(Extension, (assignment.id, learner)))
    if assignment.published is None:
        raise Closed("This is a draft: publish it first.")
    if now < assignment.opens:
        raise Closed("This is not open yet.")
    if now >= may.closes:
        raise Closed("This is closed.")
    if len(works) >= may.tries:
        raise Closed("You have used your only try." if may.tries == 1 else f"You have used all {may.tries} tries.")
    return works


def _running(works: Iterable[Work], now: datetime) -> Work | None:
    return next((work for work in works if not over(work, now)), None)


def _put(
    session: Session, assignment: Assignment, learner: int, number: int, seed: int, hand: Hand, now: datetime
) -> Work:
    """A new work with all its problems."""
    may = allowed(assignment, session.get(Extension, (assignment.id, learner)))
    blueprint = read_blueprint(assignment.blueprint)
    work = Work(
        public_id=public_id(), assignment_id=assignment.id, learner_id=learner, number=number, seed=seed, started=now,
        ends=may.ends(now), handed_in=None,
        settings={
            "title": assignment.title, "instructions": blueprint.instructions, "minutes": may.minutes,
            "feedback": assignment.feedback, "calculator": blueprint.calculator, "shuffle": list(blueprint.shuffle),
            "language": blueprint.language,
        },
    )  # fmt: skip
    session.add(work)
    session.flush()
    session.add_all(_item(work, position, card) for position, card in enumerate(hand, 1))
    return work


def _item(work: Work, position: int, card: Card) -> WorkItem:
    variant = card.chosen.variant
    return WorkItem(
        public_id=public_id(), work_id=work.id, position=position, item=card.item, family=variant.family.id,
        version=variant.family.version, level=variant.level, seed=variant.seed, index=variant.index,
        givens=jsonable(variant.givens), expected={part.id: variant.expected(part) for part in variant.parts},
        parts=[part.id for part in variant.parts], points=card.points, features=dict(card.chosen.features),
    )  # fmt: skip
