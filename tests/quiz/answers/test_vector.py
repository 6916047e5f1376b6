"""Vectors: what separates cells, what a comma means, what may surround them."""

import pytest

from quiz.answers import Read, read
from tests.quiz.answers.asking import readings, refusal, value


@pytest.mark.parametrize(
    "text",
    ["1 2 3", "1, 2, 3", "1,2,3", "1\t2\t3", "1|2|3", "1 & 2 & 3", "1;2;3", "1; 2; 3", "1\n2\n3", "1\r\n2\r\n3", "1\r2\r3",
     "1\\\\2\\\\3", "[1],[2],[3]", "[1] [2] [3]", "[1][2][3]", "[[1], [2], [3]]", "[[1],\n [2],\n [3]]", "[1;2;3]", "[1\n2\n3]",
     "[[1 2 3]]", "[[1, 2, 3]]", "((1, 2, 3))", "1 2, 3", "1 2 3 ", "\n1 2 3\n\n", "1\n\n2\n\n\n3", "[1 2\n3]", "[1, 2,\n 3]"],
)  # fmt: skip
def test_every_separator_separates_the_cells_of_a_vector(text: str) -> None:
    """In a vector all of these separate cells; one row or one column in matrix notation is a vector too."""
    assert value("vector", text) == [1, 2, 3]


@pytest.mark.parametrize("text", ["1 2\n3 4", "[1 2; 3 4]", "[[1, 2], [3, 4]]", "1\t2\n3\t4", "[1,2;3,4]", "(1 2) (3 4)"])
def test_several_rows_of_several_cells_are_no_vector(text: str) -> None:
    """Several rows of several cells are not a vector."""
    assert "2 rows of 2 cells" in refusal("vector", text)


@pytest.mark.parametrize(
    "text",
    ["[1. 2. 3.\n 4. 5. 6.]", "[1 2\n3 4\n5 6]", "array([1, 2, 3,\n       4, 5, 6])", "[[1 2 3\n  4 5 6]]", "[1\t2\t3\n4\t5\t6]"],
)
def test_wrapped_lines_of_one_pair_of_brackets_are_one_row(text: str) -> None:
    """Wrapped lines of one pair of brackets are one row."""
    assert value("vector", text) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("0,5\t0,7", [0.5, 0.7]), ("0,5|0,7", [0.5, 0.7]), ("0,5 & 0,7", [0.5, 0.7]), ("1 / 2\t1 - 2", [0.5, -1]),
        ("1 / 2 | 3", [0.5, 3]), ("ln 2 | 0", [0.6931471805599453, 0]), ("34 %\t5 %", [0.34, 0.05]), ("-½|½", [-0.5, 0.5]),
        ("| 1 | 2 |", [1, 2]), ("|1|2|", [1, 2]), ("1\t2\t", [1, 2]), ("1 | 2 |", [1, 2]), ("| 0,5 |\n| 0,7 |", [0.5, 0.7]),
        ("1234,5|2", [1234.5, 2]), ("1\t\n2\t", [1, 2]), ("(1 + 2) | 4", [3, 4]), ("[0,5 & 0,7]", [0.5, 0.7]),
    ],
)  # fmt: skip
def test_tab_pipe_and_ampersand_leave_spaces_and_commas_to_the_cell(text: str, numbers: list[float]) -> None:
    """Cells are separated by tab, `|` or `&` if any occurs: then spaces belong to the cell, a comma is a decimal mark."""
    assert value("vector", text) == numbers


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("1 2\t3", "cell 1"), ("|1 2|", "cell 1"), ("1,000|2", "cell 1"), ("1\t\t3", "cell 2"), ("\t1\t2", "cell 1"),
        ("1\t2\t\t", "cell 3"), ("1 | 2,", "cell 2"), ("1, 2 | 3", "cell 1"), ("1 | | 3", "cell 2"), ("1 & 2 & &", "cell 3"),
    ],
)  # fmt: skip
def test_cells_between_tabs_are_whole_numbers_by_themselves(text: str, where: str) -> None:
    """Outer tabs bound cells; an empty cell is refused by position."""
    assert where in refusal("vector", text)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("34 % 5 %", [0.34, 0.05]), ("34 %, 5 %", [0.34, 0.05]), ("[34 % 5 %]", [0.34, 0.05]), ("34% 5%", [0.34, 0.05]),
        ("1 34 % 2", [1, 0.34, 2]), ("(34 %)", [0.34]),
    ],
)  # fmt: skip
def test_a_percent_sign_after_a_space_belongs_to_the_number_before_it(text: str, numbers: list[float]) -> None:
    """A `%` after a space belongs to the number before it."""
    assert value("vector", text) == numbers


