"""Where the strokes of a heat map and of a graph go. The macros in `templates/macros/figures.html` draw them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot

import numpy as np

from quiz.blocks import Graph, Grid, number, plain
from quiz.layout import positions

CELL_WIDTH, CELL_HEIGHT, LETTER = 58, 38, 7.5
NARROW = 320  # what a phone shows of a figure without scrolling
UNIT = 58  # from the layout's units to pixels
RADIUS, ARROW = 17, 9


@dataclass(frozen=True)
class Cell:
    x: float
    y: float
    text: str
    shade: float  # 0 blank … 1 full ink
    depth: str  # "", "half" or "deep": which colour the number needs to stand out


@dataclass(frozen=True)
class HeatMap:
    width: float
    height: float
    left: float
    top: float
    cells: Sequence[Cell]
    rows: Sequence[str]
    columns: Sequence[str]
    words: str


def heat_map(grid: Grid) -> HeatMap:
    """The numbered cells of a grid: from least to greatest value in deepening ink; weights always from 0 to 1."""
    values = np.asarray(grid.value, dtype=float)
    shades = _shades(values)
    left = 12 + LETTER * max((len(name) for name in grid.rows), default=0) if grid.rows else 2
    top = 26.0 if grid.columns else 2.0
    cells = [
        Cell(left + j * CELL_WIDTH, top + i * CELL_HEIGHT, number(value), shades[i][j], _depth(shades[i][j]))
        for i, row in enumerate(grid.value)
        for j, value in enumerate(row)
    ]
    width = left + CELL_WIDTH * values.shape[1] + 2
    return HeatMap(
        width, top + CELL_HEIGHT * values.shape[0] + 2, left, top, cells, grid.rows, grid.columns, spoken(grid)
    )


def _depth(shade: float) -> str:
    """Where black and white text on the ink stand out alike, in the dark theme (0.457) and in the light one (0.65)."""
    return "deep" if shade > 0.65 else "half" if shade > 0.457 else ""


def _shades(values: np.ndarray) -> list[list[float]]:
    """Shares of full ink, (rows, columns). Values that are all between 0 and 1 keep their own scale."""
    finite = values[np.isfinite(values)]  # a masked score is −∞, and blank
    low, high = (0.0, 1.0) if finite.min() >= 0 and finite.max() <= 1 else (finite.min(), finite.max())
    shares = (np.maximum(values, low) - low) / (high - low) if high > low else np.zeros_like(values)
    rounded: list[list[float]] = (0.94 * shares).round(3).tolist()
    return rounded


def spoken(grid: Grid) -> str:
    """A grid in words, for those who don't see it.

    >>> spoken(Grid("A", [[0.25, 0.75]], ["the"], ["the", "cat"]))
    'A. Row the: the 0.25, cat 0.75.'
    """
    name = plain(f"${grid.symbol}$") if grid.symbol else "Matrix"
    lines = []
    for i, row in enumerate(grid.value):
        head = grid.rows[i] if grid.rows else str(i + 1)
        cells = [f"{grid.columns[j]} {number(v)}" if grid.columns else number(v) for j, v in enumerate(row)]
        lines.append(f"Row {head}: {', '.join(cells)}.")
    return f"{name}. {' '.join(lines)}"


def width(grid: Grid) -> float:
    """About how wide a matrix is, in pixels: whether a phone has to scroll it."""
    columns = [[number(row[j]) for row in grid.value] for j in range(len(grid.value[0]))]
    heads = grid.columns or [""] * len(columns)
    cells = sum(20 + 9 * max(len(head), *map(len, texts)) for head, texts in zip(heads, columns, strict=True))
    return cells + 9 * (max((len(head) for head in grid.rows), default=0) + len(plain(f"${grid.symbol}$")) + 3)


def latex_width(latex: str) -> float:
    """About how wide a displayed formula is, in pixels."""
    return 10.5 * len(plain(f"${latex}$"))


@dataclass(frozen=True)
class Vertex:
    x: float
    y: float
    name: str
    marked: bool
    radius: float


@dataclass(frozen=True)
class Drawing:
    width: float
    height: float
    vertices: Sequence[Vertex]
    edges: Sequence[str]  # paths from rim to rim
    arrows: Sequence[str]  # their heads
    words: str


def drawing(graph: Graph) -> Drawing:
    """The vertices and arrows of a graph."""
    places = positions(graph)
    radius = max(RADIUS, 5 + 4.5 * max((len(name) for name in graph.vertices), default=1))
    margin = radius + 4
    left, top = min(x for x, _ in places), min(y for _, y in places)
    moved = [((x - left) * UNIT + margin, (y - top) * UNIT + margin) for x, y in places]
    strokes = [_stroke(moved[a], moved[b], radius) for a, b in graph.edges]
    vertices = [Vertex(x, y, graph.vertices[i], i in graph.marked, radius) for i, (x, y) in enumerate(moved)]
    width, height = (max(p[axis] for p in moved) + margin for axis in (0, 1))
    return Drawing(width, height, vertices, [s[0] for s in strokes], [s[1] for s in strokes], graph_in_words(graph))


def _stroke(a: tuple[float, float], b: tuple[float, float], radius: float) -> tuple[str, str]:
    """The line from rim to rim and the arrow head on it, as path data."""
    length = hypot(b[0] - a[0], b[1] - a[1]) or 1.0
    ux, uy = (b[0] - a[0]) / length, (b[1] - a[1]) / length
    tip = b[0] - (radius + 1) * ux, b[1] - (radius + 1) * uy
    neck = tip[0] - ARROW * ux, tip[1] - ARROW * uy
    side = ARROW * 0.45
    start = a[0] + radius * ux, a[1] + radius * uy
    line = f"M{start[0]:.1f} {start[1]:.1f}L{neck[0]:.1f} {neck[1]:.1f}"
    head = (
        f"M{tip[0]:.1f} {tip[1]:.1f}L{neck[0] - side * uy:.1f} {neck[1] + side * ux:.1f}"
        f"L{neck[0] + side * uy:.1f} {neck[1] - side * ux:.1f}Z"
    )
    return line, head


def graph_in_words(graph: Graph) -> str:
    """A graph in words.

    >>> graph_in_words(Graph(["0", "1", "2"], [(0, 1), (0, 2)], marked=[0]))
    'Directed graph. Vertices: 0, 1, 2. Edges: 0→1, 0→2. Marked: 0.'
    """
    edges = ", ".join(f"{graph.vertices[a]}→{graph.vertices[b]}" for a, b in graph.edges) or "none"
    marked = f" Marked: {', '.join(graph.vertices[i] for i in graph.marked)}." if graph.marked else ""
    return f"Directed graph. Vertices: {', '.join(graph.vertices)}. Edges: {edges}.{marked}"
