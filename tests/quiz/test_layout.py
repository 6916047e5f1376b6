"""A drawn graph can be read: nothing overlaps, and every edge points right."""

from itertools import combinations
from math import dist

import numpy as np
import pytest

from quiz.blocks import Graph
from quiz.family import family
from quiz.layout import extent, positions
from quiz.steps.graphs import drawing
from quiz.variants import draw


def gap(point, start, end):
    """How far a point is from a straight edge."""
    (x, y), (a, b), (c, d) = point, start, end
    t = max(0.0, min(1.0, ((x - a) * (c - a) + (y - b) * (d - b)) / ((c - a) ** 2 + (d - b) ** 2)))
    return dist(point, (a + t * (c - a), b + t * (d - b)))


def drawn(family_id, level, count=40):
    """Graphs of a family, one a variant."""
    givens = draw(family(family_id), level, 21, np.arange(count))
    for i in range(count):
        yield drawing({"vertices": givens["vertices"][i], "edges": givens["edges"][i]})


KINDS = [("reach-after-layers", level) for level in (1, 2, 3)] + [("vertex-qkv", level) for level in (1, 2, 3)]


@pytest.mark.parametrize(("family_id", "level"), [*KINDS, ("layers-needed", 3)])
def test_drawn_graphs_can_be_read(family_id, level):
    """No two vertices are closer than 1, edges point right, and none runs over a vertex that it doesn't join."""
    for graph in drawn(family_id, level):
        places = positions(graph)
        assert all(dist(a, b) >= 1 for a, b in combinations(places, 2))
        assert min(x for x, _ in places) == min(y for _, y in places) == 0
        for u, v in graph.edges:
            assert places[u][0] < places[v][0]
            others = [place for i, place in enumerate(places) if i not in (u, v)]
            assert all(gap(place, places[u], places[v]) > 0.3 for place in others)


def test_a_fork_is_drawn_without_a_crossing():
    """Two branches run side by side: 3 columns to the right of the start, two rows."""
    places = positions(Graph([str(i) for i in range(7)], [(0, 1), (0, 2), (1, 3), (2, 4), (3, 5), (4, 6)]))
    assert [x for x, _ in places] == [0, 1.5, 1.5, 3, 3, 4.5, 4.5]
    above = [places[a][1] < places[b][1] for a, b in ((1, 2), (3, 4), (5, 6))]
    assert above in ([True] * 3, [False] * 3)


def test_a_shortcut_bends_around_the_vertex_that_it_skips():
    """0→1→2 with 0→2: the three can't stand on one line."""
    (_, a), (_, b), (_, c) = positions(Graph(["0", "1", "2"], [(0, 1), (1, 2), (0, 2)]))
    assert abs(b - (a + c) / 2) > 0.4


def test_a_graph_needs_no_edges():
    """Single vertices stand in one column, and no vertex takes no room."""
    assert extent(positions(Graph(["a", "b"], []))) == (0, 1)
    assert extent(positions(Graph([], []))) == (0, 0)


def test_a_cycle_cannot_be_drawn_from_left_to_right():
    """It is refused with the rule."""
    with pytest.raises(ValueError, match="no cycle"):
        positions(Graph(["a", "b"], [(0, 1), (1, 0)]))
