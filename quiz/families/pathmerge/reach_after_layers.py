"""The set of vertices that a vertex of a branching graph holds after some layers of path-merging."""

from typing import Any

import numpy as np

from engine.draws import Draws
from quiz.blocks import Block, Text
from quiz.calculation import Values
from quiz.family import Family
from quiz.parts import Part
from quiz.steps.graphs import CONVENTION, all_vertices, draw_tree, drawing, shuffled, with_shortcuts
from quiz.steps.reach import children, reach


class ReachAfterLayers(Family):
    id, topic, title = "reach-after-layers", "pathmerge", "What a vertex holds after some layers"
    source = "Saparov et al. (2025), Transformers Struggle to Learn to Search: path-merging"
    levels = {
        1: {"n": 9, "layers": 3, "spine": 6, "crown": 1, "extra": 0},
        2: {"n": 11, "layers": 3, "spine": 6, "crown": 2, "extra": 1},
        3: {"n": 15, "layers": 4, "spine": 10, "crown": 2, "extra": 1},
    }
    steps = [children, reach]
    asked = [
        Part("reach", "vertices", "The set that vertex {vertex} holds after {layers} layers, itself included."),
    ]
    without = {
        "edges-only": "Matching direct edges in every layer is the same as one edge more in each layer.",
        "direction-reversed": "Sets that flow the wrong way are the same as edges followed backwards.",
    }
    hints = (
        "Start small: which vertices are the children of {vertex}? That is all that layer 1 adds.",
        (
            "After layer 2 vertex {vertex} knows every vertex at most 2 edges away, and from there on each layer "
            "doubles that distance. Follow all branches that leave vertex {vertex}, and keep {vertex} itself."
        ),
    )

    def sample(
        self, draw: Draws, n: int, layers: int, spine: int, crown: int, extra: int
    ) -> dict[str, Any]:
        plain = with_shortcuts(draw, draw_tree(draw, n, spine, crown), n, extra)
        names, edges = shuffled(draw, plain, n)
        vertex = np.take_along_axis(names, draw.integers(0, 1, (1,)), axis=-1)[..., 0]
        return {"vertices": all_vertices(draw, n), "edges": edges, "vertex": vertex, "layers": layers}

    def statement(self, givens: Values) -> list[Block]:
        vertex, layers = givens["vertex"], givens["layers"]
        return [
            Text("Here is a directed graph. An arrow leads from a vertex to its child."),
            drawing(givens, [vertex]),
            Text(CONVENTION),
            Text(f"Which set does vertex {vertex} hold after {layers} layers?"),
        ]
