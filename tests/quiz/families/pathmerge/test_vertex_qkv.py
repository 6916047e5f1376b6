"""Query, key and value of a vertex: by hand, and against plain sets."""

import numpy as np
import pytest

from quiz.calculation import run
from quiz.family import family
from quiz.variants import draw, typable

EDGES = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 7), (7, 8), (8, 9), (0, 10)]


def worlds(name, vertex, layer, at=None):
    """What the right way and each mistake give for `name`, as sets of names."""
    givens = {
        "vertices": np.arange(11), "edges": np.array(EDGES), "vertex": np.array(vertex), "layer": np.array(layer),
    }  # fmt: skip
    found = {}
    for world in run(family("vertex-qkv").steps, givens, depth=1).worlds(name, at):
        if not typable(world.value[None])[0]:
            continue
        found.setdefault(world.ids[0] if world.ids else "right", []).append(set(np.flatnonzero(world.value).tolist()))
    return found


def test_the_query_of_layer_1_matches_children():
    """In layer 1 a vertex looks for its children; nothing that later layers confuse applies yet."""
    assert worlds("query", 0, 1) == {"right": [{1, 10}], "backwards-edges": [set()]}


def test_the_query_of_layer_4_matches_what_three_layers_have_found():
    """In layer 4 a vertex looks for everything within 4 edges, other than itself."""
    assert worlds("query", 0, 4) == {
        "right": [{1, 2, 3, 4, 10}],
        "backwards-edges": [set()],
        "edges-only": [{1, 10}],
        "one-per-layer": [{1, 2, 3, 10}],
        "off-by-one-layer": [{1, 2, 3, 4, 5, 6, 7, 8, 10}],
        "one-source-only": [{1, 2, 3, 4}, {10}],
    }


def test_the_value_is_the_set_held_when_the_layer_begins():
    """In layer 1 a vertex hands over itself alone; in layer 4 all within 4 edges, itself included."""
    assert worlds("value", 0, 1, {"value"}) == {
        "right": [{0}], "off-by-one-layer": [{0, 1, 10}], "own-set-forgotten": [set()],
    }  # fmt: skip
    assert worlds("value", 0, 4, {"value"}) == {
        "right": [{0, 1, 2, 3, 4, 10}],
        "one-per-layer": [{0, 1, 2, 3, 10}],
        "off-by-one-layer": [{0, 1, 2, 3, 4, 5, 6, 7, 8, 10}],
        "own-set-forgotten": [{1, 2, 3, 4, 10}],
        "one-source-only": [{0, 1, 2, 3, 4}, {0, 10}],
    }


@pytest.mark.parametrize("level", [1, 2, 3])
def test_drawn_variants_agree_with_plain_sets(level):
    """Held sets follow from their definition, layer by layer; the key is the vertex itself."""
    chosen = family("vertex-qkv")
    givens = draw(chosen, level, 12, np.arange(50))
    right = run(chosen.steps, givens)
    for i in range(50):
        vertex, layer, edges = givens["vertex"][i], givens["layer"][i], givens["edges"][i].tolist()
        n = len(givens["vertices"][i])
        child = {u: {b for a, b in edges if a == u} for u in range(n)}
        held = {u: {u} for u in range(n)}
        matches = child
        for done in range(1, layer):
            held = {u: held[u].union(*(held[s] for s in (child if done == 1 else held)[u])) for u in range(n)}
            matches = held
        assert set(np.flatnonzero(right.right("query")[i])) == matches[vertex] - {vertex}
        assert set(np.flatnonzero(right.right("value")[i])) == held[vertex]
        assert right.right("key")[i] == vertex
