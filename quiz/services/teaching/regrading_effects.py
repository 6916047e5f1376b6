"""What a ruling does to points: what each try comes to without a regrade and with it.

Rulings change no mark, so nothing has to be run over answers; but points may fall by them as by a mark: where an item
is not counted any more, who had solved it has a smaller share of the rest.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.corrections import AsGiven, Correction, Drop, Full, restored
from quiz.models import Regrade
from quiz.services.teaching import gradebook_rows
from quiz.services.teaching.gradebook_rows import Rulings
from quiz.services.teaching.regrading_looking import HAIR
from quiz.services.teaching.regrading_rules import APPLIED
from quiz.totals import Total


@dataclass(frozen=True)
class Effect:
    """A try whose points change. number: of the learner's tries; work: its public id."""

    learner: int
    number: int
    work: str
    before: Total
    after: Total

    @property
    def falls(self) -> bool:
        """Whether its share of the points falls."""
        return (self.after.share or 0) < (self.before.share or 0) - HAIR

    @property
    def rises(self) -> bool:
        return (self.after.share or 0) > (self.before.share or 0) + HAIR


class _Until(Rulings):
    """What was ruled before a regrade, without it or with it."""

    def __init__(self, session: Session, regrade: Regrade, *, with_it: bool) -> None:
        columns = (Regrade.item, Regrade.only_learner, Regrade.change)
        query = sa.select(*columns).where(Regrade.assignment_id == regrade.assignment_id, Regrade.state == APPLIED)
        earlier = session.execute(query.where(Regrade.id < regrade.id).order_by(Regrade.id))
        found = [(item, only, restored(change)) for item, only, change in earlier]
        if with_it:
            found.append((regrade.item, regrade.only_learner, restored(regrade.change)))
        self._of: dict[int, list[tuple[int | None, int | None, Correction]]] = defaultdict(list)
        self._of[regrade.assignment_id] = found


def rules(correction: Correction) -> bool:
    """Whether a correction may change a ruling."""
    return isinstance(correction, Full | Drop | AsGiven)


def effects(session: Session, regrade: Regrade) -> list[Effect]:
    """The tries whose points change by what is ruled, in order; by marks as they are now."""
    if not rules(restored(regrade.change)):
        return []
    before, after = (_totals(session, regrade, with_it=with_it) for with_it in (False, True))
    return [
        Effect(*key, before[key], after[key])
        for key in sorted(before.keys() & after.keys())
        if before[key] != after[key]
    ]  # fmt: skip


def _totals(session: Session, regrade: Regrade, *, with_it: bool) -> dict[tuple[int, int, str], Total]:
    ruled = _Until(session, regrade, with_it=with_it)
    tries = gradebook_rows.tries(session, [regrade.assignment_id], ruled, regrade.only_learner)
    return {(learner, one.number, one.id): one.total for (_, learner), all in tries.items() for one in all}
