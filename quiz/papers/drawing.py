"""A graph as strokes: where its lines, arrow heads and vertices stand, in points, and how it is read aloud."""

from __future__ import annotations

from math import hypot
from typing import Any

from quiz.blocks import Graph
from quiz.layout import extent, positions

UNIT = 34.0  # points between neighbours in a column
RADIUS = 9.0
HEAD, HALF = 5.5, 2.4  # length and half the width of an arrow head
MARGIN = RADIUS + 1.0

Point = tuple[float, float]


def drawn(graph: Graph) -> dict[str, Any]:
    """Width and height, lines and heads of the arrows, circles with their names; `alt` says every edge."""
    places = positions(graph)
    width, height = extent(places)
    centres = [(MARGIN + x * UNIT, MARGIN + y * UNIT) for x, y in places]
    arrows = [_arrow(centres[a], centres[b]) for a, b in graph.edges]
    edges = ", ".join(f"{graph.vertices[a]} to {graph.vertices[b]}" for a, b in graph.edges)
    return {
        "width": _short(width * UNIT + 2 * MARGIN),
        "height": _short(height * UNIT + 2 * MARGIN),
        "radius": RADIUS,
        "lines": [line for line, _ in arrows],
        "heads": [head for _, head in arrows],
        "circles": [
            {"x": _short(x), "y": _short(y), "name": str(name), "marked": i in graph.marked}
            for i, ((x, y), name) in enumerate(zip(centres, graph.vertices, strict=True))
        ],
        "alt": f"A directed graph. Vertices: {', '.join(map(str, graph.vertices))}. Edges: {edges}.",
    }


def _arrow(start: Point, end: Point) -> tuple[list[list[float]], list[list[float]]]:
    """The line from rim to rim, and the three corners of its head."""
    far = hypot(end[0] - start[0], end[1] - start[1])
    dx, dy = (end[0] - start[0]) / far, (end[1] - start[1]) / far
    tip = (end[0] - dx * RADIUS, end[1] - dy * RADIUS)
    neck = (tip[0] - dx * HEAD, tip[1] - dy * HEAD)
    tail = (start[0] + dx * RADIUS, start[1] + dy * RADIUS)
    corners = [tip, (neck[0] - dy * HALF, neck[1] + dx * HALF), (neck[0] + dy * HALF, neck[1] - dx * HALF)]
    return [_point(tail), _point(neck)], [_point(corner) for corner in corners]


def _point(at: Point) -> list[float]:
    return [_short(at[0]), _short(at[1])]


def _short(x: float) -> float:
    return round(x, 2)
