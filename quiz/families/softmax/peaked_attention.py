"""Peaked attention: how much weight a key of length β wins, and how long it has to be for a wanted weight."""

from typing import Any

import numpy as np

from engine.draws import Draws
from quiz.blocks import Block, Formula, Text
from quiz.calculation import Values
from quiz.family import Family
from quiz.parts import EXACT, WEIGHT, Part
from quiz.steps.peaked import least_sharpness, peak, scaled_peak, score_for

WANTED = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99)
LEAST_BETA = (
    "The least whole number $\\beta$ that gives the target a weight of at least {wanted}, with the same $n$ and $d_k$."
)


def method(n: Any, d_k: Any, inverse: bool) -> str:
    """The method with this variant's own sizes."""
    solved = " A wanted share of the sum can be solved for $\\beta$ with the natural logarithm." if inverse else ""
    return (
        f"Scaled, the target scores $\\beta/\\sqrt{{{d_k}}}$ and each of the other {n - 1} tokens 0. Raise $e$ to each "
        f"of the {n} scores and take the target’s share of their sum.{solved}"
    )


class PeakedAttention(Family):
    id, topic, title = "peaked-attention", "softmax", "Peaked attention"
    source = "Vaswani et al. (2017), section 3.2.1"
    levels = {  # sizes: pairs of n and d_k
        1: {"sizes": ((3, 4), (4, 4), (4, 9), (5, 9), (6, 9), (5, 16), (6, 16)), "most": 14, "inverse": False},
        2: {"sizes": ((4, 4), (5, 9), (7, 9), (8, 16), (10, 16), (12, 16), (9, 25)), "most": 20, "inverse": True},
        3: {"sizes": ((20, 36), (30, 36), (40, 64), (50, 64), (80, 100), (100, 144)), "most": 75, "inverse": True},
    }
    steps = [scaled_peak, peak, least_sharpness]
    asked = [
        Part("peak", "number", "The weight on the target when $\\beta = {beta}$.", WEIGHT),
        Part("least_beta", "number", LEAST_BETA, EXACT, levels=(2, 3)),
    ]
    hints = (
        "Which score does the target get, and which score do the other tokens get? Take two dot products.",
        method,
    )
    without = {
        "hard-argmax": "a weight of 1 is what forgetting the scale gives, to within rounding",
        "linear-normalised": "the other scores are 0, so the target’s share of the plain scores is 1 as well",
    }

    def sample(self, draw: Draws, sizes: tuple[tuple[int, int], ...], most: int, inverse: bool) -> dict[str, Any]:
        size = np.array(sizes)[draw.integers(0, len(sizes) - 1)]  # (*batch, 2)
        return {
            "n": size[..., 0],
            "d_k": size[..., 1],
            "beta": draw.integers(2, most),
            "wanted": draw.choose(WANTED),
            "inverse": inverse,
        }

    def degenerate(self, givens: Values, right: Values) -> Any:
        """A weight hardly above 1/n, or a least β that rounding on the way could change, is no fair question."""
        exact = np.sqrt(givens["d_k"]) * score_for(givens["wanted"], givens["n"])
        close = np.abs(exact - np.round(exact)) < 0.05
        return (right["peak"] < 2 / givens["n"]) | (right["peak"] > 0.97) | close | (right["least_beta"] < 2)

    def statement(self, givens: Values) -> list[Block]:
        n, d_k = givens["n"], givens["d_k"]
        square = int(n) == int(d_k)
        return [
            Text(
                f"A head with $d_k = {d_k}$ reads ${n}$ tokens. The key of token $j$ is $\\beta$ times the unit vector "
                f"$e_j$, that is $\\beta$ in place $j$ and 0 in all other places"
                + (f", so $K = \\beta I_{{{n}}}$." if square else ".")
                + " Each query is the unit vector of the one token that it looks for, its target."
            ),
            Formula(r"A = \text{softmax}(Q K^\top / \sqrt{d_k})"),
            Text("The larger $\\beta$, the more of the row’s weight goes to the target."),
        ]
