"""Reads a shape: sizes as whole numbers, symbols, or products with a symbol.

Where the rules leave room: separators of different sorts may mix (`4 x 3, 2`), one comma may end the list; a size has
no leading zero (so `1,024` is not taken for 1 and 24); `[]` is `()`; a letter is one of any alphabet; `by` is read in
any case.
"""

from __future__ import annotations

import re

from quiz.answers.normalise import LONGEST_TEXT, is_letter, limited, normalised
from quiz.answers.readings import Read, Reading, Unreadable, quoted
from quiz.answers.showing import show_shape

LARGEST_SIZE = 10**12
EXAMPLES = "such as (4, 3), 4 x 3 or (n, d_k)"

# What nearly everybody types: `4, 3` or `(4, 3)`, each size far inside the bounds.
_PLAIN = re.compile(r"(\()?([1-9][0-9]{0,11}(?:, ?[1-9][0-9]{0,11}){1,15})(?(1)\))")
_TORCH = re.compile(r"torch\.Size\(\s*(\[.*\])\s*\)", re.DOTALL)
_TIMES = re.compile(r"(?<=[0-9\s])(?:x|by)(?=[0-9\s])|×", re.IGNORECASE)
_NUMBER = re.compile(r"[1-9][0-9]*")
_DIGITS = frozenset("0123456789")


def read(text: str) -> Reading:
    """The list of sizes in the text; whole numbers as numbers, symbols and products as strings."""
    if match := _PLAIN.fullmatch(text):
        numbers: list[int | str] = [int(size) for size in match[2].split(",")]
        return Read(numbers, show_shape(numbers))
    plain = normalised(limited(text, LONGEST_TEXT), keep_times=True).strip()
    if not plain:
        raise Unreadable(f"A shape was expected, {EXAMPLES}, and nothing came.")
    inner, bracketed = _unwrapped(plain)
    if bracketed and not inner:
        return Read([], show_shape([]))
    sizes = [_size(part, where) for where, part in enumerate(_parts(inner), start=1)]
    return Read(sizes, show_shape(sizes))


def _unwrapped(text: str) -> tuple[str, bool]:
    match = _TORCH.fullmatch(text)
    text = match[1] if match else text
    bracketed = len(text) > 1 and text[0] + text[-1] in ("()", "[]")
    inner = text[1:-1].strip() if bracketed else text
    stray = re.search(r"[()\[\]{}]", inner)
    if stray:
        raise Unreadable(f"At most one pair of ( ) or [ ] around all sizes was expected, and {quoted(stray[0])} came.")
    return inner, bracketed


def _parts(text: str) -> list[str]:
    text = _TIMES.sub("×", text)
    if "*" in text and re.search(r"[^\s,]\s+[^\s,]|×", text):
        raise Unreadable(f"Where a size is a product, commas separate and products have no spaces: {quoted(text)}.")
    return re.split(r"\s*[,×]\s*|\s+", text.removesuffix(",").rstrip())


def _size(part: str, where: int) -> int | str:
    """A size of the list: a number, a symbol, or a product with at least one symbol."""
    factors = part.split("*")
    if all(_NUMBER.fullmatch(factor) or _is_symbol(factor) for factor in factors):
        if any(_NUMBER.fullmatch(factor) and int(factor[:14]) > LARGEST_SIZE for factor in factors):
            raise Unreadable(f"size {where}: a whole number up to 10¹² was expected, and {quoted(part)} came.")
        if any(map(_is_symbol, factors)):
            return part
        if len(factors) == 1:
            return int(part)
        raise Unreadable(
            f"size {where}: one number or a product with a symbol was expected, and {quoted(part)} came: "
            "write x between sizes, or multiply the numbers."
        )
    came = f"{quoted(part)} came" if part else "nothing came"
    raise Unreadable(f"size {where}: a whole number from 1 or a symbol such as d_k was expected, and {came}.")


def _is_symbol(factor: str) -> bool:
    """Letters, then perhaps `_` and letters or digits."""
    letters, underscore, index = factor.partition("_")
    index_is_well_formed = all(is_letter(c) or c in _DIGITS for c in index) and bool(index) == bool(underscore)
    is_word = bool(letters) and all(map(is_letter, letters)) and index_is_well_formed
    return is_word and factor.lower() not in ("x", "by")
