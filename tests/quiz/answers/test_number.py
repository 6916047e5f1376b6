"""Numbers as people type them: decimals, percentages, fractions."""

import math
from fractions import Fraction

import pytest

from quiz.answers import number
from tests.quiz.answers.asking import readings, refusal, value


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.5", 0.5), ("0,5", 0.5), (".5", 0.5), (",5", 0.5), ("5.", 5), ("5", 5), ("-.5", -0.5), ("+,5", 0.5),
        ("0,125", 0.125), ("- 5", -5), ("007", 7), ("1e3", 1000), ("1E3", 1000), ("1,5e3", 1500), ("2e+3", 2000),
        ("25e-2", 0.25), ("1.e3", 1000), (".5e1", 5), ("1e005", 100000), ("-0", 0), ("0e999", 0), ("0.1", 0.1),
    ],
)  # fmt: skip
def test_a_decimal_has_one_optional_sign_one_mark_and_an_optional_exponent(text: str, number: float) -> None:
    """One optional sign, digits with one decimal mark, point or comma, optional exponent e of at most three digits."""
    assert value("number", text) == number


@pytest.mark.parametrize(
    "text",
    ["5,", "-5,", ".", ",", "", "  ", "1e1000", "1e0001", "1e-0001", "1.2.3", "1..2", "5e", "e5", "1e", "1e5.5", "1 e5"],
)
def test_what_is_not_a_decimal_is_refused(text: str) -> None:
    """`5,` lacks its digits; an exponent has at most three digits; a blank text is no number."""
    refusal("number", text)


@pytest.mark.parametrize(
    "text",
    ["1_000", "0x10", "0b1", "nan", "NaN", "inf", "-inf", "Infinity", "∞", "-∞", "12 3", "5 kg", "5cm", "$5", "5 €", "£3"],
)
def test_what_computers_write_and_units_are_refused(text: str) -> None:
    """`1_000`, `0x10`, `nan`, `inf`, ∞, `12 3`, a unit, a currency sign are refused."""
    refusal("number", text)


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("1,000", [1, 1000]), ("12,345", [12.345, 12345]), ("-1,234", [-1.234, -1234]), ("999,999", [999.999, 999999]),
        ("+ 1,000", [1, 1000]), ("1,000 %", [0.01, 10]), ("1,000e3", [1000, 1000000]),
    ],
)  # fmt: skip
def test_a_comma_before_exactly_three_digits_has_two_readings(text: str, both: list[float]) -> None:
    """A comma with one to three digits before it, not starting with 0, and exactly three after, is never guessed."""
    assert readings("number", text) == both


@pytest.mark.parametrize("text", ["1,000,000", "1.000,5", "1,000.5", "1.000.000", "1 000", "1'000", "1,000,00", "12,5,5"])
def test_thousands_marks_are_refused(text: str) -> None:
    """So are `1,000,000`, `1.000,5`, `1,000.5`."""
    refusal("number", text)


@pytest.mark.parametrize(
    ("text", "number"),
    [("0,000", 0), ("1,0000", 1), ("1234,567", 1234.567), ("1.000", 1), ("0,125", 0.125), (",500", 0.5), ("1,00", 1)],
)
def test_other_commas_mark_decimals(text: str, number: float) -> None:
    """`0,000` is 0, `1,0000` is 1, `1234,567` is 1234.567, `1.000` is 1."""
    assert value("number", text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("34 %", 0.34), ("34%", 0.34), ("-5 %", -0.05), ("1,5 %", 0.015), ("94.8%", 0.948), ("10000 %", 100),
        ("-10000%", -100), ("1e2 %", 1), ("0%", 0), ("7 %", 0.07), ("５％", 0.05), ("29 %", 0.29),
    ],
)  # fmt: skip
def test_a_percentage_is_exactly_its_hundredth(text: str, number: float) -> None:
    """A decimal, optional space, `%`: the float nearest to the hundredth."""
    assert value("number", text) == number


@pytest.mark.parametrize(
    "text", ["10001 %", "-10000.1 %", "50%%", "%", "% 5", "(50%)", "50% + 1", "1/2 %", "½ %", "5 % %", "5 %5"]
)
def test_other_percentages_are_refused(text: str) -> None:
    """At most ±10,000 %; not inside an expression."""
    refusal("number", text)


@pytest.mark.parametrize(
    ("text", "number"),
    [("½", 0.5), ("¼", 0.25), ("¾", 0.75), ("⅓", 1 / 3), ("⅔", 2 / 3), ("-½", -0.5), ("+ ¾", 0.75), ("−⅛", -0.125), ("⅒", 0.1)],
)
def test_a_fraction_character_stands_alone(text: str, number: float) -> None:
    """½ ¼ ¾ ⅓ ⅔ and the like stand alone, with an optional sign."""
    assert value("number", text) == number


@pytest.mark.parametrize("text", ["1½", "½½", "½+1", "(½)", "2*½", "1 ½", "½.", "--½", "√½", "⅟2"])
def test_mixed_numbers_and_fraction_characters_in_expressions_are_refused(text: str) -> None:
    """Mixed numbers (`1½`) are refused."""
    refusal("number", text)


def test_a_number_has_at_most_two_hundred_characters_as_typed() -> None:
    """200 characters a number, on the raw text."""
    assert value("number", "1" + " " * 199) == 1
    assert "200" in refusal("number", "1" + " " * 200)
    assert value("number", "9" * 200) == float("9" * 200)


@pytest.mark.parametrize("text", ["1\n2", "1\t2", "1\n+2", "3\r\n4"])
def test_a_number_stands_on_one_line(text: str) -> None:
    """Spaces may surround operators; tabs and line ends only surround the number."""
    refusal("number", text)
    assert value("number", "\t 5 \r\n") == 5


@pytest.mark.parametrize(
    "text",
    [
        "0.1", "-0.30", "+7", "007", "-0", "0.000000000000001", "999999999999999.9", "12.345678901234567",
        "0.12345678901234567891", "0.123456789012345678912", "-0.00000000000000000001",
    ],
)  # fmt: skip
def test_a_plain_decimal_is_the_nearest_float_whichever_way_it_is_read(text: str) -> None:
    """Most numbers are read by Python's own `float`; it is what the exact fraction rounds to, and never −0."""
    exact = float(Fraction(text))
    assert value("number", text) == number.parse(text) == exact
    assert math.copysign(1, value("number", text)) == (1 if exact == 0 else math.copysign(1, exact))
    assert value("vector", f"[{text}, 1]") == [exact, 1]
