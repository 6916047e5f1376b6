"""Sums and matrix products whose value for a variant does not depend on the batch it stands in.

Adding floating-point numbers in another order gives other last digits, and NumPy chooses the order by
memory layout. A variant that is drawn alone and graded against a batch would then differ from itself. Here
the order is fixed:
short sums run from first to last by elementwise steps (which also keeps variants next to each other in
memory), long ones go to BLAS or to NumPy's pairwise sum on contiguous operands, where the order depends on
the length alone. Where there are few numbers one call does the same: integers are exact in any order, a running
total goes from first to last, and so do NumPy's reductions over an axis that is not the innermost in memory, which
the tests watch.
"""

import numpy as np

from engine.arrays import Array

LONGEST_ORDERED_PRODUCT = 16
LONGEST_ORDERED_TOTAL = 32
FEW = 512  # numbers: with more, variants are to stay next to each other in memory


def product(a: Array, b: Array) -> Array:
    """Return the matrix product A·B: (..., n, m), (..., m, p) -> (..., n, p).

    Leading dimensions broadcast. Integers stay integers, and are exact.

    >>> product(np.array([[1, 2], [3, 4]]), np.array([[1, 0], [10, 1]]))
    array([[21,  2],
           [43,  4]])
    """
    if a.ndim < 2 or b.ndim < 2:
        raise ValueError(f"A matrix product takes two matrices, but the shapes are {a.shape} and {b.shape}.")
    inner = a.shape[-1]
    if inner != b.shape[-2]:
        raise ValueError(
            "A product needs as many columns on the left as rows on the right, "
            f"but the shapes are {a.shape} and {b.shape}."
        )
    few = a.size <= FEW and b.size <= FEW
    if few and a.dtype.kind in "iu" and b.dtype.kind in "iu":
        return np.asarray(np.matmul(a, b))
    if not 1 <= inner <= LONGEST_ORDERED_PRODUCT:
        return np.asarray(np.matmul(np.ascontiguousarray(a), np.ascontiguousarray(b)))
    # With one column the axis summed over would be the innermost.
    if few and b.shape[-1] > 1 and np.result_type(a.dtype, b.dtype) == np.float64:
        terms = np.multiply(a[..., :, :, None], b[..., None, :, :], order="C")
        return np.asarray(np.add.reduce(terms, axis=-2, initial=-0.0))  # from 0.0 a sum of -0.0 would lose its sign
    summed = np.asarray(a[..., :, 0, None] * b[..., None, 0, :])
    if inner > 1:
        term = np.empty_like(summed)
        for k in range(1, inner):
            np.multiply(a[..., :, k, None], b[..., None, k, :], out=term)
            summed += term
    return summed


def total(x: Array, axis: int = -1) -> Array:
    """Return the sum along one axis, which disappears: (..., n) -> (...).

    >>> total(np.array([[1, 2, 3], [4, 5, 6]]))
    array([ 6, 15])
    """
    rows = x if axis == -1 else x.swapaxes(-1, -2) if axis == -2 else np.moveaxis(x, axis, -1)
    if rows.dtype == np.bool_:
        rows = rows.astype(np.int64)
    length = rows.shape[-1]
    if not 1 <= length <= LONGEST_ORDERED_TOTAL:
        return np.asarray(np.sum(np.ascontiguousarray(rows), axis=-1))
    if rows.size <= FEW and rows.dtype.char in "ld":  # narrower integers would come out wider
        return np.asarray(np.add.accumulate(rows, axis=-1)[..., -1].copy())
    summed = rows[..., 0].copy(order="K")
    for k in range(1, length):
        summed += rows[..., k]
    return np.asarray(summed)
