"""The blocks of a statement and of a worked solution as JSON. Inline LaTeX stands between dollar signs."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from quiz.blocks import Block, Grid, number
from quiz.jsonable import jsonable


class Drawn(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TextBlock(Drawn):
    """A paragraph."""

    type: Literal["text"]
    text: str


class FormulaBlock(Drawn):
    """A displayed formula."""

    type: Literal["formula"]
    latex: str


class GridBlock(Drawn):
    """A matrix; a vector is a grid of one row. Cells are numbers, booleans (a mask) or texts (such as −∞)."""

    type: Literal["grid"]
    symbol: str
    value: list[list[bool | int | float | str]]
    rows: list[str]
    columns: list[str]
    look: Literal["matrix", "heat"]
    name: str


class GraphBlock(Drawn):
    """A directed graph. edges, marked: positions in vertices."""

    type: Literal["graph"]
    vertices: list[str]
    edges: list[list[int]]
    marked: list[int]
    caption: str


class ListingBlock(Drawn):
    """Program text, line by line."""

    type: Literal["listing"]
    lines: list[str]


class ItemsBlock(Drawn):
    """Short sentences."""

    type: Literal["items"]
    items: list[str]
    ordered: bool


AnyBlock = Annotated[
    TextBlock | FormulaBlock | GridBlock | GraphBlock | ListingBlock | ItemsBlock, Field(discriminator="type")
]
_BLOCKS: TypeAdapter[list[Any]] = TypeAdapter(list[AnyBlock])


def drawn(blocks: Iterable[Block]) -> list[Any]:
    """The blocks, each with its type."""
    return _BLOCKS.validate_python([{"type": type(one).__name__.lower(), **_members(one)} for one in blocks])


def _members(block: Block) -> dict[str, Any]:
    members: dict[str, Any] = jsonable(asdict(block))
    if isinstance(block, Grid):
        members["value"] = [[_cell(cell) for cell in row] for row in members["value"]]
    return members


def _cell(cell: Any) -> Any:
    """JSON has no infinity: a masked score is the text −∞."""
    return number(cell) if isinstance(cell, float) and not math.isfinite(cell) else cell
