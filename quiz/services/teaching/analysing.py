"""What the answers to an assignment teach, item by item: for the assistants and instructors of its class.

Of each learner the first try is looked at, once it is over: later ones are of somebody who has seen such problems. An
answer counts by the score of its newest mark; points that were given by hand say nothing of an answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

import numpy as np

from engine.arrays import FloatArray, IntArray
from quiz.analysis.intervals import wilson
from quiz.analysis.items import discrimination, facility, quartiles
from quiz.analysis.mistakes import wrong
from quiz.database import Database
from quiz.services.teaching import (
    analysing_rows,
    analysing_unexplained,
    analysing_variants,
    courses,
    gradebook_rows,
    roles,
    settling,
)
from quiz.services.teaching.analysing_rows import Read
from quiz.services.teaching.analysing_values import AssignmentAnalysis, Estimate, ItemAnalysis, Unexplained
from quiz.services.teaching.analysing_variants import Seen
from quiz.services.teaching.regrading_rules import NOBODY
from quiz.services.teaching.roles import Role
from quiz.totals import Ruling


def of_assignment(db: Database, learner: int, assignment_id: str, *, now: datetime) -> AssignmentAnalysis:
    """The analysis of an assignment as it stands now."""
    with db.reading() as session:
        number = roles.assignment(session, assignment_id, learner, Role.ASSISTANT)[0].id
    settling.settle(db, now=now, assignment_ids=[number])
    with db.looking() as connection:
        read = analysing_rows.read(connection, number, now, first=True)
    with db.reading() as session:
        row, course, actor = roles.assignment(session, assignment_id, learner, Role.ASSISTANT)
        view, ruled = courses.viewed(session, course, actor), gradebook_rows.rulings(session, [number])
        seen, looked = analysing_variants.seen(session, read), analysing_unexplained.unexplained(session, read)
    numbers, place = np.unique(read.item, return_inverse=True)
    rulings = [ruled.of(number, int(item), NOBODY) for item in numbers]
    return AssignmentAnalysis(
        view, row.public_id, row.title, row.closes, len(read.works), read.going, _share(read, place, rulings),
        seen.compared, tuple(_items(read, numbers, place, rulings, seen, looked)),
    )  # fmt: skip


def _items(
    read: Read, numbers: IntArray, place: IntArray, rulings: list[Ruling | None], seen: Seen,
    looked: Mapping[int, Unexplained],
) -> Iterator[ItemAnalysis]:  # fmt: skip
    """The analysis of each item. numbers: (I,) those of the blueprint; place: (P,) which of these a problem is of."""
    scores, worth = _table(read, place, len(numbers))
    counted = np.array([one is not Ruling.DROPPED for one in rulings], dtype=bool)
    easy, sharp = facility(scores), discrimination(scores, worth, counted)
    answered = place[read.problem]
    times = quartiles(read.seconds, answered, len(numbers))
    amiss = wrong(read.score, answered, read.mistakes, read.codes, len(numbers))
    given, done = (np.bincount(of, minlength=len(numbers)) for of in (place, answered))
    for at, item in enumerate(numbers.tolist()):
        low, middle, high = times[at].tolist()
        time = None if np.isnan(middle) else (low, middle, high)
        yield ItemAnalysis(
            item, seen.kinds.get(item, ()), rulings[at], int((~np.isnan(scores[:, at])).sum()), int(given[at]),
            int(done[at]), Estimate.one_of(easy, at), Estimate.one_of(sharp, at), time, amiss[at],
            seen.effects.get(item, ()), looked.get(item, Unexplained(0, 0, ())),
        )  # fmt: skip


def _table(read: Read, place: IntArray, items: int) -> tuple[FloatArray, FloatArray]:
    """(W, I) the mean score of each learner's problems of an item, NaN where they had none, and their points."""
    shape = (len(read.works), items)
    cells, size = read.work * items + place, len(read.works) * items
    count = np.bincount(cells, minlength=size)
    score, worth = (np.bincount(cells, of, size) for of in (read.scores, read.worth))
    with np.errstate(invalid="ignore"):
        return (score / count).reshape(shape), worth.astype(float).reshape(shape)


def _share(read: Read, place: IntArray, rulings: list[Ruling | None]) -> Estimate:
    """The mean of what each learner earned of the points that count."""
    counted = np.array([one is not Ruling.DROPPED for one in rulings], dtype=bool)[place] & (read.worth > 0)
    work, worth, score = read.work[counted], read.worth[counted], read.scores[counted]
    possible = np.bincount(work, worth, len(read.works))
    had = possible > 0
    shares = np.bincount(work, worth * score, len(read.works))[had] / possible[had]
    mean = float(shares.mean()) if len(shares) else float("nan")
    low, high = wilson(mean, len(shares))
    return Estimate(mean, float(low), float(high), len(shares))
