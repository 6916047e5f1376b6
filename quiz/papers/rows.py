"""From a blueprint and a seed to sheets: the rows are made here, once, and writers only format them.

`quiz.papers.choosing` gives every copy a variant of each problem, so that all are equally hard and no two share their
numbers. Copy 7 is the same whether 7 or 700 copies are wanted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from engine.draws import Draws
from quiz.calculation import sentence
from quiz.jsonable import jsonable
from quiz.misconceptions import misconception
from quiz.papers import nothing
from quiz.papers.blueprint import Blueprint
from quiz.papers.chain import Chain
from quiz.papers.choosing import Chosen
from quiz.papers.codes import code
from quiz.papers.credit import shared, suggested
from quiz.papers.fairness import fairness
from quiz.papers.sheets import Copy, PartRow, Row, Sheets, Wrong
from quiz.papers.slots import Slot
from quiz.parts import Option, Part
from quiz.solutions import all_values, hints, solution
from quiz.variants import Variant
from quiz.words import headers

SHUFFLES = 2**21  # orders are drawn at indices from here on, apart from other draws of the seed


def rows(blueprint: Blueprint, copies: int, seed: int, tick: Callable[..., object] = nothing) -> Sheets:
    """All copies; `Flawed` when an item has not enough variants. tick: called after each copy."""
    made = []
    for copy in each_copy(blueprint, copies, seed):
        made.append(copy)
        tick()
    return Sheets(blueprint, seed, tuple(made), fairness([[row.features for row in copy.rows] for copy in made]))


def each_copy(blueprint: Blueprint, copies: int, seed: int) -> Iterator[Copy]:
    """The copies one after the other, for those who keep none of them."""
    return stretch(Chain(blueprint, seed), blueprint, seed, 1, copies, copies)


def stretch(chain: Chain, blueprint: Blueprint, seed: int, first: int, last: int, copies: int) -> Iterator[Copy]:
    """Copies `first` to `last` of so many. chain: of this blueprint and seed, wherever it stands."""
    for copy in range(first, last + 1):
        chosen = chain.chosen(copy, copies)
        yield _copy(blueprint, seed, copy, chain.problems, chosen)


def _copy(blueprint: Blueprint, seed: int, copy: int, problems: Sequence[Slot], chosen: Sequence[Chosen]) -> Copy:
    order = list(range(len(problems)))
    if "items" in blueprint.shuffle:
        order = Draws(seed, SHUFFLES + copy).permutation(len(problems)).tolist()
    made = []
    for number, item in enumerate(order, 1):
        draw = Draws(seed, SHUFFLES + copy, item + 1) if "options" in blueprint.shuffle else None
        made.append(_row(copy, number, item, problems[item], chosen[item], draw))
    return Copy(copy, code(blueprint, seed, copy), tuple(made))


def _row(copy: int, number: int, item: int, slot: Slot, chosen: Chosen, draw: Draws | None) -> Row:
    variant, family = chosen.variant, chosen.variant.family
    values = all_values(variant)
    parts = zip(variant.parts, shared(slot.item.points, len(variant.parts)), strict=True)
    return Row(
        copy, number, item, family.id, family.version, family.title, family.topic, family.source,
        variant.level, variant.seed, variant.index, slot.item.parts, slot.item.points,
        statement=tuple(family.statement(variant.givens)),
        parts=tuple(_part(variant, part, values, points, draw) for part, points in parts),
        hints=tuple(hints(variant)),
        solution=tuple(solution(variant)),
        givens=jsonable(variant.givens),
        features=chosen.features,
    )  # fmt: skip


def _part(variant: Variant, part: Part, values: Any, points: float, draw: Draws | None) -> PartRow:
    answer = variant.expected(part)
    rows, columns = headers(variant.family, part.value_name, values)
    grid = part.kind in ("vector", "matrix")
    shape: tuple[int, ...] = np.shape(answer) if grid else ()
    return PartRow(
        part.id, part.kind, sentence(part.prompt, variant.givens), answer, part.tolerance, points,
        mistakes=_mistakes(variant, part, points),
        options=tuple(_options(part, variant, draw)),
        shape=tuple(int(size) for size in shape),
        rows=tuple(rows) if len(shape) == 2 and len(rows) == shape[0] else (),
        columns=tuple(columns) if grid and len(columns) == shape[-1] else (),
        vertices=tuple(str(v) for v in values[part.vertices]) if part.kind == "vertices" else (),
        unit=part.unit,
    )  # fmt: skip


def _mistakes(variant: Variant, part: Part, points: float) -> tuple[Wrong, ...]:
    """The wrong answers to a part; mistakes that give the same one stand together (only where parts are left out)."""
    made: dict[str, Wrong] = {}
    for fault, answer in variant.mistakes(part):
        known = misconception(fault.id)
        wrong = Wrong(fault.id, known.remark, known.cure, answer, suggested(variant, part, answer, points))
        same = made.get(str(answer))
        if same and same.id != wrong.id:
            remark, cure = f"{same.remark} Or: {wrong.remark}", f"{same.cure} {wrong.cure}"
            wrong = Wrong(f"{same.id} {wrong.id}", remark, cure, answer, same.credit)
        made[str(answer)] = wrong
    return tuple(made.values())


def _options(part: Part, variant: Variant, draw: Draws | None) -> list[Option]:
    """The options in the order of this copy; tokens and vertices keep their own, which is part of the problem."""
    options = part.choices(variant.givens) if part.options else []
    if draw is None or isinstance(part.options, str):
        return options
    return [options[i] for i in draw.permutation(len(options)).tolist()]
