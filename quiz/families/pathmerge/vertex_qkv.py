"""Query, key and value of a vertex in a layer of path-merging: whom it reads, who it is, what it hands over.

Who is off by one layer takes reach after layer ℓ for 2^ℓ edges, so for 2^(ℓ − 1) when layer ℓ begins: one edge too
many in the value of layer 1, whose query is the same children either way.
"""

from typing import Any

import numpy as np

from engine.draws import Draws
from quiz.blocks import Block, Items, Text
from quiz.calculation import Values
from quiz.family import Family
from quiz.parts import Part
from quiz.steps.graphs import CONVENTION, all_vertices, draw_tree, drawing, shuffled, with_shortcuts
from quiz.steps.reach import children
from quiz.steps.vertex_qkv import handed_over, matched, name_of


class VertexQkv(Family):
    id, topic, title = "vertex-qkv", "pathmerge", "Query, key and value of a vertex"
    version = 2  # in layer 1 nobody who is off by one layer looks for children of children
    source = "Saparov et al. (2025), Transformers Struggle to Learn to Search: path-merging"
    levels = {
        1: {"n": 7, "least": 1, "most": 2, "spine": 4, "crown": 1, "extra": 0},
        2: {"n": 9, "least": 3, "most": 3, "spine": 5, "crown": 2, "extra": 1},
        3: {"n": 12, "least": 4, "most": 4, "spine": 8, "crown": 3, "extra": 1},
    }
    steps = [children, matched, name_of, handed_over]
    asked = [
        Part(
            "query", "vertices",
            "Query: the vertices, other than {vertex} itself, whose keys match the query of {vertex} in layer {layer}.",
        ),
        Part("key", "choice", "Key: vertex {vertex} answers to queries that look for vertex …", options="vertices"),
        Part("value", "vertices", "Value: the set that vertex {vertex} hands over to its readers in layer {layer}."),
    ]  # fmt: skip
    hints = (
        (
            "A vertex can use the set of a vertex that it can reach, and it can only know what earlier layers have "
            "told it. Which layers came before layer {layer}?"
        ),
        (
            "Layer 1 matches along direct edges, later layers along what vertex {vertex} already holds. What it hands "
            "over in layer {layer} is the set that it holds when that layer begins, itself included."
        ),
    )

    def sample(
        self, draw: Draws, n: int, least: int, most: int, spine: int, crown: int, extra: int
    ) -> dict[str, Any]:
        plain = with_shortcuts(draw, draw_tree(draw, n, spine, crown), n, extra)
        names, edges = shuffled(draw, plain, n)
        return {
            "vertices": all_vertices(draw, n),
            "edges": edges,
            "vertex": np.take_along_axis(names, draw.integers(0, 1, (1,)), axis=-1)[..., 0],
            "layer": draw.integers(least, most),
        }

    def statement(self, givens: Values) -> list[Block]:
        vertex, layer = givens["vertex"], givens["layer"]
        return [
            Text("Here is a directed graph. An arrow leads from a vertex to its child."),
            drawing(givens, [vertex]),
            Text(CONVENTION),
            Text("In each layer a vertex has a query, a key and a value:"),
            Items([
                "the query asks “whose set can I use?”, and looks for vertices that it can reach;",
                "the key tells the others who the vertex is;",
                "the value is the set that it hands over to those who attend to it.",
            ]),
            Text(f"Give the three for vertex {vertex} in layer {layer}, from what is known when this layer begins."),
        ]

    def degenerate(self, givens: Values, right: Values) -> Any:
        """A vertex whose query matches no more than one key has nothing to unite."""
        return right["query"].sum(axis=-1) < 2
