"""What people type as names of classes and of themselves, made fit to be kept and shown."""

from __future__ import annotations

import unicodedata

from quiz.services.errors import Unacceptable

LONGEST_NAME = 200
# Marks that turn the direction of what follows: a name must not reorder the page around it.
_TURNING = set("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def named(text: str, what: str) -> str:
    """The name in one line and one spelling; Unacceptable where it is empty, too long, or not to be shown.

    >>> named("  Ada\\n Lovelace ", "Your name")
    'Ada Lovelace'
    """
    name = one_line(text)
    if not name:
        raise Unacceptable(f"{what} is needed, but nothing came.")
    if len(name) > LONGEST_NAME:
        raise Unacceptable(f"{what} has at most {LONGEST_NAME} characters, but this has {len(name)}.")
    if not showable(name):
        raise Unacceptable(
            f"{what} is made of letters, digits and signs, but this holds something that can’t be shown."
        )
    return name


def one_line(text: str) -> str:
    """Without spaces around it, with single ones inside, accents composed."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def showable(text: str) -> bool:
    """Whether no character of it is a control, half a character, or turns the direction of the text."""
    return not any(unicodedata.category(one) in ("Cc", "Cs", "Co", "Cn") or one in _TURNING for one in text)
