"""JSON: every row as plain values, one document; keys, mistakes, solutions and seeds only where asked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

from quiz.blocks import plain, plain_blocks
from quiz.jsonable import jsonable
from quiz.papers import File, nothing
from quiz.papers.blueprint import as_mapping
from quiz.papers.sheets import PartRow, Row, Sheets


def files(sheets: Sheets, *, key: bool = False, tick: Callable[..., object] = nothing) -> Iterator[File]:
    """`copies.json`, and with `key` how equal the copies are."""
    copies = []
    for copy in sheets.copies:
        copies.append({"copy": copy.number, "code": copy.code, "items": [_row(row, key) for row in copy.rows]})
        tick()
    made: dict[str, Any] = {"title": sheets.blueprint.title, "points": sheets.points, "copies": copies}
    if key:
        made["blueprint"] = jsonable(as_mapping(sheets.blueprint))
        made["seed"] = sheets.seed
        made["fairness"] = {name: asdict(spread) for name, spread in sheets.fairness.spread.items()}
    yield File("copies.json", (json.dumps(made, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode())


def _row(row: Row, key: bool) -> dict[str, Any]:
    made: dict[str, Any] = {
        "number": row.number, "family": row.family, "version": row.version, "level": row.level, "title": row.title,
        "points": row.points, "statement": plain_blocks(row.statement), "givens": row.givens,
        "parts": [_part(part, key) for part in row.parts],
    }  # fmt: skip
    if key:
        made |= {"seed": row.seed, "index": row.index, "features": dict(row.features),
                 "solution": [step.plain() for step in row.solution]}  # fmt: skip
    return made


def _part(part: PartRow, key: bool) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": part.id, "kind": part.kind, "prompt": plain(part.prompt), "points": part.points,
        "rounding": part.tolerance.rule(),
    }  # fmt: skip
    if part.options:
        made["options"] = [{"id": option.id, "label": plain(option.label)} for option in part.options]
    if part.shape:
        made["shape"] = list(part.shape)
    if part.vertices:
        made["vertices"] = list(part.vertices)
    if key:
        made["answer"] = part.answer
        made["mistakes"] = [
            {"id": wrong.id, "answer": wrong.answer, "remark": wrong.remark, "credit": wrong.credit}
            for wrong in part.mistakes
        ]
    return made
