"""Uniform attention: all scores of a row are equal, so the weights are 1/n and the output is the mean of V.

A single row has no softmax down its columns: each column would give a 1, and the row’s sum is told. At level 3 keys
are wider than values, so keys in place of the values give a row of d_k numbers, which is named as well.
"""

from typing import Any

import numpy as np

from engine import total
from engine.arrays import Array
from engine.draws import Draws
from quiz.blocks import Block, Text, number
from quiz.calculation import Values
from quiz.family import Family
from quiz.parts import OUTPUT, WEIGHT, WEIGHT_CHECKS, Check, Part
from quiz.steps.rows import row_blend, row_scaled, row_scores, row_weights
from quiz.steps.scores import repeated_rows
from quiz.steps.written import term
from quiz.words import draw_tokens, grid


def keys_of_equal_score(q: Array, base: Array, turns: Array) -> Array:
    """Different keys with the same dot product with q: (..., d_k), (..., d_k), (..., n, d_k // 2) -> (..., n, d_k).

    To each pair of places of one base key a multiple of (−q₂, q₁) is added, which is perpendicular to (q₁, q₂).
    """
    keys = np.repeat(base[..., None, :], turns.shape[-2], axis=-2)
    even = 2 * turns.shape[-1]
    keys[..., 0:even:2] -= turns * q[..., None, 1:even:2]
    keys[..., 1:even:2] += turns * q[..., None, 0:even:2]
    return keys


def equal_shares(n: int) -> str:
    return f"All {n} scores are equal, so their exponentials are, and each of the {n} weights is 1/{n}."


def mean_taken(v: Any, n: int) -> str:
    column = v[:, 0]
    added = " + ".join(number(x) if i == 0 else term(x) for i, x in enumerate(column))
    mean = number(sum(column) / n)
    return f"The output is the mean of the rows of $V$. Its first number is ({added})/{n} = {mean}."


class UniformAttention(Family):
    id, topic, title = "uniform-attention", "softmax", "Uniform attention"
    source = "Vaswani et al. (2017), section 3.2.1"
    levels = {
        1: {"n": 3, "d_k": 4, "d_v": 4, "whole": True},
        2: {"n": 5, "d_k": 4, "d_v": 4, "whole": False},
        3: {"n": 6, "d_k": 9, "d_v": 3, "whole": False},
    }
    steps = [
        row_scores,
        row_scaled,
        row_weights.called("weights", says=equal_shares),
        row_blend.called("z", says=mean_taken),
    ]
    asked = [
        Part("weights", "vector", "The attention weights of “{reader}”.", WEIGHT, checks=WEIGHT_CHECKS),
        Part("z", "vector", "The output for “{reader}”, its row of $Z$.", OUTPUT, checks=(Check("inside", "v"),)),
    ]
    labels = {
        "k": ("tokens", ""), "v": ("tokens", ""), "scores": ("", "tokens"), "scaled": ("", "tokens"),
        "weights": ("", "tokens"),
    }  # fmt: skip
    hints = (
        "Work out the scores of “{reader}” with two or three of the keys. What do you notice?",
        (
            "Softmax divides one exponential by the sum of all {n}; think what that gives when all {n} are alike. The "
            "output then counts every row of $V$ equally."
        ),
    )
    without = {
        "linear-normalised": "equal scores divided by their sum are the right weights",
        "log-base": "equal powers are equal in every base",
        "no-scale": "equal scores stay equal, however they are scaled",
    }

    def sample(self, draw: Draws, n: int, d_k: int, d_v: int, whole: bool) -> dict[str, Any]:
        tokens = draw_tokens(draw, n)
        q = draw.signs((d_k,)) * draw.integers(1, 2, (d_k,))
        k = keys_of_equal_score(q, draw.integers(-2, 2, (d_k,)), draw.integers(-2, 2, (n, d_k // 2)))
        v = draw.integers(-5, 5, (n, d_v))
        if whole:  # the last row makes every column sum a multiple of n
            v[..., -1, :] -= total(v, axis=-2) % n
        reader = np.take_along_axis(tokens, draw.integers(0, n - 1)[..., None], axis=-1)[..., 0]
        return {"tokens": tokens, "reader": reader, "q": q, "k": k, "v": v, "n": n, "d_k": d_k, "whole": whole}

    def degenerate(self, givens: Values, right: Values) -> Any:
        """Equal keys give the point away, equal values leave nothing to average; a score of 100 is no fun."""
        large = np.abs(right["scores"][..., 0]) > 24
        return repeated_rows(givens["k"]) | repeated_rows(givens["v"]) | large

    def statement(self, givens: Values) -> list[Block]:
        return [
            Text(
                f"The token “{givens['reader']}” reads {givens['n']} tokens, itself among them. Below are its query "
                f"($d_k = {givens['d_k']}$) and the keys and values of all the tokens."
            ),
            grid(self, "q", givens, symbol=r"q"),
            grid(self, "k", givens),
            grid(self, "v", givens),
            Text("How does it share out its attention, and what does it receive? Scale the scores as usual."),
        ]
