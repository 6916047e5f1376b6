"""The code with which a class is joined: easy to read out and to type, hopeless to guess.

Eight letters of an alphabet of 31 are 8·10¹¹ codes; with ten tries in a quarter of an hour nobody meets one by chance.
"""

from __future__ import annotations

import re
import secrets

from quiz.papers.codes import ALPHABET, LETTERS  # no 0 O, 1 I L


def new_code() -> str:
    """A code as it is stored."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LETTERS))


def written(code: str | None) -> str | None:
    """The code as it is shown.

    >>> written("K7QM2XWD")
    'K7QM-2XWD'
    """
    return code and f"{code[:4]}-{code[4:]}"


def read(typed: str) -> str | None:
    """The code that somebody typed, in whatever case, with spaces and dashes where they like; None where it is none.

    >>> read(" k7qm 2xwd"), read("k7qm–2xwd"), read("K7QM-2XW")
    ('K7QM2XWD', 'K7QM2XWD', None)
    """
    code = re.sub(r"[\s\-‐‑‒–—−_.]", "", typed[:100]).upper()
    return code if len(code) == LETTERS and all(letter in ALPHABET for letter in code) else None
