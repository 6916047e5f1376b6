"""The exact form of a number: a small grammar, evaluated while it is parsed, never handed to Python.

    sum      = [sign] product {("+" | "-") product}
    product  = power {("*" | "/") [sign] power}          two divisions in a row are refused
    power    = atom ["^" [sign] power]                   to the right; a bare function argument takes no ^
    atom     = number | e | pi | "(" sum ")" | function "(" sum ")" | function (number | e | pi)

Where the rules leave room: `ln2` is ln 2, as `√2` is √2; `log28` is refused like a bare `log`, for it may be log2 of 8
or the logarithm of 28.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from quiz.answers import amounts
from quiz.answers.amounts import Amount
from quiz.answers.readings import Unreadable, quoted

DEEPEST = 20  # nested parentheses
MOST_SYMBOLS = 100
LONGEST_EXPONENT = 3  # digits after e
REMEMBERED = 1024  # expressions: a list of two readings holds most of its cells twice

CONSTANTS: dict[str, Amount] = {"e": amounts.E, "pi": amounts.PI, "π": amounts.PI}
FUNCTIONS: dict[str, Callable[[Amount], Amount]] = {
    "sqrt": amounts.square_root,
    "√": amounts.square_root,
    "exp": amounts.exponential,
    "ln": amounts.logarithm,
    "log2": lambda a: amounts.logarithm(a, 2),
    "log10": lambda a: amounts.logarithm(a, 10),
}
_SYMBOL = re.compile(r" *((?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?|log(?:2|10)(?![0-9.])|[a-z]+|[-+*/^()√π])")
_START = re.compile(r"[0-9.]")


@lru_cache(maxsize=REMEMBERED)
def evaluate(text: str) -> float:
    """The value of a normalised, lower-case expression.

    >>> evaluate("-2^2"), evaluate("2^3^2"), evaluate("log2 8")
    (-4.0, 512.0, 3.0)
    """
    parser = _Parser(_symbols(text))
    amount = parser.sum()
    if parser.here:
        raise Unreadable(parser.left_over())
    return amounts.to_float(amount)


def decimal_number(text: str) -> Fraction:
    """The exact value of digits with at most one point and an exponent, such as `1.5e-3`."""
    digits = text.partition("e")[2].lstrip("+-")
    if len(digits) > LONGEST_EXPONENT:
        raise Unreadable(f"An exponent of at most three digits was expected after e, and {quoted(digits)} came.")
    return Fraction(Decimal(text))


def _symbols(text: str) -> list[str]:
    symbols: list[str] = []
    position = depth = 0
    while position < len(text):
        match = _SYMBOL.match(text, position)
        if not match:
            raise Unreadable(_unknown(text[position:].strip(" ")))
        symbols.append(match[1])
        depth += {"(": 1, ")": -1}.get(match[1], 0)
        if depth > DEEPEST:
            raise Unreadable("At most 20 nested parentheses were expected, and more came.")
        if len(symbols) > MOST_SYMBOLS:
            raise Unreadable("At most 100 numbers, names and signs were expected in one number, and more came.")
        position = match.end()
    return symbols


def _unknown(rest: str) -> str:
    if rest.startswith(","):
        return "Inside an expression decimals are written with a point, such as 0.5, and a comma came."
    return f"A number was expected, such as 0.25 or sqrt(2)/2, and {quoted(rest)} can’t be part of one."


class _Parser:
    """Reads the symbols from left to right; `here` is the next one, "" at the end."""

    def __init__(self, symbols: list[str]) -> None:
        self.symbols = symbols
        self.position = 0

    @property
    def here(self) -> str:
        return self.symbols[self.position] if self.position < len(self.symbols) else ""

    def take(self) -> str:
        symbol = self.here
        self.position += 1
        return symbol

    def sum(self) -> Amount:
        total = self.signed(self.product)
        while self.here in ("+", "-"):
            minus = self.take() == "-"
            term = self.product()
            total = amounts.add(total, amounts.negate(term) if minus else term)
        return total

    def signed(self, part: Callable[[], Amount]) -> Amount:
        sign = self.take() if self.here in ("+", "-") else ""
        amount = part()
        return amounts.negate(amount) if sign == "-" else amount

    def product(self) -> Amount:
        result = self.power()
        before = ""
        while self.here in ("*", "/"):
            operator = self.take()
            if operator == before == "/":
                raise Unreadable("One division was expected, and two came in a row: use parentheses, as in (1/2)/3.")
            factor = self.signed(self.power)
            result = amounts.divide(result, factor) if operator == "/" else amounts.multiply(result, factor)
            before = operator
        return result

    def power(self) -> Amount:
        bare = self.here in FUNCTIONS and self.symbols[self.position + 1 : self.position + 2] != ["("]
        name = self.here
        base = self.atom()
        if self.here != "^":
            return base
        if bare:
            raise Unreadable(f"Parentheses were expected around what {name} applies to, because a power follows it.")
        self.take()
        return amounts.power(base, self.signed(self.power))

    def atom(self) -> Amount:
        symbol = self.take()
        if symbol == "(":
            return self.closed(symbol)
        if symbol in FUNCTIONS:
            return amounts.bounded(FUNCTIONS[symbol](self.argument(symbol)))
        return self.plain(symbol)

    def closed(self, opening: str) -> Amount:
        amount = self.sum()
        if self.here != ")":
            raise Unreadable(self.left_over() if self.here else f"A closing parenthesis was expected after {opening}.")
        self.take()
        return amount

    def argument(self, name: str) -> Amount:
        symbol = self.take()
        if symbol == "(":
            return self.closed(f"{name}(")
        if symbol in CONSTANTS or _START.match(symbol):
            return self.plain(symbol)
        came = f"{quoted(symbol)} came" if symbol else "nothing came"
        raise Unreadable(f"{name} expects parentheses, or a single number or constant right after it, and {came}.")

    def plain(self, symbol: str) -> Amount:
        if symbol in CONSTANTS:
            return CONSTANTS[symbol]
        if _START.match(symbol):
            return amounts.bounded(decimal_number(symbol))
        if symbol == "log":
            raise Unreadable("ln, log2 or log10 was expected, and a bare log came: which base?")
        if symbol.isalpha():
            raise Unreadable(_unknown(symbol))
        before = self.symbols[self.position - 2] if self.position > 1 else ""
        if symbol in ("+", "-") and before in ("+", "-"):
            two = quoted(before + symbol)
            raise Unreadable(f"One sign was expected, and two came in a row, {two}: use parentheses.")
        came = f"{quoted(symbol)} came" if symbol else "the text ends"
        raise Unreadable(f"A number was expected {f'after {quoted(before)}' if before else 'first'}, and {came}.")

    def left_over(self) -> str:
        before = self.symbols[self.position - 1]
        if self.here == ")":
            return "An opening parenthesis was expected before “)”, and there is none."
        if _START.match(self.here) and _START.match(before):
            return f"One number was expected, and two came side by side: {quoted(before + ' ' + self.here)}."
        if self.here.isalpha() and self.here not in CONSTANTS and self.here not in FUNCTIONS:
            return "ln, log2 or log10 was expected, and a bare log came." if self.here == "log" else _unknown(self.here)
        return f"A sign such as * was expected between {quoted(before)} and {quoted(self.here)}."
