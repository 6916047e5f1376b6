"""Random graphs: what their shape promises, checked by networkx."""

import networkx as nx
import numpy as np

from engine.draws import Draws
from quiz.steps.graphs import draw_tree, shuffled, spokes, with_shortcuts

MANY = np.arange(60)


def graphs(edges):
    """One networkx graph a variant."""
    return [nx.DiGraph(map(tuple, one)) for one in edges.tolist()]


def test_a_tree_has_its_spine():
    """Nine vertices, eight edges, one root, and a path of six edges from it."""
    for tree in graphs(draw_tree(Draws(1, MANY), 9, 6, 2)):
        assert nx.is_arborescence(tree)
        assert nx.shortest_path_length(tree, 0, 6) == 6


def test_shortcuts_are_new_edges_that_lengthen_no_path():
    """Two more edges each, no cycle, and the longest path is as long as before."""
    draw = Draws(2, MANY)
    edges = draw_tree(draw, 11, 6, 2)
    for tree, graph in zip(graphs(edges), graphs(with_shortcuts(draw, edges, 11, 2)), strict=True):
        assert graph.number_of_edges() == tree.number_of_edges() + 2
        assert nx.dag_longest_path_length(graph) == nx.dag_longest_path_length(tree)


def test_spokes_have_the_lengths_asked_for():
    """Disjoint paths of 3, 1 and 4 edges, then of 2, 5 and 1: they end at the running sums."""
    wanted = [[3, 1, 4], [2, 5, 1]]
    for lengths, graph in zip(wanted, graphs(spokes(np.array(wanted))), strict=True):
        ends = np.cumsum(lengths).tolist()
        assert [nx.shortest_path_length(graph, 0, end) for end in ends] == lengths
        assert sorted(v for v in graph if graph.out_degree(v) == 0) == ends


def test_shuffling_only_renames():
    """A shuffled graph is the same graph under the names that were dealt out."""
    draw = Draws(3, MANY)
    plain = draw_tree(draw, 9, 4, 3)
    names, edges = shuffled(draw, plain, 9)
    for name, before, after in zip(names.tolist(), graphs(plain), graphs(edges), strict=True):
        assert sorted(name) == list(range(9))
        assert set(nx.relabel_nodes(before, dict(enumerate(name))).edges) == set(after.edges)
