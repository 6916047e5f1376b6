"""What attention costs: parameters, multiply-adds, entries and bytes, exact in whole numbers.

Every size may be an int or an array of int64; arrays broadcast, and the counts come back in their shape.
"""

from typing import Any

# int for ints, an int64 array as soon as one size is an array.
Count = Any


def parameter_count(
    d_model: Count, h: Count, d_k: Count, d_v: Count | None = None, *, h_kv: Count | None = None, bias: bool
    = False
) -> Count:
    """Return the parameters of one multi-head layer, W_Q, W_K, W_V and W_O, with their biases if asked.

    d_v is d_k and h_kv is h unless given. With h·d_k = d_model that makes 4·d_model², and 4·d_model of bias.

    >>> parameter_count(512, 8, 64), parameter_count(512, 8, 64, bias=True) - parameter_count(512, 8, 64)
    (1048576, 2048)
    """
    d_v = d_k if d_v is None else d_v
    h_kv = h if h_kv is None else h_kv
    wide = h * d_k + h_kv * d_k + h_kv * d_v
    weights = d_model * wide + h * d_v * d_model
    return weights + wide + d_model if bias else weights


def score_multiply_adds(n_q: Count, n_k: Count, d_k: Count, h: Count = 1, batch: Count = 1) -> Count:
    """Return the multiply-adds of Q·Kᵀ: batch · h · n_q · n_k · d_k. (One multiply-add is two operations.)"""
    return batch * h * n_q * n_k * d_k


def output_multiply_adds(n_q: Count, n_k: Count, d_v: Count, h: Count = 1, batch: Count = 1) -> Count:
    """Return the multiply-adds of A·V: batch · h · n_q · n_k · d_v."""
    return batch * h * n_q * n_k * d_v


def score_entries(n_q: Count, n_k: Count, h: Count = 1, batch: Count = 1) -> Count:
    """Return how many numbers the score matrices hold, which is also how many weights there are.

    >>> score_entries(2000, 2000) // score_entries(1000, 1000)
    4
    """
    return batch * h * n_q * n_k


def kv_cache_bytes(
    layers: Count, h_kv: Count, d_k: Count, n: Count, batch: Count = 1, bytes_per_number: Count = 2
) -> Count:
    """Return the bytes of cached keys and values of n tokens: 2 · layers · h_kv · d_k · n · batch · bytes.

    >>> kv_cache_bytes(layers=32, h_kv=8, d_k=128, n=1)
    131072
    """
    return 2 * layers * h_kv * d_k * n * batch * bytes_per_number
