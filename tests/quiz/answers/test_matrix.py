"""Matrices: where rows end, and what commas mean across rows."""

import pytest

from tests.quiz.answers.asking import readings, refusal, value

SQUARE = [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    "text",
    ["1 2\n3 4", "1, 2\n3, 4", "1 2; 3 4", "[1 2; 3 4]", "[1,2;3,4]", "[1, 2; 3, 4]", "[1 2\n3 4]", "[1,2\n3,4]", "1\t2\n3\t4", "1 2\r\n3 4",
     "1 & 2 \\\\ 3 & 4", "1 2 \\\\ 3 4", "[[1,2],[3,4]]", "[[1, 2], [3, 4]]", "[[1,2], [3,4]]", "[[1,2],\n [3,4]]", "[[1 2] [3 4]]",
     "[[1 2],[3 4]]", "[1 2],[3 4]", "[1 2], [3 4]", "[1 2]\n[3 4]", "[1 2];[3 4]", "[1, 2] [3, 4]", "((1, 2), (3, 4))", "(1, 2), (3, 4)",
     "{{1,2},{3,4}}", "([1, 2], [3, 4])", "[[1. 2.]\n [3. 4.]]", "array([[1., 2.],\n       [3., 4.]])", "np.array([[1, 2], [3, 4]])",
     "tensor([[1., 2.],\n        [3., 4.]], dtype=torch.float64)", "array([[1, 2],\n       [3, 4]],\n      dtype=int32)", "|1|2|\n|3|4|",
     "| 1 | 2 |\n| 3 | 4 |", "1 | 2\n3 | 4", "\\begin{bmatrix}1 & 2\\\\3 & 4\\end{bmatrix}", "\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\\\ \\end{pmatrix}",
     "\\begin{matrix}\n1 & 2 \\\\\n3 & 4\n\\end{matrix}", "[[1 2; 3 4]]", "[[1,2], [3, 4]]", "[[1,2,],[3,4,],]", "1 2\n\n3 4\n", "1 2;\n3 4;",
     "[(1 2), (3 4)]", "[[1\n2],[3\n4]]", "[[1, 2],\n\t[3, 4]]", "[array([1, 2]), array([3, 4])]", "1 2 ; 3 4 ;", "[[1 2;],[3 4;]]"],
)  # fmt: skip
def test_rows_end_at_a_new_line_a_semicolon_two_backslashes_or_an_inner_bracket(text: str) -> None:
    """Rows end at a new line, `;`, `\\\\` or an inner bracket; inside nested brackets new lines are just space."""
    assert value("matrix", text) == SQUARE


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("1 2 3", [[1, 2, 3]]), ("1, 2, 3", [[1, 2, 3]]), ("[1, 2]", [[1, 2]]), ("[[1, 2]]", [[1, 2]]), ("5", [[5]]), ("1\n2", [[1], [2]]),
        ("[[1],[2]]", [[1], [2]]), ("[1;2]", [[1], [2]]), ("((1),(2))", [[1, 2]]), ("(1/2),(1/4)", [[0.5, 0.25]]), ("[1],[2]", [[1], [2]]),
        ("[[1 2\n 3]\n [4 5\n 6]]", [[1, 2, 3], [4, 5, 6]]), ("1,2,3\n4,5,6", [[1, 2, 3], [4, 5, 6]]), ("[[100,200],[300,400]]", [[100, 200], [300, 400]]),
        ("[[0,5], [1,5]]", [[0, 5], [1, 5]]), ("0,5\t1,5\n2,5\t3,5", [[0.5, 1.5], [2.5, 3.5]]), ("1 2\t\n3 / 4\t", None), ("1,2\n3, 4", SQUARE),
        ("1,5; 2, 3", [[1, 5], [2, 3]]), ("0,5 & 1 / 4 \\\\ 34 % & √2", [[0.5, 0.25], [0.34, 2**0.5]]), ("[1/2 -1; 34 % 2]", [[0.5, -1], [0.34, 2]]),
    ],
)  # fmt: skip
def test_a_value_of_another_shape_is_a_value(text: str, rows: list[list[float]] | None) -> None:
    """With a single well-formed reading the wanted shape changes nothing."""
    for shape in (None, (1, 1), (2, 2), (7, 9)):
        if rows is None:
            refusal("matrix", text, shape)
        else:
            assert value("matrix", text, shape) == rows


@pytest.mark.parametrize(
    ("text", "separated", "decimal"),
    [
        ("1,2\n3,4", SQUARE, [[1.2], [3.4]]), ("1,2;3,4", SQUARE, [[1.2], [3.4]]), ("1,5", [[1, 5]], [[1.5]]), ("1,2,\n3,4,", SQUARE, [[1.2], [3.4]]),
        ("0,5 0,5\n1,5 1,5", [[0, 5, 0, 5], [1, 5, 1, 5]], [[0.5, 0.5], [1.5, 1.5]]),
        ("[[0,5 0,5],[1,5 1,5]]", [[0, 5, 0, 5], [1, 5, 1, 5]], [[0.5, 0.5], [1.5, 1.5]]),
        ("[0,5, 0,5; 1,5, 1,5]", [[0, 5, 0, 5], [1, 5, 1, 5]], [[0.5, 0.5], [1.5, 1.5]]),
    ],
)  # fmt: skip
def test_two_readings_are_shown_unless_the_shape_decides(text: str, separated: list[list[float]], decimal: list[list[float]]) -> None:
    """Bare commas together with spaces or new lines have two readings; the wanted shape decides if exactly one fits."""
    for shape in (None, (9, 9), (4,)):
        assert readings("matrix", text, shape) == [separated, decimal]
    for rows in (separated, decimal):
        assert value("matrix", text, (len(rows), len(rows[0]))) == rows


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("1 2\n3", "row 2"), ("[[1,2],[3]]", "row 2"), ("1 2; 3 4; 5", "row 3"), ("[[1,,2],[3,4,5]]", "row 1, column 2"), ("[[1,2],[x,4]]", "row 2, column 1"),
        ("1\t2\n\t4", "row 2, column 1"), ("1\t2\n3\t\t", "row 2, column 2"), ("[[1,2],,[3,4]]", "row 2"), ("1 2\n3 1 / 2", "row 2, column 3"),
        ("1 2\n3 1,000", "row 2, column 2"), ("[[1,2],[]]", "row 2"), ("1 2;;3 4", "row 2"), ("1 | 2\n3 4", "row 2, column 1"), ("[[1;2],[3;4]]", "row 1"),
        ("1\t2\n\t", "row 2, column 1"), ("[[[1, 2]]]", "character 3"), ("[[1, 2], [3, 4]", "character 1"), ("[[1, 2], [3, 4]]]", "character 17"),
        ("[1 2] 3", "row 1"), ("3 [1 2]", "row 1"), ("[1 2]|[3 4]", "row 2"),
    ],
)  # fmt: skip
def test_refusals_name_row_and_column(text: str, where: str) -> None:
    """An empty cell, ragged rows, unbalanced brackets, three levels of nesting are refused by position."""
    assert where in refusal("matrix", text)


@pytest.mark.parametrize("text", ["", "[]", "[[]]", "()", "[[],[]]", "\n\n", "\t", ";", "[;]", "1,000\n2,000", "100,200\n300,400", "∞ 1\n1 1"])
def test_nothing_and_thousands_marks_are_refused(text: str) -> None:
    """`[]` and a blank text are refused; so are commas that may be thousands marks."""
    refusal("matrix", text)
