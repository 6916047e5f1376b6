"""Shape algebra with whole numbers and with symbols."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.shapes import attention_shapes, product_problem, product_shape, transposed, write_shape

SIDES = st.lists(st.integers(1, 3), min_size=1, max_size=4).map(tuple)


@given(SIDES, SIDES)
def test_numpy_agrees_which_products_exist(a, b):
    """A product of two arrays of at least two axes has the shape that NumPy gives it, or neither forms it."""
    try:
        expected = (np.ones(a) @ np.ones(b)).shape if min(len(a), len(b)) > 1 else None
    except ValueError:
        expected = None
    if expected is None:
        assert product_problem(a, b)
        with pytest.raises(ValueError, match=r"^[A-Z].*\.$"):
            product_shape(a, b)
    else:
        assert product_problem(a, b) is None
        assert product_shape(a, b) == expected


@pytest.mark.parametrize(
    ("a", "b", "shape"),
    [
        (("n", "d_model"), ("d_model", "d_k"), ("n", "d_k")),
        (("B", "h", "n_q", "n_k"), ("B", "h", "n_k", "d_v"), ("B", "h", "n_q", "d_v")),
        (("B", "n", "d_model"), ("d_model", "h·d_k"), ("B", "n", "h·d_k")),
        (("B", 1, "n", 4), ("h", 4, "n"), ("B", "h", "n", "n")),
    ],
)
def test_products_of_symbols(a, b, shape):
    """Symbols meet by name, and leading axes broadcast."""
    assert product_shape(a, b) == shape


INNER = "The columns on the left must equal the rows on the right, but n × d_k times n × d_k has d_k and n."


@pytest.mark.parametrize(
    ("a", "b", "sentence"),
    [
        (("n", "d_k"), ("n", "d_k"), INNER),
        ((3,), (3, 2), "A matrix product needs two matrices, but 3 times 3 × 2 has a factor with fewer than two axes."),
        (("B", 2, 2), ("h", 2, 2), "The leading axes must be equal or 1, but B × 2 × 2 times h × 2 × 2 has B and h."),
    ],
    ids=["inner", "one axis", "leading"],
)
def test_why_a_product_cannot_be_formed(a, b, sentence):
    """The reason is one sentence with both shapes in it."""
    assert product_problem(a, b) == sentence


def test_shapes_of_one_head():
    """The table of shapes that people lose, with different widths and numbers of tokens."""
    assert attention_shapes("n_q", "n_k", "d_model", "d_k", "d_v") == {
        "w_q": ("d_model", "d_k"),
        "w_k": ("d_model", "d_k"),
        "w_v": ("d_model", "d_v"),
        "q": ("n_q", "d_k"),
        "k": ("n_k", "d_k"),
        "v": ("n_k", "d_v"),
        "scores": ("n_q", "n_k"),
        "weights": ("n_q", "n_k"),
        "z": ("n_q", "d_v"),
    }


def test_batch_and_heads_stand_in_front_of_what_holds_tokens():
    """Weights have no batch axis; queries, scores and outputs do."""
    shapes = attention_shapes(5, 5, 8, 4, 4, leading=("B", "h"))
    assert (shapes["w_q"], shapes["q"], shapes["scores"], shapes["z"]) == (
        (8, 4), ("B", "h", 5, 4), ("B", "h", 5, 5), ("B", "h", 5, 4),
    )


def test_transposing_and_writing():
    """The last two axes change places; a shape is written with ×."""
    assert transposed(("B", "n", "d_k")) == ("B", "d_k", "n")
    assert write_shape(("n", 3)) == "n × 3"
    assert write_shape(()) == "a single number"
    with pytest.raises(ValueError, match=r"^Only a matrix has a transpose, but the shape is n\.$"):
        transposed(("n",))
