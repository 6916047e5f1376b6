"""What the answers of a class teach over time: topics, mistakes, what to explain, who may be glad of a word."""

from __future__ import annotations

from datetime import date
from typing import Self

from flask import Response

from quiz.api.blocks import AnyBlock, drawn
from quiz.api.blueprint import known, private, reply
from quiz.api.caller import database, learner, now
from quiz.api.classes import CoursePath
from quiz.api.grades import Learner
from quiz.api.outgoing import Out, Typed
from quiz.api.regrades import Interval
from quiz.blocks import plain, plain_blocks
from quiz.services.teaching import analysing_course
from quiz.services.teaching.analysing_course import CourseAnalysis
from quiz.services.teaching.analysing_help import MayNeedHelp
from quiz.services.teaching.analysing_monday import Example, Explain
from quiz.services.teaching.analysing_weeks import MistakeLine, Points, TopicLine


class Earned(Out):
    """The share of the points that learners earned, in the mean, with its interval at 95 %."""

    share: float
    low: float
    high: float
    learners: int


class TopicWeeks(Out):
    """A topic, week by week as in `weeks`: null where nobody had a problem of it. whole: over all of these weeks."""

    topic: str
    weeks: list[Earned | None]
    whole: Earned

    @classmethod
    def of(cls, one: TopicLine) -> Self:
        return cls(topic=one.topic, weeks=[_earned(week) for week in one.weeks], whole=Earned.of(one.whole))


class MistakeWeeks(Out):
    """How many learners made a mistake of those who handed in, week by week and over all."""

    id: str
    weeks: list[Interval]
    whole: Interval

    @classmethod
    def of(cls, one: MistakeLine) -> Self:
        return cls(id=one.id, weeks=[Interval.of(week) for week in one.weeks], whole=Interval.of(one.whole))


class AnonymousExample(Out):
    """A real answer, of nobody in particular. typed: as it was typed; read_as: as it was read."""

    family: str
    level: int
    statement: str
    blocks: list[AnyBlock]
    prompt: str
    typed: Typed
    read_as: str
    remark: str

    @classmethod
    def of(cls, one: Example) -> Self:
        return cls(
            family=one.family.id, level=one.level, statement=plain_blocks(one.statement), blocks=drawn(one.statement),
            prompt=plain(one.prompt), typed=one.typed, read_as=one.read_as, remark=plain(one.remark),
        )  # fmt: skip


class MistakeToExplain(Out):
    """A mistake of this week. learners: how many made it, of `of_learners` who handed something in.

    example: null until an assignment with one is closed for everybody. cards, families: what cures it, by their ids.
    """

    id: str
    remark: str
    cure: str
    learners: int
    of_learners: int
    example: AnonymousExample | None
    cards: list[str]
    families: list[str]

    @classmethod
    def of(cls, one: Explain) -> Self:
        return cls(
            id=one.mistake.id, remark=plain(one.mistake.remark), cure=plain(one.mistake.cure), learners=one.learners,
            of_learners=one.of, example=AnonymousExample.of(one.example) if one.example else None,
            cards=[card.id for card in one.cards], families=[family.id for family in one.families],
        )  # fmt: skip


class Reason(Out):
    """Why an assignment counts. share: of the points, null where nothing was handed in. quartile: of the class."""

    title: str
    share: float | None
    quartile: float | None


class LearnerToHelp(Out):
    """Somebody who may be glad of a word, with the reasons for it."""

    person: Learner
    reasons: list[Reason]

    @classmethod
    def of(cls, one: MayNeedHelp) -> Self:
        return cls(person=Learner.of(one.person), reasons=[Reason.of(reason) for reason in one.reasons])


class ClassAnalysis(Out):
    """weeks: their Mondays, the oldest first. looked_at: titles of the assignments that `may_need_help` rests on."""

    explain: list[MistakeToExplain]
    weeks: list[date]
    topics: list[TopicWeeks]
    mistakes: list[MistakeWeeks]
    looked_at: list[str]
    may_need_help: list[LearnerToHelp]

    @classmethod
    def of(cls, one: CourseAnalysis) -> Self:
        return cls(
            explain=[MistakeToExplain.of(each) for each in one.monday], weeks=list(one.weeks.mondays),
            topics=[TopicWeeks.of(line) for line in one.weeks.topics],
            mistakes=[MistakeWeeks.of(line) for line in one.weeks.mistakes],
            looked_at=list(one.help.assignments), may_need_help=[LearnerToHelp.of(each) for each in one.help.people],
        )  # fmt: skip


@private.get("/classes/<course_id>/analysis", responses=known(ClassAnalysis, 404))
def get_class_analysis(path: CoursePath) -> Response:
    """Get what the answers of a class teach over time, for its staff."""
    return reply(ClassAnalysis.of(analysing_course.of_course(database(), learner(), path.course_id, now=now())))


def _earned(one: Points | None) -> Earned | None:
    return Earned.of(one) if one else None
