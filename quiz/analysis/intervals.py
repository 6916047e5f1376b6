"""Intervals that hold in 19 of 20 cases: of a share, and of a correlation."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.arrays import FloatArray

Z = 1.959963984540054  # the standard normal's quantile at 0.975
FEWEST_PAIRS = 4  # Fisher's interval divides by √(n − 3)


def wilson(share: Any, count: Any) -> tuple[FloatArray, FloatArray]:
    """Wilson's interval of a share of `count` trials, elementwise: (low, high); NaN where count is 0.

    Centre (p + z²/2n) / (1 + z²/n), half width z·√(p(1 − p)/n + z²/4n²) / (1 + z²/n). A share may also be the mean of
    values between 0 and 1: their variance is at most p(1 − p), so the interval is then never too narrow.
    Source: Wilson (1927), Journal of the American Statistical Association 22, 209-212.

    >>> low, high = wilson(0.5, 4)
    >>> round(float(low), 3), round(float(high), 3)
    (0.15, 0.85)
    """
    p, n = np.asarray(share, dtype=float), np.asarray(count, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        z2 = Z * Z / n
        centre = (p + z2 / 2) / (1 + z2)
        half = np.sqrt(p * (1 - p) * z2 + z2 * z2 / 4) / (1 + z2)
    known = n > 0
    return np.where(known, np.maximum(centre - half, 0), np.nan), np.where(known, np.minimum(centre + half, 1), np.nan)


def fisher(r: Any, count: Any) -> tuple[FloatArray, FloatArray]:
    """Fisher's interval of a correlation of `count` pairs, elementwise: tanh(artanh r ± z/√(n − 3)).

    NaN for fewer than four pairs; a correlation of exactly ±1 has an interval of no width.
    Source: Fisher (1921), Metron 1, 3-32.

    >>> low, high = fisher(0.5, 28)
    >>> round(float(low), 3), round(float(high), 3)
    (0.156, 0.736)
    """
    r, n = np.asarray(r, dtype=float), np.asarray(count, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        middle, half = np.arctanh(r), np.where(n >= FEWEST_PAIRS, Z / np.sqrt(np.maximum(n - 3, 1)), np.nan)
    return np.tanh(middle - half), np.tanh(middle + half)
