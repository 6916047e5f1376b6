"""Rows as the plain tree that the Typst template draws: texts, formulas, grids, graphs, and nothing of a program.

Our own LaTeX becomes nodes (`["sub", ["i", "d"], ["i", "k"]]`), never Typst source; every text travels as JSON.
A sentence is a list of runs: `{"t": text}`, `{"c": code}`, `{"m": nodes, "alt": how it is read aloud}`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element, fromstring

from latex2mathml.converter import convert

from quiz.blocks import Block, Formula, Graph, Grid, Items, Listing, Text, number, plain
from quiz.papers.drawing import drawn

Node = list[Any]
Run = dict[str, Any]

_PIECES = re.compile(r"\$([^$]+)\$|`([^`]+)`|√([A-Za-z]|\d+)(?:_(\w+))?|(?<![\w/])([A-Za-z])_(\w+)|ᵀ")
_WIDTHS = {**dict.fromkeys("0123456789 ", 0.5), **dict.fromkeys(".,:/()[]ijlft", 0.4), "m": 0.9, "w": 0.8, "−": 0.8}
HEAD = 0.85  # the size of headers, of that of the numbers
_CONTAINERS = {"mrow", "math", "mstyle", "semantics"}
_SHAPES = {"msub": "sub", "msup": "sup", "msubsup": "subsup", "mfrac": "frac", "msqrt": "sqrt", "mover": "over"}


@lru_cache(maxsize=8192)
def runs(text: str) -> list[Run]:
    """A sentence of ours as runs; symbols such as d_k outside formulas are set as formulas, too.

    >>> runs("Use `exp`, not d_k")[3]
    {'m': ['sub', ['i', 'd'], ['i', 'k']], 'alt': 'd_k'}
    """
    made: list[Run] = []
    end = 0
    for piece in _PIECES.finditer(text):
        made.append({"t": text[end : piece.start()]})
        made.append(_run(piece))
        end = piece.end()
    return [run for run in [*made, {"t": text[end:]}] if run.get("t", "-")]


def _run(piece: re.Match[str]) -> Run:
    if piece[1]:
        return {"m": formula(piece[1]), "alt": plain(piece[0])}
    if piece[2]:
        return {"c": piece[2]}
    if piece[3]:
        inside = ["sub", ["i", piece[3]], _word(piece[4])] if piece[4] else _letter(piece[3])
        return {"m": ["sqrt", inside], "alt": piece[0]}
    if piece[5]:
        return {"m": ["sub", ["i", piece[5]], _word(piece[6])], "alt": piece[0]}
    return {"m": ["sup", ["t", ""], ["i", "⊤"]], "alt": "transposed"}


@lru_cache(maxsize=4096)
def formula(latex: str) -> Node:
    r"""Our LaTeX as nodes.

    >>> formula(r"\sqrt{d_k}")
    ['sqrt', ['sub', ['i', 'd'], ['i', 'k']]]
    """
    return _node(fromstring(convert(latex)))  # noqa: S314 - our converter wrote it, from our own LaTeX


def _node(element: Element) -> Node:
    tag = element.tag.rpartition("}")[2]
    inner = [_node(child) for child in element]
    text = element.text or ""
    if tag in _CONTAINERS:
        return _row(inner)
    if tag in _SHAPES:
        return [_SHAPES[tag], *inner]
    match tag:
        case "mi" | "mo":
            return ["i", text] if len(text) == 1 else ["op", text]
        case "mn":
            return ["n", text]
        case "mtext":
            return ["t", text]
        case "mspace":
            return ["t", " "]
    raise ValueError(f"A formula on paper has no {tag} yet.")


def _row(inner: list[Node]) -> Node:
    letters = [node[1] for node in inner if node[0] == "i" and node[1].isalpha() and node[1].isascii()]
    if len(inner) > 2 and len(letters) == len(inner):  # d_{model}: a word, not a product of letters
        return _word("".join(letters))
    return inner[0] if len(inner) == 1 else ["row", *inner]


def _letter(text: str) -> Node:
    return ["n" if text.isdecimal() else "i", text]


def _word(letters: str) -> Node:
    return ["i", letters] if len(letters) == 1 else ["t", letters]


def block(one: Block) -> dict[str, Any]:
    """A block as the template draws it."""
    match one:
        case Text(text):
            return {"k": "text", "runs": runs(text)}
        case Formula(latex):
            return {"k": "formula", "m": formula(latex), "alt": plain(f"${latex}$")}
        case Grid():
            return grid(one)
        case Graph():
            return {"k": "graph", **drawn(one)}
        case Listing(lines):
            return {"k": "listing", "text": "\n".join(lines)}
        case Items(items, ordered):
            return {"k": "items", "ordered": ordered, "items": [runs(item) for item in items]}


def grid(one: Grid) -> dict[str, Any]:
    """A matrix with its symbol, its headers and, for a heat map, how dark each cell is."""
    heat = [[_dark(cell) for cell in row] for row in one.value] if one.look == "heat" else []
    cells = [[number(cell) for cell in row] for row in one.value]
    return matrix(cells, one.rows, one.columns, symbol=one.symbol, heat=heat)


def matrix(
    cells: Sequence[Sequence[str]], rows: Sequence[str], columns: Sequence[str], *, symbol: str = "", heat: Any = ()
) -> dict[str, Any]:
    """A grid of written cells; empty cells make a grid to fill in."""
    spoken = plain(f"${symbol}$") if symbol else ""
    named = {"m": formula(symbol), "alt": spoken} if symbol else None
    widths = [
        max([wide(row[j]) for row in cells] + [HEAD * wide(columns[j]) if columns else 0]) for j in range(len(cells[0]))
    ]
    return {
        "k": "grid", "symbol": named, "cells": cells, "rows": list(rows), "columns": list(columns), "heat": heat,
        "alt": _aloud(cells, rows, spoken, columns),
        "widths": [round(width, 2) for width in widths],
        "lead": round(HEAD * max(map(wide, rows)), 2) if rows else 0,
    }  # fmt: skip


def _aloud(cells: Sequence[Sequence[str]], rows: Sequence[str], symbol: str, columns: Sequence[str]) -> str:
    """A matrix read aloud: its size, then row after row, each with its name where it has one."""
    if columns:  # drawn as a table, which a reader walks through cell by cell
        return symbol
    lead = [f"{word}: " for word in rows] or [""] * len(cells)
    said = "; ".join(name + ", ".join(row) for name, row in zip(lead, cells, strict=True))
    return f"{symbol} = {len(cells)} × {len(cells[0])} matrix [{said}]" if symbol else f"[{said}]"


def wide(text: str) -> float:
    """About how wide a short text is, in em, a little more than less.

    Tables whose columns have a width of their own are set many times faster than those that have to measure.
    """
    return sum(_WIDTHS.get(c, 0.56 if c.islower() else 0.75) for c in text)


def _dark(cell: Any) -> float:
    return min(max(float(cell), 0.0), 1.0)
