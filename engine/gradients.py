"""Gradients of attention: how a loss changes with weights, scores, queries, keys and values.

d_x is the gradient of a loss by x and has the shape of x. Shapes are those of one attention without grouped heads,
with any leading dimensions that are the same in all arrays.
"""

from dataclasses import dataclass

import numpy as np

from engine.arrays import Array, FloatArray
from engine.products import product, total


@dataclass(frozen=True, eq=False, slots=True)
class Gradients:
    """The gradients of a loss by each stage, in the order in which they are found."""

    d_v: FloatArray        # Aᵀ·dZ, (..., n_k, d_v)
    d_weights: FloatArray  # dZ·Vᵀ, (..., n_q, n_k)
    d_scaled: FloatArray   # A ∘ (dA − Σⱼ dA∘A), (..., n_q, n_k)
    d_scores: FloatArray   # d_scaled / √d_k, (..., n_q, n_k)
    d_q: FloatArray        # d_scores·K, (..., n_q, d_k)
    d_k: FloatArray        # d_scoresᵀ·Q, (..., n_k, d_k)


def softmax_jacobian(p: Array) -> FloatArray:
    """Return how each weight changes with each score, diag(p) − p·pᵀ: (..., n) -> (..., n, n).

    >>> softmax_jacobian(np.array([0.5, 0.5]))
    array([[ 0.25, -0.25],
           [-0.25,  0.25]])
    """
    weights = np.asarray(p, np.float64)
    diagonal = weights[..., :, None] * np.eye(weights.shape[-1])
    return diagonal - weights[..., :, None] * weights[..., None, :]


def softmax_gradient(weights: Array, d_weights: Array) -> FloatArray:
    """Return the gradient by the scores of each row, p ∘ (dp − Σ dp∘p): (..., n), (..., n) -> (..., n)."""
    share = total(d_weights * weights)[..., None]
    return np.asarray(weights * (d_weights - share), np.float64)


def attention_gradients(
    q: Array, k: Array, v: Array, weights: Array, d_output: Array, *, scale: float | None = None
) -> Gradients:
    """Return all gradients of one attention from its weights and the gradient by its output.

    q (..., n_q, d_k), k (..., n_k, d_k), v (..., n_k, d_v), weights (..., n_q, n_k), d_output (..., n_q, d_v). Masks
    and biases are in the weights already: a masked cell weighs 0 and gets the gradient 0. There is no softcap.

    >>> found = attention_gradients(np.eye(2), np.eye(2), np.eye(2), np.full((2, 2), 0.5), np.eye(2))
    >>> found.d_v.tolist(), found.d_scaled.tolist()
    ([[0.5, 0.5], [0.5, 0.5]], [[0.25, -0.25], [-0.25, 0.25]])
    """
    d_v = product(np.swapaxes(weights, -1, -2), d_output)
    d_weights = product(d_output, np.swapaxes(v, -1, -2))
    d_scaled = softmax_gradient(weights, d_weights)
    d_scores = d_scaled / np.sqrt(q.shape[-1]) if scale is None else d_scaled * scale
    d_q = product(d_scores, k)
    d_k = product(np.swapaxes(d_scores, -1, -2), q)
    return Gradients(d_v, d_weights, d_scaled, d_scores, d_q, d_k)
