"""What happens to a text before any kind reads it: limits, forbidden characters, one spelling for each sign.

Where the rules leave room: line ends are LF, CR, CR LF and Unicode's line and paragraph separators; every Unicode
space is a space; invisible formatting characters (zero width, direction marks) are refused with control characters.
"""

from __future__ import annotations

import re
import unicodedata

from quiz.answers.readings import Unreadable, quoted

LONGEST_NUMBER = 200  # characters, also of one cell
LONGEST_TEXT = 2000
MOST_CELLS = 4096

SPACES = "\u0020\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
HYPHENS = "\u2010\u2011\u2013\u2212\ufe63"  # hyphen, non-breaking hyphen, en dash, minus, small hyphen-minus
DOTS = "·⋅"
SLASHES = "÷∕⁄"

_PLAIN = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_PLAIN |= dict.fromkeys(map(ord, SPACES), " ") | dict.fromkeys(map(ord, HYPHENS), "-")
_PLAIN |= dict.fromkeys(map(ord, SLASHES), "/") | dict.fromkeys([0x0D, 0x2028, 0x2029], "\n")
_VISIBLE_ASCII = re.compile(r"[ -~\t\n\r]*")
_LOWER = {code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)} | {ord("Π"): "π"}


def limited(text: str, longest: int) -> str:
    """The text, refused at once when it is longer than `longest` characters as typed."""
    if len(text) > longest:
        raise Unreadable(f"At most {longest:,} characters were expected here, and {len(text):,} came.")
    return text


def normalised(text: str, *, keep_times: bool = False) -> str:
    """Full-width characters as ASCII, one minus, one division, `^` for `**`, `*` for × and ·; × stays if kept.

    >>> normalised("−２ × ３**2")
    '-2 * 3^2'
    """
    _refuse_characters(text)
    text = text.replace("\r\n", "\n").translate(_PLAIN).replace("**", "^")
    return re.sub(f"[{DOTS}]" if keep_times else f"[{DOTS}×]", "*", text)


def lowered(text: str) -> str:
    """Letter case never matters in numbers (ASCII letters and Π only, so that no other letter turns into one)."""
    return text.translate(_LOWER)


def visible(text: str) -> str:
    """Refuse what no text may hold: control characters other than tab and line ends, and halves of characters."""
    if _VISIBLE_ASCII.fullmatch(text):
        return text
    for where, character in enumerate(text, start=1):
        if unicodedata.category(character) in ("Cc", "Cs") and character not in "\t\n\r":
            raise Unreadable(
                f"Visible characters were expected, and a control character came: {quoted(character)}, "
                f"character {where}."
            )
    return text


def is_letter(character: str) -> bool:
    """Whether a character is a letter of any alphabet, not a modifier, digit or fraction."""
    return character.isalpha() and unicodedata.category(character) != "Lm"


def _refuse_characters(text: str) -> None:
    visible(text)
    if text.isascii():
        return
    for where, character in enumerate(text, start=1):
        if not character.isascii() and not 0xFF01 <= ord(character) <= 0xFF5E:
            _refuse_character(character, where)


def _refuse_character(character: str, where: int) -> None:
    category = unicodedata.category(character)
    spelling = unicodedata.decomposition(character)
    if category == "Cf":
        raise Unreadable(
            f"Visible characters were expected, and an invisible one came: {quoted(character)}, character {where}."
        )
    if spelling.startswith(("<super>", "<sub>")):
        raise Unreadable(
            f"Powers are written with ^ and indices with _, and a raised or lowered character came: "
            f"{quoted(character)}, character {where}."
        )
    if category in ("Nd", "Nl") or (category == "No" and not spelling.startswith("<fraction>")):
        raise Unreadable(f"The digits 0 to 9 were expected, and {quoted(character)} came, character {where}.")
