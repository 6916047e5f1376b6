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


def _at_least(least: int, layers: IntArray) -> None:
    """Refuse layers in which a mistake gives the right answer."""
    if np.any(np.asarray(layers) < least):
        raise ValueError(f"The mistake shows from layer {least} on, but the layer is {layers}.")


def told_matches(adjacency: BoolArray, layer: int, vertex: int, query: BoolArray) -> str:
    """The worked solution of `query`."""
    if layer == 1:
        return f"Layer 1 matches along direct edges: the query of {vertex} matches its children, {braces(query)}."
    held = braces(reach_after(adjacency, layer - 1)[vertex])
    far = "1 edge" if layer == 2 else f"{2 ** (layer - 2)} edges"
    return (
        f"Layer {layer} matches along reachability. After layer {layer - 1} vertex {vertex} holds {held}, all at most "
        f"{far} away, so its query matches the keys of {braces(query)}."
    )


@step("query", says=told_matches, look="set")
def matched(adjacency: BoolArray, layer: IntArray, vertex: IntArray) -> BoolArray:  # (..., n, n), (), () -> (..., n)
    """Whose keys match: children in layer 1, later whatever the vertex already reaches, other than itself."""
    return others(row_of(reach_after(adjacency, np.maximum(layer - 1, 1)), vertex), vertex)


@matched.mistake("edges-only")
def children_in_every_layer(adjacency: BoolArray, layer: IntArray, vertex: IntArray) -> BoolArray:
    _at_least(3, layer)
    return row_of(adjacency, vertex)


@matched.mistake("one-per-layer")
def reached_edge_by_edge(adjacency: BoolArray, layer: IntArray, vertex: IntArray) -> BoolArray:
    _at_least(4, layer)
    return others(row_of(reach_within(adjacency, layer - 1), vertex), vertex)


@matched.mistake("off-by-one-layer")
def reached_after_the_layer(adjacency: BoolArray, layer: IntArray, vertex: IntArray) -> BoolArray:
    return others(row_of(reach_after(adjacency, np.maximum(layer, 2)), vertex), vertex)


@step("key", says="The key says who the vertex is, in every layer: “I am vertex {vertex}”.", look="hidden")
def name_of(vertex: IntArray) -> IntArray:  # () -> ()
    return vertex


def told_value(layer: int, vertex: int, value: BoolArray) -> str:
    """The worked solution of `value`."""
    before = "Before any layer" if layer == 1 else f"After layer {layer - 1}"
    return f"The value is what the vertex holds when the layer begins. {before} that is {braces(value)}."


@step("value", says=told_value, look="set")
def handed_over(adjacency: BoolArray, layer: IntArray, vertex: IntArray) -> BoolArray:  # (..., n, n) -> (..., n)
    return row_of(reach_after(adjacency, layer - 1), vertex)


@handed_over.mistake("one-per-layer")
def held_edge_by_edge(adjacency: BoolArray, layer: IntArray, vertex: IntArray) -> BoolArray:
    _at_least(4, layer)
    return row_of(reach_within(adjacency, layer - 1), vertex)


@handed_over.mistake("off-by-one-layer")
def held_after_the_layer(adjacency: BoolArray, layer: IntArray, vertex: IntArray) -> BoolArray:
    return row_of(reach_after(adjacency, layer), vertex)


@handed_over.mistake("own-set-forgotten")
def held_without_itself(adjacency: BoolArray, layer: IntArray, vertex: IntArray) -> BoolArray:
    return others(row_of(reach_after(adjacency, layer - 1), vertex), vertex)
