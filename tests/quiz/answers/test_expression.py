"""Exact forms: sums, products, powers, roots, logarithms, evaluated without ever being run."""

import math

import pytest

from tests.quiz.answers.asking import refusal, value


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1/3", 1 / 3), ("1 / 2", 0.5), ("2*3+4", 10), ("2+3*4", 14), ("(2+3)*4", 20), ("10-2-3", 5), ("-2^2", -4),
        ("2^3^2", 512), ("(-2)^2", 4), ("2*-3", -6), ("6/-3", -2), ("2^-1", 0.5), ("2^-1^2", 0.5), ("(-5)", -5),
        ("-(-5)", 5), ("+5-3", 2), ("2*+3", 6), ("2*-3^2", -18), ("1/2*3", 1.5), ("1/2*3/4", 0.375), ("1/(2/4)", 2),
        ("( 1 + 2 ) * 3", 9), ("2**3", 8), ("2 × 3", 6), ("2·3", 6), ("6÷3", 2), ("1∕2", 0.5), ("1⁄2", 0.5), ("5 -3", 2),
        ("1e2+1", 101), ("1.5e1*2", 30), ("0^2", 0), ("4^(1/2)", 2), ("(-8)^3", -512),
    ],
)  # fmt: skip
def test_usual_precedence(text: str, number: float) -> None:
    """`^` first and to the right (`-2^2` is −4, `2^3^2` is 512); one sign at the start, after `(`, `*`, `/` or `^`."""
    assert value("number", text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("e", math.e), ("E", math.e), ("pi", math.pi), ("π", math.pi), ("PI", math.pi), ("Π", math.pi), ("sqrt(4)", 2),
        ("√(9)", 3), ("√2", math.sqrt(2)), ("√ 16", 4), ("SQRT(2)", math.sqrt(2)), ("exp(1)", math.e), ("exp 0", 1),
        ("ln 2", math.log(2)), ("ln(2)", math.log(2)), ("ln e", 1), ("log2 8", 3), ("log2(8)", 3), ("LOG2(8)", 3),
        ("log10 1000", 3), ("log10(100)", 2), ("ln 2/2", math.log(2) / 2), ("ln(2)^2", math.log(2) ** 2),
        ("sqrt ( 4 )", 2), ("1/sqrt(2)", math.sqrt(0.5)), ("2^ln e", 2), ("e^2", 7.38905609893065), ("√π", 1.7724538509055159),
        ("1/(e^4+3)", 1 / (math.exp(4) + 3)), ("ln2", math.log(2)), ("-√4", -2), ("ln .5", -math.log(2)),
    ],
)  # fmt: skip
def test_constants_and_functions(text: str, number: float) -> None:
    """`e`, `pi`/π, `sqrt`/√, `exp`, `ln`, `log2`, `log10`, with parentheses or a single number or constant."""
    assert value("number", text) == pytest.approx(number, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.1+0.2", 0.3), ("1/3*3-1", 0), ("sqrt(2)^2", 2), ("sqrt(2)*sqrt(2)-2", 0), ("0.1*3", 0.3), ("1-0.9", 0.1),
        ("4.35*100", 435), ("ln(exp(3))", 3), ("2^(log2 8)", 8), ("(-2)^(log2 8)", -8), ("1e-320", 1e-320),
    ],
)  # fmt: skip
def test_results_are_rounded_once(text: str, number: float) -> None:
    """The value is the float nearest to the exact result, not a chain of rounded ones."""
    assert value("number", text) == number


@pytest.mark.parametrize("text", ["--5", "3--5", "3-+5", "++5", "+-5", "- -5", "3 - -5", "2*--3", "2^--3", "(--5)"])
def test_two_signs_in_a_row_are_refused(text: str) -> None:
    """Two signs in a row (`--5`, `3--5`) are refused."""
    assert "two came in a row" in refusal("number", text)


@pytest.mark.parametrize("text", ["1/2/3", "1 / 2 / 3", "1/2^2/3", "8÷4÷2", "1/2/-3", "(1/2/3)", "2*1/2/3"])
def test_two_divisions_in_a_row_are_refused(text: str) -> None:
    """Two divisions in a row (`1/2/3`) are refused: use parentheses."""
    assert "parentheses" in refusal("number", text)


@pytest.mark.parametrize("text", ["2pi", "2(3)", "(2)(3)", "(2)3", "2√2", "2e", "pi2", "e e", "2 ln 2", "3sqrt(2)", "12 3"])
def test_there_is_no_product_without_its_sign(text: str) -> None:
    """No product without `*` (`2pi`, `2(3)` are refused)."""
    refusal("number", text)


