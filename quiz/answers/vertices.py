"""Reads a set of vertices by their names.

Where the rules leave room: new lines and tabs separate as spaces do; one separator may end the list; `[]` and `()` are
empty as `{}` is; `none` and `empty` are read in any case, but alone; one pair of brackets at most; letters of any
alphabet.
"""

from __future__ import annotations

import re
import unicodedata

from quiz.answers.normalise import LONGEST_TEXT, is_letter, limited, normalised
from quiz.answers.readings import Read, Reading, Unreadable, quoted
from quiz.answers.showing import show_set

LONGEST_NAME = 20
EMPTY = ("∅", "none", "empty")

_FURTHER = frozenset("0123456789_")


def read(text: str) -> Reading:
    """The names in the text, each once: numbers by size, then names by alphabet."""
    plain = unicodedata.normalize("NFC", normalised(limited(text, LONGEST_TEXT))).strip()
    if not plain:
        raise Unreadable("Names of vertices were expected, and nothing came: write {} if no vertex.")
    inner = _unbracketed(plain)
    if not inner or plain.lower() in EMPTY:
        return Read([], show_set([]))
    parts = re.split(r"\s*[,;]\s*|\s+", re.sub(r"[,;]$", "", inner).rstrip())
    names = sorted({_name(part, where) for where, part in enumerate(parts, start=1)}, key=_order)
    return Read(list(names), show_set(names))


def _unbracketed(text: str) -> str:
    bracketed = len(text) > 1 and text[0] + text[-1] in ("()", "[]", "{}")
    inner = text[1:-1].strip() if bracketed else text
    stray = re.search(r"[()\[\]{}]", inner)
    if stray:
        raise Unreadable(f"At most one pair of brackets around all names was expected, and {quoted(stray[0])} came.")
    return inner


def _name(part: str, where: int) -> str:
    if len(part) > LONGEST_NAME:
        raise Unreadable(f"name {where}: at most {LONGEST_NAME} characters were expected, and {quoted(part)} came.")
    if not part or not all(is_letter(character) or character in _FURTHER for character in part):
        came = f"{quoted(part)} came" if part else "nothing came"
        raise Unreadable(f"name {where}: letters, digits and _ were expected, and {came}.")
    if part.lower() in EMPTY:
        raise Unreadable(f"name {where}: a vertex was expected, and {quoted(part)} came: write {{}} if no vertex.")
    return part


def _order(name: str) -> tuple[bool, int, str]:
    return (False, int(name), name) if name.isdecimal() else (True, 0, name)
