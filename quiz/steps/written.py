"""Arithmetic written out with a variant's own numbers, as a worked solution spells out one cell in full."""

from collections.abc import Iterable

import numpy as np

from quiz.blocks import number


def term(value: float) -> str:
    """A number as a factor: a negative one stands in parentheses.

    >>> term(2), term(-1)
    ('2', '(−1)')
    """
    written = number(value)
    return f"({written})" if value < 0 else written


def dot(a: Iterable[float], b: Iterable[float]) -> str:
    """The sum of products of two rows, written out with its result.

    >>> dot([1, 3], [2, -1])
    '1·2 + 3·(−1) = −1'
    """
    left, right = np.asarray(a), np.asarray(b)
    pairs = enumerate(zip(left.tolist(), right.tolist(), strict=True))
    products = [f"{number(x) if i == 0 else term(x)}·{term(y)}" for i, (x, y) in pairs]
    return f"{' + '.join(products)} = {number((left * right).sum())}"


def listed(values: Iterable[float], digits: int = 3) -> str:
    """Numbers one after the other, parted by semicolons, so that no mark is taken for a decimal comma.

    >>> listed([1, 0.5])
    '1; 0.5'
    """
    return "; ".join(number(x, digits) for x in values)