@pytest.mark.parametrize("text", ["ln 2^2", "√2^2", "ln e^2", "log2 8^2", "sqrt 4^-1"])
def test_a_power_after_a_bare_argument_is_refused(text: str) -> None:
    """`ln 2^2` is refused: use parentheses."""
    assert "arentheses" in refusal("number", text)


@pytest.mark.parametrize("text", ["ln", "ln ln 2", "√√16", "sqrt", "ln -2", "sqrt -4", "exp()", "ln (", "ln +2", "exp ,5"])
def test_a_function_takes_one_number_or_parentheses(text: str) -> None:
    """A function takes parentheses, or a single number or constant right after it."""
    refusal("number", text)


@pytest.mark.parametrize("text", ["log", "log 2", "log(2)", "LOG(100)", "2*log(3)", "log28", "log2.5", "log 2 8"])
def test_a_bare_log_is_refused(text: str) -> None:
    """A bare `log` is refused: which base?"""
    assert "log" in refusal("number", text)


@pytest.mark.parametrize("text", ["1,5+2", "1/2,5", "(1,5)", "ln 0,5", "sqrt(0,25)", "2*1,5"])
def test_inside_an_expression_decimals_have_a_point(text: str) -> None:
    """Decimals with a point."""
    assert "a comma came" in refusal("number", text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("1/0", "division by zero"), ("1/(2-2)", "division by zero"), ("0^-1", "division by zero"), ("0^0", "0^0"),
        ("sqrt(-1)", "sqrt"), ("√(-4)", "sqrt"), ("ln(0)", "ln(0)"), ("ln(-1)", "ln"), ("log2(0)", "log2(0)"),
        ("log10(-1)", "log10"), ("(-8)^(1/3)", "real"), ("(-2)^0.5", "real"), ("1/(sqrt(2)^2-2)", "division by zero"),
    ],
)  # fmt: skip
def test_what_has_no_value_is_refused_by_name(text: str, name: str) -> None:
    """Division by zero, `0^0`, `sqrt(-1)`, `ln(0)` are refused by name."""
    assert name in refusal("number", text)


@pytest.mark.parametrize("text", ["1e300", "1e999", "10^300", "9^400", "exp(700)", "2^1000", "1e200*1e200", "1e200*1e200/1e200"])
def test_results_stay_below_ten_to_the_three_hundred(text: str) -> None:
    """Every intermediate result is below 10³⁰⁰ in size."""
    assert "10³⁰⁰" in refusal("number", text)


@pytest.mark.parametrize("text", ["1e-400", "1e-999", "exp(-800)", "exp(-2000)", "0.1^1000", "1e-200*1e-200", "1e-200*1e-200*0"])
def test_results_do_not_vanish(text: str) -> None:
    """Not vanishing to 0 unless it is 0."""
    assert "vanishes" in refusal("number", text)


def test_large_and_small_results_that_stay_inside_are_read() -> None:
    """Just inside the bounds there is a value."""
    assert value("number", "9.99e299") == 9.99e299
    assert value("number", "2^-1000") == 2.0**-1000
    assert value("number", "2^996") == 2.0**996


@pytest.mark.parametrize("text", ["2^1001", "1^1001", "2^-1001", "9^9^9^9", "1^1000.5", "0^1001"])
def test_exponents_stay_within_a_thousand(text: str) -> None:
    """Exponents of `^` between −1,000 and 1,000."""
    assert "1,000" in refusal("number", text)
    assert value("number", "1^1000") == value("number", "1^-1000") == 1


def test_at_most_twenty_nested_parentheses() -> None:
    """At most 20 nested parentheses."""
    assert value("number", "(" * 20 + "1" + ")" * 20) == 1
    assert "20" in refusal("number", "(" * 21 + "1" + ")" * 21)


def test_at_most_a_hundred_symbols() -> None:
    """At most 100 symbols."""
    assert value("number", "1+" * 49 + "1") == 50  # 99 symbols
    assert value("number", "-" + "1+" * 49 + "1") == 48  # 100
    assert "100" in refusal("number", "1+" * 50 + "1")  # 101


@pytest.mark.parametrize(
    "text",
    ["()", "(", ")", "1+", "*2", "/2", "^2", "2^", "(1", "1)", "((1)", "1+*2", "3!", "a", "x+1", "2**", "2××3", "2***3",
     "__import__('os')", "1;2", "[1]", "1=1", "sin(1)", "i", "1 and 2", "2//3", "1%2", "lambda:0", "{1}", "\\", '"1"'],
)  # fmt: skip
def test_everything_else_is_refused(text: str) -> None:
    """What is not allowed is refused; nothing is ever evaluated as code."""
    refusal("number", text)
