"""From a stored variant to the problem that its learner may see, and back to what grades it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from quiz.blocks import Block
from quiz.calculation import sentence
from quiz.database import Database
from quiz.family import family
from quiz.grades import Grade
from quiz.models import Base
from quiz.models import Variant as VariantRow
from quiz.parts import Part
from quiz.prepared import Prepared
from quiz.reading import meant
from quiz.services import values
from quiz.services.chance import is_public_id
from quiz.services.errors import NotFound
from quiz.solutions import hints, solution
from quiz.variants import Variant, rebuilt
from quiz.words import headers

MISSING = "There is no such problem."
TABLES = Base.metadata.tables
ATTEMPT, DRAFT, GRADE, SITTING, VARIANT = (
    TABLES[name] for name in ("attempt", "draft", "grade", "sitting", "variant")
)  # fmt: skip


# Statements are built once, which costs as much as a look.
_OWNED = (VariantRow.public_id == sa.bindparam("problem"), VariantRow.learner_id == sa.bindparam("learner"))
_ROW = sa.select(VariantRow).where(*_OWNED)
_LOCKED_ROW = _ROW.with_for_update()


def owned(session: Session, learner: int, problem_id: str, *, lock: bool = False) -> VariantRow:
    """The learner's variant of this public id. lock: nobody else decides on it until the transaction ends."""
    if not is_public_id(problem_id):
        raise NotFound(MISSING)
    query = _LOCKED_ROW if lock else _ROW
    row = session.scalars(query, {"problem": problem_id, "learner": learner}).one_or_none()
    if row is None:
        raise NotFound(MISSING)
    return row


class Standing(NamedTuple):
    """What may change of a variant, and whose it is: what a submission or a reveal decides on."""

    id: int
    learner_id: int
    family: str
    level: int
    opened: datetime
    hints_used: int
    attempts: int
    credit: float
    seconds: int
    solved_at: datetime | None
    revealed_at: datetime | None


_STANDING = sa.select(*(VariantRow.__table__.c[name] for name in Standing._fields))


def standing(connection: sa.Connection, learner: int, problem_id: str, *, lock: bool = True) -> Standing:
    """How the learner's variant stands. lock: nobody else decides on it until this transaction ends."""
    if is_public_id(problem_id):
        query = _LOCKED_STANDING if lock else _SEEN_STANDING
        row = query.one(connection, {"problem": problem_id, "learner": learner})
        if row is not None:
            return Standing(*row)
    raise NotFound(MISSING)


OWNED_STANDING = _STANDING.where(*_OWNED).with_for_update()
_SEEN_STANDING = Prepared(_STANDING.where(*_OWNED))
_LOCKED_STANDING = Prepared(OWNED_STANDING)
_STORED = Prepared(
    sa.select(
        *(VARIANT.c[name] for name in ("id", "opened", "family", "level", "givens", "expected", "version"))
    ).where(*_OWNED)
)  # fmt: skip


@dataclass(frozen=True)
class Question:
    """What never changes of a stored variant: its calculation and its expected answers, and what a page says of them.

    outlived: stored by an older version of its family. untouched: how it stood when it was opened.
    """

    variant: Variant
    expected: Mapping[str, Any]
    outlived: bool
    untouched: Standing

    @cached_property
    def statement(self) -> list[Block]:
        return self.variant.family.statement(self.variant.givens)

    @cached_property
    def asked(self) -> list[values.Asked]:
        return asked(self.variant, self.expected)

    @cached_property
    def hints(self) -> list[str]:
        return hints(self.variant)

    def solution(self) -> values.Solution:
        """The worked solution and the stored answers: ask for it only once `revealed_at` is kept."""
        variant = self.variant
        worked = solution(rebuilt(variant.family, variant.level, variant.givens))
        return values.Solution(worked, self.expected)


@lru_cache(maxsize=2048)
def question(db: Database, learner: int, problem_id: str) -> Question:
    """What is asked by the learner's variant. It never changes, so what was shown a while ago needs no second look."""
    with db.looking() as connection:
        return _question(connection, learner, problem_id)


