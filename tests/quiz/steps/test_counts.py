"""Counts of weights and their bytes, in words and exact."""

import numpy as np

from quiz.calculation import run, sentence
from quiz.steps import counts


def test_the_solution_counts_pairs_and_then_maps() -> None:
    """3 tokens make 9 pairs; 2 texts and 4 heads make 8 maps and 72 numbers."""
    one = {"B": 1, "h": 1, "n": 3, "entries": 9}
    said = "One head’s map of one text has a weight for each pair of tokens, 3 × 3 = 9."
    assert sentence(counts.entries.says, one) == said
    many = {"B": 2, "h": 4, "n": 3, "entries": 72}
    assert sentence(counts.entries.says, many) == said + " There are 2 × 4 such maps: 72 numbers in all."
    assert sentence(counts.size.says, {"entries": 72, "bits": 16, "bytes": 144}) == (
        "16 bits are 2 bytes: 72 · 2 = 144 bytes."
    )


def test_the_solution_says_what_a_longer_text_does() -> None:
    """Five times the tokens make 25 times the pairs; 25 times the memory holds five times the tokens."""
    assert sentence(counts.growth.says, {"longer": 5, "factor": 25}) == (
        "With 5 times the tokens there are 5² = 25 times the pairs."
    )
    assert sentence(counts.fitting.says, {"n": 100, "room": 25, "fitting": 500}) == (
        "Memory grows with $n^2$, and 25 = 5², so 5 times the tokens fit: 500."
    )


def test_counts_stay_exact_beyond_single_precision() -> None:
    """64 texts, 128 heads and 100,003 tokens are counted to the last one."""
    sizes = {"B": np.array([64]), "h": np.array([128]), "n": np.array([100_003]), "bits": np.array([64])}
    counted = run([counts.entries, counts.size], sizes)
    assert counted.right("bytes").tolist() == [64 * 128 * 100_003**2 * 8]
