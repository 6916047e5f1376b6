"""Softmax of a row: fractions by hand, each mistake by plain arithmetic, and logits that would overflow."""

from fractions import Fraction
from math import exp, log

import pytest

from quiz.families.softmax.softmax_row import SoftmaxRow
from quiz.solutions import hints, solution
from quiz.variants import rebuilt, serve

FAMILY = SoftmaxRow()
PART = FAMILY.asked[0]
ROW = [0.0, log(3), log(4)]
VARIANT = rebuilt(FAMILY, 1, {"tokens": ["a", "b", "c"], "logits": ROW, "n": 3, "form": "logarithms"})
WRONG = [
    ("not-normalised", [1, 3, 4]),
    ("linear-normalised", [0, log(3) / log(12), log(4) / log(12)]),
    ("no-softmax", ROW),
    ("hard-argmax", [0, 0, 1]),
    ("log-base", [2**z / sum(2**x for x in ROW) for z in ROW]),
    ("log-base", [10**z / sum(10**x for x in ROW) for z in ROW]),
]


def test_logarithms_of_1_3_and_4_give_eighths() -> None:
    """e^(ln m) = m, so the weights are 1/8, 3/8 and 4/8."""
    assert VARIANT.expected(PART) == pytest.approx([1 / 8, 3 / 8, 4 / 8])
    assert FAMILY.statement(VARIANT.givens)[1].value == [["0", "ln 3", "ln 4"]]


@pytest.mark.parametrize(("id", "wrong"), WRONG)
def test_a_known_mistake_gives_its_own_row(id: str, wrong: list[float]) -> None:
    """Each mistake computes what a person who makes it writes down; together they are all that are known."""
    assert pytest.approx(wrong) in [value for fault, value in VARIANT.mistakes(PART) if fault.id == id]
    assert len(VARIANT.mistakes(PART)) == len(WRONG)


def test_level_1_weights_are_shares_of_whole_numbers() -> None:
    """With logits ln m the weights are m over the sum of all m."""
    for seed in range(30):
        variant = serve(FAMILY, 1, seed)
        m = [round(exp(z)) for z in variant.givens["logits"]]
        assert variant.expected(PART) == pytest.approx([float(Fraction(x, sum(m))) for x in m])


def test_large_logits_give_what_their_differences_give() -> None:
    """Logits 250 + (0, 1, 2) give the weights of 0, 1, 2; solution and hint say what to take off first."""
    givens = {"tokens": ["a", "b", "c"], "logits": [250.0, 251.0, 252.0], "n": 3, "form": "shifted"}
    variant = rebuilt(FAMILY, 3, givens)
    powers = [1, exp(1), exp(2)]
    assert variant.expected(PART) == pytest.approx([p / sum(powers) for p in powers])
    assert "252" in hints(variant)[1]
    assert "252" in solution(variant)[0].sentence
