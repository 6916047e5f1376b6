"""Uniform attention: equal scores by construction, 1/n and the mean by hand, and the mistakes that still show."""

from math import exp
from statistics import fmean

import pytest

from quiz.families.softmax.uniform_attention import UniformAttention
from quiz.grading import grade
from quiz.solutions import solution
from quiz.variants import rebuilt, serve

FAMILY = UniformAttention()
WEIGHTS, Z = FAMILY.asked
GIVENS = {
    "tokens": ["a", "b"], "reader": "b", "n": 2, "d_k": 4, "whole": True,
    "q": [1, 2, -1, 1], "k": [[1, 1, 0, 1], [3, 0, 0, 1]], "v": [[2, -1, 5, 0], [4, 3, 0, 0]],
}  # fmt: skip
VARIANT = rebuilt(FAMILY, 1, GIVENS)  # both scores are 4: 1+2+1 and 3+1; scaled 2


def test_equal_scores_share_out_equally_and_average() -> None:
    """Two equal scores: the weights are 1/2 and the output is the mean of the two rows of V."""
    assert VARIANT.expected(WEIGHTS) == pytest.approx([0.5, 0.5])
    assert VARIANT.expected(Z) == pytest.approx([3, 1, 2.5, 0])


def test_each_mistake_in_the_weights_is_known() -> None:
    """Scaled scores 2 and 2: exponentials, plain scores, the first alone, and the half divided by √4."""
    wrong = {
        "not-normalised": [exp(2), exp(2)], "no-softmax": [2, 2], "hard-argmax": [1, 0],
        "scaled-after-softmax": [0.25, 0.25],
    }  # fmt: skip
    found = {fault.id: value for fault, value in VARIANT.mistakes(WEIGHTS)}
    assert found.keys() == wrong.keys()
    assert all(found[id] == pytest.approx(row) for id, row in wrong.items())


def test_each_mistake_in_the_output_is_known() -> None:
    """The mean of the keys, and the mean of the values over √4."""
    found = {fault.id: value for fault, value in VARIANT.mistakes(Z)}
    assert found["keys-as-values"] == pytest.approx([2, 0.5, 0, 1])
    assert found["scaled-output"] == pytest.approx([1.5, 0.5, 1.25, 0])


def test_served_keys_differ_but_score_alike() -> None:
    """Every key of a variant has the same dot product with the query, though no two keys are equal."""
    for level in FAMILY.levels:
        for seed in range(20):
            givens = serve(FAMILY, level, seed).givens
            q, keys = givens["q"].tolist(), givens["k"].tolist()
            assert len({sum(a * b for a, b in zip(q, key, strict=True)) for key in keys}) == 1
            assert len({tuple(key) for key in keys}) == len(keys)


def test_level_1_averages_to_whole_numbers() -> None:
    """By hand without fractions: every column of V has a whole mean."""
    for seed in range(20):
        v = serve(FAMILY, 1, seed).givens["v"].tolist()
        assert all(fmean(column).is_integer() for column in zip(*v, strict=True))


def test_the_solution_says_why() -> None:
    """The worked solution names 1/n and writes the mean of the first column out."""
    said = " ".join(step.sentence for step in solution(VARIANT))
    assert "each of the 2 weights is 1/2" in said
    assert "(2 + 4)/2 = 3" in said


def test_keys_wider_than_values_are_named_by_the_length_of_their_mean() -> None:
    """Keys of 4 numbers in place of values of 2: the mean of the keys is no answer of 2 numbers, but is known."""
    narrow = rebuilt(FAMILY, 3, {**GIVENS, "whole": False, "v": [[2, -1], [4, 3]]})
    got = grade(narrow, {"weights": "1/2, 1/2", "z": "2, 0.5, 0, 1"}).parts["z"]
    assert got.misconceptions == ("keys-as-values",)
    assert "Expected 2 numbers, but you typed 4 numbers." in got.remark
