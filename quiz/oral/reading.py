"""An answer as tokens: words and mathematical symbols brought to one spelling, each with its place in what was typed.

Everything here is one pass over the text with patterns that look at a bounded number of characters, so the time grows
with the length of the text and with nothing else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import snowballstemmer  # type: ignore[import-untyped]

# How strongly two neighbouring tokens are parted.
DASH, CLAUSE, CONTRAST, SENTENCE = 1, 2, 3, 4
_PARTINGS = {"dash": DASH, "clause": CLAUSE, "contrast": CONTRAST, "sentence": SENTENCE}

_MATHS = {
    "shapewithdk": r"[nlt]\s?(?:x|×|by|\*|-by-|times)\s?[nlt]\s?(?:x|×|by|\*|-by-|times)\s?"
    r"d\s?[_-]?\s?\{?(?:k|model)?\}?\b",
    "qkt": r"q\s?[·*@.⋅]?\s?k\s?(?:\^\s?\{?\\?t(?:op)?\b\}?|ᵀ|'(?!s)|-?transposed?\b|t\b)"
    r"|q_?\{?[ij\d]?\}?\s?[·⋅*]\s?k_?\{?[ij\d]?\}?\b|qk\b",
    "nqbynk": r"n\s?_?\{?q\}?\s?(?:x|×|by|\*|-by-|cross|times|,)\s?n\s?_?\{?k\}?\b",
    "dmodel": r"d\s?_?\{?model\}?\b",
    "dk": r"d\s?[_-]?\s?\{?k\}?\b",
    "dv": r"d\s?[_-]?\s?\{?v\}?\b",
    "nqueries": r"n\s?_\{?q\}?\b|nq\b",
    "nkeys": r"n\s?_\{?k\}?\b|nk\b",
    "wqkv": r"w\s?_?\{?qkv\}?\b",
    "wq": r"w\s?[_^-]?\s?\{?q\}?\b|w\s?_?\{?query\}?\b",
    "wk": r"w\s?[_^-]?\s?\{?k\}?\b|w\s?_?\{?key\}?\b",
    "wv": r"w\s?[_^-]?\s?\{?v\}?\b|w\s?_?\{?value\}?\b",
    "wo": r"w\s?[_^-]\s?\{?o\}?\b|wo\b",
    "q": r"q_?\{?(?:[ij]|\d)\}?\b",
    "k": r"k_?\{?(?:[ij]|\d)\}?\b",
    "v": r"v_?\{?(?:[ij]|\d)\}?\b",
    "sqrt": r"√|\\?sqrt\b|square[ -]?root\b|sq\.? root\b",
    "nsquared": r"[nlts]\s?(?:²|\^\s?\{?\(?2\)?\}?|\*\*\s?2|\s?-?squared?\b)",
    "nbyn": r"[nlts]\s?(?:x|×|by|\*|-by-|-x-|cross)\s?[nlts]\b"
    r"|(?P<side>\d+)\s?(?:x|×|by|-by-)\s?(?P=side)\b",
    "mbyn": r"\d+\s?(?:x|×|by|-by-)\s?\d+\b",
    "nn": r"[nlts]\s?(?:times|·)\s?[nlts]\b",
    "powertwo": r"2\s?(?:\^|\*\*)\s?[({]?\s?[a-zℓ]\b|2ˡ",
    "onen": r"1\s?/\s?n\b|one over n\b|one nth\b",
    "loglength": r"⌈?\s?log\s?_?\{?2?\}?\s?(?:\(\s?|of (?:the )?)?(?<![a-z])[ln]\b\s?[)⌉]?",
    "log": r"log_?\{?2?\}?(?![a-z])|lg\b|log base 2\b",
    "minusinf": r"[-\N{MINUS SIGN}]\s?(?:∞|inf(?:inity)?\b|1e\d{1,2}\b)",
    "infinity": r"∞|inf\b",
    "seqtoseq": r"seq2seq\b",
    "onehot": r"one[ -]?hot\b|1[ -]hot\b",
}
NUMBER = "numer"  # the stem of every number: `numeral` in a phrase stands for any
FORMULAS = frozenset(_MATHS) - {"q", "k", "v"}  # the words that stand for formulas
_TOKEN = re.compile(
    "|".join(f"(?P<{name}>(?<![a-z]){pattern})" for name, pattern in _MATHS.items())
    + r"|(?P<number>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)"
    + r"|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)?)"
    + r"|(?P<unequal>≠|!=|=/=)|(?P<relation>->|=>|[=:→⇒~≈])|(?P<plus>\+)"
    + r"|(?P<sentence>[.!?\n]+)|(?P<contrast>;)|(?P<clause>,)|(?P<dash>[–—()\[\]]|\s--?\s)"
)
_ALIKE = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "ₖ": "k", "₂": "2", "ᵏ": "k", "\N{MINUS SIGN}": "-",
                        "‐": "-", "‑": "-", "^": "^", "\t": " ", "\r": "\n", "ᵥ": "v", "×": "×", "✕": "×",
                        "…": "."})  # fmt: skip

# Said so often without meaning that they may stand anywhere inside a phrase.
_FILLERS = frozenset(
    """
    a an the its their our my your his her very really basically essentially simply quite um uh erm er like
    kind sort actually literally well okay ok pretty even indeed please oh yeah yes precisely obviously
    clearly
    """.split()  # noqa: SIM905
)
MEANT_FILLERS = {("not", "simply"), ("how", "well"), ("as", "well")}
_CLAUSE_WORDS = frozenset(
    """
    and so because since then which where when if thus hence therefore that's plus as
    therefor cause cuz coz until once after before
    """.split()  # noqa: SIM905
)
_BEGINS_ANEW = frozenset(["it", "we", "they", "you", "i", "this", "that", "there", "then", "in", "if", "when", ""])
_MEASURES = frozenset(["many", "much", "long", "far", "few", "large", "big", "high", "deep", "often", "wide"])
_STATEMENT = 4  # tokens, with the one that begins it
_CONTRAST_WORDS = frozenset(
    """
    but whereas while although though however yet conversely
    """.split()  # noqa: SIM905
)
_NOTHING_BUT = {
    ("not", "yet"),
    ("as", "though"),
    ("as", "if"),
    ("nothing", "but"),
    ("anything", "but"),
    ("none", "but"),
}
_WITHOUT_APOSTROPHE = {
    "dont": "do", "doesnt": "does", "didnt": "did", "isnt": "is", "arent": "are", "wasnt": "was", "werent": "were",
    "cant": "can", "couldnt": "could", "wont": "will", "wouldnt": "would", "shouldnt": "should", "hasnt": "has",
    "havent": "have", "aint": "is", "cannot": "can",
}  # fmt: skip
_IRREGULAR = {"can": "can", "wo": "will", "sha": "shall", "ai": "is"}
_ISE = re.compile(r"(?<=[a-z]{3})is(?=(?:e|es|ed|ing|ation|ations|er|able)$)|(?<=[a-z]{3})ys(?=(?:e|es|ed|ing)$)")
_SIZES = re.compile(r"\d+")
_stemmer = snowballstemmer.stemmer("english")


@dataclass(frozen=True, slots=True)
class Token:
    """One word or symbol. word: as spelt here; stem: without its ending; text[start:end] is what was typed."""

    word: str
    stem: str
    start: int
    end: int
    parted: int  # how strongly it is parted from the token before it: 0, or DASH to SENTENCE
    sizes: tuple[float, ...] = ()  # the numbers of a shape, as in `8 × 16`


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The word in American spelling and without its ending.

    >>> stem("normalising") == stem("normalized")
    True
    """
    if len(word) > 30 or len(word) < 3:
        return word
    word = _ISE.sub(lambda match: match.group()[0] + "z", word)
    if len(word) > 4:
        word = word.replace("our", "or").replace("lled", "led").replace("lling", "ling").replace("tre", "ter")
    return str(_stemmer.stemWord(word))


