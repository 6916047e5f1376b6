"""The attention weights A = softmax(Q·Kᵀ/√d_k) from queries and keys."""

from dataclasses import replace
from math import isqrt
from typing import Any

from engine.draws import Draws
from quiz.blocks import Block, Text
from quiz.calculation import Values
from quiz.family import Family
from quiz.parts import WEIGHT, WEIGHT_CHECKS, Part
from quiz.steps.logarithms import ln, written_as_ln
from quiz.steps.scores import dot_products, repeated_rows, scale
from quiz.steps.softmax import softmax_rows
from quiz.words import draw_tokens, grid


class AttentionWeights(Family):
    id, topic, title = "attention-weights", "weights", "Attention weights from Q and K"
    source = "Vaswani et al. (2017), section 3.2.1"
    levels = {
        1: {"n": 3, "d_model": 6, "d_k": 4, "spread": 1, "form": "logarithms"},
        2: {"n": 3, "d_model": 6, "d_k": 4, "spread": 2, "form": "integers"},
        3: {"n": 4, "d_model": 12, "d_k": 9, "spread": 1, "form": "integers"},
    }
    steps = [dot_products, scale, softmax_rows]
    asked = [
        Part("weights", "matrix", "The attention weights $A$: row query, column key.", WEIGHT, checks=WEIGHT_CHECKS)
    ]
    labels = {
        "q": ("tokens", ""), "k": ("tokens", ""), "scores": ("tokens", "tokens"),
        "scaled": ("tokens", "tokens"), "weights": ("tokens", "tokens"),
    }  # fmt: skip
    without = {"no-transpose": "without the transpose the product can’t be formed, since n differs from d_k"}
    hints = (
        "The row of “{tokens[0]}” shares out the attention that “{tokens[0]}” pays. What must the row sum to?",
        (
            "Take the dot product of query “{tokens[0]}” with each of the {n} keys, divide each by $\\sqrt{{d_k}}$, "
            "raise $e$ to each of the results, and divide by their sum. Then do the same for the next query."
        ),
    )

    def sample(self, draw: Draws, n: int, d_model: int, d_k: int, spread: int, form: str) -> dict[str, Any]:
        if form == "logarithms":  # scaled scores are sums of ln 1, ln 2, ln 3: every weight is a plain fraction
            q, k = draw.integers(0, spread, (n, d_k)), isqrt(d_k) * ln(draw.integers(1, 3, (n, d_k)))
        else:
            q, k = draw.integers(-spread, spread, (n, d_k)), draw.integers(-spread, spread, (n, d_k))
        return {
            "tokens": draw_tokens(draw, n), "q": q, "k": k,
            "n": n, "d_k": d_k, "d_model": d_model, "form": form,
        }  # fmt: skip

    def degenerate(self, givens: Values, right: Values) -> Any:
        """Equal queries or keys, or a row that is all but one-hot, teach nothing about sharing out."""
        nearly_one_hot = (right["weights"].max(axis=-1) > 0.95).any(axis=-1)
        return repeated_rows(givens["q"]) | repeated_rows(givens["k"]) | nearly_one_hot

    def statement(self, givens: Values) -> list[Block]:
        keys = grid(self, "k", givens)
        if givens["form"] == "logarithms":
            keys = replace(keys, value=written_as_ln(keys.value, factor=isqrt(givens["d_k"])))
        return [
            Text(
                f"One head of attention made these queries and keys of $d_k = {givens['d_k']}$ numbers, a row for each "
                f"token, from embeddings of $d_{{model}} = {givens['d_model']}$ numbers."
            ),
            grid(self, "q", givens),
            keys,
            Text("How much attention does each token pay to each token? Scale the scores; softmax goes over each row."),
        ]
