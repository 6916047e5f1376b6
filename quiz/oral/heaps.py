"""Words thrown together: an answer in which no sentence could be, however many of its words are the right ones.

Two signs, both of the text as typed: neighbours that no English sentence has ("the of", "is and", an article at the
end), and next to no small words, which only a formula can do without. Both are rare in what people say: who is terse,
not a native or in a hurry isn't taken for one who has learnt a list of words.
"""

from __future__ import annotations

import re
from itertools import pairwise

_WORD = re.compile(r"[A-Za-z√_ᵀ0-9²₂'’·×⌈⌉]+|[.,;:?!]")
_FORMULA = re.compile(r"[=→+*/|()≈0-9√@_#]|->")
_STOPS = frozenset(".,;:?!")

_ARTICLES = frozenset({"the", "a", "an"})
_PLACING = frozenset("of in on at by with from for".split())  # noqa: SIM905
_PREPOSITIONS = _PLACING | {"into", "between", "through", "per", "than"}
_VERBS = frozenset("is are was were be do does has have had can could would will should must".split())  # noqa: SIM905
_JOINING = frozenset("and or but because so that which if when while whose".split())  # noqa: SIM905
_STANDING = frozenset("it they we you he she i its their his".split())  # noqa: SIM905
_OTHERS = frozenset(
    "to as not no nothing none this these each one own then there what how all both whereas only after before".split()  # noqa: SIM905
)
SMALL = _ARTICLES | _PREPOSITIONS | _VERBS | _JOINING | _STANDING | _OTHERS

_DEMANDING = frozenset("it they we to its their this these there then".split())  # noqa: SIM905
_AFTER_THE = _ARTICLES | _PREPOSITIONS | _VERBS | _JOINING | _DEMANDING
_AFTER_A = _ARTICLES  # "A is", "A of": A is a matrix, too
_AFTER_OF = frozenset("is are was were be do does has can would will and or but of to because so then".split())  # noqa: SIM905
_AFTER_ITS = frozenset("is the a and it of".split())  # noqa: SIM905
_AFTER_IS = frozenset("is are does do can has and or".split())  # noqa: SIM905
_AFTER_AND = frozenset("and or of is".split())  # noqa: SIM905

MOST_SMALL = 0.1  # of the words of a heap
LEAST_WORDS = 8


def is_heap(text: str) -> bool:
    """Whether an answer is a heap of words in no order, or of keywords with nothing between them."""
    words = _WORD.findall(text.lower())
    number = sum(word not in _STOPS for word in words)
    impossible = sum(_impossible(one, other) for one, other in pairwise([*words, "."]))
    if impossible >= 3 or (impossible == 2 and number <= 25):
        return True
    small = sum(word in SMALL for word in words)
    return number >= LEAST_WORDS and small < MOST_SMALL * number and not _FORMULA.search(text)


def _impossible(word: str, follows: str) -> bool:
    """Whether no sentence has these two after each other."""
    ends = follows in _STOPS
    if word == follows:  # who stammers says a word twice
        return False
    if word in ("the", "an", "its", "their"):
        return ends or follows in (_AFTER_THE if word in _ARTICLES else _AFTER_ITS)
    after = {"a": _AFTER_A, "is": _AFTER_IS, "are": _AFTER_IS}.get(word)
    if word in ("and", "or", "to"):
        return ends or follows in _AFTER_AND
    return follows in (after if after is not None else _AFTER_OF if word in _PLACING else ())
