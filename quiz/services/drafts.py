"""Drafts: unsaved work, kept as typed, never graded by itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from itertools import chain
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.database import Database
from quiz.grades import Typed
from quiz.models import Attempt, Base, Draft
from quiz.prepared import Prepared
from quiz.services import problems, values
from quiz.services.errors import DraftConflict, Unacceptable

DRAFT = Base.metadata.tables["draft"]
_LAST_ANSWER = (
    sa.select(Attempt.typed)
    .where(Attempt.variant_id == sa.bindparam("variant"))
    .order_by(Attempt.number.desc())
    .limit(1)
)
LONGEST = 100_000  # characters of all parts together


def save(
    db: Database, learner: int, problem_id: str, typed: Mapping[str, Typed], *, revision: int, now: datetime
) -> values.Draft:  # fmt: skip
    """Keep what is being typed. revision: of the draft that it continues, 0 for none, or `DraftConflict`.

    What is the problem's last counted answer already is no draft: a save that was on its way when it was checked comes
    late.
    """

    def work(session: Session) -> values.Draft:
        row = problems.owned(session, learner, problem_id, lock=True)
        kept = checked(typed, row.expected.keys())
        draft = session.get(Draft, row.id)
        if draft is not None and draft.typed != kept and draft.revision != revision:
            raise DraftConflict(draft.revision, draft.typed)
        last = session.scalar(_LAST_ANSWER, {"variant": row.id})
        if last is not None and without_blanks(kept) == without_blanks(last):
            if draft is not None:
                session.delete(draft)
            return values.Draft(kept, revision, now, ended=True)
        if draft is None:
            draft = Draft(variant_id=row.id, learner_id=learner, typed=kept, revision=revision + 1, saved=now)
            session.add(draft)
        elif draft.typed != kept:
            draft.typed, draft.revision, draft.saved = kept, revision + 1, now
        return values.Draft(draft.typed, draft.revision, draft.saved)

    return db.write(work)


_STORED = Prepared(sa.select(DRAFT.c.typed, DRAFT.c.revision).where(DRAFT.c.variant_id == sa.bindparam("variant")))


def drop(
    connection: sa.Connection, variant_id: int, submitted: Mapping[str, Typed], continues: int | None = None
) -> None:  # fmt: skip
    """A submission is confirmed: the draft that became these answers has done its work; one from elsewhere stays.

    continues: its revision, or the one before: a last save may have been on its way.
    """
    draft = _STORED.one(connection, {"variant": variant_id})
    if draft is None:
        return
    typed, revision = draft
    if served(typed, revision, submitted, continues):
        connection.execute(sa.delete(DRAFT).where(DRAFT.c.variant_id == variant_id))


NO_REVISION = -9  # in place of none: neither it nor the next is a draft's


def is_continued(continues: Any) -> sa.ColumnElement[bool]:
    """The condition that a draft is the one that is continued, or the next: as `served` has it."""
    return sa.or_(DRAFT.c.revision == continues, DRAFT.c.revision == continues + sa.literal_column("1"))


DROP_CONTINUED = Prepared(
    sa.delete(DRAFT).where(DRAFT.c.variant_id == sa.bindparam("variant_id"), is_continued(sa.bindparam("continues")))
)


def served(
    draft: Mapping[str, Typed], revision: int, submitted: Mapping[str, Typed], continues: int | None
) -> bool:  # fmt: skip
    """Whether a draft became what was submitted: it says the same, or it is the one that was continued.

    continues: the revision that the submission names, or the one before: a last save may have been on its way.
    """
    known = continues is not None and revision in (continues, continues + 1)
    return known or without_blanks(draft) == without_blanks(submitted)


def without_blanks(typed: Mapping[str, Typed]) -> dict[str, Typed]:
    """The parts in which something stands."""
    return {id: t for id, t in typed.items() if any(map(str.strip, [t] if isinstance(t, str) else chain(*t)))}


def checked(typed: Mapping[str, Any], parts: Collection[str]) -> dict[str, Typed]:
    """What was typed, when it has the form of answers to these parts; Unacceptable says what it has not."""
    size = 0
    for id, answer in typed.items():
        if id not in parts:
            raise Unacceptable(f"This problem asks for {', '.join(parts)}, but an answer to {id[:40]!r} came.")
        texts = [answer] if isinstance(answer, str) else _cells(id, answer)
        size += sum(map(len, texts))
    if size > LONGEST:
        raise Unacceptable(f"All answers together have at most {LONGEST} characters, but {size} came.")
    return dict(typed)


def _cells(id: str, answer: Any) -> list[str]:
    if isinstance(answer, list) and {*map(type, answer)} <= {list}:
        cells = [*chain.from_iterable(answer)]
        if {*map(type, cells)} <= {str}:
            return cells
    raise Unacceptable(f"An answer is a text or the rows of texts of a grid, but {id!r} has something else.")
