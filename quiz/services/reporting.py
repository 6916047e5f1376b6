"""A learner's progress by topic and by mistake, read off the summaries only: no attempt is ever counted again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from quiz.database import Database
from quiz.family import families
from quiz.models import FamilyProgress, MistakeProgress
from quiz.services.exporting import export_csv, export_json
from quiz.services.summaries import mistake_counts
from quiz.services.values import MistakeCount

__all__ = ["FamilyLine", "Progress", "TopicLine", "export_csv", "export_json", "progress"]


@dataclass(frozen=True)
class FamilyLine:
    """Practice of one family at one level. problems: answered or given up; settled: the latest was solved at once."""

    family: str
    title: str
    level: int
    problems: int
    solved: int
    revealed: int
    attempts: int
    rounded: int
    credit: float
    seconds: int
    settled: bool
    latest: datetime


@dataclass(frozen=True)
class TopicLine:
    """Practice of one topic: its families, and their sums."""

    topic: str
    families: Sequence[FamilyLine]
    problems: int
    solved: int
    attempts: int
    credit: float
    seconds: int


@dataclass(frozen=True)
class Progress:
    """All practice of a learner. mistakes: the most frequent first."""

    topics: Sequence[TopicLine]
    mistakes: Sequence[MistakeCount]
    problems: int
    solved: int
    attempts: int
    credit: float
    seconds: int


def progress(db: Database, learner: int) -> Progress:
    """The learner's progress by topic, in the order of the topics, and by mistake."""
    with db.reading() as session:
        rows = session.scalars(practised(learner)).all()
        mistakes = Counter({row.misconception: row.count for row in session.scalars(mistaken(learner))})
    order = {id: place for place, id in enumerate(families())}
    kept = sorted((row for row in rows if row.family in order), key=lambda row: (order[row.family], row.level))
    topics: dict[str, list[FamilyLine]] = {}
    for row in kept:
        topics.setdefault(families()[row.family].topic, []).append(_line(row))
    return Progress(
        [TopicLine(topic, lines, *_sums(lines)) for topic, lines in topics.items()],
        mistake_counts(mistakes),
        *_sums([line for lines in topics.values() for line in lines]),
    )


def practised(learner: int) -> sa.Select[FamilyProgress]:
    return sa.select(FamilyProgress).where(FamilyProgress.learner_id == learner)


def mistaken(learner: int) -> sa.Select[MistakeProgress]:
    return sa.select(MistakeProgress).where(MistakeProgress.learner_id == learner)


def _line(row: FamilyProgress) -> FamilyLine:
    return FamilyLine(
        family=row.family, title=families()[row.family].title, level=row.level, problems=row.problems,
        solved=row.solved, revealed=row.revealed, attempts=row.attempts, rounded=row.rounded, credit=row.credit,
        seconds=row.seconds, settled=row.settled, latest=row.latest,
    )  # fmt: skip


def _sums(lines: Sequence[FamilyLine]) -> tuple[int, int, int, float, int]:
    return (
        sum(line.problems for line in lines),
        sum(line.solved for line in lines),
        sum(line.attempts for line in lines),
        sum(line.credit for line in lines),
        sum(line.seconds for line in lines),
    )