# `knows which word is first` is one clause.
_ASKS_WITHIN = frozenset(["which", "where", "when"])
_KNOWING = frozenset(
    stem(word)
    for word in """
    know tell see say notice decide choose learn ask wonder show determine recognise mark find sense remember matter
    """.split()  # noqa: SIM905
)


def tokens(text: str, mend: Callable[[str], str] = str) -> list[Token]:
    """What is said in the text, without fillers. mend: gives a misspelt word its likely spelling."""
    found: list[Token] = []
    parted = SENTENCE
    last = ""
    for match in _TOKEN.finditer(_plain(text)):
        kind, start, end = str(match.lastgroup), match.start(), match.end()
        if kind in _PARTINGS:
            parted = max(parted, _PARTINGS[kind])
            continue
        for word in _words(kind, match.group(), mend):
            if word in _FILLERS and (last, word) not in MEANT_FILLERS:
                continue
            parted = max(parted, _colon(found) if match.group() == ":" else _parting(last, word))
            sizes = tuple(map(float, _SIZES.findall(match.group()))) if kind in ("nbyn", "mbyn") else ()
            found.append(Token(word, NUMBER if kind == "number" else stem(word), start, end, parted, sizes))
            last, parted = word, 0
    return [
        _joined(found, place) if token.word == "but" else _measured(found, place, text) if token.word == "as" else token
        for place, token in enumerate(found)
    ]


