"""Path-merging against networkx: sets, distances, layers, attention, lookahead."""

import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Draws
from engine.pathmerge import (
    adjacency,
    distances,
    layers_needed,
    lookahead,
    merge_attention,
    merge_by_attention,
    reach_after,
    reach_within,
    unite,
)
from tests.engine.layouts import layouts

# The branching graph of the exam notes: 0→1, 0→2, 1→3, 2→4, 3→5, 4→6.
BRANCHING = np.array([[0, 1], [0, 2], [1, 3], [2, 4], [3, 5], [4, 6]])


@st.composite
def acyclic(draw, least=1, most=12):
    """A random directed acyclic graph: its number of vertices and its edges, under shuffled names."""
    n = draw(st.integers(least, most))
    names = draw(st.permutations(range(n)))
    pairs = [(names[u], names[v]) for u in range(n) for v in range(u + 1, n)]
    edges = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=2 * n)) if pairs else []
    return n, np.array(edges, np.int64).reshape(-1, 2)


def graph(n, edges):
    found = nx.empty_graph(n, create_using=nx.DiGraph)
    found.add_edges_from(edges.tolist())
    return found


def members(sets):
    return [set(np.flatnonzero(row).tolist()) for row in sets]


def test_sets_of_the_branching_graph_by_hand():
    """Vertex 0 holds {0}, {0,1,2}, {0,…,4}, {0,…,6} after 0, 1, 2, 3 layers."""
    edges = adjacency(BRANCHING, 7)
    held = [members(reach_after(edges, layers))[0] for layers in range(4)]
    assert held == [{0}, {0, 1, 2}, {0, 1, 2, 3, 4}, set(range(7))]


@given(acyclic(), st.integers(0, 6))
def test_after_layers_a_vertex_holds_what_lies_within_a_power_of_two(dag, layers):
    """After ℓ ≥ 1 layers v holds exactly the vertices at most 2^(ℓ−1) edges away, as networkx counts them."""
    n, edges = dag
    far = dict(nx.all_pairs_shortest_path_length(graph(n, edges)))
    bound = 2 ** (layers - 1) if layers else 0
    expected = [{u for u, steps in far[v].items() if steps <= bound} for v in range(n)]
    assert members(reach_after(adjacency(edges, n), layers)) == expected
    within = [{u for u, steps in far[v].items() if steps <= layers} for v in range(n)]
    assert members(reach_within(adjacency(edges, n), layers)) == within


@given(acyclic())
def test_distances_and_layers_are_those_of_shortest_paths(dag):
    """Distances are networkx's; 1 + ⌈log₂ D⌉ layers find a vertex, and one layer fewer does not."""
    n, edges = dag
    matrix, far = adjacency(edges, n), dict(nx.all_pairs_shortest_path_length(graph(n, edges)))
    found = distances(matrix)
    assert found.tolist() == [[far[u].get(v, -1) for v in range(n)] for u in range(n)]
    for u, v in np.argwhere(found >= 0):
        needed = int(layers_needed(found[u, v]))
        assert reach_after(matrix, needed)[u, v]
        assert needed == 0 or not reach_after(matrix, needed - 1)[u, v]


def test_layers_needed_is_exact_beside_powers_of_two():
    """1 + ⌈log₂ D⌉ for every D up to 5000 and beside large powers of two, where floating-point logarithms slip."""
    near = [*range(1, 5001), *(2**e + s for e in range(13, 61) for s in (-1, 0, 1))]
    assert layers_needed(np.array(near)).tolist() == [1 + (d - 1).bit_length() for d in near]
    assert layers_needed(8) == 4
    assert layers_needed(9) == 5
    assert all(1 + math.ceil(math.log2(d)) == 1 + (d - 1).bit_length() for d in range(1, 200))


@given(acyclic(least=2), st.integers(0, 4))
def test_attention_with_a_threshold_is_the_union(dag, layers):
    """A layer of real attention, thresholded, with the residual gives the next sets: e^β > 2·n is sharp enough."""
    n, edges = dag
    matrix = adjacency(edges, n)
    held = reach_after(matrix, layers)
    matches = reach_after(matrix, 1) if layers == 0 else held
    sharpness = math.log(2 * n) + 0.01
    assert np.array_equal(merge_by_attention(matches, held, sharpness), reach_after(matrix, layers + 1))


def test_a_merge_row_by_hand():
    """Of 4 vertices 2 are matched with β = ln 3: each match weighs 3/8, each other vertex leaks 1/8."""
    matches = np.array([[True, True, False, False]] * 4)
    trace = merge_attention(matches, np.eye(4, dtype=bool), math.log(3))
    assert trace.weights[0].round(12).tolist() == [0.375, 0.375, 0.125, 0.125]
    assert trace.output[0].round(12).tolist() == [0.375, 0.375, 0.125, 0.125]


