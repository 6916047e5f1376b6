"""What cures a mistake: the cards behind a missed problem are offered, and a mistake made twice raises its cure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.cards import cards
from quiz.cards import cures as curing
from quiz.database import Database
from quiz.grades import Grade
from quiz.misconceptions import MISCONCEPTIONS
from quiz.models import Attempt, GradeRow, MistakeProgress, Variant
from quiz.services import problems
from quiz.services import review_rows as rows
from quiz.services.review_items import card, known, skill
from quiz.services.review_values import Cures

MOST_OFFERED = 3
OFTEN = 2  # a mistake made so often raises its cure


def cures(db: Database, learner: int, problem_id: str, *, now: datetime) -> Cures:
    def work(session: Session) -> Cures:
        row = problems.owned(session, learner, problem_id)
        mistakes = _mistakes(session, row)
        if not mistakes and row.solved_at is not None and row.attempts == 1:
            return Cures([], [], [])
        offered = [curing(id) for id in mistakes]
        faces = _first([*(one.id for found, _ in offered for one in found), *_cards_of(row.family)])
        skills = _first(skill(one.id, min(one.levels)) for _, found in offered for one in found if one.id != row.family)
        raised = _raise(session, learner, mistakes, now)
        return Cures(known(map(card, faces)), known(skills), known(raised))

    return db.write(work)


def _mistakes(session: Session, row: Variant) -> dict[str, datetime]:
    """When each mistake was last made at this problem, the latest first, each by the grade that holds."""
    query = (
        sa.select(Attempt.made, Attempt.number, GradeRow.grade)
        .join(GradeRow, GradeRow.attempt_id == Attempt.id)
        .where(Attempt.variant_id == row.id)
        .order_by(Attempt.number, GradeRow.id)
    )
    newest = {number: (made, Grade.from_json(stored)) for made, number, stored in session.execute(query)}
    found: dict[str, datetime] = {}
    for number in sorted(newest, reverse=True):
        made, grade = newest[number]
        for id in grade.misconceptions:
            if id in MISCONCEPTIONS:
                found.setdefault(id, made)
    return found


def _raise(session: Session, learner: int, mistakes: Mapping[str, datetime], now: datetime) -> list[str]:
    """Put first what cures the mistakes that were made twice; the items that are first now.

    What was reviewed after the mistake was made is cured, and stays so when the page of an old problem is looked at.
    """
    query = sa.select(MistakeProgress.misconception).where(
        MistakeProgress.learner_id == learner, MistakeProgress.misconception.in_(list(mistakes)),
        MistakeProgress.count >= OFTEN,
    )  # fmt: skip
    again = set(session.scalars(query))
    raised = []
    for id, made in mistakes.items():
        if id not in again:
            continue
        found, families = curing(id)
        items = [*(card(one.id) for one in found[:1]), *(skill(one.id, min(one.levels)) for one in families[:1])]
        for item in items:
            row = rows.card_row(session, learner, item)
            first = row.raised is not None and (row.reviewed is None or row.raised > row.reviewed)
            if not first and (row.reviewed is None or row.reviewed < made):
                first, row.raised, row.raised_by = True, now, id
            if first:
                raised.append(item)
    return list(dict.fromkeys(raised))


def _cards_of(family: str) -> list[str]:
    """The cards that name a family as the one that practises them."""
    return [one.id for one in cards().values() if family in one.families]


def _first(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(ids))[:MOST_OFFERED]
