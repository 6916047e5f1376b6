"""Queries, keys or values from embeddings: which of the three is asked changes from variant to variant."""

from typing import Any

import numpy as np

from engine.draws import Draws
from quiz.blocks import Block, Text
from quiz.calculation import Values
from quiz.family import Family
from quiz.parts import EXACT, Part
from quiz.steps.projections import asked_projection
from quiz.steps.scores import repeated_rows
from quiz.words import draw_tokens, grid

NAMES = {"q": "queries", "k": "keys", "v": "values"}
MATRICES = {"q": "w_q", "k": "w_k", "v": "w_v"}


def prompt(asked: Any) -> str:
    name = str(asked)
    return f"The {NAMES[name]} ${name.upper()}$, one row for each token."


def method(asked: Any, tokens: Any, d_model: int) -> str:
    """The method with this variant's own names."""
    matrix = f"$W_{str(asked).upper()}$"
    return (
        f"Row “{tokens[0]}” of the result is row “{tokens[0]}” of $X$ times {matrix}: for each column of {matrix}, "
        f"multiply number by number and add the {d_model} products."
    )


class ProjectQkv(Family):
    id, topic, title = "project-qkv", "projections", "Queries, keys or values from X"
    source = "Vaswani et al. (2017), section 3.2.2"
    levels = {
        1: {"n": 2, "d_model": 3, "d_k": 2, "spread": 2, "shown": "one"},
        2: {"n": 3, "d_model": 4, "d_k": 2, "spread": 2, "shown": "three"},
        3: {"n": 4, "d_model": 5, "d_k": 3, "spread": 3, "shown": "three"},
    }
    steps = [asked_projection]
    asked = [Part("projected", "matrix", prompt, EXACT)]
    labels = {"x": ("tokens", ""), "projected": ("tokens", "")}
    hints = ("Each token is projected on its own: which row of $X$ belongs to “{tokens[0]}”?", method)

    def sample(self, draw: Draws, n: int, d_model: int, d_k: int, spread: int, shown: str) -> dict[str, Any]:
        matrix = (d_model, d_k)
        return {
            "tokens": draw_tokens(draw, n),
            "asked": draw.choose(["q", "k", "v"]),
            "x": draw.integers(-spread, spread, (n, d_model)),
            "w_q": draw.integers(-2, 2, matrix),
            "w_k": draw.integers(-2, 2, matrix),
            "w_v": draw.integers(-2, 2, matrix),
            "n": n, "d_model": d_model, "d_k": d_k, "shown": shown,
        }  # fmt: skip

    def degenerate(self, givens: Values, right: Values) -> Any:
        """Two equal embeddings, or an embedding or a matrix that is mostly zeros, leave little to work out."""
        x = givens["x"]
        sparse = (np.count_nonzero(x, axis=-1) < 2).any(axis=-1)
        for name in MATRICES.values():
            sparse = sparse | (np.count_nonzero(givens[name], axis=-2) < 2).any(axis=-1)
        return repeated_rows(x) | sparse

    def statement(self, givens: Values) -> list[Block]:
        name = str(givens["asked"])
        matrices = MATRICES.values() if givens["shown"] == "three" else [MATRICES[name]]
        return [
            Text(
                f"The rows of $X$ are the embeddings of {givens['n']} tokens. One head of attention turns each of them "
                f"into a query, a key and a value of {givens['d_k']} numbers, with a learned matrix for each of these."
            ),
            grid(self, "x", givens),
            *(grid(self, matrix, givens) for matrix in matrices),
            Text(f"Work out the {NAMES[name]}."),
        ]
