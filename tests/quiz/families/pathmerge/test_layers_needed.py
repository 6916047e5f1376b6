"""How many layers are enough: by hand, against whole-number doubling, and against path-merging itself."""

import networkx as nx
import numpy as np
import pytest

from engine.pathmerge import adjacency, reach_after
from quiz.calculation import run
from quiz.family import family
from quiz.variants import draw, serve

CHOSEN = family("layers-needed")


def worlds(name, branches, branch, at=None):
    """What the right way and each mistake give."""
    givens = {"branches": np.array(branches), "branch": np.array(branch)}
    found = run(CHOSEN.steps, givens, depth=1).worlds(name, at)
    return {world.ids[0] if world.ids else "right": int(world.value) for world in found}


def test_eleven_edges_take_four_doublings_and_five_layers():
    """2, 4, 8, 16: four doublings for 11 edges; 24 vertices in all would take five."""
    assert worlds("doublings", [11, 12], 0) == {"right": 4, "floor-not-ceil": 3, "vertices-for-length": 5}
    assert worlds("layers", [11, 12], 0, {"layers"}) == {"right": 5, "off-by-one-layer": 4, "one-per-layer": 11}


def test_the_natural_logarithm_shows_far_away():
    """ln 40 = 3.69 rounds up to 4, log₂ 40 = 5.32 to 6 and down to 5; 129 vertices take 8."""
    assert worlds("doublings", [38, 40, 50], 1) == {
        "right": 6, "floor-not-ceil": 5, "vertices-for-length": 8, "natural-log": 4,
    }  # fmt: skip


@pytest.mark.parametrize(("distance", "layers"), [(1, 1), (2, 2), (3, 3), (4, 3), (5, 4), (8, 4), (9, 5), (16, 5)])
def test_layers_for_a_distance(distance, layers):
    """One layer for the edges and ⌈log₂ D⌉ doublings; powers of two need no extra layer."""
    assert worlds("layers", [distance, 3], 0)["right"] == layers


@pytest.mark.parametrize("level", [1, 2, 3])
def test_drawn_distances_need_exactly_that_many_layers(level):
    """With one doubling fewer the reach is too short."""
    givens = draw(CHOSEN, level, 14, np.arange(200))
    layers = run(CHOSEN.steps, givens).right("layers").tolist()
    for branches, branch, needed in zip(givens["branches"].tolist(), givens["branch"].tolist(), layers, strict=True):
        assert 2 ** (needed - 2) < branches[branch] <= 2 ** (needed - 1)


def test_the_drawn_graph_is_the_branches_and_the_circuit_agrees():
    """Networkx finds the target at the branch's length; path-merging knows it after that many layers, not before."""
    for index in range(30):
        variant = serve(CHOSEN, 3, 5, index)
        edges, start, target = (variant.givens[name] for name in ("edges", "start", "target"))
        graph = nx.DiGraph(map(tuple, edges.tolist()))
        distance = nx.shortest_path_length(graph, int(start), int(target))
        assert distance == variant.givens["branches"][variant.givens["branch"]]
        ends = [v for v in graph if graph.out_degree(v) == 0]
        lengths = [nx.shortest_path_length(graph, int(start), v) for v in ends]
        assert sorted(lengths) == sorted(variant.givens["branches"].tolist())
        layers = int(variant.expected(variant.parts[1]))
        matrix = adjacency(edges, 18)
        assert reach_after(matrix, layers)[start, target]
        assert not reach_after(matrix, layers - 1)[start, target]
