"""The whole of attention, part by part: X → Q, K, V → scores → scaled → weights → Z, with errors carried forward."""

from functools import lru_cache
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.draws import Draws
from quiz.blocks import Block, Formula, Text
from quiz.calculation import Values
from quiz.family import Family
from quiz.parts import EXACT, OUTPUT, WEIGHT, WEIGHT_CHECKS, Check, Part
from quiz.steps.output import blend
from quiz.steps.projections import keys, queries, values
from quiz.steps.scores import dot_products, repeated_rows, scale
from quiz.steps.softmax import softmax_rows
from quiz.words import draw_tokens, grid


def filled(w: Array) -> Array:  # (..., m, n) -> (..., m, n)
    """The matrix with a 1 put into every column that is all zero, which would make a dead feature."""
    return np.where(_places(*w.shape[-2:]) & ~np.logical_or.reduce(w, axis=-2, keepdims=True), 1, w)


@lru_cache
def _places(rows: int, columns: int) -> Array:  # (m, n), one in each column
    """Where a 1 goes."""
    places: Array = np.arange(rows)[:, None] == np.arange(columns) % rows
    places.flags.writeable = False
    return places


class FullAttention(Family):
    id, topic, title = "full-attention", "output", "Attention from X to Z"
    source = "Vaswani et al. (2017), sections 3.2.1 and 3.2.2"
    levels = {
        1: {"n": 2, "d_model": 3, "d_k": 4, "d_v": 2, "spread": 1},
        2: {"n": 3, "d_model": 2, "d_k": 4, "d_v": 2, "spread": 2},
        3: {"n": 4, "d_model": 5, "d_k": 3, "d_v": 2, "spread": 1},
    }
    steps = [queries, keys, values, dot_products, scale, softmax_rows, blend]
    asked = [
        Part("q", "matrix", "The queries $Q = X W_Q$.", EXACT),
        Part("k", "matrix", "The keys $K = X W_K$.", EXACT),
        Part("v", "matrix", "The values $V = X W_V$.", EXACT),
        Part("scores", "matrix", "The scores $Q K^\\top$, before scaling.", EXACT),
        Part("scaled", "matrix", "The scaled scores $Q K^\\top/\\sqrt{{d_k}}$.", OUTPUT),
        Part(
            "weights",
            "matrix",
            "The attention weights $A$, softmax over each row.",
            WEIGHT,
            checks=WEIGHT_CHECKS,
        ),
        Part("z", "matrix", "The output $Z = A V$.", OUTPUT, checks=(Check("inside", "v"),)),
    ]
    labels = {
        "x": ("tokens", ""), "q": ("tokens", ""), "k": ("tokens", ""), "v": ("tokens", ""), "z": ("tokens", ""),
        "scores": ("tokens", "tokens"), "scaled": ("tokens", "tokens"), "weights": ("tokens", "tokens"),
    }  # fmt: skip
    hints = (
        "A query is a row of $X$ times $W_Q$; keys and values use their own matrices. Keep every row with its token.",
        "Row $i$ of the scores is query $i$ against every key. Divide by $\\sqrt{{{d_k}}}$, then softmax each row.",
    )

    def sample(self, draw: Draws, n: int, d_model: int, d_k: int, d_v: int, spread: int) -> dict[str, Any]:
        return {
            "tokens": draw_tokens(draw, n),
            "x": filled(draw.integers(-spread, spread, (n, d_model)).swapaxes(-1, -2)).swapaxes(-1, -2),
            "w_q": filled(draw.integers(-1, 1, (d_model, d_k))),
            "w_k": filled(draw.integers(-1, 1, (d_model, d_k))),
            "w_v": filled(draw.integers(-2, 2, (d_model, d_v))),
            "n": n, "d_model": d_model, "d_k": d_k, "d_v": d_v, "spread": spread,
        }  # fmt: skip

    def degenerate(self, givens: Values, right: Values) -> Any:
        """Two tokens with the same embedding or value, a feature that no token changes, or weights that are all but
        one-hot teach nothing."""
        flat = (np.ptp(right["v"], axis=-2) == 0).any(axis=-1)
        decided = (right["weights"].max(axis=-1) > 0.97).all(axis=-1)
        return repeated_rows(givens["x"]) | repeated_rows(right["v"]) | flat | decided

    def statement(self, givens: Values) -> list[Block]:
        return [
            Text("One head of self-attention reads these tokens; $X$ holds their embeddings, one row a token."),
            *(grid(self, name, givens) for name in ("x", "w_q", "w_k", "w_v")),
            Formula(r"Z = \text{softmax}(Q K^\top / \sqrt{d_k}) \cdot V"),
            Text(
                f"Here $d_k = {givens['d_k']}$. Rows query, columns are read, and softmax goes over each row. "
                "Work out every quantity on the way."
            ),
        ]
