"""Softmax of one row of logits: logarithms that give fractions, whole numbers, and logits that overflow.

There are no rows to confuse with columns: down the columns every column would hold one logit and give the weight 1.
A row of ones is answered by what its sum is, which tells the learner more.
"""

from dataclasses import replace
from typing import Any

import numpy as np

from engine.draws import Draws
from quiz.blocks import Block, Text, number
from quiz.calculation import Values
from quiz.family import Family
from quiz.parts import WEIGHT, WEIGHT_CHECKS, Part
from quiz.steps.logarithms import ln, written_as_ln
from quiz.steps.softmax import softmax_of_row
from quiz.words import draw_tokens, grid


def hint_of_form(logits: Any, form: str) -> str:
    """The method with this variant's own logits."""
    match form:
        case "logarithms":
            first = "Since $e^{\\ln m} = m$, the exponentials here are whole numbers"
        case "integers":
            first = f"Raise $e$ to each logit, the first being {number(logits[0])}"
        case _:
            largest = number(max(logits))
            first = f"Only differences count: take {largest}, the largest, off every logit, then raise $e$ to each"
    return f"{first}. Add the results up and divide each of them by the sum."


class SoftmaxRow(Family):
    id, topic, title = "softmax-row", "softmax", "Softmax of a row"
    source = "Vaswani et al. (2017), section 3.2.1"
    levels = {
        1: {"n": 3, "spread": 9, "form": "logarithms"},
        2: {"n": 4, "spread": 2, "form": "integers"},
        3: {"n": 5, "spread": 2, "form": "shifted"},
    }
    steps = [softmax_of_row]
    asked = [Part("weights", "vector", "The weights, in the order of the logits.", WEIGHT, checks=WEIGHT_CHECKS)]
    labels = {"logits": ("", "tokens"), "weights": ("", "tokens")}
    hints = (
        "Softmax makes {n} positive numbers that sum to 1. Which function turns any number into a positive one?",
        hint_of_form,
    )

    def sample(self, draw: Draws, n: int, spread: int, form: str) -> dict[str, Any]:
        match form:
            case "logarithms":
                logits = ln(draw.integers(1, spread, (n,)))
            case "integers":
                logits = draw.integers(-spread, spread, (n,))
            case _:  # the exponentials of these overflow a pocket calculator: a constant has to be taken off first
                logits = draw.integers(235, 260)[..., None] + draw.tenths(-spread, spread, (n,))
        return {"tokens": draw_tokens(draw, n), "logits": logits, "n": n, "form": form}

    def degenerate(self, givens: Values, right: Values) -> Any:
        """Rows with fewer than three different logits, or with hardly anything off the largest, are no exercise."""
        ordered = np.sort(givens["logits"], axis=-1)
        different = 1 + (np.diff(ordered, axis=-1) > 1e-9).sum(axis=-1)
        return (different < 3) | (right["weights"].max(axis=-1) > 0.95)

    def statement(self, givens: Values) -> list[Block]:
        logits = grid(self, "logits", givens)
        if givens["form"] == "logarithms":
            logits = replace(logits, value=written_as_ln(logits.value))
        return [
            Text(
                f"A token compares its query with the keys of {givens['n']} tokens. These are the scaled scores, "
                "the logits that softmax turns into attention weights."
            ),
            logits,
            Text("Work out the weight that goes to each token."),
        ]
