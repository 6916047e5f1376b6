"""How many layers path-merging needs until the start knows that it reaches the target."""

from typing import Any

import numpy as np

from engine.arrays import IntArray
from engine.draws import Draws
from quiz.blocks import Block, Text
from quiz.calculation import Values
from quiz.family import Family
from quiz.parts import Part
from quiz.steps.graphs import CONVENTION, all_vertices, drawing, shuffled, spokes
from quiz.steps.layers import doublings_for, layers_for, length_of_branch

ORDINALS = ("first", "second", "third", "fourth")
# Where ⌈ln D⌉, ⌊log₂ D⌋ and ⌈log₂ D⌉ are three numbers.
FAR = (*range(17, 21), *range(33, 55), *range(65, 100))


class LayersNeeded(Family):
    id, topic, title = "layers-needed", "pathmerge", "How many layers are enough"
    source = "Saparov et al. (2025), Transformers Struggle to Learn to Search: path-merging"
    levels = {
        1: {"far": tuple(range(5, 16)), "count": 2, "least": 4, "most": 12, "n": 0},
        2: {"far": FAR, "count": 4, "least": 6, "most": 60, "n": 0},
        3: {"far": (5, 6, 7, 9), "count": 3, "least": 2, "most": 7, "n": 18},
    }
    steps = [length_of_branch, doublings_for, layers_for]
    asked = [
        Part("doublings", "number", "How many layers after layer 1, the doublings, does it take?"),
        Part("layers", "number", "How many layers does it take in all?"),
    ]
    hints = (
        "The start has to learn of a vertex some edges away. After layer 1 it sees 1 edge far; how far after layer 2?",
        (
            "Count the edges $D$ from the start to the target, not the vertices. You need the least number of "
            "doublings $d$ with $2^d \\ge D$, and one layer before them for the edges."
        ),
    )

    def sample(
        self, draw: Draws, far: tuple[int, ...], count: int, least: int, most: int, n: int
    ) -> dict[str, Any]:
        """n: the number of vertices where the graph is drawn, 0 where it is told in words."""
        branch = draw.integers(0, count - 1)
        here = np.arange(count) == branch[..., None]
        branches = np.where(here, draw.choose(far)[..., None], draw.integers(least, most, (count,)))
        if not n:
            return {"branches": branches, "branch": branch}
        return self._drawn(draw, branches, branch, n)

    def _drawn(self, draw: Draws, branches: IntArray, branch: IntArray, n: int) -> dict[str, Any]:
        """The branch after the target's (in a circle) gets the edges that are left of n − 1."""
        count = branches.shape[-1]
        filler = np.arange(count) == (branch[..., None] + 1) % count
        left = n - 1 - np.where(filler, 0, branches).sum(axis=-1, keepdims=True)
        branches = np.where(filler, left, branches)
        ends = np.cumsum(branches, axis=-1)
        names, edges = shuffled(draw, spokes(branches), n)
        last = np.take_along_axis(ends, branch[..., None], axis=-1)
        return {
            "branches": branches, "branch": branch, "vertices": all_vertices(draw, n), "edges": edges,
            "start": names[..., 0], "target": np.take_along_axis(names, last, axis=-1)[..., 0],
        }  # fmt: skip

    def degenerate(self, givens: Values, right: Values) -> Any:
        """Where another branch is as long as the target's, it doesn't matter which one is counted."""
        return (givens["branches"] == right["distance"][..., None]).sum(axis=-1) > 1

    def statement(self, givens: Values) -> list[Block]:
        if "edges" in givens:
            start, target = givens["start"], givens["target"]
            picture: list[Block] = [
                Text("Here is a directed graph. An arrow leads from a vertex to its child."),
                drawing(givens, [start, target]),
            ]
            goal = f"When does the set of vertex {start} hold the target, vertex {target}?"
        else:
            *most, last = (str(length) for length in givens["branches"])
            picture = [
                Text(
                    f"In a directed graph, separate branches leave the start, with {', '.join(most)} and {last} edges, "
                    f"in this order: {1 + int(sum(givens['branches']))} vertices in all. The target is the end of the "
                    f"{ORDINALS[int(givens['branch'])]} branch."
                )
            ]
            goal = "When does the set of the start hold the target?"
        return [*picture, Text(CONVENTION), Text(goal)]
