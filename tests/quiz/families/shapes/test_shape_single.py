"""Shapes in one head: the answers are the shapes that NumPy's own products have."""

import numpy as np
import pytest

from quiz.family import family
from quiz.variants import rebuilt, serve


@pytest.mark.parametrize("level", [1, 2, 3])
def test_every_shape_is_that_of_arrays_of_these_sizes(level: int) -> None:
    """Arrays of the given sizes, multiplied by NumPy, have the expected shapes."""
    for seed in range(20):
        variant = serve(family("shape-single"), level, seed)
        n_q, n_k, d_model, d_k, d_v = (int(variant.givens[s]) for s in ("n_q", "n_k", "d_model", "d_k", "d_v"))
        assert len({n_q, n_k, d_model, d_k, d_v}) == (5 if level == 3 else 4), "no size can pass for another"
        w_v = np.zeros((d_model, d_v))
        q, k = np.zeros((n_q, d_model)) @ np.zeros((d_model, d_k)), np.zeros((n_k, d_model)) @ np.zeros((d_model, d_k))
        v = np.zeros((n_k, d_model)) @ w_v
        arrays = {"w_v": w_v, "q": q, "k": k, "v": v, "scores": q @ k.T, "weights": q @ k.T, "z": q @ k.T @ v}
        for part in variant.parts:
            assert variant.expected(part) == list(arrays[part.id].shape)


def test_three_queries_and_five_keys() -> None:
    """With 3 queries, 5 keys, d_k 16 and d_v 24, each confusion of sizes gives its own shape."""
    sizes = {"n_q": 3, "n_k": 5, "d_model": 96, "d_k": 16, "d_v": 24}
    variant = rebuilt(family("shape-single"), 3, {**sizes, "exam": True, "cross": True})
    k, scores, z = variant.parts
    assert (variant.expected(k), variant.expected(scores), variant.expected(z)) == ([5, 16], [3, 5], [3, 24])
    assert sorted((fault.id, value) for fault, value in variant.mistakes(scores)) == [
        ("dk-in-scores", [3, 16]), ("dk-in-scores", [16, 16]), ("nq-nk-swapped", [5, 3]),
    ]  # fmt: skip
    assert sorted((fault.id, value) for fault, value in variant.mistakes(z)) == [
        ("dk-for-dv", [3, 16]), ("nq-nk-swapped", [5, 24]), ("transposed-shape", [24, 3]),
    ]  # fmt: skip


def test_swapping_queries_and_keys_is_no_mistake_in_self_attention() -> None:
    """Where the same tokens query and are read, n_q is n_k, and nobody can take one for the other."""
    variant = serve(family("shape-single"), 1, seed=0)
    assert all(fault.id != "nq-nk-swapped" for part in variant.parts for fault, _ in variant.mistakes(part))
