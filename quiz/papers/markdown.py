"""Markdown: a file for each copy, and with `key` another with answers, solutions and the marker's table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from quiz.blocks import Block, Formula, Graph, Grid, Items, Listing, Text, number
from quiz.papers import File, nothing
from quiz.papers.sheets import Copy, PartRow, Row, Sheets
from quiz.papers.words import words

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$])")


def files(sheets: Sheets, *, key: bool = False, tick: Callable[..., object] = nothing) -> Iterator[File]:
    """`copy-001.md` …, and with `key` `copy-001-key.md` …"""
    for copy in sheets.copies:
        yield File(f"copy-{copy.number:03d}.md", sheet(sheets, copy).encode())
        if key:
            yield File(f"copy-{copy.number:03d}-key.md", keyed(sheets, copy).encode())
        tick()


def sheet(sheets: Sheets, copy: Copy) -> str:
    """What a learner gets."""
    w = words(sheets.blueprint.language)
    lines = [f"# {escaped(sheets.blueprint.title)}", f"{w['copy']} {copy.number} · {copy.code}"]
    lines += [escaped(line) for line in sheets.blueprint.instructions.splitlines() if line.strip()]
    for row in copy.rows:
        lines.append(_heading(row, w["points"].lower()))
        lines += [block(one) for one in row.statement]
        lines += [_asked(part, len(row.parts) > 1) for part in row.parts]
    return "\n\n".join(lines) + "\n"


def keyed(sheets: Sheets, copy: Copy) -> str:
    """What a marker gets."""
    w = words(sheets.blueprint.language)
    lines = [f"# {w['key']}: {escaped(sheets.blueprint.title)}", f"{w['copy']} {copy.number} · {copy.code}"]
    lines.append(f"{w['regenerate']}: `--seed {sheets.seed} --code {copy.code}`")
    for row in copy.rows:
        lines.append(_heading(row, w["points"].lower()))
        lines += [f"**{part.id}**: {escaped(part.written(part.answer))}" for part in row.parts]
        lines.append(f"### {w['solution']}")
        for i, step in enumerate(row.solution, 1):
            lines += [f"{i}. {step.sentence}", *(block(one) for one in step.blocks)]
        mistakes = [(part, wrong) for part in row.parts for wrong in part.mistakes]
        if mistakes:
            head = [f"| | {w['answer']} | {w['mistake']} | {w['credit']} |", "| --- | --- | --- | --- |"]
            lines += [f"### {w['marking']}", "\n".join(head + [
                f"| {part.id} | {escaped(part.written(wrong.answer))} | {escaped(wrong.remark)} `{wrong.id}` "
                f"| {number(wrong.credit, 2)} / {number(part.points, 2)} |" for part, wrong in mistakes
            ])]  # fmt: skip
    return "\n\n".join(lines) + "\n"


def escaped(text: str) -> str:
    r"""A text that Markdown shows as it is.

    >>> escaped("a_b <i> *c*")
    'a\\_b \\<i\\> \\*c\\*'
    """
    return _SPECIAL.sub(r"\\\1", text)


def _heading(row: Row, points: str) -> str:
    return f"## {row.number}. {escaped(row.title)} ({number(row.points, 2)} {points})"


def _asked(part: PartRow, several: bool) -> str:
    rule = f" ({part.tolerance.rule()})" if part.tolerance.absolute else ""
    worth = f" [{number(part.points, 2)}]" if several else ""
    return "\n".join([f"**{part.id}**: {part.prompt}{rule}{worth}", *_options(part)])


def _options(part: PartRow) -> list[str]:
    return ["", *(f"- [ ] {option.label}" for option in part.options)] if part.kind in ("choice", "choices") else []


def block(one: Block) -> str:
    """A block as Markdown; matrices and formulas as LaTeX, heat maps and headed matrices as tables."""
    match one:
        case Text(text):
            return text
        case Formula(latex):
            return f"$${latex}$$"
        case Grid():
            return _grid(one)
        case Graph(vertices, edges):
            arrows = ", ".join(f"{vertices[a]} → {vertices[b]}" for a, b in edges)
            return f"Vertices: {', '.join(vertices)}. Edges: {arrows}."
        case Listing(lines):
            return "\n".join(["```python", *lines, "```"])
        case Items(items, ordered):
            return "\n".join(f"{i}. {item}" if ordered else f"- {item}" for i, item in enumerate(items, 1))


def _grid(grid: Grid) -> str:
    cells = [[number(cell) for cell in row] for row in grid.value]
    symbol = f"${grid.symbol}$" if grid.symbol else ""
    if not grid.rows and not grid.columns:
        inside = r" \\ ".join(" & ".join(row) for row in cells)
        return f"${grid.symbol}{' = ' if symbol else ''}\\begin{{bmatrix}} {inside} \\end{{bmatrix}}$"
    heads: Sequence[str] = [escaped(word) for word in grid.columns] or [""] * len(cells[0])
    lead = [[f"*{escaped(word)}*"] for word in grid.rows] or [[""]] * len(cells)
    lines = [[symbol, *heads], ["---"] * (len(heads) + 1), *(a + b for a, b in zip(lead, cells, strict=True))]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
