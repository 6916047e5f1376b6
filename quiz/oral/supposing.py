"""What an answer only supposes, as in `if it were random, no two runs would agree`: it is no claim of the speaker’s."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from quiz.oral.reading import CLAUSE, CONTRAST, SENTENCE, Token

_WOULD = frozenset(["would", "could", "wouldn", "couldn"])
_LEAVES_OUT = frozenset(
    """
    not no never without omit omitted skip skipped left leave drop dropped forgot nothing unscaled
    """.split()  # noqa: SIM905
)
_ABOUT_WORDS = {("means", "by"), ("mean", "by"), ("meant", "by"), ("argue", "about"), ("argued", "about")}
_YES = (
    "yes",
    "yeah",
    "yep",
    "exactly",
    "right",
    "indeed",
    "sure",
    "correct",
    "true",
    "absolutely",
    "of course",
    "quite",
)
_INVERTS = frozenset(["were", "had", "should"])
_ANYONE = frozenset(["one", "you", "we", "someone", "somebody"])
_MIGHT = frozenset(["might", "could"])
_ANY = frozenset(["any", "anything", "anyone", "anybody", "anywhere"])
_IN_TRUTH = frozenset(["so", "because", "since", "which", "hence", "therefore", "in", "with", "actually"])


def supposed_in(said: Sequence[Token]) -> list[bool]:
    """For each token, whether it is only supposed, as in `if it went one step a layer, it would need L layers`.

    What would follow is claimed only where the condition leaves something out: `if we did not scale, softmax would
    saturate`.
    """
    supposed = [False] * len(said)
    for first, last in sentences(said):
        words = [token.word for token in said[first:last]]
        for place in (first + at for at, word in enumerate(words) if word == "whether"):
            after = range(place + 1, last)
            end = next((at for at in after if said[at].parted >= CLAUSE), last)
            supposed[place:end] = [True] * (end - place)
        for place in (first + at + 1 for at, pair in enumerate(pairwise(words)) if pair in _ABOUT_WORDS):
            end = next((at for at in range(place + 1, last) if said[at].parted >= CLAUSE), last)
            supposed[place:end] = [True] * (end - place)
        if end := _hypothetical(said, first, last):
            supposed[first:end] = [True] * (end - first)
        if words[0] == "if" and _ANY & set(words[1:4]):  # `if anything is drawn, it is the next word`
            end = next((at for at in range(first + 1, last) if said[at].parted >= CLAUSE), last)
            supposed[first:end] = [True] * (end - first)
        wished = next((at for at in range(1, len(words)) if _is_wish(words, at)), None)
        if wished is not None:  # `it would be nice if it were linear`
            end = next((p for p in range(first + wished + 1, last) if said[p].parted >= CLAUSE), last)
            supposed[first + wished : end] = [True] * (end - first - wished)
        at = words.index("if") if "if" in words else 0 if words[0] in _INVERTS else None
        if at is None or not _WOULD & set(words[at:]):
            continue
        start = first + at
        place = next((p for p in range(start + 1, last) if _ends_condition(said[p])), last)
        left_out = any(token.word in _LEAVES_OUT for token in said[start:place])
        end = place if left_out else next((p for p in range(place + 1, last) if _says_truth(said, p)), last)
        supposed[start:end] = [True] * (end - start)
    return supposed


def _is_wish(words: Sequence[str], at: int) -> bool:
    """Whether an `if ... were` begins here after a `would`."""
    return words[at] == "if" and bool(_WOULD & set(words[:at])) and bool({"were", "was"} & set(words[at : at + 4]))


def _hypothetical(said: Sequence[Token], first: int, last: int) -> int:
    """Where an opening ends that claims nothing: `one might average them, but`, `for it to know the order,`; else 0."""
    words = [token.word for token in said[first:last]]
    clause = next((at for at in range(first + 1, last) if said[at].parted >= CLAUSE), last)
    contrast = next((at for at in range(first + 1, last) if said[at].parted >= CONTRAST), 0)
    if words[0] in _ANYONE and words[1:2] and words[1] in _MIGHT:
        return contrast
    if clause < last and (words[0] == "for" and "to" in words[1:6]):
        return clause
    would = any(word in _WOULD for word in words[1 : max(1, clause - first)])
    if would and (words[0] == "with" or (words[0].endswith("ing") and words[1:2] and words[1] in _WOULD)):
        return contrast or last
    return 0


def asked_in(said: Sequence[Token], text: str) -> list[bool]:
    """For each token, whether it stands in a question that isn't answered with a yes: `Random? No, the same again.`"""
    asked = [False] * len(said)
    for first, last in sentences(said):
        after = text[said[last - 1].end :][:30].lstrip("\"'”’») ").lower()
        if after[:1] == "?" and not after.strip("?!\"'”’») —–-").startswith(_YES):
            asked[first:last] = [True] * (last - first)
    return asked


def _ends_condition(token: Token) -> bool:
    return token.parted >= CLAUSE or token.word in _WOULD


def _says_truth(said: Sequence[Token], place: int) -> bool:
    """Whether, after what would follow, what is so is said from here on."""
    token = said[place]
    return token.parted >= CONTRAST or (token.parted >= CLAUSE and token.word in _IN_TRUTH)


def sentences(said: Sequence[Token]) -> list[tuple[int, int]]:
    if not said:
        return []
    starts = [place for place, token in enumerate(said) if token.parted >= SENTENCE]
    return list(zip(starts, [*starts[1:], len(said)], strict=True))
