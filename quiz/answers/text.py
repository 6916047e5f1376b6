"""Reads a text in the learner's own words: outer white space is dropped, everything else is kept as typed."""

from __future__ import annotations

from quiz.answers.normalise import LONGEST_TEXT, limited, visible
from quiz.answers.readings import Read, Reading, Unreadable


def read(text: str) -> Reading:
    """The text itself."""
    words = visible(limited(text, LONGEST_TEXT)).strip()
    if not words:
        raise Unreadable("A few words were expected, and nothing came.")
    return Read(words, words)
