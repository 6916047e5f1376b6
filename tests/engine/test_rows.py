"""Attention in blocks of rows gives what attention gives, up to rounding, in little memory."""

import tracemalloc

import numpy as np
import pytest

import engine.rows
from engine import attend, attention
from tests.engine.test_products import reals


@pytest.fixture(params=[1, 37, 2**17], ids=["one row", "few rows", "as it is"])
def block(request, monkeypatch):
    """Blocks of one row, of a few, and of the usual size."""
    monkeypatch.setattr(engine.rows, "BLOCK_ENTRIES", request.param)


OPTIONS = {
    "plain": {},
    "scale and softcap": {"scale": 0.7, "softcap": 1.5},
    "causal": {"causal": True},
    "causal after a cache": {"causal": True, "offset": 4},
    "offsets of a batch": {"causal": True, "offset": np.array([[-3], [2]])},
    "mask": {"mask": reals(4, (2, 4, 9, 11)) > 0.3},
    "bias": {"bias": np.where(reals(5, (9, 11)) > 0.5, -np.inf, reals(6, (9, 11)))},
    "all": {"mask": reals(4, (9, 11)) > -0.6, "bias": reals(6, (4, 9, 11)), "causal": True, "softcap": 2.0},
}


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
@pytest.mark.parametrize("h_kv", [1, 2, 4])
def test_blocks_agree_with_the_whole(block, options, h_kv):
    """With every option and grouping of heads the output is attention's to 1e-14."""
    q, k, v = 3 * reals(1, (2, 4, 9, 6)), 3 * reals(2, (2, h_kv, 11, 6)), reals(3, (2, h_kv, 11, 5))
    found, expected = attend(q, k, v, **options), attention(q, k, v, **options).output
    assert found.shape == expected.shape
    assert np.abs(found - expected).max() <= 1e-14


def test_leading_dimensions_broadcast_as_in_attention(block):
    """One matrix, a batch against shared keys, and empty sizes have attention's shapes and values."""
    for shapes in [((3, 2), (4, 2), (4, 5)), ((2, 3, 2), (4, 2), (4, 5)), ((2, 1, 6, 3, 2), (3, 4, 2), (3, 4, 5)),
                   ((3, 2), (1, 4, 2), (1, 4, 5)), ((0, 3, 2), (0, 4, 2), (0, 4, 5)), ((3, 2), (0, 2), (0, 5))]:
        q, k, v = (reals(seed, shape) for seed, shape in enumerate(shapes))
        assert np.allclose(attend(q, k, v), attention(q, k, v).output, rtol=0, atol=1e-14)
        assert attend(q, k, v).shape == attention(q, k, v).output.shape


def test_wrong_arguments_are_refused_in_the_same_words():
    """attend reads its arguments as attention does."""
    with pytest.raises(ValueError, match=r"^A mask is boolean"):
        attend(np.ones((2, 3)), np.ones((4, 3)), np.ones((4, 1)), mask=np.ones((2, 4)))


def test_long_sequences_need_little_memory():
    """4096 tokens of width 64 take at most 8 MiB beside the output of 2 MiB; the scores alone would be 128."""
    q, k, v = (reals(seed, (4096, 64)) for seed in (1, 2, 3))
    tracemalloc.start()
    try:
        attend(q, k, v, causal=True)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak <= (8 + 2) * 2**20
