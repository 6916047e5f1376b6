"""What holds for every value and every way of writing it down."""

import math
import re
import string
from fractions import Fraction

from hypothesis import assume, example, given
from hypothesis import strategies as st

from quiz.answers import KINDS, Ambiguous, Read, Refused, Value, read, show
from tests.quiz.answers.asking import value

NUMBERS = st.floats(min_value=-1e299, max_value=1e299, allow_nan=False)
DECIMALS = st.decimals(min_value=-1000, max_value=1000, places=2)
VECTORS = st.lists(NUMBERS, min_size=1, max_size=8)
MATRICES = st.integers(1, 4).flatmap(
    lambda columns: st.lists(st.lists(NUMBERS, min_size=columns, max_size=columns), min_size=1, max_size=4)
)
SYMBOLS = st.from_regex(r"[A-Za-wyz]{1,5}(_[a-z0-9]{1,5})?", fullmatch=True).filter(
    lambda symbol: symbol.lower() not in ("x", "by") and not re.search(r"\dx\d", symbol)  # there it separates
)
SIZES = st.lists(st.integers(1, 10**12) | SYMBOLS, max_size=5)
NAMES = st.text(string.ascii_letters + string.digits + "_", min_size=1, max_size=20).filter(
    lambda name: name.lower() not in ("none", "empty")
)


def again(kind: str, answer: Value) -> Value:
    """The value that its own spelling is read as."""
    return value(kind, show(kind, answer))


@given(NUMBERS)
@example(0.1)
@example(5e-324)
@example(-1e22)
def test_a_number_is_read_as_the_float_that_was_shown(number: float) -> None:
    """The shortest decimal of a float reads back as the same float."""
    assert again("number", number) == number


@given(VECTORS)
def test_a_vector_survives_being_shown(numbers: list[float]) -> None:
    """`[0.1, 0.2]` is read as what was shown."""
    assert again("vector", numbers) == numbers


@given(MATRICES)
def test_a_matrix_survives_being_shown(rows: list[list[float]]) -> None:
    """`[[1, 2], [3, 4]]` is read as what was shown."""
    assert again("matrix", rows) == rows


@given(SIZES)
def test_a_shape_survives_being_shown(sizes: list[int | str]) -> None:
    """`(4, d_k)` is read as what was shown."""
    assert again("shape", sizes) == sizes


@given(st.lists(NAMES, unique=True))
def test_a_set_survives_being_shown(names: list[str]) -> None:
    """`{0, 1}` is read as the same set, sorted."""
    assert sorted(again("vertices", names)) == sorted(names)


@given(st.lists(DECIMALS, min_size=2, max_size=6), st.sampled_from(["\t", " | ", " & ", ";", "\n", "\\\\"]))
def test_decimal_commas_mean_the_same_as_points(numbers: list[object], separator: str) -> None:
    """Between tabs, pipes, `&` and a column's row ends a comma country's cells mean what points mean."""
    point = separator.join(f"{number}" for number in numbers)
    assert value("vector", point) == [float(str(number)) for number in numbers]
    assert read("vector", point.replace(".", ",")) == read("vector", point)


@given(VECTORS, st.sampled_from(["{}", "[{}]", "({})", "{{{}}}", "array([{}])", "tensor([{}], dtype=torch.float64)", "[[{}]]"]), st.text(" \n", max_size=3))
def test_wrappers_and_outer_space_change_nothing(numbers: list[float], wrapper: str, space: str) -> None:
    """The same cells in any accepted wrapper, with outer white space, are the same vector."""
    text = space + wrapper.format(", ".join(map(repr, numbers))) + space
    assert value("vector", text) == [number or 0 for number in numbers]


@given(MATRICES, st.sampled_from([", ", " ", "\t", " & ", "|"]), st.sampled_from(["\n", "; ", "\\\\", "\r\n", ";\n"]))
def test_separators_are_interchangeable(rows: list[list[float]], cell: str, row: str) -> None:
    """Any separator of cells with any end of rows gives the same matrix."""
    text = row.join(cell.join(map(repr, numbers)) for numbers in rows)
    assert value("matrix", text) == [[number or 0 for number in numbers] for numbers in rows]


