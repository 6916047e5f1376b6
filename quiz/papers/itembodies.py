"""What course platforms share: rows as HTML, cells with their known wrong values, accepted writings, packed files.

A platform scores a grid cell by cell. A known mistake earns its suggested credit over the whole grid: the cells that
it leaves right have earned a part of that already, and the others share what remains.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import isfinite
from re import compile as pattern
from typing import Any

import numpy as np

from quiz.blocks import Block, Formula, Graph, Grid, Items, Listing, Text, number, plain
from quiz.papers.sheets import PartRow, Row, Sheets

Sentence = Callable[[str], str]
_PIECES = pattern(r"\$([^$]+)\$|`([^`]+)`")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the date of every packed file, so that the same sheets make the same bytes


@dataclass(frozen=True)
class Known:
    """A wrong value that platforms recognise. share: of the points of its cell or part, from 0 to 1."""

    answer: Any
    share: float
    remark: str
    id: str


@dataclass(frozen=True)
class Cell:
    """One number to type. place: its row and column, empty for a lone number. share: of the points of its part."""

    place: tuple[int, ...]
    answer: float
    bound: float
    share: float
    known: tuple[Known, ...]


def name_of(row: Row, letters: int = 20) -> str:
    """A stable name for a question, from a digest: the id of a row holds its seed, which stays on the server."""
    return "hw-" + hashlib.sha256(row.id.encode()).hexdigest()[:letters]


def by_item(sheets: Sheets) -> dict[int, list[Row]]:
    """The variants of each item of the blueprint, each once, in the order of the copies."""
    found: dict[int, dict[str, Row]] = {}
    for copy in sheets.copies:
        for row in copy.rows:
            found.setdefault(row.item, {}).setdefault(row.id, row)
    return {item: list(found[item].values()) for item in sorted(found)}


def cells(part: PartRow) -> list[Cell]:
    """The numbers of a part, row by row, each with the values that known mistakes give there."""
    right = np.asarray(part.answer, dtype=float)
    near = np.asarray(part.tolerance.bound(right))
    wrongs = [(wrong, np.asarray(wrong.answer, dtype=float)) for wrong in part.mistakes if _fits(wrong.answer, right)]
    made = []
    for place in np.ndindex(right.shape):
        known: list[Known] = []
        for wrong, values in wrongs:
            off = ~(np.abs(values - right) <= near)
            if off[place] and isfinite(values[place]):
                _add(known, Known(float(values[place]), _rest(wrong.credit / part.points, off), wrong.remark, wrong.id))
        made.append(Cell(place, float(right[place]), float(near[place]), 1 / max(right.size, 1), tuple(known)))
    return made


def _fits(answer: Any, right: Any) -> bool:
    return bool(np.shape(answer) == right.shape)


def _rest(share: float, off: Any) -> float:
    """What a wrong cell earns, so that right and wrong cells together earn `share`."""
    right = 1 - float(np.mean(off))
    return round(max(0.0, (share - right) / (1 - right)), 9)


def _add(known: list[Known], new: Known) -> None:
    """Append, or join with the mistake that gives the same number here; the lesser share counts."""
    for i, old in enumerate(known):
        if decimal(old.answer) == decimal(new.answer):
            remark = old.remark if new.remark in old.remark else f"{old.remark} Or: {new.remark}"
            known[i] = Known(old.answer, min(old.share, new.share), remark, f"{old.id} {new.id}")
            return
    known.append(new)


def decimal(value: float) -> str:
    """A number as every platform reads it: at most nine decimals, no exponent, an ASCII sign.

    >>> decimal(-0.5), decimal(3.0), decimal(1e-9), decimal(-1e-12)
    ('-0.5', '3', '0.000000001', '0')
    """
    text = f"{value:.9f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def writings(part: PartRow, answer: Any) -> list[str]:
    """The ways in which an answer that is words may be typed, the usual one first.

    A shape (2, 3) is taken with round, square or no brackets, and with × or x; vertices with or without braces.
    """
    match part.kind:
        case "shape":
            sizes = [str(size) for size in answer]
            bare = ", ".join(sizes)
            forms = [f"({bare}{',' * (len(sizes) == 1)})", f"({bare})", f"[{bare}]", bare]
            forms += [f" {sign} ".join(sizes) for sign in "×x*"] + [sign.join(sizes) for sign in "×x*"]
        case "vertices":
            bare = ", ".join(answer)
            forms = [f"{{{bare}}}", bare, " ".join(answer), f"({bare})", f"[{bare}]"]
            forms += [] if answer else ["none", "∅", "empty"]
        case _:
            forms = [str(answer)]
    return [form for form in dict.fromkeys([*forms, *(form.replace(", ", ",") for form in forms)]) if form.strip()]


def infinite(value: float) -> list[str]:
    """The ways in which an infinite number may be typed."""
    sign = "-" if value < 0 else ""
    return [f"{'−' if sign else ''}∞", *(f"{sign}{word}" for word in ("∞", "inf", "infinity", "oo"))]


def sentence(text: str, formula: Sentence | None = None) -> str:
    """A sentence of ours as HTML; formulas as `formula` writes their LaTeX, without it in plain letters.

    >>> sentence("Divide by $\\\\sqrt{d_k}$ & `<b>`")
    'Divide by √d_k &amp; <code>&lt;b&gt;</code>'
    """
    made, end = [], 0
    for piece in _PIECES.finditer(text):
        made.append(escape(text[end : piece.start()]))
        if piece[1]:
            made.append(formula(piece[1]) if formula else escape(plain(piece[0])))
        else:
            made.append(f"<code>{escape(piece[2])}</code>")
        end = piece.end()
    return "".join([*made, escape(text[end:])])


def html(blocks: Iterable[Block], formula: Sentence | None = None) -> str:
    """Blocks as XHTML that every platform shows: paragraphs, tables, lists."""
    return "".join(_block(one, formula) for one in blocks)


def _block(one: Block, formula: Sentence | None) -> str:
    match one:
        case Text(text):
            return f"<p>{sentence(text, formula)}</p>"
        case Formula(latex):
            return f"<p>{sentence(f'${latex}$', formula)}</p>"
        case Grid():
            return _grid(one, formula)
        case Graph(vertices, edges):
            arrows = ", ".join(f"{vertices[a]} → {vertices[b]}" for a, b in edges)
            return f"<p>Vertices: {escape(', '.join(vertices))}. Edges: {escape(arrows)}.</p>"
        case Listing(lines):
            return f"<pre>{escape(chr(10).join(lines))}</pre>"
        case Items(items, ordered):
            tag = "ol" if ordered else "ul"
            return f"<{tag}>{''.join(f'<li>{sentence(item, formula)}</li>' for item in items)}</{tag}>"


def _grid(grid: Grid, formula: Sentence | None) -> str:
    lead = f"<p>{sentence(f'${grid.symbol}$', formula)} =</p>" if grid.symbol else ""
    return lead + table([[escape(number(cell)) for cell in row] for row in grid.value], grid.rows, grid.columns)


def table(inside: Sequence[Sequence[str]], rows: Sequence[str], columns: Sequence[str]) -> str:
    """A table around cells that are HTML already."""
    head = ""
    if columns:
        names = ([""] if rows else []) + list(columns)
        head = "<thead><tr>" + "".join(f"<th>{escape(name)}</th>" for name in names) + "</tr></thead>"
    lead = [f"<th>{escape(name)}</th>" for name in rows] or [""] * len(inside)
    lines = [
        f"<tr>{name}{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for name, row in zip(lead, inside, strict=True)
    ]
    return f"<table>{head}<tbody>{''.join(lines)}</tbody></table>"


def by_rows(part: PartRow, inside: Sequence[str]) -> str:
    """What is typed into the cells of a part, laid out as its grid."""
    if len(part.shape) == 1:
        return table([inside], (), part.columns)
    width = part.shape[1]
    return table([inside[i : i + width] for i in range(0, len(inside), width)], part.rows, part.columns)


def worked(row: Row, formula: Sentence | None = None) -> str:
    """The worked solution as HTML."""
    steps = "".join(f"<li>{sentence(one.sentence, formula)}{html(one.blocks, formula)}</li>" for one in row.solution)
    return f"<ol>{steps}</ol>" if steps else ""


def prompt(part: PartRow, formula: Sentence | None = None) -> str:
    """What is asked, with the rule that grades it."""
    rule = f" ({part.tolerance.rule()})" if part.tolerance.absolute else ""
    return sentence(part.prompt, formula) + escape(rule)


def zipped(contents: Mapping[str, str | bytes]) -> bytes:
    """Files by name as a ZIP archive, the same bytes for the same files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
