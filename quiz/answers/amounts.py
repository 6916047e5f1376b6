"""Arithmetic on exact numbers where possible, forty digits where not, inside fixed bounds.

A rational number of moderate length is a `Fraction`, everything else a `Decimal` of forty digits: so the float at the
end is the correctly rounded one, 0.1 + 0.2 is 0.3, and `1/3*3 - 1` is exactly 0. A difference that cancels
thirty-two digits is 0, and a power or function value that close to a whole number is that number.
"""

from __future__ import annotations

import decimal
import math
from decimal import Decimal
from fractions import Fraction

from quiz.answers.readings import Unreadable

Amount = Fraction | Decimal

DIGITS = decimal.Context(
    prec=40, Emax=999_999, Emin=-999_999, traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow]
)
TOO_LARGE = 10**300
LONGEST_FRACTION = 4096  # bits of a numerator or denominator that are still kept exactly
NEARLY = Decimal("1e-32")
LARGEST_EXPONENT = 1000
E = Decimal(1).exp(DIGITS)
PI = Decimal("3.141592653589793238462643383279502884197")


def to_float(amount: Amount) -> float:
    """The float nearest to the amount, which the bounds guarantee to exist; never −0."""
    return float(bounded(amount)) or 0.0


def bounded(amount: Amount) -> Amount:
    """The amount, refused when it is 10³⁰⁰ or more in size, or so small that it would become 0."""
    size = amount.copy_abs() if isinstance(amount, Decimal) else abs(amount)
    if size >= TOO_LARGE:
        raise Unreadable("Every result on the way must stay below 10³⁰⁰ in size, and one is larger.")
    if size and not float(size):
        raise Unreadable("Every result on the way must be told from 0, and one vanishes: it is too small.")
    if isinstance(amount, Fraction) and max(amount.numerator.bit_length(), amount.denominator.bit_length()) > (
        LONGEST_FRACTION
    ):
        return _decimal(amount)
    return amount


def add(a: Amount, b: Amount) -> Amount:
    """a + b."""
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return bounded(a + b)
    left, right = _decimal(a), _decimal(b)
    total = DIGITS.add(left, right)
    cancelled = total.copy_abs() < DIGITS.multiply(left.copy_abs(), NEARLY)
    return Fraction(0) if cancelled else bounded(total)


def negate(a: Amount) -> Amount:
    """−a."""
    return -a if isinstance(a, Fraction) else a.copy_negate()


def multiply(a: Amount, b: Amount) -> Amount:
    """a · b."""
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return bounded(a * b)
    return bounded(DIGITS.multiply(_decimal(a), _decimal(b)))


def divide(a: Amount, b: Amount) -> Amount:
    """a / b."""
    if not b:
        raise Unreadable("A number other than 0 was expected after the division sign: division by zero has no value.")
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return bounded(a / b)
    return bounded(DIGITS.divide(_decimal(a), _decimal(b)))


def power(base: Amount, exponent: Amount) -> Amount:
    """base ^ exponent, for exponents between −1,000 and 1,000."""
    if not -LARGEST_EXPONENT <= exponent <= LARGEST_EXPONENT:
        raise Unreadable("An exponent between -1,000 and 1,000 was expected after ^, and a larger one came.")
    exponent = whole_if_nearly(exponent)
    whole = isinstance(exponent, Fraction) and exponent.denominator == 1
    if not base:
        return _power_of_zero(exponent)
    if base < 0 and not whole:
        raise Unreadable("A real number was expected, and a negative number came with a broken exponent.")
    if isinstance(base, Fraction) and whole:
        longest = max(base.numerator.bit_length(), base.denominator.bit_length())
        times = int(exponent)
        if longest * abs(times) <= LONGEST_FRACTION:
            return bounded(base**times)
    return bounded(whole_if_nearly(DIGITS.power(_decimal(base), _decimal(exponent))))


def _power_of_zero(exponent: Amount) -> Amount:
    if not exponent:
        raise Unreadable("A power with a value was expected, and 0^0 came, which has none.")
    if exponent < 0:
        raise Unreadable("A power with a value was expected, and 0 came with a negative exponent: division by zero.")
    return Fraction(0)


def square_root(a: Amount) -> Amount:
    """√a."""
    if a < 0:
        raise Unreadable("sqrt expects a number that is not negative, and a negative one came.")
    if isinstance(a, Fraction):
        top, bottom = math.isqrt(a.numerator), math.isqrt(a.denominator)
        if top * top == a.numerator and bottom * bottom == a.denominator:
            return Fraction(top, bottom)
    return bounded(whole_if_nearly(DIGITS.sqrt(_decimal(a))))


def exponential(a: Amount) -> Amount:
    """e^a."""
    if a > LARGEST_EXPONENT:
        raise Unreadable("Every result on the way must stay below 10³⁰⁰ in size, and exp of this is larger.")
    if a < -LARGEST_EXPONENT:
        raise Unreadable("Every result on the way must be told from 0, and exp of this vanishes: it is too small.")
    return bounded(whole_if_nearly(DIGITS.exp(_decimal(a))))


def logarithm(a: Amount, base: int | None = None) -> Amount:
    """The logarithm of a to base 2 or 10, or to base e when no base is given."""
    name = f"log{base}" if base else "ln"
    if not a:
        raise Unreadable(f"{name} expects a number above 0, and {name}(0) came, which has no value.")
    if a < 0:
        raise Unreadable(f"{name} expects a number above 0, and a negative one came.")
    if base == 10:
        return bounded(whole_if_nearly(DIGITS.log10(_decimal(a))))
    natural = DIGITS.ln(_decimal(a))
    return bounded(whole_if_nearly(DIGITS.divide(natural, DIGITS.ln(Decimal(base))) if base else natural))


def whole_if_nearly(a: Amount) -> Amount:
    """A decimal within rounding of a whole number is that whole number."""
    if isinstance(a, Fraction) or a.copy_abs() > 10**15:
        return a
    nearest = a.to_integral_value(context=DIGITS)
    far = DIGITS.subtract(a, nearest).copy_abs() > NEARLY
    return a if far or not nearest else Fraction(int(nearest))


def _decimal(a: Amount) -> Decimal:
    return a if isinstance(a, Decimal) else DIGITS.divide(Decimal(a.numerator), Decimal(a.denominator))
