"""A submission: graded first, then kept or not, in one transaction that decides on the locked variant.

Grading is a pure function of what is stored for ever, so it happens before the transaction; whether the problem is
still open, whether this is a repeat, and what it counts for are decided inside it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.database import Database
from quiz.grades import Grade, Typed, Verdict
from quiz.grading import grade
from quiz.models import Attempt, GradeRow, Submission, Variant
from quiz.services import drafts, problems, progress
from quiz.services.errors import KeyReused, Unacceptable
from quiz.services.values import Outcome, Status

LONGEST_KEY = 100
LONGEST_PAUSE = 1800  # seconds; who comes back after more was away, not thinking
SOLVES = {Verdict.CORRECT, Verdict.ROUNDED}


@dataclass(frozen=True)
class Request:
    """A submission as it came. body: the hash of the problem's id and the answers.

    continues: the revision of the draft that became these answers.
    """

    learner: int
    problem_id: str
    answers: dict[str, Typed]
    key: str
    body: bytes
    now: datetime
    continues: int | None


def submit(
    db: Database, learner: int, problem_id: str, answers: Mapping[str, Typed], *, key: str, now: datetime,
    continues: int | None = None,
) -> Outcome:  # fmt: skip
    with db.reading() as session:
        row = problems.owned(session, learner, problem_id)
    variant = problems.calculated(row)
    typed = drafts.checked(answers, [part.id for part in variant.parts])
    request = Request(learner, problem_id, typed, _checked_key(key), _hashed(problem_id, typed), now, continues)
    outlived = row.version != variant.family.version  # its answers hold; the mistakes declared now may not
    result = grade(variant, typed, expected=row.expected if outlived else None)
    return db.write(lambda session: _decide(session, request, result))


def _decide(session: Session, request: Request, result: Grade) -> Outcome:
    row = problems.owned(session, request.learner, request.problem_id, lock=True)
    earlier = _earlier(session, request)
    if earlier is not None:
        return earlier
    if result.verdict is Verdict.INVALID:
        return _outcome(Status.INVALID, row, withheld(result))
    last = problems.latest(session, row.id)
    attempt = None
    if last is not None and same_answer(request.answers, result, *last):
        status, attempt, result = Status.REPEATED, last[0], last[1]
    elif row.revealed_at is not None:
        status = Status.REVEALED
    elif row.solved_at is not None:
        status = Status.SOLVED
    else:
        status, attempt = Status.COUNTED, _count(session, row, request, result)
    drafts.drop(session, row.id, request.answers, request.continues)
    outcome = _outcome(status, row, result)
    _remember(session, row, request, outcome, attempt)
    return outcome


def _count(session: Session, row: Variant, request: Request, result: Grade) -> Attempt:
    """Keep an attempt with its grade, and what it changes on the problem and in the summaries."""
    now = request.now
    since = session.scalar(sa.select(sa.func.max(Attempt.made)).where(Attempt.variant_id == row.id)) or row.opened
    seconds = int(min(max((now - since).total_seconds(), 0), LONGEST_PAUSE))
    row.attempts += 1
    attempt = Attempt(
        learner_id=row.learner_id, variant_id=row.id, number=row.attempts, typed=request.answers, made=now,
        seconds=seconds, hints_used=row.hints_used,
    )  # fmt: skip
    session.add(attempt)
    session.flush()
    session.add(
        GradeRow(
            attempt_id=attempt.id, cause="submitted", made=now, verdict=result.verdict.value, score=result.score,
            grade=result.as_json(),
        )
    )  # fmt: skip
    gained = max(0.0, result.score - row.credit)
    row.credit += gained
    row.seconds += seconds
    if result.verdict in SOLVES:
        row.solved_at = now
    progress.count_attempt(session, row, result, gained, seconds, now)
    return attempt


def _remember(session: Session, row: Variant, request: Request, outcome: Outcome, attempt: Attempt | None) -> None:
    """Keep what this key got. The grade of an attempt stands with the attempt."""
    response: dict[str, Any] = {
        "status": outcome.status.value,
        "attempts": outcome.attempts,
        "credit": outcome.credit,
        "solved": outcome.solved,
    }
    if attempt is None:
        response["grade"] = outcome.grade.as_json()
    session.add(
        Submission(
            learner_id=request.learner, key=request.key, body_hash=request.body, variant_id=row.id,
            attempt=attempt.number if attempt else None, made=request.now, response=response,
        )
    )  # fmt: skip


def _earlier(session: Session, request: Request) -> Outcome | None:
    """What this key got before; None when it is new."""
    found = session.scalars(
        sa.select(Submission).where(Submission.learner_id == request.learner, Submission.key == request.key)
    ).one_or_none()
    if found is None:
        return None
    if found.body_hash != request.body:
        raise KeyReused("A key belongs to one submission, but this one came before with other answers.")
    kept = found.response
    stored = kept.get("grade") or _submitted_grade(session, found)
    return Outcome(
        Status(kept["status"]), Grade.from_json(stored), kept["attempts"], kept["credit"], kept["solved"], replayed=True
    )  # fmt: skip


def _submitted_grade(session: Session, submission: Submission) -> dict[str, Any]:
    """The first grade of its attempt: what the learner was told, whatever a later regrading says."""
    return session.scalars(
        sa.select(GradeRow.grade)
        .join(Attempt, Attempt.id == GradeRow.attempt_id)
        .where(Attempt.variant_id == submission.variant_id, Attempt.number == submission.attempt)
        .order_by(GradeRow.id)
        .limit(1)
    ).one()


def same_answer(answers: Mapping[str, Typed], result: Grade, last: Attempt, last_grade: Grade) -> bool:
    """Whether an answer says the same as the attempt before: the same text, or read and judged the same."""
    if answers == last.typed:
        return True
    read, read_last = _read(result), _read(last_grade)
    return read == read_last and result == last_grade


def _read(result: Grade) -> dict[str, str]:
    return {id: part.read_as for id, part in result.parts.items()}


def withheld(result: Grade) -> Grade:
    """An unreadable submission's grade: what could not be read is told, and nothing of the rest is judged."""
    return Grade(Verdict.INVALID, 0.0, {id: p for id, p in result.parts.items() if p.verdict is Verdict.INVALID})


def _outcome(status: Status, row: Variant, result: Grade) -> Outcome:
    return Outcome(status, result, row.attempts, row.credit, row.solved_at is not None)


def _checked_key(key: str) -> str:
    if not 1 <= len(key) <= LONGEST_KEY or not all("!" <= c <= "~" for c in key):
        raise Unacceptable(f"A submission's key is 1 to {LONGEST_KEY} visible ASCII characters.")
    return key


def _hashed(problem_id: str, typed: Mapping[str, Typed]) -> bytes:
    return hashlib.sha256(json.dumps([problem_id, typed], sort_keys=True).encode()).digest()
