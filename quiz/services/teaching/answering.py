"""Answers to the problems of a work: kept as typed and graded, as often as the learner likes while the work runs.

The last answer counts. What can't be read is told and kept as a draft, and changes nothing; a repeated request or the
same answer once more keeps no second one. The grade stands beside the answer from the start; `showing` withholds it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz import corrections
from quiz.corrections import Correction
from quiz.database import Database
from quiz.grades import Grade, Typed, Verdict
from quiz.jsonable import sorted_json
from quiz.models import Answer, AnswerDraft, Mark, Work, WorkItem
from quiz.prepared import one_moment
from quiz.services import drafts
from quiz.services.errors import Closed, DraftConflict, KeyReused
from quiz.services.submitting import LONGEST_PAUSE, checked_key
from quiz.services.teaching import regrading_rules, showing_rows, works
from quiz.services.teaching.showing_rows import Item
from quiz.services.values import Draft


class Became(StrEnum):
    """What became of an answer that was sent."""

    KEPT = "kept"  # it is the problem's answer now
    REPEATED = "repeated"  # the same as the one before
    UNREAD = "unread"  # something in it can't be read: kept as a draft, not as an answer


@dataclass(frozen=True)
class Sent:
    """number: of the answer that counts, 0 without one. unread: part id -> why it can't be read. problem: its id."""

    became: Became
    number: int
    unread: Mapping[str, str]
    problem: str


@dataclass(frozen=True)
class Judged:
    """What was typed for a problem, and its grade under these corrections."""

    typed: dict[str, Typed]
    grade: Grade
    rules: tuple[Correction, ...]


def answer(
    db: Database, learner: int, work_id: str, position: int, answers: Mapping[str, Typed], *, key: str, now: datetime,
    continues: int | None = None,
) -> Sent:  # fmt: skip
    """Keep an answer to a problem of the learner's running work; `Closed` once the work is over.

    answers: part id -> the text of a box, or the rows of texts of a grid; a part left out is blank. key: of this
    request. continues: the revision of the draft that became these answers.
    """
    with db.looking() as look, one_moment(look):
        seen = showing_rows.own(look, work_id, learner)
        item = showing_rows.item(look, seen, position)
        rules = showing_rows.corrections(look, seen, item)
    judged = _judged(item, answers, rules)
    own, body = checked_key(key), _hashed(work_id, position, judged.typed)

    def keep(session: Session) -> Sent:
        work, _ = works.owned(session, work_id, learner, lock=True)
        earlier = session.scalar(_EARLIER, {"learner": learner, "key": own})
        if earlier is not None:
            if earlier.body_hash != body:
                raise KeyReused("A key belongs to one answer, but this one came before with other answers.")
            return Sent(Became.KEPT, earlier.number, {}, item.public_id)
        _must_run(work, now)
        last = last_answer(session, item.id)
        if judged.grade.verdict is Verdict.INVALID:
            _as_draft(session, item.id, judged.typed, now)
            return Sent(Became.UNREAD, last.number if last else 0, unread(judged.grade), item.public_id)
        _drop_draft(session, item.id, judged.typed, continues)
        if last is not None and last.typed == judged.typed:
            return Sent(Became.REPEATED, last.number, {}, item.public_id)
        row = add(session, work, item, judged, last, own, body, now)
        return Sent(Became.KEPT, row.number, {}, item.public_id)

    return db.write(keep)


def save_draft(
    db: Database, learner: int, work_id: str, position: int, typed: Mapping[str, Typed], *, revision: int,
    now: datetime,
) -> Draft:  # fmt: skip
    """Keep what is being typed. revision: of the draft that it continues, 0 for none, or `DraftConflict`.

    What is the problem's answer already is no draft.
    """

    def keep(session: Session) -> Draft:
        work, _ = works.owned(session, work_id, learner, lock=True)
        item = works.item_at(session, work, position)
        kept = drafts.checked(typed, item.parts)
        _must_run(work, now)
        draft, last = session.get(AnswerDraft, item.id), last_answer(session, item.id)
        if draft is not None and draft.typed != kept and draft.revision != revision:
            raise DraftConflict(draft.revision, draft.typed)
        if last is not None and last.typed == kept:
            if draft is not None:
                session.delete(draft)
            return Draft(kept, revision, now, ended=True)
        if draft is None:
            draft = AnswerDraft(work_item_id=item.id, typed=kept, revision=revision + 1, saved=now)
            session.add(draft)
        elif draft.typed != kept:
            draft.typed, draft.revision, draft.saved = kept, revision + 1, now
        return Draft(draft.typed, draft.revision, draft.saved)

    return db.write(keep)