@pytest.mark.parametrize("text", ["1 / 2", "1 - 2", "[1 / 2]", "1 + 2, 3", "3 × 4", "1 * 2", "- 2 3", "2 ^ 3", "1 ÷ 2", "[1 - 2, 3]"])
def test_an_operator_alone_between_spaces_is_refused(text: str) -> None:
    """An operator standing alone between spaces (`1 / 2`, `1 - 2`) is refused: one cell or three?"""
    assert "one cell or three" in refusal("vector", text)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("(1 / 2)", [0.5]), ("[(1 / 2), 3]", [0.5, 3]), ("(1 / 2) 3", [0.5, 3]), ("3, (1 - 2)", [3, -1]), ("1 -2 3", [1, -2, 3]),
        ("1 +2", [1, 2]), ("[1 -2]", [1, -2]), ("1 -(2)", [1, -2]), ("sqrt( 4 ) 1", [2, 1]), ("(1 + 2)*2 1", [6, 1]),
        ("1/2 1/3", [0.5, 1 / 3]), ("2*3 4", [6, 4]), ("3 (4)", [3, 4]), ("(1) (2)", [1, 2]), ("(1)-(2)", [-1]), ("1, −2", [1, -2]),
        ("½ -¼", [0.5, -0.25]), ("((1+2)*3) 4", [9, 4]),
    ],
)  # fmt: skip
def test_operators_inside_parentheses_and_signs_at_numbers(text: str, numbers: list[float]) -> None:
    """It is allowed inside parentheses; `1 -2 3` is three cells."""
    assert value("vector", text) == numbers


@pytest.mark.parametrize("text", ["2(3)", "(1)(2)", "2 *3", "1/ 2", "1½ 2", "2pi 3", "1_0 2", "--1 2", "1/2/3 4", "nan 1", "-∞ 1", "1:2", "x y"])
def test_cells_are_numbers_as_above(text: str) -> None:
    """Cells are numbers as above; −∞ is never asked for."""
    assert "cell" in refusal("vector", text)


@pytest.mark.parametrize("text", ["ln 2 ln 3", "1 ln 2", "[√ 2 3]", "ln 2, 3 4", "sqrt (2) 3", "log2 8 1"])
def test_where_spaces_separate_functions_need_parentheses(text: str) -> None:
    """In lists whose cells are separated by spaces functions need parentheses."""
    assert "parentheses" in refusal("vector", text)


@pytest.mark.parametrize("text", ["ln(2) ln(1)", "ln 2, ln 1", "[ln 2, ln 1]", "ln 2|ln 1", "ln 2\nln 1", "[ln 2; ln 1]", "ln(2), ln 1"])
def test_elsewhere_functions_may_do_without_parentheses(text: str) -> None:
    """Cells that commas, tabs or row ends separate are read as numbers by themselves are."""
    assert value("vector", text) == [0.6931471805599453, 0]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("[1,5]", [1, 5]), ("[1, 5]", [1, 5]), ("(1, 2, 3)", [1, 2, 3]), ("(1,5)", [1, 5]), ("{1,5}", [1, 5]), ("[1 , 5]", [1, 5]),
        ("[0,5,]", [0, 5]), ("[1, 5, ]", [1, 5]), ("[[1,5]]", [1, 5]), ("[100,200]", [100, 200]), ("[1/2,1/4]", [0.5, 0.25]),
        ("[0.5,0.25]", [0.5, 0.25]), ("[1,000]", [1, 0]), ("np.array([1,5])", [1, 5]), ("(5,)", [5]), ("[ 1,5 ]", [1, 5]),
    ],
)  # fmt: skip
def test_in_brackets_commas_alone_separate(text: str, numbers: list[float]) -> None:
    """In brackets, if commas are the only separators within rows, all with or all without a space, they separate."""
    for shape in (None, (1,), (2,)):
        assert value("vector", text, shape) == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1,2,3", [1, 2, 3]), ("1, 2", [1, 2]), ("0,5,0,7", [0, 5, 0, 7]), ("1, 000", [1, 0]), ("1, 234, 567", [1, 234, 567]),
        ("1.5,2.5", [1.5, 2.5]), ("0.5,0.25", [0.5, 0.25]), ("1/2,1/4", [0.5, 0.25]), ("1,2 3,4,5", [1, 2, 3, 4, 5]), ("5,", [5]),
        (",5", [0.5]), (",5 ,5", [0.5, 0.5]), ("1;2,5;3", [1, 2.5, 3]), ("1,2\n3,4", [1.2, 3.4]), ("1,5;2,5", [1.5, 2.5]),
        ("1,5\n2\n3", [1.5, 2, 3]), ("0.125,2", [0.125, 2]), ("1,2,300", [1, 2, 300]),
    ],
)  # fmt: skip
def test_without_brackets_a_single_well_formed_reading_is_taken(text: str, numbers: list[float]) -> None:
    """Without brackets two or more bare commas in a row separate, as do commas followed by spaces."""
    for shape in (None, (1,), (2,), (7,)):
        assert value("vector", text, shape) == numbers


