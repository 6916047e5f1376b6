"""LaTeX source: one document a copy, and with `key` one for its key; plain packages that every distribution has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping

from quiz.blocks import Block, Formula, Graph, Grid, Items, Listing, Text, number
from quiz.papers import File, nothing
from quiz.papers.drawing import drawn
from quiz.papers.sheets import Copy, PartRow, Row, Sheets, Wrong
from quiz.papers.words import words

PREAMBLE = r"""\documentclass[a4paper,11pt]{article}
\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage{amsmath,amssymb,array,longtable,tikz}
\usepackage[margin=2cm]{geometry}
\setlength{\parindent}{0pt}
\setlength{\parskip}{0.6em}
"""
_SPECIAL = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
            **{c: f"\\{c}" for c in "#$%&_"}}  # fmt: skip
_SIGNS = {
    "−": r"\ensuremath{-}", "√": r"\ensuremath{\surd}", "×": r"\ensuremath{\times}", "·": r"\ensuremath{\cdot}",
    "→": r"\ensuremath{\to}", "∞": r"\ensuremath{\infty}", "ᵀ": r"\ensuremath{^\top}", "≤": r"\ensuremath{\le}",
    "≥": r"\ensuremath{\ge}", "≠": r"\ensuremath{\ne}", "≈": r"\ensuremath{\approx}", "±": r"\ensuremath{\pm}",
    "β": r"\ensuremath{\beta}", "ℓ": r"\ensuremath{\ell}", "∪": r"\ensuremath{\cup}", "∈": r"\ensuremath{\in}",
    "⌈": r"\ensuremath{\lceil}", "⌉": r"\ensuremath{\rceil}", "⌊": r"\ensuremath{\lfloor}",
    "⌋": r"\ensuremath{\rfloor}", "²": r"\ensuremath{^2}", "³": r"\ensuremath{^3}",
    "“": "``", "”": "''", "‘": "`", "’": "'", "…": r"\dots{}",
}  # fmt: skip
_GREEK = re.compile("GREEK (SMALL|CAPITAL) LETTER ([A-Z]+)")
_CAPITALS = {"GAMMA", "DELTA", "THETA", "LAMDA", "XI", "PI", "SIGMA", "UPSILON", "PHI", "PSI", "OMEGA"}
_LATIN = {"ALPHA": "A", "BETA": "B", "EPSILON": "E", "ZETA": "Z", "ETA": "H", "IOTA": "I", "KAPPA": "K", "MU": "M",
          "NU": "N", "OMICRON": "O", "RHO": "P", "TAU": "T", "CHI": "X"}  # fmt: skip
_PIECES = re.compile(r"\$([^$]+)\$|`([^`]+)`")


def files(sheets: Sheets, *, key: bool = False, tick: Callable[..., object] = nothing) -> Iterator[File]:
    """`copy-001.tex` …, and with `key` `copy-001-key.tex` …"""
    for copy in sheets.copies:
        for of_key in (False, True) if key else (False,):
            name = f"copy-{copy.number:03d}{'-key' if of_key else ''}.tex"
            yield File(name, _document(sheets, copy, of_key).encode())
        tick()


def _document(sheets: Sheets, copy: Copy, key: bool) -> str:
    w = words(sheets.blueprint.language)
    title = escaped(sheets.blueprint.title)
    lines = [PREAMBLE, r"\begin{document}", r"\section*{" + (w["key"] + ": " if key else "") + title + "}"]
    lines.append(f"{w['copy']} {copy.number}, \\texttt{{{copy.code}}}")
    if not key:
        lines.append(rf"{w['name']}: \underline{{\hspace{{7cm}}}} {w['number']}: \underline{{\hspace{{4cm}}}}")
        lines += [escaped(line) for line in sheets.blueprint.instructions.splitlines() if line.strip()]
    for row in copy.rows:
        worth = f"{number(row.points, 2)} {w['points'].lower()}"
        lines.append(rf"\subsection*{{{row.number}. {escaped(row.title)} \hfill [{worth}]}}")
        lines += _keyed(row, w) if key else _asked(row)
    return "\n\n".join([*lines, r"\end{document}"]) + "\n"


def _asked(row: Row) -> list[str]:
    parts = (_part(letter(row, i), part) for i, part in enumerate(row.parts))
    return [*(block(one) for one in row.statement), *parts]


def letter(row: Row, place: int) -> str:
    """`(a) ` before a part where an item has several, the same on the sheet and on its key."""
    return f"({chr(97 + place)}) " if len(row.parts) > 1 else ""


def _part(letter: str, part: PartRow) -> str:
    rule = f" ({escaped(part.tolerance.rule())})" if part.tolerance.absolute else ""
    asked = f"{letter}{inline(part.prompt)}{rule} \\hfill [{number(part.points, 2)}]"
    if part.kind in ("choice", "choices"):
        options = "\n".join(rf"\item[$\square$] {inline(option.label)}" for option in part.options)
        return f"{asked}\n\\begin{{itemize}}\n{options}\n\\end{{itemize}}"
    return f"{asked}\n\n\\vspace{{3cm}}"


def _keyed(row: Row, w: Mapping[str, str]) -> list[str]:
    lines = [letter(row, i) + inline(part.written(part.answer)) for i, part in enumerate(row.parts)]
    steps = [r"\item " + "\n\n".join([inline(s.sentence), *(block(b) for b in s.blocks)]) for s in row.solution]
    lines.append("\\begin{enumerate}\n" + "\n".join(steps) + "\n\\end{enumerate}")
    mistakes = [_mistake(letter(row, i), part, wrong) for i, part in enumerate(row.parts) for wrong in part.mistakes]
    if mistakes:
        head = " & ".join(["", *(escaped(w[word]) for word in ("answer", "mistake", "credit"))])
        lines.append("{\\small\n\\begin{longtable}{|p{0.5cm}|p{5.5cm}|p{7cm}|p{1.9cm}|}\n\\hline\n"
                     + "\n".join([rf"{head} \\ \hline \endhead", *mistakes]) + "\n\\end{longtable}}")  # fmt: skip
    return lines


def _mistake(letter: str, part: PartRow, wrong: Wrong) -> str:
    """A line of the marker's table: the answer, the mistake with its name, the suggested points."""
    names = " ".join(rf"\texttt{{{escaped(id)}}}" for id in wrong.id.split())
    return (
        f"{letter}& {inline(part.written(wrong.answer))} & {inline(wrong.remark)} {names} & "
        f"{number(wrong.credit, 2)}/{number(part.points, 2)} \\\\ \\hline"
    )