def judge(
    session: Session, work: Work, item: WorkItem, answers: Mapping[str, Typed], *, gaps: bool = False
) -> Judged:  # fmt: skip
    """The answers when they have the form of answers to this problem, and their grade.

    gaps: they are final, so a grid with gaps counts by its other cells.
    """
    rules = regrading_rules.corrections_of(session, work.assignment_id, item.item, work.learner_id)
    return _judged(item, answers, rules, gaps=gaps)


def add(
    session: Session, work: Work, item: WorkItem | Item, judged: Judged, last: Answer | None, key: str, body: bytes,
    made: datetime,
) -> Answer:  # fmt: skip
    """Another answer with its first mark. last: the answer before.

    A regrade that was applied since the answer was judged holds for it, and none can be applied before it is stored.
    """
    rules = regrading_rules.corrections_of(session, work.assignment_id, item.item, work.learner_id, lock=True)
    if rules != judged.rules:
        judged = Judged(judged.typed, corrections.judged(item, judged.typed, rules, gaps=True), rules)
    since = session.scalar(_LATEST, {"work": work.id}) or work.started
    seconds = int(min(max((made - since).total_seconds(), 0), LONGEST_PAUSE))
    row = Answer(
        learner_id=work.learner_id, assignment_id=work.assignment_id, work_item_id=item.id,
        number=last.number + 1 if last else 1, typed=judged.typed, made=made, seconds=seconds, key=key, body_hash=body,
    )  # fmt: skip
    session.add(row)
    session.flush()
    grade = judged.grade
    session.add(
        Mark(
            answer_id=row.id, cause="submitted", regrade_id=None, made=made, verdict=grade.verdict.value,
            score=grade.score, mistakes=" ".join(grade.misconceptions), grade=grade.as_json(),
        )
    )  # fmt: skip
    return row


def last_answer(session: Session, item_id: int) -> Answer | None:
    """The answer to a problem that counts."""
    return session.scalar(_LAST, {"item": item_id})


def unread(grade: Grade) -> dict[str, str]:
    """Why parts can't be read: of a grade, all that is never withheld."""
    return {id: part.remark for id, part in grade.parts.items() if part.verdict is Verdict.INVALID and not part.blank}


def _judged(
    item: WorkItem | Item, answers: Mapping[str, Typed], rules: tuple[Correction, ...], *, gaps: bool = False
) -> Judged:  # fmt: skip
    typed = drafts.checked(answers, item.parts)
    return Judged(typed, corrections.judged(item, typed, rules, gaps=gaps), rules)


def _must_run(work: Work, now: datetime) -> None:
    if work.handed_in is not None:
        raise Closed("This work is handed in and takes no more answers.")
    if works.over(work, now):
        raise Closed("The time for this work is over; what was kept before counts.")


def _as_draft(session: Session, item_id: int, typed: dict[str, Typed], now: datetime) -> None:
    draft = session.get(AnswerDraft, item_id)
    if draft is None:
        session.add(AnswerDraft(work_item_id=item_id, typed=typed, revision=1, saved=now))
    elif draft.typed != typed:
        draft.typed, draft.revision, draft.saved = typed, draft.revision + 1, now


def _drop_draft(session: Session, item_id: int, typed: dict[str, Typed], continues: int | None) -> None:
    """The draft that became this answer has done its work; one from elsewhere stays."""
    draft = session.get(AnswerDraft, item_id)
    if draft is not None and drafts.served(draft.typed, draft.revision, typed, continues):
        session.delete(draft)


def _hashed(work_id: str, position: int, typed: Mapping[str, Typed]) -> bytes:
    return hashlib.sha256(sorted_json([work_id, position, typed]).encode()).digest()


# Statements are built once, which costs as much as a look.
_EARLIER = sa.select(Answer).where(Answer.learner_id == sa.bindparam("learner"), Answer.key == sa.bindparam("key"))
_LAST = sa.select(Answer).where(Answer.work_item_id == sa.bindparam("item")).order_by(Answer.number.desc()).limit(1)
_LATEST = (
    sa.select(sa.func.max(Answer.made))
    .join(WorkItem, Answer.work_item_id == WorkItem.id)
    .where(WorkItem.work_id == sa.bindparam("work"))
)
