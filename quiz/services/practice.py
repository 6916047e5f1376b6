"""Practice: start a sitting, take its problems one by one, answer, ask for hints and solutions, look back.

Every function takes the database, the learner's number (`sessions.resume(…).id`) and opaque public ids; a foreign id
is `NotFound` like one that never was. One call is one transaction, durable when the call returns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from quiz.database import Database
from quiz.grades import Typed
from quiz.services import drafts, helping, sittings, submitting, summaries
from quiz.services.chance import Seeds, secure_seed
from quiz.services.values import Draft, Outcome, Problem, Sitting, Solution, Summary

DEFAULT_LENGTH = sittings.DEFAULT_LENGTH
LONGEST = sittings.LONGEST


def start(
    db: Database, learner: int, *, now: datetime, topic: str | None = None, level: int | None = None,
    length: int = DEFAULT_LENGTH, families: Sequence[tuple[str, int]] | None = None, seeds: Seeds = secure_seed,
) -> Sitting:  # fmt: skip
    """Start a sitting of `length` (1 to 50) problems and open its first.

    topic, level: None for mixed practice, which interleaves families and prefers what the learner got wrong or has
    not seen. families: exactly these (family id, level), with fresh numbers ("practise these again"); topic, level
    and length are then not used. Raises Unacceptable for a topic, level, family or length that there isn't.
    """
    return sittings.start(
        db, learner, now=now, topic=topic, level=level, length=length, families=families, seeds=seeds
    )  # fmt: skip


def sitting(db: Database, learner: int, sitting_id: str) -> Sitting:
    """The sitting with its places, for the progress bar."""
    return sittings.look(db, learner, sitting_id)


def done(db: Database, learner: int, sitting_id: str) -> int:
    """How many problems of the sitting are solved or given up."""
    return sittings.done(db, learner, sitting_id)


def current(db: Database, learner: int, sitting_id: str, *, now: datetime, seeds: Seeds = secure_seed) -> Problem:
    """The first problem of the sitting that is neither solved nor revealed, else the last one; opened if need be."""
    return sittings.current(db, learner, sitting_id, now=now, seeds=seeds)


def problem(db: Database, learner: int, problem_id: str) -> Problem:
    """A problem that was opened before, as it stands."""
    return sittings.problem(db, learner, problem_id)


def following(
    db: Database, learner: int, problem_id: str, *, now: datetime, seeds: Seeds = secure_seed
) -> Problem | None:
    """The problem in the place after this one, opened if need be; None after the last (then `finish`)."""
    return sittings.following(db, learner, problem_id, now=now, seeds=seeds)


def fresh(db: Database, learner: int, problem_id: str, *, now: datetime, seeds: Seeds = secure_seed) -> Problem:
    """Another problem of the same family and level, in the same place of the sitting."""
    return sittings.fresh(db, learner, problem_id, now=now, seeds=seeds)


def submit(
    db: Database, learner: int, problem_id: str, answers: Mapping[str, Typed], *, key: str, now: datetime,
    continues: int | None = None, session: int | None = None,
) -> Outcome:  # fmt: skip
    """Grade what was typed and keep it.

    answers: part id -> the exact text of a box, or the rows of texts of a grid (a vector is one row); a part left out
    is blank. key: the idempotency key of this submission, 1 to 100 visible ASCII characters; the same key with the
    same answers gives the same outcome again, with others raises KeyReused. See `Status` for what can come of it.
    A draft of exactly these answers is deleted when the outcome is anything but `invalid`, and so is the draft of
    revision `continues`, which became these answers (or of the next revision, which may have been on its way).
    session: of a session that was only recalled (`sessions.recall`); NotFound where it doesn't hold any more.
    """
    return submitting.submit(
        db, learner, problem_id, answers, key=key, now=now, continues=continues, session=session
    )  # fmt: skip


def hint(db: Database, learner: int, problem_id: str, *, now: datetime) -> list[str]:
    """Take one more hint; all hints taken so far, in order (when none is left: the same ones)."""
    return helping.hint(db, learner, problem_id, now=now)


def reveal(db: Database, learner: int, problem_id: str, *, now: datetime) -> Solution:
    """Show the solution. From now on this problem earns no credit, in any tab; credit earned before stays."""
    return helping.reveal(db, learner, problem_id, now=now)


def save_draft(
    db: Database, learner: int, problem_id: str, typed: Mapping[str, Typed], *, revision: int, now: datetime
) -> Draft:
    """Keep unsaved work, ungraded. revision: of the draft it continues (0 for none); DraftConflict if that is old.

    What is the problem's last counted answer already is no draft, and ends one.
    """
    return drafts.save(db, learner, problem_id, typed, revision=revision, now=now)


def finish(db: Database, learner: int, sitting_id: str, *, now: datetime) -> Summary:
    """Close the sitting (again is fine) and look back at it."""
    return summaries.finish(db, learner, sitting_id, now=now)


def summary(db: Database, learner: int, sitting_id: str) -> Summary:
    """The same look back, at any time."""
    return summaries.summary(db, learner, sitting_id)


def recent(db: Database, learner: int, limit: int = 10) -> list[Sitting]:
    """The learner's latest sittings, the newest first."""
    return sittings.recent(db, learner, limit)
