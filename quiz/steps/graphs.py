"""Graphs drawn at random, any number at once, all of one size.

A graph has the vertices 0 … n−1 and m edges, pairs (…, m, 2) of a vertex and its child. A vertex is named by its
number, and the list of vertices is in order, so that a name is also a position. Inside, graphs are first built with
edges that lead from smaller to greater numbers (so there is no cycle); `shuffled` then deals the names out and puts
the edges into random order.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.arrays import Array, BoolArray, IntArray
from engine.draws import Draws
from quiz.blocks import Graph
from quiz.calculation import Values

CONVENTION = (
    "Path-merging works on it: every vertex holds the set of vertices that it knows it can reach, at first only "
    "itself. Layer 1 finds the children; each later layer doubles: a vertex attends to all vertices that it already "
    "reaches, however far, and unites their sets with its own. All vertices do so at the same time."
)


def draw_tree(draw: Draws, n: int, spine: int, crown: int) -> IntArray:
    """Return trees: a path of `spine` edges from 0, and branches hung on its first vertices, (*batch, n − 1, 2).

    Each vertex beyond the spine goes on from the one before it or starts a branch at one of 0 … crown.
    """
    children = np.arange(1, n)
    starts = draw.integers(0, crown, (n - 1,))
    fresh = draw.coin((n - 1,)) | (children == spine + 1)
    parents = np.where(fresh & (children > spine), starts, children - 1)
    return _pairs(parents, children)


def spokes(lengths: IntArray) -> IntArray:
    """Return disjoint paths of these lengths from 0, (*batch, b) -> (*batch, m, 2); all have m edges in all.

    Branch after branch, the vertices are numbered outwards: the last of branch j is the sum of lengths up to j.
    """
    m = int(lengths.sum(axis=-1).max())
    children = np.arange(1, m + 1)
    firsts = 1 + np.cumsum(lengths, axis=-1) - lengths                               # (*batch, b)
    begins = (children == firsts[..., None]).any(axis=-2)
    return _pairs(np.where(begins, 0, children - 1), children)


def with_shortcuts(draw: Draws, edges: IntArray, n: int, extra: int) -> IntArray:
    """Return the trees with `extra` more edges, (*batch, m + extra, 2).

    They lead from smaller to greater vertices and one or two edges deeper into the tree, so that no path becomes
    longer than the deepest vertex is deep, and none much shorter.
    """
    pairs = np.argwhere(np.triu(np.ones((n, n), dtype=bool), 1))                     # (p, 2)
    there = (pairs[:, None] == edges[..., None, :, :]).all(axis=-1).any(axis=-1)     # (*batch, p)
    down = np.diff(_depths(edges)[..., pairs], axis=-1)[..., 0]                      # (*batch, p)
    ranks = np.where((down > 0) & (down <= 2) & ~there, draw.permutation(len(pairs)), len(pairs))
    added = pairs[np.argsort(ranks, axis=-1, kind="stable")[..., :extra]]
    return np.concatenate([edges, added], axis=-2)


def shuffled(draw: Draws, edges: IntArray, n: int) -> tuple[IntArray, IntArray]:
    """Return the names that 0 … n−1 get, (*batch, n), and the edges by these names in random order, (*batch, m, 2)."""
    names = draw.permutation(n)
    flat = edges.reshape(*edges.shape[:-2], -1)
    named = np.take_along_axis(names, flat, axis=-1).reshape(edges.shape)
    order = draw.permutation(edges.shape[-2])
    return names, np.take_along_axis(named, order[..., None], axis=-2)


def all_vertices(draw: Draws, n: int) -> IntArray:
    """Return the names of the vertices in order, (*batch, n)."""
    return np.broadcast_to(np.arange(n), (*draw.batch, n)).copy()


def drawing(givens: Values, marked: Sequence[Any] = (), caption: str = "") -> Graph:
    """The graph of one variant as a block; `marked` vertices stand out."""
    names = [str(name) for name in np.asarray(givens["vertices"]).tolist()]
    edges = [(int(u), int(v)) for u, v in np.asarray(givens["edges"]).tolist()]
    return Graph(names, edges, [int(vertex) for vertex in marked], caption)


def braces(held: BoolArray) -> str:
    """A set of vertices as it is written, from one boolean a vertex.

    >>> braces(np.array([True, False, True])), braces(np.array([False]))
    ('{0, 2}', '{}')
    """
    return "{" + ", ".join(str(v) for v in np.flatnonzero(held)) + "}"


def _depths(edges: IntArray) -> IntArray:
    """How deep each vertex of a tree is, (*batch, n − 1, 2) -> (*batch, n); edge i leads to vertex i + 1."""
    depths = np.zeros((*edges.shape[:-2], edges.shape[-2] + 1), dtype=np.int64)
    for child in range(1, depths.shape[-1]):
        parent = edges[..., child - 1, :1]
        depths[..., child] = 1 + np.take_along_axis(depths, parent, axis=-1)[..., 0]
    return depths


def _pairs(parents: Array, children: Array) -> IntArray:
    return np.stack(np.broadcast_arrays(parents, children), axis=-1)
