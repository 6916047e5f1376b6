"""Costs: by hand, and counted one by one."""

import itertools

import numpy as np
import pytest

from engine import costs


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize(("d_model", "h", "h_kv", "d_k", "d_v"), [(8, 2, 2, 4, 4), (6, 4, 2, 3, 5), (12, 3, 1, 4, 2)])
def test_parameters_are_the_entries_of_the_matrices(d_model, h, h_kv, d_k, d_v, bias):
    """The count is the sizes of W_Q, W_K, W_V and W_O, and of one bias for each of their outputs."""
    outputs = [(d_model, h * d_k), (d_model, h_kv * d_k), (d_model, h_kv * d_v), (h * d_v, d_model)]
    expected = sum(np.zeros(shape).size for shape in outputs) + bias * sum(shape[1] for shape in outputs)
    assert costs.parameter_count(d_model, h, d_k, d_v, h_kv=h_kv, bias=bias) == expected


def test_the_usual_layer_has_four_squares():
    """With d_k = d_v = d_model/h: 4·d_model² and 4·d_model of bias: 4·512² = 1048576, + 2048."""
    assert costs.parameter_count(512, 8, 64) == 1048576
    assert costs.parameter_count(512, 8, 64, bias=True) == 1050624


def test_parameters_agree_with_pytorch():
    """torch.nn.MultiheadAttention has as many, with and without bias."""
    torch = pytest.importorskip("torch", reason="torch is optional (requirements-torch.txt) and not installed")
    for bias in (False, True):
        layer = torch.nn.MultiheadAttention(24, 4, bias=bias)
        assert costs.parameter_count(24, 4, 6, bias=bias) == sum(p.numel() for p in layer.parameters())


def test_multiply_adds_counted_in_loops():
    """One multiply-add for each batch element, head, query, key and width."""
    batch, h, n_q, n_k, d_k, d_v = 2, 3, 4, 5, 6, 7
    cells = list(itertools.product(range(batch), range(h), range(n_q), range(n_k)))
    assert costs.score_entries(n_q, n_k, h, batch) == len(cells)
    assert costs.score_multiply_adds(n_q, n_k, d_k, h, batch) == sum(1 for _ in itertools.product(cells, range(d_k)))
    assert costs.output_multiply_adds(n_q, n_k, d_v, h, batch) == sum(1 for _ in itertools.product(cells, range(d_v)))


def test_a_cache_by_hand():
    """32 layers, 8 key/value heads of width 128, 16-bit numbers: 2·32·8·128·2 = 131072 bytes a token."""
    assert costs.kv_cache_bytes(layers=32, h_kv=8, d_k=128, n=4096, batch=2) == 131072 * 8192


def test_arrays_of_sizes():
    """An array of sizes gives an array of counts, exact where float64 would not be."""
    n = np.array([1000, 2000, 2**31])
    assert costs.score_entries(n, n).tolist() == [10**6, 4 * 10**6, 2**62]
    assert costs.parameter_count(np.array([4, 8]), 2, np.array([2, 4])).tolist() == [64, 256]