def test_batches_of_graphs_and_of_layers():
    """Each graph of a batch has its own number of layers, in any memory layout; (-1, -1) is no edge."""
    draws = Draws(1, np.arange(30))
    edges = np.sort(draws.integers(0, 7, (9, 2)), axis=-1)
    edges[edges[..., 0] == edges[..., 1]] = -1
    layers = draws.integers(0, 4)
    graphs = [adjacency(one[one[:, 0] >= 0], 8) for one in edges]
    alone = [reach_after(matrix, int(count)) for matrix, count in zip(graphs, layers, strict=True)]
    for batch in layouts(edges):
        matrices = adjacency(batch, 8)
        assert np.array_equal(reach_after(matrices, layers), np.stack(alone))
        assert reach_after(matrices, layers).strides[0] == 1  # one byte: variants lie side by side
        assert np.array_equal(distances(matrices), np.stack([distances(matrix) for matrix in matrices]))


def test_a_union_takes_every_matched_set():
    """Row r is the union of the sets that row r matches, and empty when it matches none."""
    sets = np.array([[True, False], [False, True]])
    assert unite(np.array([[True, True], [False, False]]), sets).tolist() == [[True, True], [False, False]]


@pytest.mark.parametrize(
    ("edges", "n", "start", "goal", "expected"),
    [
        ([[0, 1], [1, 2], [2, 3], [0, 4], [4, 5]], 6, 0, 3, 2),  # a path of 3, one branch of 2
        ([[0, 1], [1, 2], [0, 3], [3, 4], [4, 5], [5, 6]], 7, 0, 2, 2),  # the path is shorter than the branch of 4
        ([[0, 1], [1, 2]], 3, 0, 2, 0),  # no other path
        ([[0, 1], [1, 2], [0, 3], [3, 2]], 4, 0, 2, 0),  # the other path only rejoins at the goal
        ([[0, 1], [1, 2], [2, 3], [0, 4], [4, 2], [4, 5]], 6, 0, 3, 2),  # a branch that also has an end of its own
        ([[1, 0], [0, 2]], 3, 1, 1, 0),  # already there
    ],
)
def test_lookahead_by_hand(edges, n, start, goal, expected):
    """L = min(|P|, max |Sᵢ|) over the other paths that never rejoin P."""
    assert int(lookahead(adjacency(np.array(edges), n), start, goal)) == expected


@given(acyclic(least=2, most=8), st.data())
def test_lookahead_over_all_paths_listed(dag, data):
    """L is what comes of listing every path from start to a childless vertex and dropping those that touch P."""
    n, edges = dag
    found = graph(n, edges)
    start = data.draw(st.integers(0, n - 1))
    goal = data.draw(st.sampled_from(sorted(nx.descendants(found, start) | {start})))
    shortest = min(nx.all_shortest_paths(found, start, goal))
    ends = [v for v in found if found.out_degree(v) == 0 and v != start]
    others = [path for end in ends for path in nx.all_simple_paths(found, start, end)]
    free = [len(path) - 1 for path in others if not set(path[1:]) & set(shortest)]
    expected = min(len(shortest) - 1, max(free, default=0))
    assert int(lookahead(adjacency(edges, n), start, goal)) == expected


def test_lookahead_of_a_batch():
    """Graphs, starts and goals of a batch are taken one by one."""
    chain = [[0, 1], [1, 2], [0, 3]]
    graphs = adjacency(np.array([chain, [[0, 1], [0, 2], [2, 3]]]), 4)
    assert lookahead(graphs, np.array([0, 0]), np.array([2, 3])).tolist() == [1, 1]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda: adjacency(np.array([[0, 3]]), 3), "Vertices are 0 to 2, but edges have 0 to 3."),
        (lambda: adjacency(np.array([0, 1, 2]), 3), r"Edges are whole numbers \(..., m, 2\), but have shape \(3,\)"),
        (lambda: reach_after(np.eye(2, dtype=bool), -1), "The number of layers is a whole number from 0, but"),
        (lambda: layers_needed(-2), "The number of edges is a whole number from 0, but it is -2."),
        (lambda: lookahead(adjacency(np.array([[0, 1]]), 2), 1, 0), "The goal must be reachable from the start"),
    ],
)
def test_a_wrong_graph_is_one_sentence(wrong, sentence):
    """What is no graph, or has no path, is refused with the rule and what came."""
    with pytest.raises(ValueError, match=f"^{sentence}"):
        wrong()
