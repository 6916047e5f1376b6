"""Path-merging: what a vertex holds, asks for and hands over in a layer, and what people compute instead.

Sets are booleans over the vertices. The engine computes the right ones (`engine.pathmerge`).
"""

import numpy as np

from engine.arrays import Array, BoolArray, IntArray
from engine.pathmerge import adjacency as adjacency_of
from engine.pathmerge import reach_after, reach_within
from quiz.calculation import step
from quiz.steps.graphs import braces


def row_of(sets: Array, vertex: IntArray) -> Array:
    """The set of one vertex: (..., n, n), (...) -> (..., n)."""
    return np.take_along_axis(sets, np.asarray(vertex)[..., None, None], axis=-2)[..., 0, :]


def others(held: BoolArray, vertex: IntArray | int) -> BoolArray:
    """The set without the vertex itself: (..., n), (...) -> (..., n)."""
    return held & (np.arange(held.shape[-1]) != np.asarray(vertex)[..., None])


def one_child(adjacency: BoolArray, greatest: bool = False) -> BoolArray:
    """The graph with only one edge out of each vertex, to its least (or greatest) child."""
    order = adjacency[..., ::-1] if greatest else adjacency
    first = order & (np.cumsum(order, axis=-1) == 1)
    return first[..., ::-1] if greatest else first


@step("adjacency", says="An edge $u \\to v$ makes $v$ a child of $u$.", look="hidden")
def children(edges: IntArray, vertices: Array) -> BoolArray:  # (..., m, 2), (..., n) -> (..., n, n)
    return adjacency_of(edges, vertices.shape[-1])


@children.mistake("backwards-edges")
def parents(edges: IntArray, vertices: Array) -> BoolArray:
    return adjacency_of(edges[..., ::-1], vertices.shape[-1])


def layer_by_layer(adjacency: BoolArray, vertex: int, layers: int) -> str:
    """The worked solution of `reach`: what the vertex does in every layer."""
    told = []
    for layer in range(1, int(layers) + 1):
        before, after = (reach_after(adjacency, n) for n in (layer - 1, layer))
        now = braces(after[vertex])
        if layer == 1:
            told.append(f"Layer 1: vertex {vertex} finds its children and holds {now}.")
            continue
        sources = others(before[vertex], vertex)
        useful = [u for u in np.flatnonzero(sources) if (before[u] & ~before[vertex]).any()]
        new = ", ".join(f"{u} (which holds {braces(before[u])})" for u in useful) or "nowhere"
        told.append(f"Layer {layer}: it attends to {braces(sources)}, new ones come from {new}. Now it holds {now}.")
    return " ".join(told)


@step("reach", says=layer_by_layer, look="set")
def reach(adjacency: BoolArray, layers: IntArray, vertex: IntArray) -> BoolArray:  # (..., n, n), (), () -> (..., n)
    return row_of(reach_after(adjacency, layers), vertex)


@reach.mistake("one-per-layer")
def one_edge_a_layer(adjacency: BoolArray, layers: IntArray, vertex: IntArray) -> BoolArray:
    return row_of(reach_within(adjacency, layers), vertex)


@reach.mistake("edges-only")
def along_edges_in_every_layer(adjacency: BoolArray, layers: IntArray, vertex: IntArray) -> BoolArray:
    return row_of(reach_within(adjacency, layers), vertex)


@reach.mistake("off-by-one-layer")
def doubling_at_once(adjacency: BoolArray, layers: IntArray, vertex: IntArray) -> BoolArray:
    return row_of(reach_after(adjacency, layers + 1), vertex)


@reach.mistake("own-set-forgotten")
def without_itself(adjacency: BoolArray, layers: IntArray, vertex: IntArray) -> BoolArray:
    return others(row_of(reach_after(adjacency, layers), vertex), vertex)


@reach.mistake("direction-reversed")
def readers(adjacency: BoolArray, layers: IntArray, vertex: IntArray) -> BoolArray:
    return row_of(reach_after(adjacency.swapaxes(-1, -2), layers), vertex)


@reach.mistake("one-source-only")
def along_the_least_child(adjacency: BoolArray, layers: IntArray, vertex: IntArray) -> BoolArray:
    return row_of(reach_after(one_child(adjacency), layers), vertex)


@reach.mistake("one-source-only")
def along_the_greatest_child(adjacency: BoolArray, layers: IntArray, vertex: IntArray) -> BoolArray:
    return row_of(reach_after(one_child(adjacency, greatest=True), layers), vertex)


@reach.mistake("one-source-only")
def children_and_the_least(adjacency: BoolArray, layers: IntArray, vertex: IntArray) -> BoolArray:
    return along_the_least_child(adjacency, layers, vertex) | row_of(adjacency, vertex)


@reach.mistake("one-source-only")
def children_and_the_greatest(adjacency: BoolArray, layers: IntArray, vertex: IntArray) -> BoolArray:
    return along_the_greatest_child(adjacency, layers, vertex) | row_of(adjacency, vertex)
