"""What NumPy prints is read as what NumPy printed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.quiz.answers.asking import value

NUMBERS = st.floats(-1e6, 1e6).map(lambda x: round(x, 3) or 0.0) | st.floats(1e-9, 1e-3) | st.just(1e120)
VECTORS = arrays(np.float64, st.integers(1, 12), elements=NUMBERS)
MATRICES = arrays(np.float64, st.tuples(st.integers(1, 5), st.integers(1, 5)), elements=NUMBERS)
WIDTHS = st.sampled_from([20, 30, 75, 1000])


@given(VECTORS | MATRICES, WIDTHS, st.sampled_from([str, repr, lambda a: f"np.{a!r}", lambda a: str(a.tolist()), lambda a: str(a)[1:-1]]))
def test_a_printed_array_is_read_as_the_array(array: np.ndarray, width: int, printed: object) -> None:
    """NumPy's print (wrapped lines too), `array(…)`, `np.array(…)`, nested lists."""
    assert callable(printed)
    with np.printoptions(linewidth=width, floatmode="unique", suppress=False):
        text = printed(array)
    if len(text) > 2000:
        return
    kind = "vector" if array.ndim == 1 else "matrix"
    if kind == "vector" and not text.lstrip().startswith(("[", "array", "np")):
        text = text.replace("\n", " ")  # without its brackets a wrapped line is a row
    if kind == "matrix" and len(array) == 1 and not text.lstrip().startswith(("[[", "array", "np")):
        text = text.replace("\n", " ")  # so is it in one pair of brackets
    assert value(kind, text) == array.tolist()


@given(MATRICES)
def test_lists_of_scalars_are_read(array: np.ndarray) -> None:
    """`np.float64(0.5)` as a cell: what a list of NumPy's numbers prints."""
    text = repr([list(row) for row in array])
    assert "np.float64" in text
    assert len(text) > 2000 or value("matrix", text) == array.tolist()


@pytest.mark.parametrize("dtype", ["float32", "int64", "float16", "int8", "uint8"])
def test_other_types_print_their_name(dtype: str) -> None:
    """With a `dtype=…` tail."""
    array = np.array([[1, 2], [3, 4]], dtype=dtype)
    assert value("matrix", repr(array)) == [[1, 2], [3, 4]]
    assert value("vector", repr(list(array[0]))) == [1, 2]
    assert value("vector", repr(tuple(array[0]))) == [1, 2]