@pytest.mark.parametrize(
    ("text", "separated", "decimal"),
    [
        ("1,5", [1, 5], [1.5]), ("0,5 0,5", [0, 5, 0, 5], [0.5, 0.5]), ("[0,5 0,5]", [0, 5, 0, 5], [0.5, 0.5]),
        ("0,5, 0,5", [0, 5, 0, 5], [0.5, 0.5]), ("[0,5, 0,5]", [0, 5, 0, 5], [0.5, 0.5]), ("1,5,", [1, 5], [1.5]),
        ("[1 2,3]", [1, 2, 3], [1, 2.3]), ("1,5 %", [1, 0.05], [0.015]), ("-1,5", [-1, 5], [-1.5]),
        ("[1,2\n3,4]", [1, 2, 3, 4], [1.2, 3.4]), ("0,125 1", [0, 125, 1], [0.125, 1]), ("1,5e2", [1, 500], [150]),
    ],
)  # fmt: skip
def test_two_readings_are_shown_unless_the_shape_decides(text: str, separated: list[float], decimal: list[float]) -> None:
    """Of two readings the wanted shape decides if exactly one is well formed and fits it; else both are shown."""
    for shape in (None, (17,), (2, 2)):
        assert readings("vector", text, shape) == [separated, decimal]
    assert value("vector", text, (len(separated),)) == separated
    assert value("vector", text, (len(decimal),)) == decimal


@pytest.mark.parametrize(
    "text", ["1,000", "1,234,567", "12,345 6", "1,000\n2,000", "[1,000 2]", "1,234, 5", "1,000.5", "1.000,5", "100,200", "-1,000"]
)
def test_a_thousands_mark_is_refused_in_lists_too(text: str) -> None:
    """`1,000` and `1,234,567` are refused in lists too unless a space follows the comma, whatever shape is wanted."""
    for shape in (None, (1,), (2,), (3,)):
        assert "thousands" in refusal("vector", text, shape)


def test_a_comma_after_a_space_may_begin_a_decimal() -> None:
    """`,5` is a number, so a bare comma after a space has two readings of one length, and no shape decides."""
    for shape in (None, (1,), (2,)):
        assert readings("vector", "1 ,5", shape) == readings("vector", "[1 ,5]", shape) == [[1, 5], [1, 0.5]]


def test_parentheses_that_may_be_brackets_have_two_readings() -> None:
    """Nothing is guessed: `(1 -2)` is two cells or a difference, and the shape may decide."""
    assert readings("vector", "(1 -2)") == [[1, -2], [-1]]
    assert value("vector", "(1 -2)", (2,)) == [1, -2]
    assert value("vector", "(1 -2)", (1,)) == [-1]


