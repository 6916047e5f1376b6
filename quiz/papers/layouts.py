"""Copies as the tree that the template prints: the exam sheet of a copy, and its key for markers."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import ceil
from typing import Any

import numpy as np
import segno

from quiz.blocks import number
from quiz.papers.byhand import LARGEST, division
from quiz.papers.sheets import Copy, PartRow, Row, Sheets, Wrong
from quiz.papers.typesetting import block, matrix, runs
from quiz.papers.words import words
from quiz.parts import NUMERIC

LINE = 16  # points of room for a line of working
LEAST, MOST = 3, 11  # lines of room for a part
COLUMN = 20  # em that the answers of a marker's table have anyway
OPTIONS = ("choice", "choices")


def document(sheets: Sheets, copies: Iterable[Copy], key: bool) -> dict[str, Any]:
    """Everything that the template needs for these copies, as plain values."""
    blueprint = sheets.blueprint
    instructions = [words(blueprint.language)["in_english"], *blueprint.instructions.splitlines()]
    return {
        "words": dict(words(blueprint.language)),
        "language": blueprint.language,
        "key": key,
        "title": blueprint.title,
        "instructions": [line for line in instructions if line.strip()],
        "time": blueprint.time_limit,
        "calculator": blueprint.calculator,
        "points": number(sheets.points, 2),
        "copies": [_copy(sheets, copy, key) for copy in copies],
    }


def _copy(sheets: Sheets, copy: Copy, key: bool) -> dict[str, Any]:
    return {
        "number": copy.number,
        "code": copy.code,
        "qr": qr(copy.code),
        "again": f"--seed {sheets.seed} --code {copy.code}" if key else "",
        "table": [] if sheets.blueprint.calculator or key else exponentials(copy.rows),
        "rows": [_row(row, key) for row in copy.rows],
    }


def qr(text: str) -> str:
    """The code as a square of modules, SVG."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=0, xmldecl=False, omitsize=True)
    return out.getvalue().decode()


def exponentials(rows: Sequence[Row]) -> list[list[str]]:
    """The table that stands in for a calculator, x and e to the x, in the steps that the items need."""
    sizes = [row.givens["d_k"] for row in rows if np.ndim(row.givens.get("d_k", [])) == 0]
    parts = {division(int(d_k)) for d_k in sizes} or {2}
    places = sorted({Fraction(i, part) for part in parts for i in range(-LARGEST * part, LARGEST * part + 1)})
    return [[_fraction(x), _significant(float(np.exp(float(x))))] for x in places]


def _fraction(x: Fraction) -> str:
    return str(x).replace("-", "−") if x.denominator == 3 else number(float(x))


def _significant(x: float) -> str:
    return f"{x:.4f}" if x < 10 else f"{x:.2f}" if x < 100 else f"{x:.1f}"


def _row(row: Row, key: bool) -> dict[str, Any]:
    made: dict[str, Any] = {
        "number": row.number,
        "title": row.title,
        "points": number(row.points, 2),
        "statement": [block(one) for one in row.statement],
        "parts": [_part(row, i, part) for i, part in enumerate(row.parts)],
    }
    if key:
        made["answers"] = [_answer(part) for part in row.parts]
        made["solution"] = [
            {"says": runs(step.sentence), "blocks": [block(one) for one in step.blocks]} for step in row.solution
        ]
        made["mistakes"] = [_mistake(row, i, part, bad) for i, part in enumerate(row.parts) for bad in part.mistakes]
        widest = max((_em(block) for wrong in made["mistakes"] for block in wrong["blocks"]), default=0)
        made["column"] = round(widest, 2) if widest > COLUMN else 0
        made["source"] = row.source
    return made


def letter(row: Row, place: int) -> str:
    """`a)` where an item has several parts, else nothing."""
    return f"{chr(97 + place)})" if len(row.parts) > 1 else ""


def _part(row: Row, place: int, part: PartRow) -> dict[str, Any]:
    return {
        "letter": letter(row, place),
        "prompt": runs(part.prompt),
        "points": number(part.points, 2) if len(row.parts) > 1 else "",
        "rule": part.tolerance.rule() if part.kind in NUMERIC and part.tolerance.absolute else "",
        "box": _box(part),
        "room": _room(part) * LINE,
    }


def _box(part: PartRow) -> dict[str, Any]:
    """Where the answer is written: options to tick, a grid to fill in, or a line."""
    if part.kind in OPTIONS:
        return {"k": "options", "many": part.kind == "choices", "options": [runs(o.label) for o in part.options]}
    if part.shape:
        rows, columns = (1, *part.shape) if len(part.shape) == 1 else part.shape
        return {**matrix([[""] * columns for _ in range(rows)], part.rows, part.columns), "k": "fill"}
    return {"k": "line", "set": part.kind == "vertices", "unit": part.unit}


def _room(part: PartRow) -> int:
    """Lines of room to work, by what is asked."""
    match part.kind:
        case "choice" | "choices" | "text":
            return 0
        case "vector" | "matrix":
            return min(LEAST + ceil(np.prod(part.shape) / 2), MOST)
        case _:
            return LEAST


def written(part: PartRow, answer: Any, heads: bool = True) -> Any:
    """An answer on the key: a grid for numbers that have a shape, with its headers, else a sentence."""
    if part.kind in NUMERIC and np.ndim(answer):
        cells = [[number(cell) for cell in row] for row in np.atleast_2d(answer).tolist()]
        kept = heads and np.shape(answer) == part.shape
        return [matrix(cells, part.rows if kept else (), part.columns if kept else ())]
    unit = f" {part.unit}" if part.unit else ""
    return [{"k": "text", "runs": runs(part.written(answer) + unit)}]


def _answer(part: PartRow) -> dict[str, Any]:
    return {"blocks": written(part, part.answer), "rule": part.tolerance.rule() if part.kind in NUMERIC else ""}


def _em(block: dict[str, Any]) -> float:
    """About how wide a grid of wrong numbers is in the marker's table, with the space around it; 0 for a sentence."""
    if block["k"] != "grid":
        return 0
    return float(sum(block["widths"]) + 0.75 * len(block["widths"]) + 2)


def _mistake(row: Row, place: int, part: PartRow, wrong: Wrong) -> dict[str, Any]:
    return {
        "letter": letter(row, place),
        "blocks": written(part, wrong.answer, heads=False),
        "remark": runs(wrong.remark),
        "id": wrong.id,
        "credit": number(wrong.credit, 2),
        "of": number(part.points, 2),
    }
