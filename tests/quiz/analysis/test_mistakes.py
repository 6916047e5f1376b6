"""Mistakes: counted one by one, and recovered from classes that were made with known shares."""

from collections import Counter

import numpy as np
import pytest

from quiz.analysis.mistakes import Share, wrong

CODES = ["", "no-scale", "softmax-columns", "no-scale softmax-columns"]


def test_shares_are_those_that_are_counted_one_by_one() -> None:
    """Answer by answer with a Counter: every mistake of every wrong answer, the right ones left out."""
    rng = np.random.default_rng(8)
    item, code = rng.integers(0, 3, 500), rng.integers(0, 4, 500)
    scores = rng.choice([0.0, 0.5, 1.0], 500)
    found = wrong(scores, item, code, CODES, 4)
    for i in range(3):
        mine = [(CODES[c], s) for it, c, s in zip(item, code, scores, strict=True) if it == i]
        bad = [text for text, score in mine if score < 1]
        counted = Counter(id for text in bad for id in text.split())
        assert {one.id: one.of_wrong.count for one in found[i].mistakes} == dict(counted)
        assert {(one.of_wrong.total, one.of_all.total) for one in found[i].mistakes} == {(len(bad), len(mine))}
        assert found[i].unexplained.count == bad.count("")
        assert (found[i].of_all.count, found[i].of_all.total) == (len(bad), len(mine))
    assert (found[3].of_all.total, found[3].mistakes) == (0, ())


def test_the_most_frequent_mistake_comes_first() -> None:
    """By count, equal counts by id; a mistake that no wrong answer bears is not there."""
    code = np.array([2, 2, 1, 0, 1, 1])
    found = wrong(np.array([0.0, 0.0, 0.0, 0.0, 1.0, 0.0]), np.zeros(6, dtype=int), code, CODES, 1)[0]
    assert [(one.id, one.of_wrong.count) for one in found.mistakes] == [("no-scale", 2), ("softmax-columns", 2)]


@pytest.mark.parametrize("seed", range(5))
def test_known_shares_are_recovered(seed: int) -> None:
    """A class of 2,000 makes mistakes with set probabilities: each interval of 99 in 100 holds its own."""
    shares = {"": 0.25, "no-scale": 0.4, "softmax-columns": 0.05, "no-scale softmax-columns": 0.3}
    code = np.random.default_rng(seed).choice(4, size=2000, p=list(shares.values()))
    found = wrong(np.zeros(2000), np.zeros(2000, dtype=int), code, CODES, 1)[0]
    true = {"no-scale": 0.7, "softmax-columns": 0.35}
    for one in found.mistakes:
        # a 19-in-20 interval fails now and then: half as wide again it is one of 99 in 100
        assert abs(one.of_wrong.value - true[one.id]) < 0.75 * (one.of_wrong.high - one.of_wrong.low)
    assert abs(found.unexplained.value - 0.25) < 0.75 * (found.unexplained.high - found.unexplained.low)


def test_a_share_of_nothing_has_no_value() -> None:
    """Nobody answered: neither a share nor an interval."""
    none = Share.of(0, 0)
    assert all(x != x for x in (none.value, none.low, none.high))  # NaN
