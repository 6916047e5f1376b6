"""The corrections that hold for a problem: those of every regrade that was applied to it, in their order.

A regrade holds for answers from the moment in which somebody applies it, while its job still goes over those that were
there before; so whatever is answered later is judged by it from the start. Rulings (everybody gets full points, or the
item is not counted) change no mark and are not among the corrections: `quiz.totals.earned` takes them.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.corrections import AsGiven, Correction, Drop, Full, restored
from quiz.models import Assignment, Regrade

LOOKING, FOUND, APPLYING, APPLIED, DROPPED = "looking", "found", "applying", "applied", "dropped"
NOBODY = 0  # the number of no learner: what holds for it holds for everybody
ERASED = "erased"  # it was of one learner, who is no more (`quiz.services.exporting`)
OPEN = (LOOKING, FOUND, APPLYING)  # an assignment has at most one of these, so what held before it can't change


def corrections_of(
    session: Session, assignment_id: int, item: int, learner: int, *, lock: bool = False
) -> tuple[Correction, ...]:
    """The corrections by which this learner's answers to an item of an assignment are judged.

    lock: hold the assignment against a regrade that would be applied before this transaction ends. Whoever adds an
    answer asks so in the transaction that adds it, and judges anew where something else comes than was judged by:
    then no answer is left out.
    """
    if lock:
        session.scalar(_HELD, {"assignment": assignment_id})
    asked = {"assignment": assignment_id, "problem": item, "learner": learner}
    return judging([restored(change) for change in session.scalars(_CHANGES, asked)])


def judging(corrections: list[Correction]) -> tuple[Correction, ...]:
    """Those by which answers are judged: no rulings, and none before the last return to the rule as given.

    >>> from quiz.corrections import Current
    >>> judging([Current(), AsGiven(), Full(), Current()])
    (Current(),)
    """
    resets = [at for at, one in enumerate(corrections, 1) if isinstance(one, AsGiven)]
    since = corrections[resets[-1] if resets else 0 :]
    return tuple(one for one in since if not isinstance(one, Full | Drop))


# Statements are built once, which costs as much as a look.
_ASSIGNMENT: sa.BindParameter[int] = sa.bindparam("assignment")
_HELD = sa.select(Assignment.id).where(Assignment.id == _ASSIGNMENT).with_for_update(read=True, key_share=True)
_CHANGES = (
    sa.select(Regrade.change)
    .where(
        Regrade.assignment_id == _ASSIGNMENT,
        Regrade.state.in_((APPLYING, APPLIED)),
        sa.or_(Regrade.item.is_(None), Regrade.item == sa.bindparam("problem")),
        sa.or_(Regrade.only_learner.is_(None), Regrade.only_learner == sa.bindparam("learner")),
    )
    .order_by(Regrade.id)
)
