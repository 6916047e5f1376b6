"""The whole of attention: seven parts, each against numbers worked by hand or by plain Python."""

import math
from typing import Any

import numpy as np
import pytest

from quiz.family import family
from quiz.variants import Variant, rebuilt, serve

E, E2 = math.e, math.e**2


def by_hand() -> Variant:
    """X is the identity, so Q, K and V are the matrices themselves; the scores are 2, 2 and 0, 2."""
    givens = {
        "tokens": ["we", "read"], "x": [[1, 0], [0, 1]],
        "w_q": [[1, 1, 0, 0], [0, 1, 1, 0]], "w_k": [[2, 0, 0, 0], [0, 2, 0, 2]], "w_v": [[4, 0], [0, -2]],
        "n": 2, "d_model": 2, "d_k": 4, "d_v": 2, "spread": 1,
    }  # fmt: skip
    return rebuilt(family("full-attention"), 1, givens)


@pytest.mark.parametrize(
    ("part", "right"),
    [
        ("q", [[1, 1, 0, 0], [0, 1, 1, 0]]),
        ("k", [[2, 0, 0, 0], [0, 2, 0, 2]]),
        ("v", [[4, 0], [0, -2]]),
        ("scores", [[2, 2], [0, 2]]),
        ("scaled", [[1, 1], [0, 1]]),
        ("weights", [[1 / 2, 1 / 2], [1 / (1 + E), E / (1 + E)]]),
        ("z", [[2, -1], [4 / (1 + E), -2 * E / (1 + E)]]),
    ],
)
def test_every_part_of_an_example_worked_by_hand(part: str, right: Any) -> None:
    """Queries, keys, values, scores, scaled scores, weights and output follow one from the other."""
    asked = next(p for p in by_hand().parts if p.id == part)
    np.testing.assert_allclose(by_hand().expected(asked), right, atol=1e-12)


@pytest.mark.parametrize(
    ("part", "id", "wrong"),
    [
        ("scores", "transposed-scores", [[2, 0], [2, 2]]),
        ("scores", "query-twice", [[2, 1], [1, 2]]),
        ("scaled", "no-scale", [[2, 2], [0, 2]]),
        ("scaled", "scaled-by-dk", [[1 / 2, 1 / 2], [0, 1 / 2]]),
        ("scaled", "scaled-by-dmodel", [[math.sqrt(2), math.sqrt(2)], [0, math.sqrt(2)]]),
        ("scaled", "multiplied-by-scale", [[4, 4], [0, 4]]),
        ("weights", "softmax-columns", [[E / (E + 1), 1 / 2], [1 / (E + 1), 1 / 2]]),
        ("weights", "softmax-whole-matrix", [[E / (3 * E + 1), E / (3 * E + 1)], [1 / (3 * E + 1), E / (3 * E + 1)]]),
        ("weights", "not-normalised", [[E, E], [1, E]]),
        ("weights", "linear-normalised", [[1 / 2, 1 / 2], [0, 1]]),
        ("weights", "scaled-after-softmax", [[1 / 4, 1 / 4], [1 / (2 + 2 * E2), E2 / (2 + 2 * E2)]]),
        ("z", "transposed-weights", [[2, -2 / (1 + E)], [2, -2 * E / (1 + E)]]),
        ("z", "embeddings-as-values", [[1 / 2, 1 / 2], [1 / (1 + E), E / (1 + E)]]),
        ("z", "keys-as-values", [[1, 1, 0, 1], [2 / (1 + E), 2 * E / (1 + E), 0, 2 * E / (1 + E)]]),
        ("z", "scaled-output", [[1, -1 / 2], [2 / (1 + E2), -E2 / (1 + E2)]]),
    ],
)
def test_each_mistake_shows_in_the_part_where_it_is_made(part: str, id: str, wrong: Any) -> None:
    """Each known mistake gives its own numbers in its own part."""
    variant = by_hand()
    asked = next(p for p in variant.parts if p.id == part)
    np.testing.assert_allclose({f.id: v for f, v in variant.mistakes(asked)}[id], wrong, atol=1e-12)


def times(a: list[list[float]], b: list[list[float]]) -> list[list[float]]:
    return [[sum(x * y for x, y in zip(row, column, strict=True)) for column in zip(*b, strict=True)] for row in a]


@pytest.mark.parametrize("level", [1, 2, 3])
def test_plain_python_gives_the_same_output(level: int) -> None:
    """Lists and loops, without NumPy, come to the expected Z of every level."""
    for seed in range(10):
        variant = serve(family("full-attention"), level, seed)
        x, w_q, w_k, w_v = (np.asarray(variant.givens[name]).tolist() for name in ("x", "w_q", "w_k", "w_v"))
        q, k, v = times(x, w_q), times(x, w_k), times(x, w_v)
        weights = []
        for row in times(q, [list(column) for column in zip(*k, strict=True)]):
            powers = [math.exp(score / math.sqrt(variant.givens["d_k"])) for score in row]
            weights.append([power / sum(powers) for power in powers])
        np.testing.assert_allclose(variant.expected(variant.parts[-1]), times(weights, v), atol=1e-12)


def test_no_feature_is_dead_and_no_two_tokens_are_the_same() -> None:
    """No column of a weight matrix and no embedding is all zero; embeddings and values are all different."""
    for seed in range(30):
        variant = serve(family("full-attention"), 1 + seed % 3, seed)
        assert all(np.asarray(variant.givens[w]).any(axis=0).all() for w in ("w_q", "w_k", "w_v"))
        assert np.asarray(variant.givens["x"]).any(axis=1).all()
        for rows in (np.asarray(variant.givens["x"]).tolist(), variant.expected(variant.parts[2])):
            assert len({tuple(row) for row in rows}) == len(rows)
