"""Regrades: ask what a correction would change, look, apply it or drop it; and what the answers to an item teach."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Annotated, Literal, Self

from flask import Response, current_app
from pydantic import BaseModel, Field, StrictBool

from quiz.analysis.mistakes import Share
from quiz.api.blueprint import acting, known, private, reply
from quiz.api.caller import database, learner, now
from quiz.api.incoming import Fields
from quiz.api.outgoing import Out
from quiz.api.works import AssignmentPath
from quiz.services.teaching import analysing, regrading, regrading_views
from quiz.services.teaching.analysing_values import Estimate, ItemAnalysis
from quiz.services.teaching.regrading_reading import Form
from quiz.services.teaching.regrading_views import Line, RegradeView

Text = Annotated[str, Field(max_length=2000)]


class NewRegrade(Fields):
    """A correction. item: its number, empty for all; learner: somebody's id in the class, empty for all.

    kind: `tolerance` (part, absolute, relative), `key` or `also` (variant, part, key), `version`, `full`, `drop` or
    `as-given`. Numbers are texts, as they are typed on the page.
    """

    kind: Literal["tolerance", "key", "also", "version", "full", "drop", "as-given"]
    reason: Text
    item: Text = ""
    learner: Text = ""
    part: Text = ""
    absolute: Text = ""
    relative: Text = ""
    variant: Text = ""
    key: Text = ""
    may_fall: StrictBool = False


class Apply(Fields):
    """may_fall: points may fall by it."""

    may_fall: StrictBool = False


class RegradePath(BaseModel):
    regrade_id: str


class RegradeLine(Out):
    """learner: the only one it is about, empty for all. state: looking, found, applying, applied or dropped."""

    id: str
    item: str
    words: str
    learner: str
    reason: str
    state: str
    made: datetime
    by: str
    applied: datetime | None

    @classmethod
    def of(cls, one: Line) -> Self:
        return cls.model_validate(one)


class Regrades(Out):
    regrades: list[RegradeLine]


class Regrade(RegradeLine):
    """counts: how many answers rise, fall, get other words, or stay the same. tries: whose points a ruling changes."""

    may_fall: bool
    counts: dict[str, int]
    tries: int

    @classmethod
    def of(cls, one: RegradeView) -> Self:  # type: ignore[override]
        line = RegradeLine.of(one.line)
        return cls(**dict(line), may_fall=one.may_fall, counts=dict(one.counts), tries=len(one.effects))


class Interval(Out):
    """A number with its interval at 95 %; null where nothing can be said. count: of so many."""

    value: float | None
    low: float | None
    high: float | None
    count: int

    @classmethod
    def of(cls, one: Estimate | Share) -> Self:
        count = one.total if isinstance(one, Share) else one.count
        value, low, high = (None if math.isnan(x) else x for x in (one.value, one.low, one.high))
        return cls(value=value, low=low, high=high, count=count)


class MistakeShare(Out):
    """A mistake by its id: its share of the wrong answers and of all."""

    id: str
    of_wrong: Interval
    of_all: Interval


class FeatureEffect(Out):
    """How a feature of the variants goes with the score. p: corrected for all that were looked at (Holm)."""

    family: str
    level: int
    feature: str
    rho: float
    p: float
    learners: int


class Item(Out):
    """What the answers to an item say. time: quartiles in seconds. unexplained: wrong without a known mistake."""

    item: int
    title: str
    learners: int
    problems: int
    answered: int
    facility: Interval
    discrimination: Interval
    time: list[float] | None
    wrong: Interval
    unexplained: Interval
    mistakes: list[MistakeShare]
    effects: list[FeatureEffect]

    @classmethod
    def of(cls, one: ItemAnalysis) -> Self:
        return cls(
            item=one.item, title=one.title, learners=one.learners, problems=one.problems, answered=one.answered,
            facility=Interval.of(one.facility), discrimination=Interval.of(one.discrimination),
            time=list(one.time) if one.time else None, wrong=Interval.of(one.wrong.of_all),
            unexplained=Interval.of(one.wrong.unexplained),
            mistakes=[MistakeShare(id=each.id, of_wrong=Interval.of(each.of_wrong), of_all=Interval.of(each.of_all))
                      for each in one.wrong.mistakes],
            effects=[FeatureEffect(family=kind.family, level=kind.level, feature=effect.feature, rho=effect.rho,
                                   p=effect.corrected, learners=effect.learners)
                     for kind, effect in one.effects],
        )  # fmt: skip


class Analysis(Out):
    """learners: whose first try is over; only those are counted."""

    assignment: str
    title: str
    learners: int
    share: Interval
    items: list[Item]


@private.get("/assignments/<assignment_id>/regrades", responses=known(Regrades, 404))
def list_regrades(path: AssignmentPath) -> Response:
    """List the regrades of an assignment, for the staff of its class, the newest first."""
    found = regrading_views.overview(database(), learner(), path.assignment_id)
    return reply(Regrades(regrades=[RegradeLine.of(one) for one in found.lines]))


@private.post("/assignments/<assignment_id>/regrades", responses=acting(Regrade, 404, 422, status=201))
def ask_regrade(path: AssignmentPath, body: NewRegrade) -> Response:
    """Ask what a correction would change. Nothing changes by it; look until it is `found`."""
    id = regrading.ask(database(), learner(), path.assignment_id, Form(**body.model_dump()), now=now())
    current_app.extensions["jobs"].wake()
    return reply(_regrade(id), 201, location=f"/regrades/{id}")


@private.get("/regrades/<regrade_id>", responses=known(Regrade, 404))
def get_regrade(path: RegradePath) -> Response:
    """Get a regrade, for the staff of its class."""
    return reply(_regrade(path.regrade_id))


@private.post("/regrades/<regrade_id>/apply", responses=acting(Regrade, 404, 422))
def apply_regrade(path: RegradePath, body: Apply) -> Response:
    """Let it hold, once it has found what it changes. Points fall only where that is ticked."""
    regrading.apply(database(), learner(), path.regrade_id, may_fall=body.may_fall, now=now())
    current_app.extensions["jobs"].wake()
    return reply(_regrade(path.regrade_id))


@private.post("/regrades/<regrade_id>/drop", responses=acting(Regrade, 404, 422))
def drop_regrade(path: RegradePath) -> Response:
    """Leave everything as it is."""
    regrading.drop(database(), learner(), path.regrade_id, now=now())
    return reply(_regrade(path.regrade_id))


@private.post("/regrades/<regrade_id>/go-on", responses=acting(Regrade, 404, 422))
def go_on_with_regrade(path: RegradePath) -> Response:
    """Ask for its job anew where that was stopped or failed; what is done is not done again."""
    regrading.go_on(database(), learner(), path.regrade_id, now=now())
    current_app.extensions["jobs"].wake()
    return reply(_regrade(path.regrade_id))


@private.get("/assignments/<assignment_id>/analysis", responses=known(Analysis, 404))
def get_analysis(path: AssignmentPath) -> Response:
    """Get what the answers to an assignment say about its items, for the staff of its class."""
    found = analysing.of_assignment(database(), learner(), path.assignment_id, now=now())
    return reply(
        Analysis(
            assignment=found.id, title=found.title, learners=found.learners, share=Interval.of(found.share),
            items=[Item.of(one) for one in found.items],
        )
    )  # fmt: skip


def _regrade(id: str) -> Regrade:
    return Regrade.of(regrading_views.view(database(), learner(), id))