@pytest.mark.parametrize(
    "text",
    ["[0.5, 0.25]", "(0.5, 0.25)", "{0.5, 0.25}", "array([0.5, 0.25])", "np.array([0.5, 0.25])", "tensor([0.5, 0.25])",
     "numpy.array([0.5, 0.25])", "array([0.5, 0.25], dtype=float32)", "tensor([0.5000, 0.2500], dtype=torch.float64)",
     "np.array([0.5, 0.25], dtype=np.float64)", "np.array((0.5, 0.25))", "[0.5  0.25]", "[0.5  0.25 ]", "array([[0.5, 0.25]])",
     "[np.float64(0.5), np.float64(0.25)]", "np.float64(0.5) np.float64(0.25)", "np.float64(0.5),np.float64(0.25)",
     "[np.float32(0.5),np.float32(0.25)]", "[np.float64(5e-01), np.float64(2.5e-01)]", "Array([0.5, 0.25])",
     r"\begin{bmatrix}0.5 & 0.25\end{bmatrix}", r"\begin{pmatrix}0.5 \\ 0.25\end{pmatrix}", r"\begin{matrix} 0.5 & 0.25 \\ \end{matrix}",
     "[tensor(0.5), tensor(0.25)]", " [ 0.5 , 0.25 ] ", "[array([0.5]), array([0.25])]", "［０．５，　０．２５］"],
)  # fmt: skip
def test_accepted_wrappers(text: str) -> None:
    """`[ ]`, `( )`, `{ }`, `array(…)`, `np.array(…)`, `tensor(…)` with a tail, `np.float64(…)`, NumPy's print, LaTeX."""
    assert value("vector", text) == [0.5, 0.25]


@pytest.mark.parametrize(
    "text",
    ["list([1, 2])", "eval([1, 2])", "np.zeros([1, 2])", "[1, 2", "1, 2]", "[1, 2)", "(1, 2]", "[1, 2]]", "[[1, 2]", "[[[1, 2]]]",
     "(((1, 2)))", "[", "]", "()", "[]", "[ ]", "{}", "[[]]", "[[], []]", "array()", "array([])", "[1 2] 3", "1 [2 3]", "[1, [2, 3]]",
     "np.float64(1)2", "2np.float64(3)", "np.float64(1, 2)", r"\begin{bmatrix}1 & 2", r"\begin{vmatrix}1 & 2\end{vmatrix}",
     r"\frac{1}{2}", "array([1, 2]), array([3, 4]", "[1, 2] dtype=float", "[1 ... 3]", "x=[1, 2]"],
)  # fmt: skip
def test_other_wrappers_and_unbalanced_brackets_are_refused(text: str) -> None:
    """Unbalanced brackets, three levels of nesting, `[]` are refused."""
    refusal("vector", text)


@pytest.mark.parametrize("text", ["1 2 3,", "1 2 3;", "[1 2 3],", "[1, 2, 3,]", "1,2,3,", "1; 2; 3;", "1\n2\n3;", r"1 \\ 2 \\ 3 \\", "| 1 | 2 | 3 |", "1|2|3|"])
def test_one_separator_at_the_end_is_ignored(text: str) -> None:
    """One separator at the end of a row or of the text, outer pipes and blank lines are ignored."""
    assert value("vector", text) == [1, 2, 3]


@pytest.mark.parametrize(
    ("text", "where"),
    [("1,,3", "cell 2"), ("[1, , 3]", "cell 2"), (",1,2", "cell 1"), ("[,5]", "cell 1"), ("1, 2,,", "cell 3"), ("1;;2", "row 2"),
     ("1, x, 3", "cell 2"), ("1\n2\nx", "row 3"), ("1 2\n3", "row 2"), (";1", "row 1"), (",", "cell 1"), ("|", "cell 1")],
)  # fmt: skip
def test_refusals_name_the_position(text: str, where: str) -> None:
    """An empty cell (`1,,3`), ragged rows are refused by position."""
    assert where in refusal("vector", text)


def test_a_cell_has_at_most_two_hundred_characters() -> None:
    """200 characters a cell."""
    assert value("vector", f"1, {'0' * 199}2") == [1, 2]
    assert "cell 2" in refusal("vector", f"1, {'0' * 200}2")


@pytest.mark.parametrize("text", ["1,5", "0,5 0,5", "[0,5, 0,5]", "(1 -2)"])
def test_each_reading_comes_with_a_text_that_means_it_alone(text: str) -> None:
    """Both are shown, each one click away: the click replaces the box by a text that has just this reading."""
    reading = read("vector", text)
    assert not isinstance(reading, Read)
    for one, meaning in zip(reading.readings, reading.texts, strict=True):
        assert read("vector", meaning) == one


@pytest.mark.parametrize("text", ["√2 1", "sqrt2 1", "[1 ln2]", "2*√3 1"])
def test_where_spaces_separate_cells_every_function_has_parentheses(text: str) -> None:
    """A number right after a function would look like the next cell."""
    assert "parentheses" in refusal("vector", text)
