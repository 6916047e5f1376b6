"""The cost of attention grows with the square of the length of a text."""

from itertools import product
from typing import Any

import pytest

from quiz.family import family
from quiz.variants import Variant, rebuilt, serve


def by_hand() -> dict[str, Variant]:
    """2 texts of 1000 tokens, 8 heads of width 64, weights of 16 bits; 5 times the tokens, 9 times the memory."""
    sizes = {"n": 1000, "d_k": 64, "h": 8, "bits": 16, "longer": 5, "room": 9}
    constants = {"heads": 8, "batch": 2}
    two = rebuilt(family("quadratic-cost"), 2, {**sizes, "B": 1, "lengths": 2, "heads": 4, "batch": 1})
    three = rebuilt(family("quadratic-cost"), 3, {**sizes, "B": 2, "lengths": 3, **constants})
    return {**{p.id: two for p in two.parts}, **{p.id: three for p in three.parts}}


@pytest.mark.parametrize(
    ("part", "right", "wrong"),
    [
        ("entries", 8_000_000, {"linear-in-n": 8_000, "dk-in-scores": 512_000}),  # 8 · 1000²
        (
            "bytes", 32_000_000,  # 2 · 8 · 1000² numbers of 2 bytes
            {
                "linear-in-n": 32_000, "dk-in-scores": 2_048_000, "batch-dropped": 16_000_000,
                "bits-for-bytes": 256_000_000,
            },
        ),
        ("factor", 25, {"linear-in-n": 5}),
        ("fitting", 3000, {"linear-in-n": 9000}),  # (3 · 1000)² is 9 · 1000²
    ],
)  # fmt: skip
def test_counts_worked_by_hand(part: str, right: int, wrong: dict[str, Any]) -> None:
    """Numbers, bytes, the growth and what fits, with every known miscount told apart."""
    variant = by_hand()[part]
    (asked,) = (p for p in variant.parts if p.id == part)
    assert variant.expected(asked) == right
    assert {fault.id: value for fault, value in variant.mistakes(asked)} == wrong


def test_entries_are_the_pairs_that_can_be_listed() -> None:
    """For one short text, listing all pairs of tokens gives the number of weights, and of a longer text the factor."""
    for seed in range(10):
        variant = serve(family("quadratic-cost"), 1, seed)
        entries, factor = variant.parts
        n, longer = int(variant.givens["n"]), int(variant.givens["longer"])
        pairs, more = (len(list(product(range(length), repeat=2))) for length in (n, n * longer))
        assert (variant.expected(entries), variant.expected(factor)) == (pairs, more / pairs)
