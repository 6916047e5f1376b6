"""Blueprints, assignments, and the work of learners on them: apart from practice, so nothing of an exam shows there.

NOTE: what a learner was given stands in `Work` and `WorkItem`, so no later edit of a blueprint or an assignment
changes a started work. Answers and marks are only ever added; the newest mark of an answer holds.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quiz.models.base import ATTRIBUTED, NEVER_SHOWN, OF_NOBODY, Base, BigId, Seed


class BlueprintRow(Base):
    """A blueprint that somebody keeps (`quiz.papers.blueprint`). number: 1, 2 … with every change of the text."""

    __tablename__ = "blueprint"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    number: Mapped[int] = mapped_column(default=1)
    seed: Mapped[int] = mapped_column(Seed, info=NEVER_SHOWN)
    created: Mapped[datetime]
    changed: Mapped[datetime]


class Assignment(Base):
    """A blueprint put to a class: blueprint is a copy of its text.

    minutes: time limit, None for none. tries: how often a learner may start it. counts: `best`, `last` or `average` of
    these. feedback: `verdict`, or `mistake` where the mistake may be named once right or wrong is released.
    score_, verdict_, answers_release: `at once`, `handed in`, `at` (with its time) or `never` (`quiz.releases`).
    published: since when learners see it; None for a draft.
    """

    __tablename__ = "assignment"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    blueprint: Mapped[str] = mapped_column(Text)
    seed: Mapped[int] = mapped_column(Seed, info=NEVER_SHOWN)
    opens: Mapped[datetime]
    closes: Mapped[datetime]
    minutes: Mapped[int | None]
    tries: Mapped[int] = mapped_column(default=1)
    counts: Mapped[str] = mapped_column(String(16))
    feedback: Mapped[str] = mapped_column(String(16))
    score_release: Mapped[str] = mapped_column(String(16))
    score_at: Mapped[datetime | None]
    verdict_release: Mapped[str] = mapped_column(String(16))
    verdict_at: Mapped[datetime | None]
    answers_release: Mapped[str] = mapped_column(String(16))
    answers_at: Mapped[datetime | None]
    created: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("learner.id"), info=ATTRIBUTED, index=True)
    changed: Mapped[datetime]
    published: Mapped[datetime | None]

    __table_args__ = ({"info": OF_NOBODY},)


class Extension(Base):
    """What one learner is granted beyond an assignment's settings: minutes and tries more, another closing time."""

    __tablename__ = "extension"
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), primary_key=True, autoincrement=False)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), primary_key=True, autoincrement=False, index=True)
    minutes: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    closes: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    made: Mapped[datetime]
    given_by: Mapped[int | None] = mapped_column(ForeignKey("learner.id"), info=ATTRIBUTED, index=True)


class Work(Base):
    """A learner's start of an assignment. number: 1, 2 … of the learner's. ends: when the server takes no more answers.

    settings: what held when it was started, as plain values: title, instructions, minutes, feedback …
    """

    __tablename__ = "work"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"))
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), index=True)
    number: Mapped[int]
    seed: Mapped[int] = mapped_column(Seed, info=NEVER_SHOWN)
    started: Mapped[datetime]
    ends: Mapped[datetime]
    handed_in: Mapped[datetime | None]
    settings: Mapped[dict[str, Any]]

    __table_args__ = (UniqueConstraint("assignment_id", "learner_id", "number"),)


class WorkItem(Base):
    """One problem of a work, with its variant. position: 1, 2 … on the page; item: 1, 2 … in the blueprint.

    parts: the ids of the parts that are asked (of all that the level asks). features: what makes the variant hard.
    """

    __tablename__ = "work_item"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    work_id: Mapped[int] = mapped_column(ForeignKey("work.id"))
    position: Mapped[int]
    item: Mapped[int]
    family: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]
    level: Mapped[int]
    seed: Mapped[int] = mapped_column(Seed, info=NEVER_SHOWN)
    index: Mapped[int] = mapped_column(BigId)
    givens: Mapped[dict[str, Any]] = mapped_column(info=NEVER_SHOWN)
    expected: Mapped[dict[str, Any]] = mapped_column(info=NEVER_SHOWN)
    parts: Mapped[list[Any]]
    points: Mapped[float]
    features: Mapped[dict[str, Any]] = mapped_column(info=NEVER_SHOWN)

    __table_args__ = (
        UniqueConstraint("work_id", "position"),
        Index("ix_work_item_analysis", "work_id", "id", "item", "points", "family"),
    )


