"""Numbers in an answer are reckoned with, so that a wrong one is wrong although nobody foresaw it."""

import pytest

from quiz.oral import grade, prompt
from quiz.oral.amounts import amounts_of
from quiz.oral.figures import figures_of
from quiz.oral.reading import tokens


def state(id: str, point: str, answer: str) -> str:
    return grade(prompt(id), answer).points[point].state


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("16 edges", [16]),
        ("ten thousand tokens, a million scores", [10_000, 1_000_000]),
        ("2k tokens", [2_000]),
        ("from 1/4 to 0.95", [0.25, 0.95]),
        ("1, 4", [1, 4]),
        ("twice the length, four times the cost", [2, 4]),
        ("an eightfold price", [8]),
        ("no number", []),
    ],
)
def test_numbers_are_read_in_digits_and_in_words(text: str, values: list[float]) -> None:
    assert [amount.value for amount in amounts_of(tokens(text))] == values


RECKONED = [
    ("kv-cache", "linear-memory", "10 tokens take 20 vectors, and 30 tokens take 60 vectors.", "found"),
    ("kv-cache", "linear-memory", "10 tokens take 100 vectors, and 30 tokens take 900 vectors.", "contradicted"),
    ("output-bounds", "between", "Mix 2 and 5 and you get 4.", "found"),
    ("output-bounds", "between", "Mix 2 and 5 and you get 8.", "contradicted"),
    ("quadratic-cost", "doubling", "Triple the length and you pay nine times as much.", "found"),
    ("quadratic-cost", "doubling", "Triple the length and you pay six times as much.", "contradicted"),
    ("quadratic-cost", "doubling", "Ten times the tokens cost not ten times but a hundred times as much.", "found"),
    ("quadratic-cost", "doubling", "1,000 tokens have a million scores, and 3,000 tokens nine million.", "found"),
    ("quadratic-cost", "doubling", "1,000 tokens have a million scores, and 3,000 tokens six million.", "contradicted"),
    ("quadratic-cost", "n-squared", "30 tokens have 900 scores.", "found"),
    ("quadratic-cost", "n-squared", "For 30 tokens there are 60 scores.", "contradicted"),
    ("scores-shape", "n-by-n", "8 tokens with d_k = 16: 8×16 times 16×8 gives 8×8.", "found"),
    ("scores-shape", "not-dk", "8 tokens with d_k = 16 give an 8×16 matrix.", "contradicted"),
    ("why-log-depth", "log", "A path of 64 edges is done after 6 layers.", "found"),
    ("why-log-depth", "log", "A path of 64 edges is done after 32 layers.", "contradicted"),
    ("why-log-depth", "log", "For L = 20 it takes 4 layers.", "contradicted"),
    ("why-log-depth", "log", "Walking edge by edge, 64 edges would take 64 layers.", "unsure"),
    ("why-log-depth", "doubles", "Reach goes 3, 6, 12.", "found"),
    ("why-log-depth", "doubles", "Reach goes 3, 9, 27.", "contradicted"),
    ("why-log-depth", "doubles", "Take the path 3→5→7.", "missing"),
    ("what-training-learns", "peaked", "At first a weight is 0.2, and by the end it is 0.9.", "found"),
    ("what-training-learns", "peaked", "At first the weight is 0.9, and by the end it is 0.2.", "contradicted"),
]


@pytest.mark.parametrize(("id", "point", "answer", "expected"), RECKONED)
def test_figures_that_break_the_law_contradict_the_point(id: str, point: str, answer: str, expected: str) -> None:
    assert state(id, point, answer) == expected


def test_as_many_scores_as_tokens_is_the_trap() -> None:
    """Who counts a thousand scores for a thousand tokens has called the cost linear."""
    assert [trap.id for trap in grade(prompt("quadratic-cost"), "1,000 tokens, 1,000 scores.").traps] == ["linear"]


def test_a_law_that_nobody_knows_stops_the_program() -> None:
    with pytest.raises(ValueError, match="A law of figures is one of square"):
        figures_of({"law": "cubic"})
