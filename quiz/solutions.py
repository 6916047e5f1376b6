"""The worked solution and the hints of a variant, from its family's steps and its own numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from quiz.blocks import Block, Grid, Text, number, plain, plain_blocks
from quiz.calculation import Step, ancestors, sentence
from quiz.parts import Part, vertex_order
from quiz.variants import Variant
from quiz.words import SYMBOLS, headers


@dataclass(frozen=True)
class SolutionStep:
    """One step: the name of what it makes, what it says, and its result as blocks."""

    name: str
    sentence: str
    blocks: tuple[Block, ...]

    def plain(self) -> str:
        return "\n".join([plain(self.sentence), *([plain_blocks(self.blocks)] if self.blocks else [])])


def solution(variant: Variant) -> list[SolutionStep]:
    """Every step that an asked part rests on, in order, with this variant's own numbers."""
    family = variant.family
    needed = frozenset().union(*(ancestors(family.steps, part.value_name) for part in variant.parts))
    values = all_values(variant)
    asking = {part.value_name: part for part in reversed(variant.parts)}
    return [
        SolutionStep(
            step.name, sentence(step.says, values, step.inputs),
            _result(variant, step, values, asking.get(step.name)),
        )
        for step in family.steps
        if step.name in needed and (step.says or step.look != "hidden")
    ]


def all_values(variant: Variant) -> Mapping[str, Any]:
    """Givens and the right results of all steps, by name."""
    return {**variant.givens, **{step.name: variant.run.right(step.name) for step in variant.family.steps}}


def hints(variant: Variant) -> list[str]:
    """The two hints; they see the givens only, so they cannot give the answer away."""
    return [sentence(hint, variant.givens) for hint in variant.family.hints]


def _result(variant: Variant, step: Step, values: Mapping[str, Any], part: Part | None) -> tuple[Block, ...]:
    """What a step makes, as blocks. part: the first part that asks for it."""
    if part and part.kind in ("choice", "text", "choices", "vertices", "shape"):
        return (Text(f"Answer: {shown(part.kind, variant.expected(part), part.choices(variant.givens))}."),)
    value = np.asarray(values[step.name])
    symbol = SYMBOLS.get(step.name, "")
    match step.look:
        case "hidden":
            return ()
        case "number":
            return (Text(f"${symbol} = {number(value)}$" if symbol else f"= {number(value)}"),)
        case "set":
            held = sorted((str(v) for v, h in zip(values["vertices"], value, strict=True) if h), key=vertex_order)
            return (Text("{" + ", ".join(held) + "}"),)
        case look:
            if value.ndim == 0:
                return (Text(f"= {number(value)}"),)
            rows, columns = headers(variant.family, step.name, values)
            cells = np.atleast_2d(value).tolist()
            kept = rows if len(rows) == len(cells) else []
            return (Grid(symbol, cells, kept, columns, "heat" if look == "heat" else "matrix", step.name),)


def shown(kind: str, answer: Any, options: list[Any]) -> str:
    """An answer that is no number, in words."""
    labels = {option.id: option.label for option in options}
    match kind:
        case "choice":
            return str(labels.get(answer, answer))
        case "choices":
            return ", ".join(labels.get(id, id) for id in answer) or "none of them"
        case "vertices":
            return "{" + ", ".join(answer) + "}"
        case "shape":
            return " × ".join(map(str, answer)) or "()"
        case _:
            return str(answer)
