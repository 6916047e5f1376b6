"""The set of a vertex after some layers: by hand, and against breadth-first search by networkx."""

import networkx as nx
import numpy as np
import pytest

from quiz.calculation import run, sentence
from quiz.family import family
from quiz.variants import draw, serve

FORK = [(0, 1), (0, 2), (1, 3), (2, 4), (3, 5), (4, 6)]


def worlds(edges, vertex, layers):
    """What the right way and each mistake give, as sets of names."""
    n = 1 + max(max(edge) for edge in edges)
    givens = {"vertices": np.arange(n), "edges": np.array(edges), "vertex": np.array(vertex), "layers": layers}
    chosen = family("reach-after-layers")
    found = {}
    for world in run(chosen.steps, givens, depth=1, without=chosen.without).worlds("reach"):
        found.setdefault(world.ids[0] if world.ids else "right", []).append(set(np.flatnonzero(world.value).tolist()))
    return found


@pytest.mark.parametrize(
    ("layers", "held"), [(0, {0}), (1, {0, 1, 2}), (2, {0, 1, 2, 3, 4}), (3, {0, 1, 2, 3, 4, 5, 6})]
)
def test_two_branches_double_layer_by_layer(layers, held):
    """From 0, which forks, reach is the children, then 2 edges, then 4: everything here."""
    assert worlds(FORK, 0, layers)["right"] == [held]


def test_each_mistake_on_a_chain_with_a_fork():
    """After 3 layers vertex 1 of 0→1→2→3→4→5→6 with 1→7→8→9 reaches 4 edges far."""
    edges = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (1, 7), (7, 8), (8, 9)]
    assert worlds(edges, 1, 3) == {
        "right": [{1, 2, 3, 4, 5, 7, 8, 9}],
        "backwards-edges": [{0, 1}],
        "one-per-layer": [{1, 2, 3, 4, 7, 8, 9}],
        "off-by-one-layer": [{1, 2, 3, 4, 5, 6, 7, 8, 9}],
        "own-set-forgotten": [{2, 3, 4, 5, 7, 8, 9}],
        "one-source-only": [{1, 2, 3, 4, 5}, {1, 7, 8, 9}, {1, 2, 3, 4, 5, 7}, {1, 2, 7, 8, 9}],
    }


@pytest.mark.parametrize("level", [1, 2, 3])
def test_drawn_graphs_agree_with_networkx(level):
    """Every drawn graph is acyclic, all of a level have one size, and the set is all within 2^(layers − 1) edges."""
    chosen = family("reach-after-layers")
    givens = draw(chosen, level, 11, np.arange(50))
    right = run(chosen.steps, givens).right("reach")
    far = 2 ** (givens["layers"] - 1)
    for edges, vertex, held in zip(givens["edges"].tolist(), givens["vertex"].tolist(), right, strict=True):
        graph = nx.DiGraph(map(tuple, edges))
        assert nx.is_directed_acyclic_graph(graph)
        assert graph.number_of_edges() == len(edges)
        assert set(np.flatnonzero(held)) == set(nx.single_source_shortest_path_length(graph, vertex, far))


def test_a_single_source_is_never_enough():
    """At every level following one source gives less than the union."""
    chosen = family("reach-after-layers")
    for level in chosen.levels:
        for index in range(20):
            variant = serve(chosen, level, 3, index)
            part = variant.parts[0]
            followed = [set(value) for fault, value in variant.mistakes(part) if fault.id == "one-source-only"]
            assert all(held < set(variant.expected(part)) for held in followed)


def test_the_worked_solution_tells_each_layer():
    """Layer by layer: whom vertex 0 attends to, who brings something new, and what it then holds."""
    chosen = family("reach-after-layers")
    givens = {"vertices": np.arange(7), "edges": np.array(FORK), "vertex": np.array(0), "layers": 2}
    adjacency = run(chosen.steps, givens).right("adjacency")
    assert sentence(chosen.steps[1].says, {**givens, "adjacency": adjacency}) == (
        "Layer 1: vertex 0 finds its children and holds {0, 1, 2}. Layer 2: it attends to {1, 2}, new ones come from "
        "1 (which holds {1, 3}), 2 (which holds {2, 4}). Now it holds {0, 1, 2, 3, 4}."
    )
