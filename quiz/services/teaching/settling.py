"""What was typed into a work that is over, and never kept as an answer, becomes its answer.

Nothing typed before the end is lost: whoever opens a work or its marks first settles it. A draft that can't be read as
a whole becomes an answer only where there is no other, and a grid then counts by the cells that can; else the answer
that was kept counts, and the draft stays to be seen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.corrections import Impossible
from quiz.database import Database
from quiz.grades import Verdict
from quiz.models import AnswerDraft, Work, WorkItem
from quiz.services.drafts import without_blanks
from quiz.services.teaching import answering


def settle(
    db: Database, *, now: datetime, work_ids: Sequence[int] = (), assignment_ids: Sequence[int] = ()
) -> None:  # fmt: skip
    """Settle these works, or all works on these assignments, as far as they are over."""
    with db.reading() as session:
        found = waiting(session, now=now, work_ids=work_ids, assignment_ids=assignment_ids)
    for item_id in found:
        db.write(partial(_settle, item_id=item_id, now=now))


def waiting(
    session: Session, *, now: datetime, work_ids: Sequence[int] = (), assignment_ids: Sequence[int] = ()
) -> list[int]:  # fmt: skip
    """The problems of these works that are over in which something typed waits to be settled."""
    query = (
        sa.select(WorkItem.id)
        .join(Work, WorkItem.work_id == Work.id)
        .join(AnswerDraft, AnswerDraft.work_item_id == WorkItem.id)
        .where(
            sa.or_(Work.id.in_(work_ids), Work.assignment_id.in_(assignment_ids)),
            sa.or_(Work.handed_in.is_not(None), Work.ends <= now),
            AnswerDraft.settled.is_(None),
        )
    )
    return list(session.scalars(query))


def _settle(session: Session, item_id: int, now: datetime) -> None:
    item = session.get_one(WorkItem, item_id)
    work = session.get_one(Work, item.work_id, with_for_update=True)
    draft = session.get(AnswerDraft, item_id)
    if draft is None:
        return
    last = answering.last_answer(session, item_id)
    if not without_blanks(draft.typed) or (last is not None and last.typed == draft.typed):
        session.delete(draft)
        return
    draft.settled = now
    try:
        judged = answering.judge(session, work, item, draft.typed)
        if judged.grade.verdict is Verdict.INVALID and last is not None:
            return
        judged = answering.judge(session, work, item, draft.typed, gaps=True)
    except Impossible:  # it stays to be seen, and keeps nobody from the grades of all the others
        return
    key = f"settled {item.public_id} {draft.revision}"  # no request’s key has a space, so none can be in its way
    body = hashlib.sha256(key.encode()).digest()
    answering.add(session, work, item, judged, last, key, body, draft.saved)
    session.delete(draft)
