"""Which cell of the attention matrix an operation makes bright, and which operations bright cells stand for."""

from typing import Any

import numpy as np

from engine.arrays import BoolArray, FloatArray
from engine.draws import Draws
from quiz.blocks import Block, Text
from quiz.calculation import Values
from quiz.family import Family
from quiz.parts import Part
from quiz.steps.cells import column_of_operation, row_of_operation, sources_of, targets_of
from quiz.steps.graphs import all_vertices
from quiz.words import grid

LEAK = 0.02  # the weight of every cell that no operation uses


class BrightCell(Family):
    id, topic, title = "bright-cell", "pathmerge", "The bright cells of attention"
    source = "Saparov et al. (2025), Transformers Struggle to Learn to Search: path-merging"
    levels = {
        1: {"n": 4, "most": 1, "threshold": 0.1, "wording": "operation"},
        2: {"n": 5, "most": 2, "threshold": 0.1, "wording": "operation"},
        3: {"n": 6, "most": 3, "threshold": 0.1, "wording": "match"},
    }
    steps = [row_of_operation, column_of_operation, sources_of, targets_of]
    asked = [
        Part("row", "choice", "The operation makes a cell bright in the row of vertex …", options="vertices"),
        Part("column", "choice", "… and in the column of vertex …", options="vertices"),
        Part("sources", "vertices", "In $A$: the vertices, other than itself, whose sets vertex {vertex} takes over."),
        Part("targets", "vertices", "In $A$: the vertices, other than itself, that take over the set of {vertex}."),
    ]
    labels = {"weights": ("vertices", "vertices")}
    without = {"direction-reversed": "Exchanging source and target is the same as swapping row and column."}
    hints = (
        (
            "A row belongs to the vertex that asks, a column to the vertex that is read. If a set moves from one "
            "vertex to another, who asks: the one that gives it or the one that gets it?"
        ),
        (
            "The target of an operation queries, the source is read. For vertex {vertex} go along its row to see what "
            "it reads, and down its column to see who reads it."
        ),
    )

    def sample(self, draw: Draws, n: int, most: int, threshold: float, wording: str) -> dict[str, Any]:
        order = draw.permutation(n)
        matches = self._matches(draw, n, most)
        matches = np.take_along_axis(matches, order[..., :, None], axis=-2)
        matches = np.take_along_axis(matches, order[..., None, :], axis=-1)
        middle = draw.integers(1, n - 2)  # neither first nor last, so that it can have sources and targets
        return {
            "vertices": all_vertices(draw, n),
            "operation": draw.sample(n, 2),
            "weights": self._weights(matches),
            "vertex": np.argmax(order == middle[..., None], axis=-1),
            "threshold": threshold,
            "wording": wording,
        }

    def _matches(self, draw: Draws, n: int, most: int) -> BoolArray:
        """Which sources each vertex takes over, from one to `most` later ones; the last has only itself."""
        later = np.triu(np.ones((n, n), dtype=bool), 1)
        liking = np.where(later, draw.permutation(n, (n,)), n)
        place = np.argsort(np.argsort(liking, axis=-1, kind="stable"), axis=-1, kind="stable")
        chosen: BoolArray = np.asarray(later & (place < draw.integers(1, most, (n,))[..., None]))
        return np.asarray(chosen | (np.eye(n, dtype=bool) & ~chosen.any(axis=-1, keepdims=True)))

    def _weights(self, matches: BoolArray) -> FloatArray:
        """Peaked attention: the matched cells of a row share what the others leave."""
        n, count = matches.shape[-1], matches.sum(axis=-1, keepdims=True)
        return np.where(matches, (1 - LEAK * (n - count)) / count, LEAK)

    def statement(self, givens: Values) -> list[Block]:
        source, target = givens["operation"]
        if givens["wording"] == "match":
            asked = f"In another layer, the query of vertex {target} matches the key of vertex {source}."
        else:
            asked = f"In another layer, an operation {source} → {target} carries a set from {source} into {target}."
        return [
            Text(
                "In path-merging every vertex holds a set of vertices that it can reach. The attention matrix $A$ of a "
                "layer shows whose sets move where: rows query, columns are read."
            ),
            grid(self, "weights", givens, "heat"),
            Text(
                f"A cell is bright when its weight is above {givens['threshold']}: then the vertex that queries takes "
                "over the set of the vertex that is read. A vertex with nobody to read attends to itself."
            ),
            Text(asked),
        ]

    def degenerate(self, givens: Values, right: Values) -> Any:
        """A vertex that nobody reads shows nothing in its column."""
        return ~right["targets"].any(axis=-1)
