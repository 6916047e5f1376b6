"""Where the vertices of a drawn graph stand: in columns from left to right, so that every edge points right.

A vertex stands in the column of the longest path that leads to it. Within a column vertices are at least 1 apart,
ordered by the middle (the barycentre) of what they are linked to; then one after the other moves to where its edges
cross least and run over no other vertex. Columns are `COLUMN` apart; x grows to the right, y downwards, both from 0.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from engine.arrays import Array, BoolArray, FloatArray
from quiz.blocks import Graph

COLUMN = 1.5
CLEAR = 0.45        # how far above or below a vertex a passing edge stays
PASSES = 4          # how often each vertex may move
OVER, CROSS, LENGTH, HEIGHT = 10.0, 3.0, 0.2, 0.1  # costs: over a vertex, a crossing, a slope, a tall drawing

Pairs = tuple[tuple[int, int], ...]


def positions(graph: Graph) -> list[tuple[float, float]]:
    """Return (x, y) of each vertex, in the order of `graph.vertices`; ValueError if the graph has a cycle.

    >>> positions(Graph(["a", "b", "c"], [(0, 1), (1, 2)]))
    [(0.0, 0.0), (1.5, 0.0), (3.0, 0.0)]
    """
    return list(_positions(len(graph.vertices), tuple((int(u), int(v)) for u, v in graph.edges)))


def extent(places: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return the width and the height that the centres of the vertices take up."""
    return max((x for x, _ in places), default=0.0), max((y for _, y in places), default=0.0)


@lru_cache(maxsize=512)
def _positions(n: int, edges: Pairs) -> tuple[tuple[float, float], ...]:
    if not n:
        return ()
    columns = _columns(n, edges)
    y = _settled(columns, _start(columns, edges), np.array(edges, dtype=np.int64).reshape(-1, 2))
    y = y - y.min()
    return tuple(zip((columns * COLUMN).tolist(), y.tolist(), strict=True))


def _columns(n: int, edges: Pairs) -> Array:
    """The number of edges on the longest path to each vertex, (n,)."""
    columns = np.zeros(n, dtype=np.int64)
    for _ in range(n):
        before = columns.copy()
        for u, v in edges:
            columns[v] = max(columns[v], columns[u] + 1)
        if (columns == before).all():
            return columns
    raise ValueError("A graph is drawn from left to right, so it has no cycle, but this one has one.")


def _start(columns: Array, edges: Pairs) -> FloatArray:
    """Column by column, each vertex in the middle of its parents, pushed apart where they would touch, (n,)."""
    y = np.zeros(len(columns))
    for column in range(int(columns.max()) + 1):
        members = np.flatnonzero(columns == column)
        parents = [[y[u] for u, v in edges if v == member] for member in members]
        wanted = np.array([np.mean(heights) if heights else 0.0 for heights in parents])
        order = np.argsort(wanted, kind="stable")
        placed = np.maximum.accumulate(wanted[order] - np.arange(len(order))) + np.arange(len(order))
        placed -= np.round(2 * (placed - wanted[order]).mean()) / 2                   # stay on the grid of halves
        y[members[order]] = np.round(2 * placed) / 2
    return y


def _settled(columns: Array, y: FloatArray, edges: Array) -> FloatArray:
    """Move one vertex after the other to the cheapest free place, until nothing gains."""
    for _ in range(PASSES):
        moved = False
        for vertex in range(len(y)):
            mates = y[(columns == columns[vertex]) & (np.arange(len(y)) != vertex)]
            tries = np.arange(y.min() - 1, y.max() + 1.5, 0.5)
            tries = tries[(np.abs(tries[:, None] - mates) >= 1).all(axis=-1)]
            options = np.repeat(y[None], len(tries) + 1, axis=0)
            options[1:, vertex] = tries
            costs = _costs(columns, options, edges)
            best = int(np.argmin(costs))
            if costs[best] < costs[0] - 1e-9:
                y, moved = options[best], True
        if not moved:
            break
    return y


def _costs(columns: Array, y: FloatArray, edges: Array) -> FloatArray:
    """What drawings cost, (options, n) -> (options,)."""
    u, v = edges[:, 0], edges[:, 1]
    slopes = (y[:, v] - y[:, u]) / (columns[v] - columns[u])                         # (options, m)
    at = y[:, u, None] + slopes[:, :, None] * (columns - columns[u][:, None])        # every edge at every column's x
    between = (columns > columns[u][:, None]) & (columns < columns[v][:, None])      # (m, n)
    over = (between & (np.abs(at - y[:, None, :]) < CLEAR)).sum(axis=(1, 2))
    tall = y.max(axis=1) - y.min(axis=1)
    steep = np.abs(y[:, v] - y[:, u]).sum(axis=1)
    crossings = _crossings(columns, y, edges, slopes).sum(axis=(1, 2)) / 2
    return np.asarray(OVER * over + CROSS * crossings + LENGTH * steep + HEIGHT * tall)


def _crossings(columns: Array, y: FloatArray, edges: Array, slopes: FloatArray) -> BoolArray:
    """Which pairs of edges without a common end meet, (options, m, m)."""
    u, v = edges[:, 0], edges[:, 1]
    shared = (edges[:, None, :, None] == edges[None, :, None, :]).any(axis=(-1, -2))
    left, right = np.maximum.outer(columns[u], columns[u]), np.minimum.outer(columns[v], columns[v])
    first = y[:, u, None] + slopes[:, :, None] * (left - columns[u][:, None])        # this edge where both begin
    last = y[:, u, None] + slopes[:, :, None] * (right - columns[u][:, None])        # and where both end
    opposite = (first - first.swapaxes(1, 2)) * (last - last.swapaxes(1, 2)) <= 1e-9
    return np.asarray(opposite & (left < right) & ~shared)
