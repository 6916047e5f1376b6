"""A family small enough to check by hand, for tests of what follows from a family's declaration.

Scores [[4, 0], [0, 0]] and d_k = 4: scaled [[2, 0], [0, 0]], weights [[e²/(e²+1), 1/(e²+1)], [1/2, 1/2]]
= [[0.880797, 0.119203], [0.5, 0.5]]. With V = [[1], [3]]: Z = [[1.238406], [2]].
"""

from typing import Any

import numpy as np

from engine.draws import Draws
from quiz.blocks import Block, Text
from quiz.calculation import Values
from quiz.family import Family
from quiz.parts import OUTPUT, WEIGHT, WEIGHT_CHECKS, Check, Part
from quiz.steps.output import blend
from quiz.steps.scores import scale
from quiz.steps.softmax import softmax_rows
from quiz.variants import Variant, rebuilt


class Small(Family):
    id, topic, title, source = "small", "tests", "Small", "by hand"
    levels = {1: {"d_k": 4}}
    steps = [scale, softmax_rows, blend]
    asked = [
        Part("scaled", "matrix", "Scaled scores.", OUTPUT),
        Part("weights", "matrix", "Weights.", WEIGHT, checks=WEIGHT_CHECKS),
        Part("z", "matrix", "Output.", OUTPUT, checks=(Check("inside", "v"),)),
    ]
    hints = ("Look at d_k = {d_k}.", "Rows sum to 1.")

    def sample(self, draw: Draws, d_k: int) -> dict[str, Any]:
        return {"scores": draw.integers(-4, 4, (2, 2)), "v": draw.integers(-3, 3, (2, 1)), "d_k": d_k}

    def statement(self, givens: Values) -> list[Block]:
        return [Text("Work it out.")]


def small() -> Variant:
    """The variant of the module's docstring."""
    return rebuilt(Small(), 1, {"scores": [[4, 0], [0, 0]], "v": [[1], [3]], "d_k": 4})


E2, E4 = np.exp(2), np.exp(4)