@given(st.integers(-999, 999), st.integers(1, 999), st.integers(0, 5))
def test_fractions_agree_with_division(top: int, bottom: int, spaces: int) -> None:
    """`a/b` is the float nearest to the quotient."""
    gap = " " * spaces
    assert value("number", f"{top}{gap}/{gap}{bottom}") == top / bottom


Written = tuple[str, Fraction, int]  # text, value, how tightly it binds: 0 sum, 1 product, 2 power or number


def combined(children: st.SearchStrategy[Written]) -> st.SearchStrategy[Written]:
    """Two expressions joined by an operator, with parentheses only where the usual precedence needs them."""
    return st.tuples(children, st.sampled_from("+-*/^"), children, st.sampled_from(["", " "])).map(lambda parts: join(*parts))


def join(left: Written, operator: str, right: Written, space: str) -> Written:
    """The text, the exact value by Python's own fractions, and how tightly the operator binds."""
    level = {"+": 0, "-": 0, "*": 1, "/": 1, "^": 2}[operator]
    strict = level + 1
    first = guarded(left, strict if operator == "^" or (operator == "/" and "/" in left[0]) else level)
    if operator == "^":
        power = right[1].numerator % 4
        return f"{guarded(left, 3)}{space}^{space}{power}", left[1] ** power, 2
    second = guarded(right, strict)
    functions = {"+": Fraction.__add__, "-": Fraction.__sub__, "*": Fraction.__mul__, "/": Fraction.__truediv__}
    if operator == "/" and not right[1]:
        second, right = "3", ("3", Fraction(3), 2)
    return f"{first}{space}{operator}{space}{second}", functions[operator](left[1], right[1]), level


def guarded(part: Written, level: int) -> str:
    """The text in parentheses if it binds less tightly than wanted, or ends or begins with a power."""
    text, _, binds = part
    return text if binds >= level and not (level == 3 and "^" in text) else f"({text})"


EXPRESSIONS = st.recursive(
    st.integers(1, 99).map(lambda n: (str(n), Fraction(n), 3)) | st.sampled_from([("0.5", Fraction(1, 2), 3), (".25", Fraction(1, 4), 3)]),
    combined,
    max_leaves=8,
)


@given(EXPRESSIONS)
def test_expressions_agree_with_exact_arithmetic(written: Written) -> None:
    """Sums, products, quotients and powers of rational numbers are the float nearest to the exact result."""
    text, exact, _ = written
    assume(not (exact and abs(exact) < Fraction(1, 10**300)) and abs(exact) < 10**50 and "0^0" not in text)
    reading = read("number", text)
    assume(isinstance(reading, Read) or "0^0" not in reading.reason)
    assert value("number", text) == float(exact)


@given(st.integers(-1_000_000, 1_000_000))
def test_a_percentage_is_the_hundredth(hundredths: int) -> None:
    """`x %` is the float nearest to x/100."""
    assert value("number", f"{hundredths / 100} %") == hundredths / 10_000


@given(st.sampled_from(KINDS), st.text(max_size=60), st.none() | st.tuples(st.integers(0, 5)) | st.tuples(st.integers(0, 4), st.integers(0, 4)))
def test_every_text_has_a_reading(kind: str, text: str, shape: tuple[int, ...] | None) -> None:
    """Any characters whatever are read, shown in several readings or refused, and asking again changes nothing."""
    reading = read(kind, text, shape)
    assert isinstance(reading, Read | Ambiguous | Refused)
    assert read(kind, text, shape) == reading


@given(st.text("0123456789,. []();\n\t|&%+-*/^eπ√", max_size=40))
def test_a_single_reading_does_not_depend_on_the_wanted_shape(text: str) -> None:
    """With a single well-formed reading the wanted shape changes nothing."""
    plain = read("vector", text)
    assume(not isinstance(plain, Ambiguous))
    for shape in ((1,), (2,), (3,)):
        assert read("vector", text, shape) == plain


@given(st.text("0123456789+-*/^(). epi", max_size=30))
def test_a_value_is_finite(text: str) -> None:
    """Every number that is read is real, finite and below 10³⁰⁰ in size."""
    reading = read("number", text)
    if isinstance(reading, Read):
        assert isinstance(reading.value, float)
        assert math.isfinite(reading.value)
        assert abs(reading.value) < 1e300
