"""Logarithms of small whole numbers: logits whose softmax is a plain fraction, and how a person writes them."""

import math
from typing import Any

import numpy as np

from engine.arrays import Array
from quiz.blocks import number

LN = np.array([0.0, *(math.log(m) for m in range(1, 13))])  # by table, so that a batch has the bits of one alone


def ln(m: Array) -> Array:
    """The natural logarithm of whole numbers from 1 to 12, (...) -> (...)."""
    return LN[m]


def written_as_ln(cells: Any, factor: int = 1) -> Any:
    """Multiples factor·ln m as words, of one number or of nested lists of them.

    >>> written_as_ln([0.0, math.log(2)]), written_as_ln(2 * math.log(3), factor=2)
    (['0', 'ln 2'], '2 ln 3')
    """
    if isinstance(cells, list):
        return [written_as_ln(cell, factor) for cell in cells]
    m = round(math.exp(cells / factor))
    return "0" if m == 1 else f"{number(factor)} ln {m}" if factor != 1 else f"ln {m}"