def escaped(text: str) -> str:
    r"""A text that LaTeX prints as it is.

    >>> escaped("50 % of a_b \\input{x}")
    '50 \\% of a\\_b \\textbackslash{}input\\{x\\}'
    """
    return "".join(_SPECIAL.get(c) or _SIGNS.get(c) or _greek(c) for c in text)


def _greek(sign: str) -> str:
    r"""A Greek letter as a command of mathematics; any other sign as it is.

    >>> _greek("Ω"), _greek("α"), _greek("λ"), _greek("ο"), _greek("ü")
    ('\\ensuremath{\\Omega}', '\\ensuremath{\\alpha}', '\\ensuremath{\\lambda}', 'o', 'ü')
    """
    found = _GREEK.fullmatch(unicodedata.name(sign, ""))
    if not found:
        return sign
    name = found[2].replace("LAMDA", "LAMBDA").lower()
    if found[1] == "CAPITAL":
        return rf"\ensuremath{{\{name.capitalize()}}}" if found[2] in _CAPITALS else _LATIN.get(found[2], sign)
    return "o" if name == "omicron" else rf"\ensuremath{{\{name}}}"


def formula(latex: str) -> str:
    r"""A formula of ours with commands for the signs that plain LaTeX does not know.

    >>> formula("Z_1, …")
    'Z_1, \\dots{}'
    """
    return "".join(_SIGNS.get(c, c).removeprefix(r"\ensuremath") for c in latex)


def inline(text: str) -> str:
    """A sentence of ours: its formulas stay, the rest is escaped."""
    made, end = "", 0
    for piece in _PIECES.finditer(text):
        made += escaped(text[end : piece.start()])
        made += f"${formula(piece[1])}$" if piece[1] else rf"\texttt{{{escaped(piece[2])}}}"
        end = piece.end()
    return made + escaped(text[end:])


def block(one: Block) -> str:
    """A block as LaTeX."""
    match one:
        case Text(text):
            return inline(text)
        case Formula(latex):
            return rf"\[{formula(latex)}\]"
        case Grid():
            return _grid(one)
        case Graph():
            return _graph(one)
        case Listing(lines):
            return "\\begin{verbatim}\n" + "\n".join(lines) + "\n\\end{verbatim}"
        case Items(items, ordered):
            kind = "enumerate" if ordered else "itemize"
            return "\n".join([rf"\begin{{{kind}}}", *(rf"\item {inline(item)}" for item in items), rf"\end{{{kind}}}"])


def _grid(grid: Grid) -> str:
    """A matrix with its headers in italics."""
    width = len(grid.value[0])
    heads = [["", *(rf"\textit{{{escaped(word)}}}" for word in grid.columns)]] if grid.columns else []
    lead = [rf"\textit{{{escaped(word)}}}" for word in grid.rows] or [""] * len(grid.value)
    body = [[word, *(_cell(cell) for cell in row)] for word, row in zip(lead, grid.value, strict=True)]
    inside = " \\\\\n".join(" & ".join(line) for line in [*heads, *body])
    symbol = f"${formula(grid.symbol)} =$ " if grid.symbol else ""
    return f"{symbol}\\begin{{tabular}}{{r|{'r' * width}|}}\n{inside}\n\\end{{tabular}}"


def _cell(cell: object) -> str:
    return inline(number(cell)) if isinstance(cell, str | bool) else f"${escaped(number(cell))}$"


def _graph(graph: Graph) -> str:
    """A drawing with TikZ, in points, y downwards."""
    strokes = drawn(graph)
    lines = [r"\begin{tikzpicture}[x=1pt,y=-1pt]"]
    for i, circle in enumerate(strokes["circles"]):
        look = "draw,circle,fill=black!15" if circle["marked"] else "draw,circle"
        lines.append(rf"\node[{look}] (v{i}) at ({circle['x']},{circle['y']}) {{{escaped(circle['name'])}}};")
    lines += [rf"\draw[->] (v{a}) -- (v{b});" for a, b in graph.edges]
    return "\n".join([*lines, r"\end{tikzpicture}"])
