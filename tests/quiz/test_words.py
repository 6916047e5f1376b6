"""Words and grids that statements share."""

import numpy as np
import pytest

from engine.draws import Draws
from quiz.blocks import Grid
from quiz.family import family
from quiz.words import SENTENCES, draw_tokens, grid


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_token_names_one_position(sentence: str) -> None:
    """A sentence has six words, all different, so that a word can be an answer."""
    assert len(set(sentence.split())) == 6


def test_tokens_are_the_first_words_of_a_sentence() -> None:
    """A batch of variants gets a sentence each, cut to n words."""
    tokens = draw_tokens(Draws(1, np.arange(200)), 4)
    assert tokens.shape == (200, 4)
    assert {" ".join(row) for row in tokens} == {" ".join(sentence.split()[:4]) for sentence in SENTENCES}


def test_a_grid_bears_its_symbol_and_its_headers() -> None:
    """Rows and columns of the weights are headed by the tokens; embeddings have headers for their rows only."""
    values = {"tokens": ["a", "dog"], "weights": np.array([[0.5, 0.5], [1, 0]]), "x": np.array([[1, 2, 3], [4, 5, 6]])}
    full = family("full-attention")
    assert grid(full, "weights", values, look="heat") == Grid(
        "A", [[0.5, 0.5], [1, 0]], ["a", "dog"], ["a", "dog"], "heat", "weights"
    )
    assert grid(full, "x", values) == Grid("X", [[1, 2, 3], [4, 5, 6]], ["a", "dog"], [], "matrix", "x")


def test_a_vector_is_a_grid_of_one_row() -> None:
    """A row of weights has a header for each column."""
    values = {"tokens": ["a", "dog"], "row": np.array([0.25, 0.75])}
    drawn = grid(family("attention-output"), "row", values, look="heat", symbol="a")
    assert drawn == Grid("a", [[0.25, 0.75]], [], ["a", "dog"], "heat", "row")
