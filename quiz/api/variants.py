"""A blueprint before it is printed: variants of an item by what makes them hard, and the report over its copies."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from flask import Response
from pydantic import BaseModel, Field

from quiz.api.blocks import AnyBlock, drawn
from quiz.api.blueprint import acting, known, private, reply
from quiz.api.caller import database, learner, now
from quiz.api.incoming import Fields, whole
from quiz.api.outgoing import Answer, Out
from quiz.api.papers import Blueprint, BlueprintPath
from quiz.blocks import plain_blocks
from quiz.jsonable import jsonable
from quiz.papers.looking import Judged, Looked
from quiz.papers.preview import Group
from quiz.services.teaching import blueprint_editing, blueprints
from quiz.variants import Variant

MOST_LOOKED = 2000
SHOWN = 3


class ItemPath(BlueprintPath):
    item: int = Field(description="the number of an item of the blueprint, from 1")


class Looking(BaseModel):
    count: Annotated[int, Field(60, ge=1, le=MOST_LOOKED, description="how many variants to look at")]


class Choice(Fields):
    """What becomes of a variant: `pin` only these, `drop` it, or `free`. number: of the text that you saw."""

    index: Annotated[int, *whole(0, 2**31 - 1)]
    act: Literal["pin", "drop", "free"]
    number: Annotated[int, *whole(1, 2**31 - 1)]


class SeenVariant(Out):
    """A variant with its key. index: what `pin` and `drop` of the item name it by."""

    index: int
    statement: str
    blocks: list[AnyBlock]
    expected: dict[str, Answer]

    @classmethod
    def of(cls, one: Variant) -> Self:
        statement = one.family.statement(one.givens)
        expected: dict[str, Any] = {part.id: jsonable(one.expected(part)) for part in one.parts}
        return cls(
            index=one.index, statement=plain_blocks(statement), blocks=drawn(statement), expected=expected
        )  # fmt: skip


class VariantGroup(Out):
    """Variants that are hard for the same reason. feature: empty for ordinary ones. mean: of every feature."""

    feature: str
    says: str
    count: int
    indices: list[int]
    mean: dict[str, float]
    variants: list[SeenVariant]

    @classmethod
    def within(cls, looked: Looked, one: Group) -> Self:
        return cls(
            feature=one.feature, says=one.says, count=one.count, indices=list(one.indices), mean=dict(one.mean),
            variants=[SeenVariant.of(looked.variant(index)) for index in one.indices[:SHOWN]],
        )  # fmt: skip


class Variants(Out):
    """variants: how many were looked at; usable: how many of these may be taken, with what the item asks for."""

    family: str
    level: int
    variants: int
    usable: int
    groups: list[VariantGroup]


class CheckedProblem(Out):
    """A problem of the paper over all copies that were looked at. unsolvable, ambiguous: variants that failed."""

    family: str
    topic: str
    title: str
    level: int
    used: int
    unsolvable: list[int]
    ambiguous: list[int]

    @classmethod
    def of(cls, one: Judged) -> Self:
        return cls(
            family=one.item.family, topic=one.item.topic, title=one.title, level=one.item.level, used=one.used,
            unsolvable=list(one.unsolvable), ambiguous=list(one.ambiguous),
        )  # fmt: skip


class Spread(Out):
    """Totals of a feature over the copies. share: greatest minus least, of the mean."""

    least: float
    greatest: float
    mean: float
    share: float


class Report(Out):
    copies: int
    problems: list[CheckedProblem]
    spread: dict[str, Spread]


@private.get("/blueprints/<blueprint_id>/items/<int:item>/variants", responses=known(Variants, 404, 422))
def look_at_variants(path: ItemPath, query: Looking) -> Response:
    """Look at variants of an item, with their keys, grouped by what makes them hard."""
    looked = blueprints.looked(database(), learner(), path.blueprint_id, path.item, query.count)
    return reply(
        Variants(
            family=looked.of.family.id, level=looked.of.item.level, variants=looked.variants, usable=looked.usable,
            groups=[VariantGroup.within(looked, one) for one in looked.groups],
        )
    )  # fmt: skip


@private.post("/blueprints/<blueprint_id>/items/<int:item>/variants", responses=acting(Blueprint, 404, 422))
def choose_variant(path: ItemPath, body: Choice) -> Response:
    """Pin a variant of an item, drop it, or set it free again; refused where somebody else was faster."""
    blueprint_editing.choose(
        database(), learner(), path.blueprint_id, path.item, body.index, body.act, body.number, now=now()
    )
    return reply(Blueprint.of(blueprints.view(database(), learner(), path.blueprint_id)))


@private.get("/blueprints/<blueprint_id>/report", responses=known(Report, 404, 422))
def get_report(path: BlueprintPath) -> Response:
    """Check over the first copies that every problem is solvable and unambiguous, and how equally hard they are."""
    judged, fairness = blueprints.report(database(), learner(), path.blueprint_id)
    return reply(
        Report(
            copies=blueprints.REPORTED, problems=[CheckedProblem.of(one) for one in judged],
            spread={name: Spread.of(one) for name, one in fairness.spread.items()},
        )
    )  # fmt: skip