def _question(connection: sa.Connection, learner: int, problem_id: str) -> Question:
    row = None
    if is_public_id(problem_id):
        row = _STORED.one(connection, {"problem": problem_id, "learner": learner})
    if row is None:
        raise NotFound(MISSING)
    number, opened, id, level, givens, expected, version = row
    asked = family(id)
    outlived = version != asked.version
    known = {} if outlived else _right_values(asked.parts(level), expected, givens)
    untouched = Standing(number, learner, id, level, opened, 0, 0, 0.0, 0, None, None)
    return Question(rebuilt(asked, level, givens, known=known), expected, outlived, untouched)


def _right_values(
    parts: Sequence[Part], expected: Mapping[str, Any], givens: Mapping[str, Any]
) -> dict[str, Any]:  # fmt: skip
    """The stored answers as values of the steps that they answer."""
    found = {part.value_name: meant(part, expected[part.id], givens) for part in parts}
    return {name: one.value for name, one in found.items() if not one.unknown}


def asked(variant: Variant, expected: Mapping[str, Any]) -> list[values.Asked]:
    """The parts as they are put to the learner. Of the expected answers only the shape of a grid is used."""
    return [_asked(variant, part, expected[part.id]) for part in variant.parts]


def _asked(variant: Variant, part: Part, expected: Any) -> values.Asked:
    rows, columns = headers(variant.family, part.value_name, variant.givens)
    shape = np.shape(expected) if part.kind in ("vector", "matrix") else None
    options = part.choices(variant.givens) if part.options else []
    prompt = sentence(part.prompt, variant.givens)
    return values.Asked(part, prompt, options, part.tolerance.rule(), shape, rows, columns)


_COLUMNS = (
    "id", "public_id", "position", "take", "hints_used", "attempts", "credit", "solved_at", "revealed_at",
)  # fmt: skip
_SHOWN = Prepared(
    sa.select(
        *(VARIANT.c[name] for name in _COLUMNS), SITTING.c.public_id, SITTING.c.plan,
        DRAFT.c.typed, DRAFT.c.revision, DRAFT.c.saved,
    )
    .join(SITTING, SITTING.c.id == VARIANT.c.sitting_id)
    .outerjoin(DRAFT, DRAFT.c.variant_id == VARIANT.c.id)
    .where(*_OWNED)
)  # fmt: skip
# The latest attempt with the grade that holds.
_LATEST = Prepared(
    sa.select(ATTEMPT.c.typed, GRADE.c.grade)
    .join(GRADE, GRADE.c.attempt_id == ATTEMPT.c.id)
    .where(ATTEMPT.c.variant_id == sa.bindparam("variant"))
    .order_by(ATTEMPT.c.number.desc(), GRADE.c.id.desc())
    .limit(1)
)


def view(
    connection: sa.Connection, learner: int, problem_id: str, kept: Question | None = None
) -> values.Problem:  # fmt: skip
    """The learner's problem as it stands, with nothing that its learner may not know yet. kept: its `question`."""
    found = None
    if is_public_id(problem_id):
        found = _SHOWN.one(connection, {"problem": problem_id, "learner": learner})
    if found is None:
        raise NotFound(MISSING)
    row, (sitting, plan, typed, revision, saved) = dict(zip(_COLUMNS, found, strict=False)), found[len(_COLUMNS) :]
    known = kept or _question(connection, learner, problem_id)
    last = _LATEST.one(connection, {"variant": row["id"]}) if row["attempts"] else None
    texts, used = known.hints, row["hints_used"]
    return values.Problem(
        id=row["public_id"], sitting=sitting, position=row["position"] + 1, length=len(plan), take=row["take"],
        family=known.variant.family, level=known.variant.level, statement=known.statement, asked=known.asked,
        hints=texts[:used], hints_left=max(0, len(texts) - used), attempts=row["attempts"],
        solved=row["solved_at"] is not None, credit=row["credit"],
        typed=last[0] if last else {}, grade=Grade.from_json(last[1]) if last else None,
        draft=values.Draft(typed, revision, saved) if revision is not None else None,
        solution=known.solution() if row["revealed_at"] else None,
    )  # fmt: skip
