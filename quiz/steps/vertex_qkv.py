"""Query, key and value of a vertex in a layer of path-merging, and what people answer instead.

A layer works with what is known when it begins: the sets after the layers before it.
"""

import numpy as np

from engine.arrays import Array, BoolArray, IntArray
from engine.pathmerge import reach_after, reach_within
from quiz.calculation import step
from quiz.steps.graphs import braces
from quiz.steps.reach import one_child, others, row_of


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
def reached_after_the_layer(adjacency: BoolArray, layer: IntArray, vertex: IntArray) -> Array:
    """2^(layer − 1) edges before the layer; in layer 1 these are the children, so there it is no mistake."""
    found = others(row_of(reach_after(adjacency, layer), vertex), vertex)
    return np.where(np.asarray(layer)[..., None] == 1, np.nan, found)


@matched.mistake("one-source-only")
def matched_along_the_least_child(adjacency: BoolArray, layer: IntArray, vertex: IntArray) -> BoolArray:
    return others(held_along_the_least_child(adjacency, layer, vertex), vertex)


@matched.mistake("one-source-only")
def matched_along_the_greatest_child(adjacency: BoolArray, layer: IntArray, vertex: IntArray) -> BoolArray:
    return others(held_along_the_greatest_child(adjacency, layer, vertex), vertex)


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
    """2^(layer − 1) edges before the layer, so a single edge before layer 1."""
    return row_of(reach_after(adjacency, layer), vertex)


@handed_over.mistake("own-set-forgotten")
def held_without_itself(adjacency: BoolArray, layer: IntArray, vertex: IntArray) -> BoolArray:
    return others(row_of(reach_after(adjacency, layer - 1), vertex), vertex)


@handed_over.mistake("one-source-only")
def held_along_the_least_child(adjacency: BoolArray, layer: IntArray, vertex: IntArray) -> BoolArray:
    _at_least(3, layer)
    return row_of(reach_after(one_child(adjacency), layer - 1), vertex)


@handed_over.mistake("one-source-only")
def held_along_the_greatest_child(adjacency: BoolArray, layer: IntArray, vertex: IntArray) -> BoolArray:
    _at_least(3, layer)
    return row_of(reach_after(one_child(adjacency, greatest=True), layer - 1), vertex)
