"""Shapes in many heads: the answers are the shapes of real arrays, split into heads and put together again."""

from typing import Any

import numpy as np
import pytest

from quiz.family import family
from quiz.variants import Variant, rebuilt, serve


def layer(B: int, h: int, h_kv: int, n: int, d_model: int, d_k: int, d_v: int) -> dict[str, Any]:
    """A layer of grouped-query attention on zeros, with reshapes and transposes as programs write it."""
    x = np.zeros((B, n, d_model), np.float32)
    q = (x @ np.zeros((d_model, h * d_k), np.float32)).reshape(B, n, h, d_k).transpose(0, 2, 1, 3)
    k = (x @ np.zeros((d_model, h_kv * d_k), np.float32)).reshape(B, n, h_kv, d_k).transpose(0, 2, 1, 3)
    v = np.zeros((B, h_kv, n, d_v), np.float32)
    scores = q @ np.repeat(k, h // h_kv, axis=1).transpose(0, 1, 3, 2)
    z = scores @ np.repeat(v, h // h_kv, axis=1)
    concatenated = z.transpose(0, 2, 1, 3).reshape(B, n, h * d_v)
    output = concatenated @ np.zeros((h * d_v, d_model), np.float32)
    return {"q": q, "k": k, "scores": scores, "weights": scores, "concatenated": concatenated, "output": output}


@pytest.mark.parametrize("level", [1, 2, 3])
def test_every_shape_is_that_of_a_real_layer(level: int) -> None:
    """Arrays of the given sizes, split into heads and concatenated by NumPy, have the expected shapes."""
    for seed in range(5):
        variant = serve(family("shape-multihead"), level, seed)
        sizes = {s: int(variant.givens[s]) for s in ("B", "h", "h_kv", "n", "d_model", "d_k", "d_v")}
        assert sizes["h"] * sizes["d_k"] == sizes["d_model"]
        arrays = layer(**sizes)
        for part in variant.parts:
            assert variant.expected(part) == list(arrays[part.id].shape)


def by_hand(level: int) -> Variant:
    """2 sequences of 5 tokens; 4 heads of width 3, or 4 query heads on 2 key/value heads with values of width 6."""
    grouped = level == 3
    sizes = {"B": 2, "h": 4, "h_kv": 2 if grouped else 4, "n": 5, "d_model": 12, "d_k": 3, "d_v": 6 if grouped else 3}
    return rebuilt(family("shape-multihead"), level, {**sizes, "exam": level > 1, "grouped": grouped})


@pytest.mark.parametrize(
    ("level", "part", "right", "wrong"),
    [
        (1, "q", [2, 4, 5, 3], [
            ("batch-dropped", [4, 5, 3]), ("head-width-not-divided", [2, 4, 5, 12]), ("transposed-shape", [2, 4, 3, 5]),
        ]),
        (1, "scores", [2, 4, 5, 5], [
            ("batch-dropped", [4, 5, 5]), ("dk-in-scores", [2, 4, 3, 3]),
            ("dk-in-scores", [2, 4, 3, 5]), ("dk-in-scores", [2, 4, 5, 3]),
        ]),
        (1, "concatenated", [2, 5, 12], [
            ("batch-dropped", [5, 12]), ("head-width-not-divided", [2, 5, 48]), ("heads-averaged", [2, 5, 3]),
            ("heads-stacked", [2, 20, 3]), ("transposed-shape", [2, 12, 5]),
        ]),
        (3, "k", [2, 2, 5, 3], [
            ("batch-dropped", [2, 5, 3]), ("head-width-not-divided", [2, 2, 5, 12]),
            ("query-heads-for-kv", [2, 4, 5, 3]), ("transposed-shape", [2, 2, 3, 5]),
        ]),
        (3, "output", [2, 5, 12], [
            ("batch-dropped", [5, 12]), ("heads-stacked", [2, 20, 12]), ("output-projection-forgotten", [2, 5, 24]),
            ("transposed-shape", [2, 12, 5]),
        ]),
    ],
)  # fmt: skip
def test_each_lost_axis_gives_its_own_shape(level: int, part: str, right: list[int], wrong: list[Any]) -> None:
    """Dropping the batch, stacking or averaging heads, wrong widths and wrong heads are all told apart."""
    variant = by_hand(level)
    (asked,) = (p for p in variant.parts if p.id == part)
    assert variant.expected(asked) == right
    assert sorted((fault.id, value) for fault, value in variant.mistakes(asked)) == wrong
