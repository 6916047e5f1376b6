"""The causal mask: whom a token may read, and the weights that are left."""

import math
from typing import Any

import numpy as np

from engine.draws import Draws
from quiz.blocks import Block, Formula, Grid, Text
from quiz.calculation import Values
from quiz.family import Family
from quiz.parts import WEIGHT, Check, Part
from quiz.steps.masks import causal, hide, row_of_mask, softmax_of_open
from quiz.steps.scores import scale
from quiz.words import draw_tokens, grid, headers

LOGARITHMS = np.array([0.0, *(math.log(c) for c in range(1, 7))])  # looked up, so that every batch has the same bits


class CausalMask(Family):
    id, topic, title = "causal-mask", "weights", "Weights behind a causal mask"
    source = "Vaswani et al. (2017), section 3.2.3"
    levels = {
        1: {"n_q": 3, "n_k": 3, "offset": 0, "d_k": 4, "most": 6},
        2: {"n_q": 4, "n_k": 4, "offset": 0, "d_k": 9, "most": 0},
        3: {"n_q": 3, "n_k": 5, "offset": 2, "d_k": 4, "most": 0},
    }
    steps = [causal, row_of_mask, scale, hide, softmax_of_open]
    asked = [
        Part("allowed", "choices", lambda queries, query: f"Whom may “{queries[query]}” read?", options="tokens"),
        Part(
            "weights", "matrix", "The attention weights $A$ behind the causal mask, one row a query.", WEIGHT,
            checks=(Check("nonnegative"), Check("masked", "mask"), Check("row-sum")),
        ),
    ]  # fmt: skip
    labels = dict.fromkeys(("scores", "scaled", "mask", "masked", "weights"), ("queries", "tokens"))
    hints = (
        "Ask of every cell: does the token of this column stand after the token of this row?",
        lambda queries, d_k: (
            f"Divide by $\\sqrt{{{d_k}}}$, cross out what stands after each of {', '.join(map(str, queries))}, and "
            "only then share out each row by softmax over what is left; a crossed-out cell gets exactly 0."
        ),
    )

    def sample(self, draw: Draws, n_q: int, n_k: int, offset: int, d_k: int, most: int) -> dict[str, Any]:
        tokens = draw_tokens(draw, n_k)
        given = {
            "tokens": tokens, "queries": tokens[..., offset:], "query": draw.integers(0 if offset else 1, n_q - 2),
            "n_q": n_q, "n_k": n_k, "offset": offset, "d_k": d_k, "most": most,
        }  # fmt: skip
        if most:
            powers = draw.integers(1, most, (n_q, n_k))
            return {**given, "powers": powers, "scores": math.sqrt(d_k) * LOGARITHMS[powers]}
        return {**given, "scores": draw.integers(-d_k, d_k, (n_q, n_k))}

    def degenerate(self, givens: Values, right: Values) -> Any:
        """Scores of a row that are all equal, or a row that is all but one-hot, teach nothing; row 0 may be one-hot."""
        scores, weights = givens["scores"], right["weights"][..., 1:, :]
        return (np.ptp(scores, axis=-1) == 0).any(axis=-1) | (weights.max(axis=-1) > 0.97).any(axis=-1)

    def statement(self, givens: Values) -> list[Block]:
        queries, offset = givens["queries"], givens["offset"]
        if offset:
            opening = (
                f"A decoder has read {offset} tokens already and kept their keys; now {givens['n_q']} new ones "
                f"come at once: {', '.join(map(str, queries))}. Each new token queries all {givens['n_k']} keys."
            )
        else:
            opening = "A decoder reads these tokens in order, and every token queries every key."
        return [
            Text(opening),
            *self._scores(givens),
            Text("Rows query, columns are read. The mask is causal: a token may read itself and all before it."),
            Formula(r"A = \text{softmax}(Q K^\top / \sqrt{d_k} \text{, masked})"),
            Text(f"Here $d_k = {givens['d_k']}$, and softmax goes over each row."),
        ]

    def _scores(self, givens: Values) -> list[Block]:
        if not givens["most"]:
            return [grid(self, "scores", givens)]
        rows, columns = headers(self, "scores", givens)
        cells = [[f"{math.isqrt(givens['d_k'])} ln {c}" for c in row] for row in givens["powers"].tolist()]
        return [Text("The scores are logarithms, so no calculator is needed."), Grid("Q K^\\top", cells, rows, columns)]
