"""Reads a number: a decimal with point or comma, a percentage, a fraction character, or an exact expression.

Where the rules leave room: the bounds of expressions (below 10³⁰⁰ in size, not vanishing) hold for decimals too;
a number stands on one line; a percentage may carry an exponent; `1,000` offers both its readings.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

from quiz.answers import amounts, expression
from quiz.answers.normalise import LONGEST_NUMBER, limited, lowered, normalised
from quiz.answers.readings import Ambiguous, Read, Reading, Unreadable, quoted
from quiz.answers.showing import show_number

LARGEST_PERCENTAGE = 10_000
EXAMPLES = "such as 0.25, 1/4 or 25 %"

# What nearly everybody types: no sign to be respelt, no mark to be doubted, and far inside the bounds.
_PLAIN = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,20})?")
_DECIMAL = re.compile(r"([+-]?) *([0-9]+\.?[0-9]*|[0-9]*[.,][0-9]+)(e[+-]?[0-9]+)?( *%)?")
_TAIL = r"(?:e[+-]?[0-9]+)? *%?"
_ONE_MARK = re.compile(r"[+-]? *[1-9][0-9]{0,2},[0-9]{3}" + _TAIL)
_THOUSANDS = re.compile(r"[+-]? *[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+(?:\.[0-9]*)?|(?:\.[0-9]{3})+,[0-9]*)" + _TAIL)
_FRACTION = re.compile(r"([+-]?) *([^\x00-\x7f])")
_CURRENCY = re.compile("[$£€¥¢₹]")


def read(text: str) -> Reading:
    """The number that a learner typed into a box of its own, or into one cell of a grid."""
    value = plain(text)
    if value is None:
        spelt = lowered(normalised(limited(text, LONGEST_NUMBER))).strip(" \t\n")
        if _ONE_MARK.fullmatch(spelt):
            return _two_readings(spelt)
        value = parse(spelt)
    return Read(value, show_number(value))


def plain(text: str) -> float | None:
    """The number in a text of the plainest kind; None for any other, which `read` reads. Never −0."""
    return (float(text) or 0.0) if _PLAIN.fullmatch(text) else None


def parse(text: str) -> float:
    """The value of a normalised, lower-case text without outer white space.

    >>> parse("34 %"), parse("0,125"), parse("ln 2/2") < 0.35
    (0.34, 0.125, True)
    """
    value = plain(text)
    if value is not None:
        return value
    if not text:
        raise Unreadable(f"A number was expected, {EXAMPLES}, and nothing came.")
    if "\n" in text or "\t" in text:
        raise Unreadable("One number on one line was expected, and a tab or a new line came inside it.")
    if is_thousands(text):
        raise Unreadable(f"A number without thousands marks was expected, and {quoted(text)} came.", thousands=True)
    match = _DECIMAL.fullmatch(text)
    if match:
        return _decimal(match)
    if any(_value_of(character) is not None for character in text):
        return _fraction(text)
    _refuse_by_name(text)
    return expression.evaluate(text)


def is_thousands(text: str) -> bool:
    """Whether a comma (perhaps with points) stands where a thousands mark would: `1,000`, `1,000,000`, `1.000,5`."""
    return bool(_THOUSANDS.fullmatch(text))


def _two_readings(text: str) -> Reading:
    """`1,000` is 1 where the comma marks decimals, and 1000 where it marks thousands."""
    values = [parse(text.replace(",", mark)) for mark in (".", "")]
    readings = tuple(Read(value, show_number(value)) for value in values)
    first, second = (one.read_as for one in readings)
    reason = f"A number without thousands marks was expected, and {quoted(text)} may be {first} or {second}: which?"
    return Ambiguous(readings, reason, (first, second))


def _decimal(match: re.Match[str]) -> float:
    sign, digits, exponent, percent = match.groups()
    amount = expression.decimal_number(digits.replace(",", ".") + (exponent or ""))
    if percent:
        amount /= 100
        if amount > LARGEST_PERCENTAGE / 100:
            raise Unreadable("A percentage of at most 10,000 % in size was expected, and a larger one came.")
    return amounts.to_float(-amount if sign == "-" else amount)


def _fraction(text: str) -> float:
    match = _FRACTION.fullmatch(text)
    value = match and _value_of(match[2])
    if not match or value is None:
        raise Unreadable(f"½ and the like stand alone with at most a sign (1½ is 1.5 or 3/2), but {quoted(text)} came.")
    return amounts.to_float(-value if match[1] == "-" else value)


def _value_of(character: str) -> Fraction | None:
    """The exact value of ½ ¼ ⅔ and the like; nothing for any other character."""
    if character.isascii():
        return None
    top, slash, bottom = unicodedata.normalize("NFKD", character).partition("⁄")
    is_fraction = slash and top.isdigit() and bottom.isdigit()
    return Fraction(int(top), int(bottom)) if is_fraction else None


def _refuse_by_name(text: str) -> None:
    if "∞" in text or re.search(r"\b(?:inf|infinity|nan)\b", text):
        raise Unreadable(f"A finite number was expected, {EXAMPLES}, and {quoted(text)} came.")
    if "%" in text:
        raise Unreadable(f"A percentage stands alone as one decimal and %, such as 34 %, and {quoted(text)} came.")
    if _CURRENCY.search(text):
        raise Unreadable(f"A number without a currency sign was expected, and {quoted(text)} came.")
    if re.fullmatch(r"[+-]? *[0-9]+,", text):
        raise Unreadable(f"Digits were expected after the decimal comma, and {quoted(text)} came.")