def _colon(said: Sequence[Token]) -> int:
    """How strongly a colon parts: more where a statement stands before it, less in `layer 1: edges`."""
    before = next((at for at, token in enumerate(reversed(said)) if token.parted >= CLAUSE), len(said))
    return CLAUSE if before >= _STATEMENT else DASH


def _measured(said: list[Token], place: int, text: str) -> Token:
    """The `as` of `takes as many steps` as a token that goes on with its clause; any other as it is."""
    measure = said[place + 1].word if place + 1 < len(said) else ""
    if place and measure in _MEASURES and not text[said[place - 1].end : said[place].start].strip():
        return replace(said[place], parted=0)
    return said[place]


def _joined(said: list[Token], place: int) -> Token:
    """The `but` of `not a but b` as a token that goes on with its clause; that of a new statement as it is."""
    but = said[place]
    follows = said[place + 1].word if place + 1 < len(said) else ""
    if but.parted >= SENTENCE or follows in _BEGINS_ANEW:
        return but
    for token in reversed(said[max(0, place - 12) : place]):
        if token.word in ("not", "never", "neither"):
            return replace(but, parted=DASH)
        if token.parted >= CLAUSE:
            break
    return but


def _parting(last: str, word: str) -> int:
    if (last, word) in _NOTHING_BUT or (word in _ASKS_WITHIN and stem(last) in _KNOWING):
        return 0
    return CONTRAST if word in _CONTRAST_WORDS else CLAUSE if word in _CLAUSE_WORDS else 0


def _plain(text: str) -> str:
    """The text in small letters and plain signs, character by character, so that every place stays the same."""
    plain = text.translate(_ALIKE)
    if not plain.isascii():
        plain = "".join(_one(sign) for sign in plain)
    lowered = plain.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in plain)


def _one(sign: str) -> str:
    if sign in "²ᵀ⌈⌉∞√→⇒≠≈·⋅–—×ℓˡ":
        return sign
    simple = unicodedata.normalize("NFKC", sign)
    if len(simple) != 1:
        return sign
    base = unicodedata.normalize("NFD", simple)[0]
    return base if base.isascii() else simple


def _words(kind: str, typed: str, mend: Callable[[str], str]) -> tuple[str, ...]:
    """The word or words that one piece of text stands for."""
    if kind == "word":
        return _spelt(typed, mend)
    if kind == "relation":
        return ("is",)
    if kind == "unequal":
        return ("is", "not")
    return (typed.replace(",", ""),) if kind == "number" else (kind,)


def _spelt(typed: str, mend: Callable[[str], str]) -> tuple[str, ...]:
    if typed in _WITHOUT_APOSTROPHE:
        return (_WITHOUT_APOSTROPHE[typed], "not")
    head, apostrophe, tail = typed.partition("'")
    if apostrophe and tail == "t" and head.endswith("n"):
        root = head[:-1]
        return (_IRREGULAR.get(head, _IRREGULAR.get(root, root)), "not")
    if apostrophe and tail in ("d", "ll"):
        return (mend(head), "would" if tail == "d" else "will")
    if apostrophe:
        return (mend(head), "is") if tail in ("s", "re", "m") else (mend(head),)
    mended = mend(typed)
    return (_WITHOUT_APOSTROPHE[mended], "not") if mended in _WITHOUT_APOSTROPHE else (mended,)