class DealtHand(Base):
    """The problems of a start that nobody has made yet: who starts takes one away, with all that is in it.

    deck: the fingerprint of the blueprint and the seed that it was dealt from. problems: columns of `WorkItem`.
    """

    __tablename__ = "dealt_hand"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"))
    deck: Mapped[str] = mapped_column(String(64))
    problems: Mapped[list[Any]] = mapped_column(info=NEVER_SHOWN)

    __table_args__ = (Index(None, "assignment_id", "deck"), {"info": OF_NOBODY})


class Answer(Base):
    """What was answered to a problem of a work: the exact text of every part. The last one counts.

    key: of the request, unique for the learner, so that a repeated one changes nothing.
    """

    __tablename__ = "answer"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"))
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"))
    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_item.id"))
    number: Mapped[int]
    typed: Mapped[dict[str, Any]]
    made: Mapped[datetime]
    seconds: Mapped[int]
    key: Mapped[str] = mapped_column(String(100))
    body_hash: Mapped[bytes] = mapped_column(LargeBinary(32))

    __table_args__ = (
        UniqueConstraint("work_item_id", "number"),
        UniqueConstraint("learner_id", "key"),
        Index("ix_answer_analysis", "assignment_id", "work_item_id", "id", "seconds"),
    )


class Mark(Base):
    """What an answer was judged to be: `submitted`, or `regraded` by a regrade. score: 0 to 1, of the item's points.

    mistakes: the ids of the misconceptions named, with spaces between. What of it is shown, `quiz.releases` says.
    """

    __tablename__ = "mark"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"))
    cause: Mapped[str] = mapped_column(String(16))
    regrade_id: Mapped[int | None] = mapped_column(ForeignKey("regrade.id"), index=True)
    made: Mapped[datetime]
    verdict: Mapped[str] = mapped_column(String(32), info=NEVER_SHOWN)
    score: Mapped[float] = mapped_column(info=NEVER_SHOWN)
    mistakes: Mapped[str] = mapped_column(String(300), default="", info=NEVER_SHOWN)
    grade: Mapped[dict[str, Any]] = mapped_column(info=NEVER_SHOWN)

    __table_args__ = (
        UniqueConstraint("answer_id", "regrade_id"),
        Index("ix_mark_analysis", "answer_id", "id", "score", "mistakes"),
    )


class AnswerDraft(Base):
    """Typed in a work and not saved as an answer. Deleted only when just this text became one.

    settled: when the work was over and this could not become its answer.
    """

    __tablename__ = "answer_draft"
    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_item.id"), primary_key=True, autoincrement=False)
    typed: Mapped[dict[str, Any]]
    revision: Mapped[int]
    saved: Mapped[datetime]
    settled: Mapped[datetime | None]


class PointsChange(Base):
    """Points of a problem that somebody gave by hand. points: None takes the change back. The newest one holds."""

    __tablename__ = "points_change"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_item.id"), index=True)
    points: Mapped[float | None] = mapped_column(info=NEVER_SHOWN)
    reason: Mapped[str] = mapped_column(Text, info=NEVER_SHOWN)
    made: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("learner.id"), info=ATTRIBUTED, index=True)


class Regrade(Base):
    """A correction that is run over stored answers. change: what is corrected. item, only_learner: None for all.

    state: `looking` (finding out what it would change), `found`, `applying`, `applied` or `dropped`; `erased` once its
    only learner is no more.
    """

    __tablename__ = "regrade"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    item: Mapped[int | None]
    only_learner: Mapped[int | None] = mapped_column(ForeignKey("learner.id"), info=ATTRIBUTED, index=True)
    change: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(Text)
    may_fall: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(16))
    made: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("learner.id"), info=ATTRIBUTED, index=True)
    applied: Mapped[datetime | None]

    __table_args__ = ({"info": OF_NOBODY},)


class RegradeResult(Base):
    """What a regrade makes of one answer: its score before and after, 0 to 1, and the new grade.

    mark_id: what held when the regrade looked. becomes: `rises`, `falls`, `other` (as many points, other words),
    `same` (with no grade, as it stays) or `unjudged` (the family as it is now can't take up the numbers).
    """

    __tablename__ = "regrade_result"
    regrade_id: Mapped[int] = mapped_column(ForeignKey("regrade.id"), primary_key=True, autoincrement=False)
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"), primary_key=True, autoincrement=False, index=True)
    mark_id: Mapped[int] = mapped_column(ForeignKey("mark.id"), index=True)
    becomes: Mapped[str] = mapped_column(String(8), info=NEVER_SHOWN)
    before: Mapped[float] = mapped_column(info=NEVER_SHOWN)
    after: Mapped[float] = mapped_column(info=NEVER_SHOWN)
    verdict: Mapped[str] = mapped_column(String(32), info=NEVER_SHOWN)
    mistakes: Mapped[str] = mapped_column(String(300), default="", info=NEVER_SHOWN)
    grade: Mapped[dict[str, Any]] = mapped_column(info=NEVER_SHOWN)
