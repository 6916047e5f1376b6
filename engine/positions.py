"""Positions: three ways of telling attention the order of its tokens."""

import numpy as np

from engine.arrays import Array, FloatArray, IntArray


def pair_angles(positions: IntArray | int, d: int, base: float = 10000.0) -> FloatArray:
    """Return the angle of each pair of coordinates, position / base^(2i/d), in radians: (...) -> (..., d/2).

    >>> pair_angles(3, 4, base=100.0)
    array([3. , 0.3])
    """
    if d < 2 or d % 2:
        raise ValueError(f"Coordinates turn in pairs, so the width is an even number from 2, but it is {d}.")
    frequencies = np.power(base, -np.arange(0, d, 2) / d)
    return np.asarray(positions, np.float64)[..., None] * frequencies


def sinusoidal_encoding(positions: IntArray | int, d_model: int, base: float = 10000.0) -> FloatArray:
    """Return the encoding that is added to embeddings: (...) -> (..., d_model).

    Coordinate 2i is sin(position / base^(2i/d_model)), coordinate 2i+1 the cosine of the same angle; positions
    are counted from 0. Source: Vaswani et al. (2017), section 3.5.

    >>> sinusoidal_encoding(0, 4)
    array([0., 1., 0., 1.])
    """
    angles = pair_angles(positions, d_model, base)
    return np.stack((np.sin(angles), np.cos(angles)), axis=-1).reshape(*angles.shape[:-1], d_model)


def rotate(x: Array, positions: IntArray | int, base: float = 10000.0) -> FloatArray:
    """Return queries or keys turned by their positions: (..., n, d), (..., n) -> (..., n, d).

    Coordinates 2i and 2i+1 form a pair (a, b), which becomes (a·cos t − b·sin t, a·sin t + b·cos t) with
    t = position / base^(2i/d). The dot product of a turned query and a turned key depends on the distance of
    their positions only. Source: Su et al., "RoFormer" (2021), section 3.4.2.

    >>> rotate(np.array([[1, 0], [1, 0]]), np.array([0, 1])).round(4)
    array([[1.    , 0.    ],
           [0.5403, 0.8415]])
    """
    angles = pair_angles(positions, x.shape[-1], base)
    cosines, sines = np.cos(angles), np.sin(angles)
    first, second = x[..., 0::2], x[..., 1::2]
    turned = np.stack((first * cosines - second * sines, first * sines + second * cosines), axis=-1)
    return turned.reshape(*turned.shape[:-2], x.shape[-1])


def alibi_slopes(h: int) -> FloatArray:
    """Return how fast each of h heads loses interest with distance: 2^(−8(i+1)/h) for head i, (h,).

    >>> alibi_slopes(4).tolist()
    [0.25, 0.0625, 0.015625, 0.00390625]
    """
    if h < 1 or h & (h - 1):
        raise ValueError(f"These slopes are defined for a power of two of heads, but there are {h}.")
    return np.exp2(-8.0 * np.arange(1, h + 1) / h)


def alibi_bias(h: int, n_q: int, n_k: int, offset: int = 0) -> FloatArray:
    """Return the bias to add to scaled scores, −slope · |i + offset − j|: (h, n_q, n_k).

    `offset` is the number of cached keys before the first query. Source: Press et al., "Train Short, Test Long",
    ICLR 2022.

    >>> alibi_bias(1, 2, 3) * 256
    array([[[ 0., -1., -2.],
            [-1.,  0., -1.]]])
    """
    distances = np.abs(np.arange(n_q)[:, None] + offset - np.arange(n_k))
    return alibi_slopes(h)[:, None, None] * -distances
