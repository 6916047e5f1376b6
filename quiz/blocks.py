"""What a statement, a hint or a worked solution is made of: a list of small frozen blocks.

The pure half writes blocks; the web draws them as HTML, the commands as plain text, a paper as print. A block holds
values of one variant only (no batch axes), as lists and strings, so that it survives JSON.

Inline formulas stand between dollar signs as LaTeX: ``Text("Divide by $\\sqrt{d_k}$.")``. `plain` turns the few
commands that we use into Unicode, for places that have no formulas.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from typing import Any, Literal

import numpy as np


@dataclass(frozen=True)
class Text:
    """A paragraph; ``$…$`` holds inline LaTeX, single back-quotes hold code."""

    text: str


@dataclass(frozen=True)
class Formula:
    """A displayed formula in LaTeX."""

    latex: str


@dataclass(frozen=True)
class Grid:
    """A matrix with its symbol and its headers; a vector is a grid of one row.

    value: rows of cells, each a number or, for a mask, a boolean. rows, columns: headers, or empty for none.
    look: ``matrix`` (brackets), ``heat`` (a numbered heat map: rows query, columns are read).
    """

    symbol: str
    value: Sequence[Sequence[Any]]
    rows: Sequence[str] = ()
    columns: Sequence[str] = ()
    look: Literal["matrix", "heat"] = "matrix"
    name: str = ""


@dataclass(frozen=True)
class Graph:
    """A directed graph: vertex names and edges as pairs of positions in `vertices`; `marked` ones stand out."""

    vertices: Sequence[str]
    edges: Sequence[tuple[int, int]]
    marked: Sequence[int] = ()
    caption: str = ""


@dataclass(frozen=True)
class Listing:
    """Short program text, one string a line."""

    lines: Sequence[str]


@dataclass(frozen=True)
class Items:
    """A list of short sentences, in order."""

    items: Sequence[str]
    ordered: bool = False


Block = Text | Formula | Grid | Graph | Listing | Items

LARGE = 1e15  # from here on a number is written with a power of ten


def number(value: Any, digits: int = 3) -> str:
    """A number as a person writes it: whole numbers whole, others to `digits` decimals, a true minus sign.

    From 10¹⁵ on with a power of ten, as calculators show it.

    >>> number(3.0), number(-0.5), number(0.94791), number(1e-9), number(5.0571e108)
    ('3', '−0.5', '0.948', '0', '5.057e108')
    >>> number(89.7, 0)
    '90'
    """
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    x = float(value)
    if -LARGE < x < LARGE:
        return f"{int(x)}".replace("-", "−") if x.is_integer() else _trimmed(f"{x:.{digits}f}")
    if not isfinite(x):
        return "−∞" if x < 0 else "∞"
    leading, power = f"{x:.{digits}e}".split("e+")
    return f"{_trimmed(leading)}e{int(power)}"


def _trimmed(text: str) -> str:
    """A decimal without zeros at its end, nor a minus before nothing."""
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace("-", "−")


def percent(share: float, digits: int = 0) -> str:
    """A share as a person reads it, to at most so many decimals; a thin space that never breaks stands before the %.

    >>> percent(0.625), percent(0.897), percent(0.8333, 1)
    ('62\\u202f%', '90\\u202f%', '83.3\\u202f%')
    """
    return f"{number(100 * share, digits)}\u202f%"


_PLAIN_RULES = [
    (r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"(\1)/(\2)"),
    (r"\\sqrt\{([^{}]*)\}", r"√\1"),
    (r"\\(?:text|mathrm|operatorname|mathbf)\{([^{}]*)\}", r"\1"),
    (r"\^\\top|\^\{\\top\}|\^T", "ᵀ"),
    (r" ?\\cdot(?![a-z]) ?", "·"), (r" ?\\times(?![a-z]) ?", " × "), (r" ?\\leq?(?![a-z]) ?", " ≤ "),
    (r" ?\\geq?(?![a-z]) ?", " ≥ "), (r" ?\\neq?(?![a-z]) ?", " ≠ "), (r" ?\\approx(?![a-z]) ?", " ≈ "),
    (r" ?\\(?:rightarrow|to)(?![a-z]) ?", " → "), (r" ?\\cup(?![a-z]) ?", " ∪ "), (r" ?\\in(?![a-z]) ?", " ∈ "),
    (r"\\pm(?![a-z]) ?", "±"), (r"\\infty(?![a-z])", "∞"), (r"\\sum(?![a-z]) ?", "Σ"), (r"\\beta(?![a-z])", "β"),
    (r"\\ell(?![a-z])", "ℓ"), (r"\\lceil ?", "⌈"), (r" ?\\rceil", "⌉"), (r"\\lfloor ?", "⌊"), (r" ?\\rfloor", "⌋"),
    (r"\\(ln|log|exp|max|min|tanh)(?![a-z])", r"\1"), (r"\\\{", "⦃"), (r"\\\}", "⦄"), (r"\\[,;! ]", " "),
    (r"\\quad", "  "), (r"\\%", "%"), (r"_\{([^{}]*)\}", r"_\1"), (r"\^\{([^{}]*)\}", r"^(\1)"),
]  # fmt: skip


_PLAIN = [(re.compile(pattern), replacement) for pattern, replacement in _PLAIN_RULES]


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """The text with its inline LaTeX as Unicode and its back-quotes dropped.

    >>> plain(r"Divide by $\\sqrt{d_k}$, then $Q K^\\top$.")
    'Divide by √d_k, then Q Kᵀ.'
    """

    def formula(found: re.Match[str]) -> str:
        latex = found.group(1)
        if latex.isalnum():
            return latex
        for _ in range(3):  # braces nest at most three deep in what we write
            for pattern, replacement in _PLAIN:
                latex = pattern.sub(replacement, latex)
        return latex.replace("⦃", "{").replace("⦄", "}")

    return re.sub(r"\$([^$]+)\$", formula, text).replace("`", "")


def plain_blocks(blocks: Sequence[Block]) -> str:
    """All blocks as plain text, one paragraph a block."""
    return "\n\n".join(_plain_block(block) for block in blocks)


def _plain_block(block: Block) -> str:
    match block:
        case Text(text):
            return plain(text)
        case Formula(latex):
            return plain(f"${latex}$")
        case Grid():
            return _plain_grid(block)
        case Graph(vertices, edges):
            arrows = ", ".join(f"{vertices[a]}→{vertices[b]}" for a, b in edges)
            return f"Vertices: {', '.join(vertices)}\nEdges: {arrows}"
        case Listing(lines):
            return "\n".join(lines)
        case Items(items, ordered):
            return "\n".join(f"{i}. {plain(x)}" if ordered else f"- {plain(x)}" for i, x in enumerate(items, 1))


def _plain_grid(grid: Grid) -> str:
    rows = [[number(cell) for cell in row] for row in grid.value]
    if grid.rows:
        rows = [[head, *row] for head, row in zip(grid.rows, rows, strict=True)]
    if grid.columns:
        rows.insert(0, ([""] if grid.rows else []) + list(grid.columns))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(map(str.rjust, row, widths)) for row in rows]
    return f"{plain(f'${grid.symbol}$')} =\n" + "\n".join(lines) if grid.symbol else "\n".join(lines)
