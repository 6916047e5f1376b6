"""The scaled scores Q·Kᵀ/√d_k from queries and keys."""

from typing import Any

from engine.draws import Draws
from quiz.blocks import Block, Text
from quiz.calculation import Values
from quiz.family import Family
from quiz.parts import OUTPUT, Part
from quiz.steps.scores import dot_products, repeated_rows, scale, zero_rows
from quiz.words import draw_tokens, grid


class ScaledScores(Family):
    id, topic, title = "scaled-scores", "scores", "Scaled scores"
    version = 2  # no query or key is all zero
    source = "Vaswani et al. (2017), section 3.2.1"
    levels = {
        1: {"n": 2, "d_model": 6, "d_k": 4, "spread": 2},
        2: {"n": 3, "d_model": 8, "d_k": 4, "spread": 3},
        3: {"n": 3, "d_model": 16, "d_k": 8, "spread": 2},
    }
    steps = [dot_products, scale]
    asked = [
        Part("scaled", "matrix", "The scaled scores $Q K^\\top/\\sqrt{{d_k}}$, one row for each query.", OUTPUT)
    ]
    labels = {
        "q": ("tokens", ""), "k": ("tokens", ""), "scores": ("tokens", "tokens"), "scaled": ("tokens", "tokens"),
    }  # fmt: skip
    without = {"no-transpose": "without the transpose the product can’t be formed, since n differs from d_k"}
    hints = (
        "A score compares one query with one key. Which two rows meet at row “{tokens[0]}”, column “{tokens[1]}”?",
        (
            "Multiply query “{tokens[0]}” and key “{tokens[1]}” number by number, add the {d_k} products, and divide "
            "the sum by $\\sqrt{{d_k}}$, where $d_k$ is how many numbers a query holds. Do so for every pair."
        ),
    )

    def sample(self, draw: Draws, n: int, d_model: int, d_k: int, spread: int) -> dict[str, Any]:
        return {
            "tokens": draw_tokens(draw, n),
            "q": draw.integers(-spread, spread, (n, d_k)),
            "k": draw.integers(-spread, spread, (n, d_k)),
            "n": n,
            "d_k": d_k,
            "d_model": d_model,
        }

    def degenerate(self, givens: Values, right: Values) -> Any:
        """Two equal queries or keys would ask the same again; one of zeros alone has nothing but zero scores."""
        repeated = repeated_rows(givens["q"]) | repeated_rows(givens["k"])
        return repeated | zero_rows(givens["q"]) | zero_rows(givens["k"])

    def statement(self, givens: Values) -> list[Block]:
        return [
            Text(
                f"The embeddings of these {givens['n']} tokens hold $d_{{model}} = {givens['d_model']}$ numbers each. "
                f"Queries and keys of $d_k = {givens['d_k']}$ numbers were made from them, one row for each token."
            ),
            grid(self, "q", givens),
            grid(self, "k", givens),
            Text("Compare every query with every key and scale the scores as attention does: row query, column key."),
        ]
