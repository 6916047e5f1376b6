"""A store full of open problems, and what learners would post to them: the load of `bench_web`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlencode

import numpy as np
from sqlalchemy.orm import Session

from benchmarks.loads import posted
from quiz.database import Database
from quiz.family import family
from quiz.models import Sitting, Variant
from quiz.services import practice, sessions, sittings
from quiz.services.chance import secure_seed
from quiz.variants import Variant as Drawn
from quiz.variants import rebuilt

# One part each: a vector, two matrices, a number, a shape, a choice.
TYPICAL = (
    ("softmax-row", 1), ("scaled-scores", 1), ("attention-weights", 1), ("read-attention", 1), ("shape-single", 1),
    ("softmax-row", 2),
)  # fmt: skip
HEAVY = (("full-attention", 1),)


def opened(db: Database, host: str, plan: Sequence[tuple[str, int]], number: int, htmx: bool) -> list[bytes]:
    """One learner's requests, as bytes, each to an open problem of its own.

    Two in three are right, to two decimals or more; of the wrong ones every other is a known mistake's answer and
    every other a slip in one number that no mistake explains.
    """
    now = datetime.now(UTC)
    token, learner = sessions.begin(db, now=now)
    made: list[bytes] = []
    while len(made) < number:
        families = [plan[i % len(plan)] for i in range(practice.LONGEST)]
        sitting = practice.start(db, learner.id, now=now, families=families)
        for row in db.write(lambda session, id=sitting.id: _rest(session, id, now)):  # type: ignore[misc]
            variant = rebuilt(family(row[1]), row[2], row[3])
            typed = _typed(variant, row[4], len(made))
            made.append(posted(host, f"/problems/{row[0]}/check", _form(variant, typed), token, htmx))
    return made[:number]


def _rest(session: Session, sitting_id: str, now: datetime) -> list[tuple[str, str, int, Any, Any]]:
    sitting = session.query(Sitting).filter_by(public_id=sitting_id).one()
    for at in range(1, len(sitting.plan)):
        sittings.open_variant(session, sitting, at, 0, now, secure_seed)
    rows = session.query(Variant).filter_by(sitting_id=sitting.id).order_by(Variant.position)
    return [(row.public_id, row.family, row.level, row.givens, row.expected) for row in rows]


def _typed(variant: Drawn, expected: dict[str, Any], place: int) -> dict[str, Any]:
    # Every family comes at every place modulo three in turn, because the rounds of the plan shift it.
    turn = (place + place // 6) % 6
    answers = dict(expected)
    last = variant.parts[-1]
    known = [wrong for _, wrong in variant.mistakes(last) if np.shape(wrong) == np.shape(answers[last.id])]
    if turn == 2 and known:
        answers[last.id] = known[place % len(known)]
    elif turn in (2, 5):
        answers[last.id] = _slipped(answers[last.id])
    return answers


def _slipped(answer: Any) -> Any:
    """The answer with its last number off by 0.37, or by 3 where it is whole."""
    if isinstance(answer, list):
        return [*answer[:-1], _slipped(answer[-1])]
    if isinstance(answer, bool | str):
        return answer
    return answer + (3 if float(answer).is_integer() else 0.37)


def _form(variant: Drawn, answers: dict[str, Any]) -> str:
    """As the page's form sends it: a field for each cell of a grid, one box for the rest."""
    fields: dict[str, str] = {"key": token_urlsafe(12)}
    for part in variant.parts:
        answer = answers[part.id]
        if part.kind in ("vector", "matrix"):
            for (i, j), cell in np.ndenumerate(np.atleast_2d(answer)):
                fields[f"a.{part.id}.{i}.{j}"] = f"{cell:.4f}"
        else:
            fields[f"a.{part.id}"] = ", ".join(map(str, answer)) if isinstance(answer, list) else str(answer)
    return urlencode(fields)
