"""Shapes in one head: who has how many rows, and which size is summed away."""

from typing import Any

import numpy as np

from engine.draws import Draws
from quiz.blocks import Block, Formula, Items, Text
from quiz.calculation import Values
from quiz.family import Family
from quiz.parts import Part
from quiz.steps.shapes import keys, outputs, queries, scores, value_matrix, values, weights

WIDTHS = np.array([16, 24, 32, 40, 48, 64])
MODELS = np.array([96, 128, 256, 512])


class ShapeSingle(Family):
    id, topic, title = "shape-single", "shapes", "Shapes in one head"
    source = "Vaswani et al. (2017), section 3.2.1"
    levels = {
        1: {"exam": False, "cross": False},
        2: {"exam": True, "cross": False},
        3: {"exam": True, "cross": True},
    }
    steps = [value_matrix, queries, keys, values, scores, weights, outputs]
    asked = [
        Part("w_v", "shape", "The shape of the matrix $W_V$ that makes the values.", levels=(2,)),
        Part("q", "shape", "The shape of the queries $Q$.", levels=(1,)),
        Part("k", "shape", "The shape of the keys $K$.", levels=(3,)),
        Part("v", "shape", "The shape of the values $V$.", levels=(2,)),
        Part("scores", "shape", "The shape of the scores $Q K^\\top$.", levels=(1, 3)),
        Part("weights", "shape", "The shape of the attention weights $A$.", levels=(2,)),
        Part("z", "shape", "The shape of the output $Z$.", levels=(1, 3)),
    ]
    hints = (
        "In a product $A B$ the columns of $A$ meet the rows of $B$ and vanish. Which two sizes are left?",
        lambda d_model, d_k, d_v: (
            f"Write the sizes under the formula: $X$ has {d_model} columns, $W_Q$ and $W_K$ are {d_model} × {d_k}, "
            f"$W_V$ is {d_model} × {d_v}. Then go product by product, $K^\\top$ being $K$ on its side."
        ),
    )

    def sample(self, draw: Draws, exam: bool, cross: bool) -> dict[str, Any]:
        """Sizes that are all different, so that no size can pass for another."""
        if exam:
            n = draw.sample(12, 2) + 3  # two of 3 … 14
            widths, d_model = WIDTHS[draw.sample(len(WIDTHS), 2)], MODELS[draw.integers(0, len(MODELS) - 1)]
        else:
            small = draw.sample(6, 4) + 2  # four of 2 … 7
            n, widths, d_model = small[..., :2], small[..., 2:], draw.integers(8, 12)
        n_q, n_k = n[..., 0], n[..., 1] if cross else n[..., 0]
        tokens = {} if cross else {"n": n_q}
        sizes = {**tokens, "n_q": n_q, "n_k": n_k, "d_model": d_model, "d_k": widths[..., 0], "d_v": widths[..., 1]}
        return {**sizes, "exam": exam, "cross": cross}

    def statement(self, givens: Values) -> list[Block]:
        if givens["cross"]:
            opening = "One head of attention: queries come from one sequence, keys and values from another."
            rows = [f"$n_q = {givens['n_q']}$ tokens query", f"$n_k = {givens['n_k']}$ tokens are read"]
        else:
            opening = "One head of self-attention reads a sequence of tokens, one row of $X$ a token."
            rows = [f"$n = {givens['n']}$ tokens"]
        return [
            Text(opening),
            Items([
                *rows,
                f"$d_{{model}} = {givens['d_model']}$ numbers in an embedding",
                f"$d_k = {givens['d_k']}$ numbers in a query or a key",
                f"$d_v = {givens['d_v']}$ numbers in a value",
            ]),
            Formula(r"Z = \text{softmax}(Q K^\top / \sqrt{d_k}) \cdot V"),
            Text("Give every shape as rows × columns, in numbers or with these symbols."),
        ]  # fmt: skip
