"""Fields of a form: each is read, or refused in one sentence that says what it takes and what came."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from quiz.answers.readings import quoted
from quiz.services.errors import Unacceptable

Word = TypeVar("Word", bound=str)


def whole(text: str, what: str, least: int, most: int) -> int:
    """A whole number.

    >>> whole(" 45 ", "The time limit", 1, 1440)
    45
    """
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):
        raise Unacceptable(f"{what} is a whole number from {least} to {most}, but {quoted(text)} came.")
    return int(text)


def one_of(text: str, words: Sequence[Word], what: str) -> Word:
    """One of some words.

    >>> one_of("best", ["best", "last"], "What counts")
    'best'
    """
    for word in words:
        if word == text:
            return word
    raise Unacceptable(f"{what} is one of {', '.join(words)}, but {quoted(text)} came.")
