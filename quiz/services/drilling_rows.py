"""Oral answers between the store and the pages: found for their learner, and shown with both kinds of verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.models import MockOral, OralAnswer, OralOwnVerdict
from quiz.oral import OralGrade, Prompt, prompt
from quiz.oral.grader import TRAP_COSTS
from quiz.services.chance import is_public_id
from quiz.services.drilling_values import Answer, Mock, Mode, PointShown, Span, State, TrapShown
from quiz.services.errors import NotFound


def owned(session: Session, learner: int, answer_id: str) -> OralAnswer:
    """The learner's answer of this id; NotFound when there is none."""
    query = sa.select(OralAnswer).where(OralAnswer.public_id == answer_id, OralAnswer.learner_id == learner)
    row = session.scalars(query).one_or_none() if is_public_id(answer_id) else None
    if row is None:
        raise NotFound("There is no such answer.")
    return row


def owned_mock(session: Session, learner: int, mock_id: str, *, lock: bool = False) -> MockOral:
    """The learner's mock oral of this id; NotFound when there is none."""
    query = sa.select(MockOral).where(MockOral.public_id == mock_id, MockOral.learner_id == learner)
    found = session.scalars(query.with_for_update() if lock else query)
    row = found.one_or_none() if is_public_id(mock_id) else None
    if row is None:
        raise NotFound("There is no such mock oral.")
    return row


def stored(grade: OralGrade) -> dict[str, Any]:
    """A grade as it is kept. NOTE: answers of years are kept in this form."""
    return {
        "points": {id: {"state": one.state, "spans": [list(s) for s in one.spans]} for id, one in grade.points.items()},
        "traps": [{"id": trap.id, "spans": [list(s) for s in trap.spans]} for trap in grade.traps],
        "follow_ups": list(grade.follow_ups),
    }


def shown(session: Session, rows: Sequence[OralAnswer]) -> list[Answer]:
    """Answers with the learner's own verdicts beside the machine's."""
    own = own_verdicts(session, [row.id for row in rows])
    before = _public_ids(session, OralAnswer, [row.follows for row in rows])
    mocks = _public_ids(session, MockOral, [row.mock_id for row in rows])
    return [_answer(row, own.get(row.id, {}), before.get(row.follows), mocks.get(row.mock_id)) for row in rows]


def own_verdicts(session: Session, answers: Sequence[int]) -> dict[int, dict[str, State]]:
    """Answer -> point -> what the learner says of it; the newest row holds."""
    query = sa.select(OralOwnVerdict).where(OralOwnVerdict.answer_id.in_(answers)).order_by(OralOwnVerdict.id)
    found: dict[int, dict[str, State]] = {}
    for row in session.scalars(query):
        of = found.setdefault(row.answer_id, {})
        of.pop(row.point, None)
        if row.state is not None:
            of[row.point] = cast(State, row.state)
    return found


def mock(row: MockOral) -> Mock:
    """A mock oral as it stands."""
    at_hand = prompt(row.plan[row.place]) if row.finished is None and row.place < len(row.plan) else None
    return Mock(
        row.public_id, cast(Mode, row.mode), row.topics, row.plan, row.place, row.seconds, row.started, row.finished,
        at_hand,
    )  # fmt: skip


def states(row: OralAnswer, own: Mapping[str, State]) -> dict[str, State]:
    """Point -> what holds of it: the learner's own verdict, else the machine's."""
    return {id: own.get(id, cast(State, found["state"])) for id, found in row.grade["points"].items()}


def _answer(row: OralAnswer, own: Mapping[str, State], follows: str | None, mock_id: str | None) -> Answer:
    asked = prompt(row.prompt)
    mode = cast(Mode, row.mode)
    kept = row.grade["points"]
    points = [
        PointShown(p.id, p.says, kept[p.id]["state"], own.get(p.id), _spans(kept[p.id]["spans"]))
        for p in asked.points
        if p.id in kept  # a point that is listened for only since then
    ]
    traps = {trap["id"]: _spans(trap["spans"]) for trap in row.grade["traps"]}
    score = scored(asked, states(row, own), len(traps), mode) if own else row.score
    return Answer(
        id=row.public_id, prompt=asked, mode=mode, mock=mock_id, follows=follows, asked=row.asked, text=row.text,
        said=row.said, made=row.made, seconds=row.seconds, machine_score=row.score, score=score, points=points,
        traps=[TrapShown(trap.id, trap.says, traps[trap.id]) for trap in asked.traps if trap.id in traps],
        follow_ups=row.grade["follow_ups"],
    )  # fmt: skip


def scored(asked: Prompt, found: Mapping[str, State], traps: int, mode: Mode) -> float:
    """The score when these are the verdicts: the share of the points' weights, less what each trap costs."""
    weights = {
        point.id: point.beginner_weight if mode == "beginner" else point.weight
        for point in asked.points
        if point.id in found
    }
    earned = sum(weight for id, weight in weights.items() if found[id] == "found")
    return max(0.0, earned / (sum(weights.values()) or 1) - TRAP_COSTS * traps)


def _spans(pairs: Iterable[Sequence[int]]) -> tuple[Span, ...]:
    return tuple((start, end) for start, end in pairs)


def _public_ids(
    session: Session, table: type[OralAnswer] | type[MockOral], ids: Iterable[int | None]
) -> dict[int | None, str]:
    wanted = {id for id in ids if id is not None}
    if not wanted:
        return {}
    query = sa.select(table.id, table.public_id).where(table.id.in_(wanted))
    return {row[0]: row[1] for row in session.execute(query)}
