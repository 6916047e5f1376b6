"""Works on an assignment as arrays, for analysis: a million answers are read from indices, without mapped objects.

Axes: W works that are over, P problems of these, A problems that were answered. Of an answered problem the last answer
counts, by its newest mark; its seconds are those of all its answers together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

import numpy as np
import sqlalchemy as sa

from engine.arrays import Array, BoolArray, FloatArray, IntArray
from quiz.models import Answer, Assignment, Mark, Member, Work, WorkItem
from quiz.prepared import said
from quiz.services.teaching.roles import Role

PORTION = 256  # rows: as many as stay in the processor's cache


class Texts(dict[str, int]):
    """Each text that came, with its number: 0, 1, …"""

    def __missing__(self, text: str) -> int:
        self[text] = len(self)
        return self[text]


@dataclass(frozen=True)
class Read:
    """What was read. work, problem: the place in `works` or among the problems. going: first tries that still run.

    works: (W,) their ids. learner, number: (W,). ended: W times at which they were handed in
    or their time was over; none where only first tries were asked for.
    problem_id, work, item, worth, family: (P,), family is a place in `families`.
    answered: (P,) booleans. problem, answer, mark, seconds, score, mistakes: (A,), mistakes is a place in `codes`,
    whose texts are the ids of mistakes with spaces between. answer, mark: ids of rows.
    """

    works: IntArray
    learner: IntArray
    number: IntArray
    ended: Sequence[datetime]
    going: int
    problem_id: IntArray
    work: IntArray
    item: IntArray
    worth: FloatArray
    family: IntArray
    families: Sequence[str]
    problem: IntArray
    answer: IntArray
    mark: IntArray
    seconds: FloatArray
    score: FloatArray
    mistakes: IntArray
    codes: Sequence[str]

    @property
    def answered(self) -> BoolArray:
        found = np.zeros(len(self.problem_id), dtype=bool)
        found[self.problem] = True
        return found

    @property
    def scores(self) -> FloatArray:
        """(P,) the score of each problem, 0 where it was not answered."""
        found = np.zeros(len(self.problem_id))
        found[self.problem] = self.score
        return found


def read(connection: sa.Connection, assignment: int, now: datetime, *, first: bool) -> Read:
    """The works of learners on an assignment that are over. first: only the first try of each."""
    works, ended, going = _works(connection, assignment, now, first)
    families, codes = Texts(), Texts()
    ids, of_work, item, worth, family = _columns(connection, _problems(assignment), (int, int, int, float, families))
    order = np.argsort(ids)
    work, known = _places(works[:, 0], of_work[order])
    order, work = order[known], work[known]
    ids = ids[order]
    of_problem, answer, seconds, mark, score, mistakes = _newest(
        _columns(connection, _answers(assignment), (int, int, float, int, float, codes))
    )
    problem, known = _places(ids, of_problem)
    return Read(
        works[:, 0], works[:, 1], works[:, 2], ended, going, ids, work, item[order], worth[order], family[order],
        list(families), problem[known], answer[known], mark[known], seconds[known], score[known], mistakes[known],
        list(codes),
    )  # fmt: skip


def _works(connection: sa.Connection, assignment: int, now: datetime, first: bool) -> tuple[IntArray, list[Any], int]:
    """(W, 3) id, learner and number by id, with their ends; and how many first tries still run."""
    mine = (Member.course_id == Assignment.course_id) & (Member.learner_id == Work.learner_id)
    joined = (
        sa.select(Work.id).select_from(Work).join(Assignment, Assignment.id == Work.assignment_id).join(Member, mine)
    )
    # Staff may try an assignment, but that says nothing of the class.
    every = joined.where(Work.assignment_id == assignment, Member.role == Role.LEARNER.stored)
    over = sa.or_(Work.handed_in.is_not(None), Work.ends <= now)
    columns: list[Any] = [Work.id, Work.learner_id, Work.number]
    columns += [] if first else [sa.func.coalesce(Work.handed_in, Work.ends)]
    wanted = every.with_only_columns(*columns).where(over, *([Work.number == 1] if first else [])).order_by(Work.id)
    rows = connection.execute(wanted).all()
    going = connection.scalar(every.with_only_columns(sa.func.count()).where(~over, Work.number == 1))
    found = np.array([tuple(row)[:3] for row in rows], dtype=np.int64).reshape(-1, 3)
    return found, [] if first else [row[3] for row in rows], going or 0


def _problems(assignment: int) -> sa.Select[*tuple[Any, ...]]:
    columns = (WorkItem.id, WorkItem.work_id, WorkItem.item, WorkItem.points, WorkItem.family)
    return sa.select(*columns).join(Work, Work.id == WorkItem.work_id).where(Work.assignment_id == assignment)


def _answers(assignment: int) -> sa.Select[*tuple[Any, ...]]:
    """The last answer to each problem, which is the one with the greatest id, with its marks."""
    last = (
        sa.select(
            Answer.work_item_id, sa.func.max(Answer.id).label("answer"), sa.func.sum(Answer.seconds).label("seconds")
        )
        .where(Answer.assignment_id == assignment)
        .group_by(Answer.work_item_id)
        .subquery()
    )
    columns = (last.c.work_item_id, last.c.answer, last.c.seconds, Mark.id, Mark.score, Mark.mistakes)
    return sa.select(*columns).join(Mark, Mark.answer_id == last.c.answer)


def _newest(columns: Sequence[Array]) -> Sequence[Array]:
    """The rows with the newest mark of each answer."""
    answer, mark = columns[1], columns[3]
    order = np.lexsort((mark, answer))
    last = np.append(answer[order][1:] != answer[order][:-1], True) if len(order) else np.zeros(0, dtype=bool)
    return [column[order[last]] for column in columns]


def _places(known: IntArray, wanted: IntArray) -> tuple[IntArray, BoolArray]:
    """Where each wanted id stands among the known ones, which are sorted, and whether it is there."""
    if not len(known):
        return np.zeros(len(wanted), dtype=np.int64), np.zeros(len(wanted), dtype=bool)
    places = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return places, known[places] == wanted


def _columns(
    connection: sa.Connection, query: sa.Select[*tuple[Any, ...]], kinds: Sequence[type | Texts]
) -> list[Array]:
    """The columns of what a query finds, each as an array: numbers of this kind, or the places of texts."""
    parts: list[list[Array]] = [[np.zeros(0, dtype=int if isinstance(kind, Texts) else kind)] for kind in kinds]
    for rows in _portions(connection, query):
        for part, column, kind in zip(parts, zip(*rows, strict=True), kinds, strict=True):
            if isinstance(kind, Texts):
                part.append(np.fromiter(map(kind.__getitem__, column), int, len(rows)))
            else:
                part.append(np.fromiter(column, kind, len(rows)))
    return [np.concatenate(part) for part in parts]


def _portions(connection: sa.Connection, query: sa.Select[*tuple[Any, ...]]) -> Iterator[Sequence[Any]]:
    """The rows of a query of whole numbers, some at a time: on SQLite as its own driver gives them, freed at once."""
    if connection.dialect.name != "sqlite":
        yield from connection.execute(query).partitions(PORTION)
        return
    made: Any = query.compile(dialect=connection.dialect)
    cursor = said(connection, str(made), [made.params[name] for name in made.positiontup])
    while rows := list(islice(cursor, PORTION)):
        yield rows
