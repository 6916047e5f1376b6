"""PyTorch's scaled_dot_product_attention, float64, agrees to 1e-12."""

import numpy as np
import pytest

from engine import attention
from tests.engine.test_products import reals

torch = pytest.importorskip("torch", reason="torch is optional (requirements-torch.txt) and not installed")

SIZES = [(1, 1, 1, 1), (4, 4, 3, 3), (5, 9, 16, 7), (33, 20, 64, 64), (128, 128, 32, 8)]


def peer(q, k, v, **options):
    given = {name: torch.from_numpy(x) if isinstance(x, np.ndarray) else x for name, x in options.items()}
    tensors = (torch.from_numpy(np.ascontiguousarray(x)) for x in (q, k, v))
    return torch.nn.functional.scaled_dot_product_attention(*tensors, **given).numpy()


def qkv(n_q, n_k, d_k, d_v, h=3, h_kv=3):
    return 2 * reals(1, (2, h, n_q, d_k)), 2 * reals(2, (2, h_kv, n_k, d_k)), reals(3, (2, h_kv, n_k, d_v))


@pytest.mark.parametrize("sizes", SIZES)
def test_plain_and_scaled(sizes):
    """Plain attention and one with a scale of its own."""
    q, k, v = qkv(*sizes)
    assert np.abs(attention(q, k, v).output - peer(q, k, v)).max() <= 1e-12
    assert np.abs(attention(q, k, v, scale=0.3).output - peer(q, k, v, scale=0.3)).max() <= 1e-12


@pytest.mark.parametrize("sizes", SIZES)
def test_masks_and_biases(sizes):
    """Boolean masks that leave each row something, additive biases with -inf among them, and causal."""
    q, k, v = qkv(*sizes)
    shape = (2, 3, *sizes[:2])
    mask = reals(4, shape) > 0
    mask[..., 0] = True
    bias = np.where(mask, reals(5, shape), -np.inf)
    assert np.abs(attention(q, k, v, mask=mask).output - peer(q, k, v, attn_mask=mask)).max() <= 1e-12
    assert np.abs(attention(q, k, v, bias=bias).output - peer(q, k, v, attn_mask=bias)).max() <= 1e-12
    assert np.abs(attention(q, k, v, causal=True).output - peer(q, k, v, is_causal=True)).max() <= 1e-12


@pytest.mark.parametrize("h_kv", [1, 2, 4])
def test_grouped_heads(h_kv):
    """Eight query heads over fewer key/value heads, with a causal mask."""
    q, k, v = qkv(6, 6, 5, 4, h=8, h_kv=h_kv)
    expected = peer(q, k, v, is_causal=True, enable_gqa=True)
    assert np.abs(attention(q, k, v, causal=True).output - expected).max() <= 1e-12
