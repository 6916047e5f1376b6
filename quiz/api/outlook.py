"""What goes out about sittings, progress and learners, and about Headway itself: mostly the services' own fields."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from pydantic import Field

from quiz.api.outgoing import Answer, Out
from quiz.blocks import plain
from quiz.family import Family
from quiz.misconceptions import misconception
from quiz.services import values


class PartKind(Out):
    id: str
    kind: str


class Misconception(Out):
    """A mistake that is recognised by its numbers."""

    id: str
    remark: str


class FamilyLine(Out):
    """A family of problems."""

    family: str
    version: int
    topic: str
    title: str
    levels: list[int]
    parts: list[PartKind]
    misconceptions: list[Misconception]

    @classmethod
    def of(cls, one: Family) -> Self:
        return cls(
            family=one.id, version=one.version, topic=one.topic, title=one.title, levels=list(one.levels),
            parts=[PartKind(id=part.id, kind=part.kind) for part in one.asked],
            misconceptions=[Misconception(id=id, remark=misconception(id).remark) for id in one.misconceptions],
        )  # fmt: skip


class Families(Out):
    families: list[FamilyLine]


class WayRead(Out):
    """One of several readings. text: what to type to be read so and not otherwise."""

    value: Answer
    read_as: str
    text: str


class Reading(Out):
    """How a text is read: a value and how to say it back; or an error, perhaps with the readings that it has."""

    value: Answer | None = None
    read_as: str | None = None
    error: str | None = None
    readings: list[WayRead] | None = None


class Place(Out):
    """One place of a sitting. problem: null until it is opened."""

    position: int
    family: str
    level: int
    problem: str | None
    solved: bool
    revealed: bool
    attempts: int


class Sitting(Out):
    """A practice session. topic, level: as chosen, null for mixed. done: problems solved or given up."""

    id: str
    topic: str | None
    level: int | None
    length: int
    done: int
    started: datetime
    finished: datetime | None
    places: list[Place]


class Sittings(Out):
    """The latest sittings, the newest first."""

    sittings: list[Sitting]


class Mistake(Out):
    """A mistake, how often it was made, and what to do next time."""

    id: str
    remark: str
    cure: str
    count: int

    @classmethod
    def of(cls, one: values.MistakeCount) -> Self:
        return cls(id=one.id, remark=plain(one.remark), cure=plain(one.cure), count=one.count)


class Result(Out):
    """One problem of a sitting. verdict: of the latest attempt, null without one."""

    problem: str
    position: int
    take: int
    family: str
    title: str
    level: int
    verdict: str | None
    solved: bool
    revealed: bool
    credit: float
    attempts: int
    hints: int
    seconds: int


class Again(Out):
    family: str
    level: int


class Summary(Out):
    """The look back at a sitting. again: what was not solved at once, to hand to a new sitting as its `families`."""

    sitting: Sitting
    results: list[Result]
    credit: float
    possible: int
    seconds: int
    mistakes: list[Mistake]
    again: list[Again]

    @classmethod
    def of(cls, found: values.Summary) -> Self:
        return cls(
            sitting=Sitting.of(found.sitting), results=[Result.of(one) for one in found.results], credit=found.credit,
            possible=found.possible, seconds=found.seconds, mistakes=[Mistake.of(one) for one in found.mistakes],
            again=[Again(family=family, level=level) for family, level in found.again],
        )  # fmt: skip


class Practised(Out):
    """Practice of one family at one level."""

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


class TopicLine(Out):
    """Practice of one topic."""

    topic: str
    families: list[Practised]
    problems: int
    solved: int
    attempts: int
    credit: float
    seconds: int


class Progress(Out):
    """All practice, by topic and by mistake."""

    topics: list[TopicLine]
    mistakes: list[Mistake]
    problems: int
    solved: int
    attempts: int
    credit: float
    seconds: int


class Token(Out):
    """A token, without its secret."""

    id: int
    name: str
    created: datetime


class Tokens(Out):
    tokens: list[Token]


class NewTokenMade(Token):
    """A token, just made. token: the secret; it is shown this once and kept as a hash only."""

    token: str


class Export(Out):
    """Every stored row of the learner's, by table; seeds and hashes never, right answers only once revealed."""

    exported: datetime
    version: int
    tables: dict[str, list[dict[str, Any]]] = Field(examples=[{"attempt": [{"id": 1, "number": 1}]}])


class ErrorKind(Out):
    """A kind of error. name: what stands after the # of its type."""

    name: str
    status: int
    title: str
    detail: str


class ErrorKinds(Out):
    errors: list[ErrorKind]
