"""Softmax: from scores to weights that are positive and sum to 1."""

import numpy as np

from engine.arrays import Array, FloatArray
from engine.products import total

LEAST = np.finfo(np.float64).min  # in place of -inf where every score is: -inf less this is -inf still


def softmax(x: Array, axis: int = -1) -> FloatArray:
    r"""Turn scores into weights, softmax(x)ᵢ = exp(xᵢ) / Σⱼ exp(xⱼ).

    Parameters
    ----------
    x : array, (...)
        Scores. Whole numbers are taken as float64. A score of -inf gets the weight 0.
    axis : int, optional
        The axis along which weights sum to 1. The last by default: each row of a score matrix.

    Returns
    -------
    weights : float64 array of the shape of `x`
        Along `axis` no weight is negative and the weights sum to 1. Where every score is -inf there is
        nothing to choose from, and every weight is 0. Where a score is nan or +inf the weights are nan.

    Notes
    -----
    Adding a constant c to all scores changes no weight, since exp(xᵢ + c) = exp(c)·exp(xᵢ) and the factor
    cancels. The greatest score is therefore subtracted first: no exponent is then above 0, and nothing overflows.

    References
    ----------
    P. Blanchard, D. J. Higham, N. J. Higham, "Accurately computing the log-sum-exp and softmax functions",
    IMA Journal of Numerical Analysis 41 (2021).

    Examples
    --------
    The logarithms of 1, 3 and 4 give weights in the proportion 1 : 3 : 4.

    >>> softmax(np.log([1, 3, 4])).round(12)
    array([0.125, 0.375, 0.5  ])

    A masked score takes no part.

    >>> softmax(np.array([[0, 0, -np.inf], [-np.inf, -np.inf, -np.inf]]))
    array([[0.5, 0.5, 0. ],
           [0. , 0. , 0. ]])
    """
    scores = np.asarray(x, np.float64)
    if scores.shape[axis] == 0:
        return np.zeros(scores.shape)
    greatest = np.maximum.reduce(scores, axis=axis, keepdims=True, initial=LEAST)
    with np.errstate(invalid="ignore", over="ignore"):  # a difference of -inf is the weight 0 that it should be
        # The difference is a fresh array without gaps, so exp below always runs over contiguous memory:
        # NumPy's exp may differ in the last bit between contiguous and strided arrays.
        weights = np.subtract(scores, greatest)
    np.exp(weights, out=weights)
    sums = total(weights, axis)
    sums = sums[..., None] if axis == -1 else sums[..., None, :] if axis == -2 else np.expand_dims(sums, axis)
    # The greatest score counts exp(0) = 1, so a sum below 1 is that of no score at all.
    np.divide(weights, np.maximum(sums, 1.0), out=weights)
    return weights
