"""What a regrade makes of stored answers: read a stretch of them, judge it anew, compare with the marks that hold.

An answer is read when the regrade has not looked at it, or when it got another mark since; so whatever was interrupted
goes on, and what is done is not done again. Judging takes long and needs no database, so none is held for it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.corrections import Correction, Impossible, Kept, Key, Nearness, fingerprint, judged, restored
from quiz.grades import Grade
from quiz.models import Answer, Mark, Regrade, RegradeResult, WorkItem
from quiz.services.teaching.gradebook_rows import newest_mark
from quiz.services.teaching.regrading_rules import APPLIED, judging

RISES, FALLS, OTHER, SAME, UNJUDGED = "rises", "falls", "other", "same", "unjudged"  # NOTE: stored
HAIR = 1e-9  # scores are sums of floats


@dataclass(frozen=True)
class Stretch:
    """Answers after this number, up to that one; None for no end."""

    after: int
    upto: int | None

    def holds(self, column: Any) -> sa.ColumnElement[bool]:
        within: sa.ColumnElement[bool] = column > self.after
        return within if self.upto is None else sa.and_(within, column <= self.upto)


EVERYTHING = Stretch(0, None)


@dataclass(frozen=True)
class Problem:
    """A problem as `corrections.judged` wants it."""

    family: str
    version: int
    level: int
    givens: dict[str, Any]
    expected: dict[str, Any]
    parts: list[Any]


@dataclass(frozen=True)
class Standing:
    """An answer with its problem and the mark that holds for it."""

    id: int
    learner: int
    item: int
    typed: dict[str, Any]
    problem: Problem
    mark: int
    verdict: str
    score: float
    mistakes: str
    grade: Mapping[str, Any]


@dataclass(frozen=True)
class Rules:
    """The regrade's own correction and those that were applied before it, each with whom it concerns."""

    regrade: int
    own: Correction
    earlier: tuple[tuple[int | None, int | None, Correction], ...]

    def of(self, item: int, learner: int) -> tuple[Correction, ...]:
        """All that an answer is judged by."""
        before = [one for at, only, one in self.earlier if at in (None, item) and only in (None, learner)]
        return judging([*before, self.own])


def rules(session: Session, regrade: Regrade) -> Rules:
    query = sa.select(Regrade.item, Regrade.only_learner, Regrade.change).where(
        Regrade.assignment_id == regrade.assignment_id, Regrade.state == APPLIED, Regrade.id < regrade.id
    )
    earlier = tuple((row[0], row[1], restored(row[2])) for row in session.execute(query.order_by(Regrade.id)))
    return Rules(regrade.id, restored(regrade.change), earlier)


def scope(regrade: Regrade) -> list[sa.ColumnElement[bool]]:
    """Which answers it concerns, in a query of answers and their problems."""
    found: list[sa.ColumnElement[bool]] = [Answer.assignment_id == regrade.assignment_id]
    if regrade.item is not None:
        found.append(WorkItem.item == regrade.item)
    if regrade.only_learner is not None:
        found.append(Answer.learner_id == regrade.only_learner)
    return found


def unseen(session: Session, regrade: Regrade, stretch: Stretch) -> list[Standing]:
    """The answers of a stretch at which it has to look (again)."""
    problem = (WorkItem.family, WorkItem.version, WorkItem.level, WorkItem.givens, WorkItem.expected, WorkItem.parts)
    mark = (Mark.id, Mark.verdict, Mark.score, Mark.mistakes, Mark.grade)
    seen = sa.and_(RegradeResult.regrade_id == regrade.id, RegradeResult.answer_id == Answer.id)
    other = sa.and_(RegradeResult.mark_id != Mark.id, Mark.regrade_id.is_distinct_from(regrade.id))
    query = (
        sa.select(Answer.id, Answer.learner_id, WorkItem.item, Answer.typed, *problem, *mark)
        .join(WorkItem, WorkItem.id == Answer.work_item_id)
        .join(Mark, Mark.id == newest_mark())
        .outerjoin(RegradeResult, seen)
        .where(*scope(regrade), stretch.holds(Answer.id), sa.or_(RegradeResult.answer_id.is_(None), other))
        .order_by(Answer.id)
    )
    found: list[tuple[Any, ...]] = [tuple(row) for row in session.execute(query)]
    return [Standing(*row[:4], Problem(*row[4:10]), *row[10:]) for row in found]  # type: ignore[call-arg]


def looked(rules: Rules, answers: Iterable[Standing]) -> list[dict[str, Any]]:
    """Rows of `regrade_result`, one for each answer."""
    judge = _Judge(rules)
    return [judge.row(one) for one in answers]


@dataclass
class _Judge:
    """Judges answers; the same answer to the same problem, as often given when all have the same numbers, only once."""

    rules: Rules
    known: dict[str, Grade | None] = field(default_factory=dict)

    def row(self, one: Standing) -> dict[str, Any]:
        held = {"regrade_id": self.rules.regrade, "answer_id": one.id, "mark_id": one.mark, "before": one.score}
        kept = {**held, "after": one.score, "verdict": one.verdict, "mistakes": one.mistakes, "grade": {}}
        if not concerns(self.rules.own, one.problem):
            return {**kept, "becomes": SAME}
        grade = self._judged(one)
        if grade is None:
            return {**kept, "becomes": UNJUDGED}
        found = becomes(one, grade)
        if found == SAME:
            return {**kept, "becomes": SAME}
        return {
            **held, "becomes": found, "after": grade.score, "verdict": grade.verdict.value,
            "mistakes": " ".join(grade.misconceptions), "grade": grade.as_json(),
        }  # fmt: skip

    def _judged(self, one: Standing) -> Grade | None:
        """None where the family as it is now can't take up the problem's numbers."""
        holding = self.rules.of(one.item, one.learner)
        key = json.dumps([fingerprint(one.problem), one.problem.version, one.typed, list(map(repr, holding))])
        if key not in self.known:
            try:
                self.known[key] = judged(one.problem, one.typed, holding, gaps=True)
            except Impossible:
                self.known[key] = None
        return self.known[key]


def concerns(correction: Correction, problem: Kept) -> bool:
    """Whether a correction can change how answers to this problem are judged."""
    match correction:
        case Nearness(family=family, part=part):
            return family == problem.family and part in problem.parts
        case Key(family=family, variant=variant):
            return family == problem.family and variant == fingerprint(problem)
    return True


def becomes(before: Standing, after: Grade) -> str:
    """What a new grade is beside the mark that holds. Sentences alone make no difference: they change with updates."""
    if after.score > before.score + HAIR:
        return RISES
    if after.score < before.score - HAIR:
        return FALLS
    same = before.verdict == after.verdict.value and before.mistakes.split() == list(after.misconceptions)
    return SAME if same and _parts(before.grade) == _parts(after.as_json()) else OTHER


def _parts(grade: Mapping[str, Any]) -> Mapping[str, Sequence[Any]]:
    parts: Mapping[str, Mapping[str, Any]] = grade["parts"]
    return {id: (str(one["verdict"]), one["score"], list(one["misconceptions"])) for id, one in parts.items()}
