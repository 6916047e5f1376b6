"""Causal masks and what people put behind them."""

import numpy as np

from quiz.calculation import run, sentence
from quiz.steps.masks import causal, hide, row_of_mask, softmax_of_open

SCALED = np.zeros((2, 3))  # two queries after one cached key; every open score counts the same


def masked() -> dict[tuple[str, ...], list[list[float]]]:
    worlds = run(
        [causal, hide, softmax_of_open], {"scores": SCALED[None], "scaled": SCALED[None], "offset": 1}, depth=1
    )
    return {world.ids: np.round(world.value[0], 12).tolist() for world in worlds.worlds("weights")}


def test_query_i_reads_up_to_its_own_key() -> None:
    """With one cached key, query 1 reads two of three keys and query 2 all: halves, then thirds."""
    third = round(1 / 3, 12)
    assert masked()[()] == [[0.5, 0.5, 0], [third, third, third]]


def test_a_row_that_may_read_nothing_has_no_weights() -> None:
    """Hiding the own key of the first query without a cache leaves a row of zeros, and no division by zero."""
    worlds = run([causal, hide, softmax_of_open], {"scores": SCALED, "scaled": SCALED, "offset": 0}, depth=1)
    strict = next(w for w in worlds.worlds("weights") if w.ids == ("mask-strict",))
    assert strict.value.tolist() == [[0, 0, 0], [1, 0, 0]]


def test_a_zero_score_leaks_and_a_small_one_leaks_less() -> None:
    """A hidden score of 0 earns a full share, one of −1 the share of 1/e, −∞ none."""
    leak = {ids: rows[0][2] for ids, rows in masked().items()}
    assert leak["mask-zero-score",] == round(1 / 3, 12)
    assert leak["small-negative-mask",] == round(np.exp(-1) / (2 + np.exp(-1)), 12)
    assert leak[()] == 0


def test_the_solution_names_whom_the_query_reads() -> None:
    """The sentence lists the open tokens and counts them."""
    values = {
        "tokens": ["a", "dog", "barked"],
        "queries": ["dog", "barked"],
        "query": 0,
        "allowed": [True, True, False],
    }
    assert sentence(row_of_mask.says, values) == "So “dog” may read a, dog: itself and all before it, 2 in all."
