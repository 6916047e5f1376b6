"""Shapes in many heads over a batch: one more axis for each, until the heads are put side by side."""

from typing import Any

import numpy as np

from engine.draws import Draws
from quiz.blocks import Block, Formula, Items, Text
from quiz.calculation import Values
from quiz.family import Family
from quiz.parts import Part
from quiz.steps.head_shapes import concatenated, keys, output, queries, scores, weights

BATCHES, HEADS, LENGTHS = (5, 7, 10), (8, 12, 16), (20, 24, 40, 50, 100)
WIDTHS = np.array([16, 32, 48, 64, 80, 96])


class ShapeMultihead(Family):
    id, topic, title = "shape-multihead", "shapes", "Shapes in many heads"
    version = 2  # tokens and features can be told apart after the heads are concatenated
    source = "Vaswani et al. (2017), section 3.2.2; Ainslie et al. (2023) for shared key/value heads"
    levels = {
        1: {"exam": False, "grouped": False},
        2: {"exam": True, "grouped": False},
        3: {"exam": True, "grouped": True},
    }
    steps = [queries, keys, scores, weights, concatenated, output]
    asked = [
        Part("q", "shape", "The shape of the queries $Q$ of all heads.", levels=(1, 2)),
        Part("k", "shape", "The shape of the keys $K$ of all key/value heads.", levels=(3,)),
        Part("scores", "shape", "The shape of the scores $Q K^\\top$ of all heads.", levels=(1,)),
        Part("weights", "shape", "The shape of the attention weights $A$ of all heads.", levels=(2,)),
        Part("concatenated", "shape", "The shape of the concatenated outputs, before $W_O$.", levels=(1, 3)),
        Part("output", "shape", "The shape of the output, after $W_O$.", levels=(2, 3)),
    ]
    hints = (
        "Write one head of one sequence first. Which axes do many heads and a batch put before it?",
        lambda B, h, n, d_model: (
            f"Share {d_model} out among {h} heads for the width of one. Work out its shape for one sequence of {n} "
            f"tokens, then put first {B}, then the number of heads; that axis is gone once the heads lie side by side."
        ),
    )

    def sample(self, draw: Draws, exam: bool, grouped: bool) -> dict[str, Any]:
        """Sizes that are all different; where key/value heads are fewer, they are half or a quarter of the heads."""
        if exam:
            B, h, n = draw.choose(BATCHES), draw.choose(HEADS), draw.choose(LENGTHS)
            widths = WIDTHS[draw.sample(len(WIDTHS), 2)]
            d_k, d_v = widths[..., 0], widths[..., 1]
        else:
            small = draw.sample(6, 4) + 2  # four of 2 … 7
            B, h, n, d_k = (small[..., i] for i in range(4))
            d_v = d_k
        d_v = d_v if grouped else d_k
        h_kv = h // (2 * draw.integers(1, 2)) if grouped else h
        sizes = {"B": B, "h": h, "h_kv": h_kv, "n": n, "d_model": h * d_k, "d_k": d_k, "d_v": d_v}
        return {**sizes, "exam": exam, "grouped": grouped}

    def statement(self, givens: Values) -> list[Block]:
        B, h, n, d_model = (int(givens[name]) for name in ("B", "h", "n", "d_model"))
        sizes = [f"$B = {B}$ sequences in the batch", f"$n = {n}$ tokens in each", f"$d_{{model}} = {d_model}$"]
        if givens["grouped"]:
            opening = "A layer of grouped-query attention reads a batch: several query heads share one key/value head."
            sizes += [
                f"$h = {h}$ query heads",
                f"$h_{{kv}} = {int(givens['h_kv'])}$ key/value heads",
                "$d_k = d_{model}/h$ for each head",
                f"$d_v = {int(givens['d_v'])}$ for each head",
            ]
        else:
            opening = "A layer of multi-head self-attention reads a batch of sequences."
            sizes += [f"$h = {h}$ heads", "$d_k = d_v = d_{model}/h$ for each head"]
        return [
            Text(opening),
            Items(sizes),
            Formula(r"\text{output} = \text{concat}(Z_1, …, Z_h) \cdot W_O"),
            Text(
                "Give every shape in the order batch, heads, tokens, features, leaving out an axis that isn’t there, "
                "in numbers or with these symbols; a product is written like `2*n`."
            ),
        ]
