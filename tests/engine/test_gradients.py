"""Gradients against finite differences, by hand, and against PyTorch's automatic differentiation."""

import numpy as np
import pytest

from engine import attention, softmax
from engine.gradients import attention_gradients, softmax_gradient, softmax_jacobian
from engine.masks import causal_mask
from tests.engine.test_products import reals


def test_the_jacobian_by_hand():
    """For p = (1/2, 1/4, 1/4): pᵢ(1 − pᵢ) on the diagonal, −pᵢpⱼ beside it."""
    assert softmax_jacobian(np.array([0.5, 0.25, 0.25])).tolist() == [
        [0.25, -0.125, -0.125],
        [-0.125, 0.1875, -0.0625],
        [-0.125, -0.0625, 0.1875],
    ]


def test_the_jacobian_is_the_slope():
    """Raising one score a little changes the weights by the Jacobian's column."""
    scores, step = reals(1, (3, 5)), 1e-6
    raised, lowered = scores[:, None] + step * np.eye(5), scores[:, None] - step * np.eye(5)
    slopes = np.swapaxes((softmax(raised) - softmax(lowered)) / (2 * step), -1, -2)
    assert np.allclose(softmax_jacobian(softmax(scores)), slopes, rtol=0, atol=1e-9)


def test_the_gradient_is_the_jacobian_times_what_comes():
    """p ∘ (dp − Σ dp∘p) is J·dp."""
    p, d_p = softmax(reals(2, (4, 6))), reals(3, (4, 6))
    assert np.allclose(softmax_gradient(p, d_p), (softmax_jacobian(p) @ d_p[..., None])[..., 0], rtol=0, atol=1e-15)


@pytest.mark.parametrize("scale", [None, 0.4])
@pytest.mark.parametrize("mask", [None, causal_mask(4, 4)], ids=["open", "causal"])
def test_gradients_agree_with_pytorch(scale, mask):
    """Gradients by values, weights, scaled scores, queries and keys are those of automatic differentiation."""
    torch = pytest.importorskip("torch", reason="torch is optional (requirements-torch.txt) and not installed")
    q, k, v, d_z = reals(1, (2, 4, 3)), reals(2, (2, 4, 3)), reals(3, (2, 4, 5)), reals(4, (2, 4, 5))
    weights = attention(q, k, v, mask=mask, scale=scale).weights
    found = attention_gradients(q, k, v, weights, d_z, scale=scale)
    peer = {name: torch.from_numpy(x).requires_grad_() for name, x in (("q", q), ("k", k), ("v", v))}
    scaled = peer["q"] @ peer["k"].swapaxes(-1, -2) * (3**-0.5 if scale is None else scale)
    scaled.retain_grad()
    logits = scaled if mask is None else scaled.masked_fill(torch.from_numpy(~mask), -torch.inf)
    attended = torch.softmax(logits, dim=-1)
    attended.retain_grad()
    (attended @ peer["v"]).backward(torch.from_numpy(d_z))
    pairs = {"d_q": peer["q"], "d_k": peer["k"], "d_v": peer["v"], "d_weights": attended, "d_scaled": scaled}
    for name, tensor in pairs.items():
        assert np.abs(getattr(found, name) - tensor.grad.numpy()).max() <= 1e-14
    assert np.allclose(found.d_scores, found.d_scaled * (3**-0.5 if scale is None else scale), rtol=1e-15)
