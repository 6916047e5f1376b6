"""Words thrown together: an answer in which no sentence could be, however many of its words are the right ones.

A sentence is a list of keywords where next to nothing binds its words into a statement. A whole answer is a heap where
neighbours stand together that no English sentence has ("the of", "is and", an article at the end; `[impossible]` in
`lexicon.toml`), or where it has next to no small words, which only a formula can do without. All are rare in what
people say: who is terse, not a native or in a hurry isn't taken for one who has learnt a list of words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from quiz.oral.amounts import is_number
from quiz.oral.lexicon import DATA
from quiz.oral.reading import CLAUSE, FORMULAS, Token

GRAMMAR = frozenset(" ".join(DATA["common"]["binding"]).split())
SMALL = GRAMMAR | {"the", "a", "an", "its", "their"}  # these bind nothing, but no sentence does without them for long
_BINDING = GRAMMAR | frozenset(" ".join(DATA["common"]["verbs"]).split())
_IMPOSSIBLE = {
    word: frozenset(follows.split()) for words, follows in DATA["impossible"].items() for word in words.split()
}  # fmt: skip
_WORD = re.compile(r"[A-Za-z√_ᵀ0-9²₂'’·×⌈⌉]+|[.,;:?!]")
_FORMULA = re.compile(r"[=→+*/|()≈0-9√@_#]|->")
_STOPS = frozenset(".,;:?!")

SHORT = 25  # words of an answer in which two impossible neighbours are enough
MOST_SMALL = 0.1  # of the words of a heap
LEAST_WORDS = 8


def is_heap(text: str) -> bool:
    """Whether an answer is words in no order, or keywords with nothing between them."""
    words = _WORD.findall(text.lower())
    number = sum(word not in _STOPS for word in words)
    impossible = sum(_are_impossible(one, other) for one, other in pairwise([*words, "."]))
    if impossible >= 3 or (impossible == 2 and number <= SHORT):
        return True
    small = sum(word in SMALL for word in words)
    return number >= LEAST_WORDS and small < MOST_SMALL * number and not _FORMULA.search(text)


def is_list(sentence: Sequence[Token]) -> bool:
    """Whether a sentence is four keywords or more with next to nothing that binds them into a statement."""
    binding = sum(_binds(token) for token in sentence) / len(sentence)
    if len(sentence) >= 7 and not any(token.parted or token.word in _BINDING for token in sentence[1:]):
        return True
    clauses = sum(token.parted >= CLAUSE and not token.word.isdigit() for token in sentence)
    share = len(sentence) / max(1, clauses)  # words a clause
    return len(sentence) >= 5 and (binding < 0.1 or (binding < 0.2 and share < 2) or (binding < 0.5 and share < 1.7))


def _are_impossible(word: str, follows: str) -> bool:
    return ("." if follows in _STOPS else follows) in _IMPOSSIBLE.get(word, ()) and word != follows


def _binds(token: Token) -> bool:
    return token.word in _BINDING or token.word in FORMULAS or is_number(token)
