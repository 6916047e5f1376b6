"""Reading a heat map of weights: who attends to whom, and who is attended to."""

from typing import Any

import numpy as np

from engine import total
from engine.arrays import Array
from engine.draws import Draws
from quiz.blocks import Block, Text
from quiz.calculation import Values
from quiz.family import Family
from quiz.parts import WEIGHT, Part
from quiz.steps.reading import (
    column_of,
    column_sum,
    greatest_column,
    sources_of_rows,
    strongest_reader,
    strongest_source,
)
from quiz.words import draw_tokens, grid

VISIBLE = 0.08  # the least lead of a winner that is asked for


def lead(numbers: Array) -> Array:  # (..., n) -> (...)
    """By how much the greatest leads the next."""
    ordered = np.sort(numbers, axis=-1)
    return ordered[..., -1] - ordered[..., -2]


class ReadAttention(Family):
    id, topic, title = "read-attention", "weights", "Who attends to whom"
    source = "Vaswani et al. (2017), section 3.2.1 and its attention maps"
    levels = {
        1: {"n": 3, "tail": 0, "most": 2, "unit": 10},
        2: {"n": 4, "tail": 1, "most": 16, "unit": 100},
        3: {"n": 5, "tail": 2, "most": 14, "unit": 100},
    }
    steps = [strongest_source, strongest_reader, column_sum, greatest_column, sources_of_rows]
    asked = [
        Part(
            "reads", "text", lambda tokens, reader: f"Which token does “{tokens[reader]}” attend to most?",
            options="tokens", levels=(1, 2),
        ),
        Part(
            "learned", "vector",
            lambda n: f"For each token in order, the place ({', '.join(map(str, range(1, n + 1)))}) of the token that "
            "it depends on most.", levels=(3,),
        ),
        Part(
            "read_by", "text", lambda tokens, source: f"Which token attends most to “{tokens[source]}”?",
            options="tokens", levels=(1, 3),
        ),
        Part(
            "received", "number", lambda tokens, source: f"How much attention does “{tokens[source]}” receive in all?",
            WEIGHT, levels=(1, 2),
        ),
        Part("most_read", "choice", "Which token receives the most attention in all?", options="tokens", levels=(2, 3)),
    ]  # fmt: skip
    labels = {"weights": ("tokens", "tokens"), "learned": ("", "tokens")}
    hints = (
        "A row belongs to the token that queries, a column to the token that is read. Which of the two is asked about?",
        lambda tokens, reader, source: (
            f"What “{tokens[reader]}” attends to stands along its row; who attends to “{tokens[source]}”, and how much "
            f"“{tokens[source]}” receives, stands down its column. Rows sum to 1, columns need not."
        ),
    )

    def sample(self, draw: Draws, n: int, most: int, unit: int, tail: int) -> dict[str, Any]:
        """Each row gives up to `most` units to every token and all the rest to one, its winner.

        The winners follow an order of the tokens, first → second → … → last, and the last goes back to place 0 (all
        in one circle) or to a place up to `tail`, which two tokens then attend to most.
        """
        order = draw.permutation(n)
        back = np.take_along_axis(order, draw.integers(min(tail, 1), tail)[..., None], axis=-1)
        targets = np.concatenate([order[..., 1:], back], axis=-1)
        targets = np.take_along_axis(targets, np.argsort(order, axis=-1), axis=-1)  # by token, no longer by place
        winner = np.arange(n) == targets[..., None]
        shares = draw.integers(0 if unit == 10 else 1, most, (n, n))
        rest = unit - total(np.where(winner, 0, shares))[..., None]
        asked = draw.sample(n, 2)
        return {
            "tokens": draw_tokens(draw, n), "weights": np.where(winner, rest, shares) / unit,
            "reader": asked[..., 0], "source": asked[..., 1], "n": n, "most": most, "unit": unit, "tail": tail,
        }  # fmt: skip

    def degenerate(self, givens: Values, right: Values) -> Any:
        """Every winner that is asked for leads visibly."""
        weights = givens["weights"]
        close = lead(column_of(weights, givens["source"])) < VISIBLE
        return close | (lead(total(weights, axis=-2)) < VISIBLE) if givens["tail"] else close

    def statement(self, givens: Values) -> list[Block]:
        return [
            Text("These are the attention weights of one head over a short sentence."),
            grid(self, "weights", givens, look="heat"),
            Text("Rows query, columns are read: row $i$, column $j$ tells how much token $i$ attends to token $j$."),
        ]
