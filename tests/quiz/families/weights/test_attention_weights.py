"""Attention weights from Q and K: one example by hand, each mistake by plain loops, and the fractions of level 1."""

from fractions import Fraction
from math import e, exp, log

import pytest

from quiz.families.weights.attention_weights import AttentionWeights
from quiz.solutions import solution
from quiz.variants import rebuilt, serve

FAMILY = AttentionWeights()
PART = FAMILY.asked[0]
Q, K = [[1, 0, 2, 1], [0, 3, 1, 0]], [[2, 1, 0, 1], [1, -1, 1, 2]]
SCORES = [[3, 5], [3, -2]]  # by hand: q1·k1 = 2+1, q1·k2 = 1+2+2, q2·k1 = 3, q2·k2 = −3+1
GIVENS = {"tokens": ["a", "b"], "q": Q, "k": K, "n": 2, "d_k": 4, "d_model": 6, "form": "integers"}
VARIANT = rebuilt(FAMILY, 2, GIVENS)


def shares(row: list[float], base: float = e) -> list[float]:
    powers = [base**cell for cell in row]
    return [power / sum(powers) for power in powers]


def by_rows(factor: float, base: float = e) -> list[float]:
    return [share for row in SCORES for share in shares([cell * factor for cell in row], base)]


def test_each_row_is_the_softmax_of_its_scaled_scores() -> None:
    """Scaled [[1.5, 2.5], [1.5, −1]]: the rows are 1/(1+e), e/(1+e) and 1/(1+e^−2.5), 1/(1+e^2.5)."""
    right = [1 / (1 + e), e / (1 + e), 1 / (1 + exp(-2.5)), 1 / (1 + exp(2.5))]
    assert [cell for row in VARIANT.expected(PART) for cell in row] == pytest.approx(right)


columns = [shares([1.5, 1.5]), shares([2.5, -1])]
whole = sum(exp(s) for s in (1.5, 2.5, 1.5, -1))
WRONG = [
    ("transposed-scores", shares([1.5, 1.5]) + shares([2.5, -1])),
    ("query-twice", shares([3, 1]) + shares([1, 5])),
    ("no-scale", by_rows(1)),
    ("scaled-by-dk", by_rows(1 / 4)),
    ("scaled-by-dmodel", by_rows(6**-0.5)),
    ("scaled-by-n", by_rows(2**-0.5)),
    ("multiplied-by-scale", by_rows(2)),
    ("softmax-columns", [columns[0][0], columns[1][0], columns[0][1], columns[1][1]]),
    ("softmax-whole-matrix", [exp(s) / whole for s in (1.5, 2.5, 1.5, -1)]),
    ("not-normalised", [exp(s) for s in (1.5, 2.5, 1.5, -1)]),
    ("linear-normalised", [1.5 / 4, 2.5 / 4, 1.5 / 0.5, -1 / 0.5]),
    ("no-softmax", [1.5, 2.5, 1.5, -1]),
    ("hard-argmax", [0, 1, 1, 0]),
    ("log-base", by_rows(1 / 2, base=2)),
    ("log-base", by_rows(1 / 2, base=10)),
    ("scaled-after-softmax", [share / 2 for share in by_rows(1)]),
]


@pytest.mark.parametrize(("id", "wrong"), WRONG)
def test_a_known_mistake_gives_its_own_matrix(id: str, wrong: list[float]) -> None:
    """Each mistake computes what a person who makes it writes down."""
    found = [[c for row in value for c in row] for fault, value in VARIANT.mistakes(PART) if fault.id == id]
    assert pytest.approx(wrong) in found


def test_level_1_gives_plain_fractions() -> None:
    """Keys are multiples of ln 1, ln 2, ln 3, so every weight is a product of them over a sum of products."""
    for seed in range(20):
        variant = serve(FAMILY, 1, seed)
        bases = [[round(exp(cell / 2)) for cell in row] for row in variant.givens["k"]]
        for query, weights in zip(variant.givens["q"], variant.expected(PART), strict=True):
            products = [1 for _ in bases]
            for j, key in enumerate(bases):
                for asked, base in zip(query, key, strict=True):
                    products[j] *= base if asked else 1
            assert weights == pytest.approx([float(Fraction(p, sum(products))) for p in products])


def test_level_1_writes_keys_as_logarithms() -> None:
    """A key cell of 2·ln 3 is shown as “2 ln 3”, not as 2.197."""
    givens = {**GIVENS, "k": [[2 * log(3), 0, 0, 2 * log(2)], [0, 0, 0, 0]], "form": "logarithms"}
    shown = FAMILY.statement(rebuilt(FAMILY, 1, givens).givens)[2]
    assert shown.value == [["2 ln 3", "0", "0", "2 ln 2"], ["0", "0", "0", "0"]]


def test_the_solution_draws_the_weights_as_a_heat_map() -> None:
    """The last step of the solution is a numbered heat map of the weights."""
    assert solution(VARIANT)[-1].blocks[0].look == "heat"
