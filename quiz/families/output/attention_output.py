"""One row of the output: a token's weights blend the values, whatever the keys were."""

from typing import Any

import numpy as np

from engine.draws import Draws
from quiz.blocks import Block, Formula, Text
from quiz.calculation import Values
from quiz.family import Family
from quiz.parts import OUTPUT, Check, Part
from quiz.steps.output import blend_row, own_row
from quiz.steps.scores import repeated_rows
from quiz.words import draw_tokens, grid


class AttentionOutput(Family):
    id, topic, title = "attention-output", "output", "The output of one token"
    source = "Vaswani et al. (2017), section 3.2.1"
    levels = {
        1: {"n": 3, "d_k": 4, "d_v": 2, "spread": 5, "unit": 10},
        2: {"n": 4, "d_k": 3, "d_v": 3, "spread": 6, "unit": 20},
        3: {"n": 5, "d_k": 2, "d_v": 3, "spread": 40, "unit": 100},
    }
    steps = [own_row, blend_row]
    asked = [
        Part(
            "z", "vector", lambda tokens, reader: f"The output of “{tokens[reader]}”, its row of $Z = A V$.", OUTPUT,
            checks=(Check("inside", "v"),),
        )
    ]  # fmt: skip
    labels = {"weights": ("tokens", "tokens"), "row": ("", "tokens"), "k": ("tokens", ""), "v": ("tokens", "")}
    hints = (
        "An output is a blend: so much of one value, so much of another. Which weights belong to the token that asks?",
        lambda tokens, reader: (
            f"Take the row of “{tokens[reader]}” in $A$ and multiply each weight by the row of $V$ of its column’s "
            "token; add the products column by column. The keys have already done their work in $A$."
        ),
    )

    def sample(self, draw: Draws, n: int, d_k: int, d_v: int, spread: int, unit: int) -> dict[str, Any]:
        """Weights are whole parts of 1/unit; values are whole, at the last level tenths."""
        places = draw.sample(unit - 1, n - 1, (n,)) + 1  # where a row of `unit` pieces is cut
        ends = np.concatenate([np.sort(places, axis=-1), np.full((*places.shape[:-1], 1), unit)], axis=-1)
        values = draw.integers(-spread, spread, (n, d_v))
        return {
            "tokens": draw_tokens(draw, n), "reader": draw.integers(0, n - 1),
            "weights": np.diff(ends, axis=-1, prepend=0) / unit,
            "v": values / 10 if unit == 100 else values, "k": draw.integers(-2, 2, (n, d_k)),
            "n": n, "d_k": d_k, "d_v": d_v, "spread": spread, "unit": unit,
        }  # fmt: skip

    def degenerate(self, givens: Values, right: Values) -> Any:
        """Tokens with the same value, or a row without a clear greatest or with one alone, teach nothing."""
        ordered = np.sort(right["row"], axis=-1)
        return repeated_rows(givens["v"]) | (ordered[..., -1] > 0.85) | (ordered[..., -1] - ordered[..., -2] < 0.04)

    def statement(self, givens: Values) -> list[Block]:
        return [
            Text("One head of self-attention has worked out these weights; rows query, columns are read."),
            grid(self, "weights", givens, look="heat"),
            Text(f"Each token has a key, with $d_k = {givens['d_k']}$, and a value, with $d_v = {givens['d_v']}$."),
            grid(self, "k", givens),
            grid(self, "v", givens),
            Formula("Z = A V"),
        ]
