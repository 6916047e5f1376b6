"""The cost of attending to everything: pairs of tokens, their bytes, and what a longer text does."""

from typing import Any

import numpy as np

from engine.draws import Draws
from quiz.blocks import Block, Items, Text
from quiz.calculation import Values
from quiz.family import Family
from quiz.parts import Part
from quiz.steps.counts import entries, fitting, growth, size

LENGTHS = {1: tuple(range(5, 21)), 2: (50, 100, 200, 300, 400, 500), 3: (1000, 1200, 1500, 2000, 3000, 4000)}


class QuadraticCost(Family):
    id, topic, title = "quadratic-cost", "shapes", "What attention to everything costs"
    source = "Vaswani et al. (2017), table 1"
    levels = {
        1: {"lengths": 1, "heads": 1, "batch": 1},
        2: {"lengths": 2, "heads": 4, "batch": 1},
        3: {"lengths": 3, "heads": 8, "batch": 2},
    }
    steps = [entries, size, growth, fitting]
    asked = [
        Part("entries", "number", "How many numbers do the attention weights hold in all?", levels=(1, 2)),
        Part("bytes", "number", "How many bytes do all attention weights take?", unit="bytes", levels=(2, 3)),
        Part(
            "factor", "number",
            lambda longer: f"A text {int(longer)} times as long has how many times as many weights?",
            levels=(1, 2),
        ),
        Part(
            "fitting", "number",
            lambda room: f"With {int(room)} times the memory for the weights, how many tokens long can each text be?",
            unit="tokens", levels=(3,),
        ),
    ]  # fmt: skip
    hints = (
        "Who attends to whom? Count the cells of one head’s map of weights first.",
        lambda B, h, n: (
            "Count the rows of one map (who queries) and its columns (who is read), both for "
            f"{int(n)} tokens; then count the maps, one for each head{' of each text' if B > 1 else ''}. A longer text "
            "stretches both sides of the map at once."
        ),
    )

    def sample(self, draw: Draws, lengths: int, heads: int, batch: int) -> dict[str, Any]:
        """heads, batch: 1, or the least number drawn."""
        one = np.ones(draw.batch, np.int64)
        h, B, root = draw.integers(heads, 2 * heads), draw.integers(batch, 4 * batch), draw.integers(2, 5)
        return {
            "n": draw.choose(LENGTHS[lengths]), "d_k": 2 ** draw.integers(2, 6),
            "h": h if heads > 1 else one, "B": B if batch > 1 else one,
            "bits": 2 ** draw.integers(4, 6), "longer": draw.integers(2, 9), "room": root * root,
            "lengths": lengths, "heads": heads, "batch": batch,
        }  # fmt: skip

    def statement(self, givens: Values) -> list[Block]:
        B, h, n, d_k, bits = (int(givens[name]) for name in ("B", "h", "n", "d_k", "bits"))
        texts = f"{B} texts of $n = {n}$ tokens each" if B > 1 else f"a text of $n = {n}$ tokens"
        items = [
            f"{f'$h = {h}$ heads' if h > 1 else 'one head'} with queries and keys of width $d_k = {d_k}$",
            "every token may attend to every token of its text: there is no mask",
        ]
        if givens["lengths"] > 1:
            items.append(f"every weight is kept, as a number of {bits} bits")
        return [Text(f"One layer of self-attention reads {texts}."), Items(items)]
