"""What an answer only supposes, as in `if it were random, no two runs would agree`: it is no claim of the speaker’s."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quiz.oral.reading import CLAUSE, CONTRAST, SENTENCE, Token

_WOULD = frozenset(["would", "could", "wouldn", "couldn"])
_LEAVES_OUT = frozenset(
    """
    not no never without omit omitted skip skipped left leave drop dropped forgot nothing unscaled
    """.split()  # noqa: SIM905
)
_ABOUT_WORDS = {("means", "by"), ("mean", "by"), ("meant", "by"), ("argue", "about"), ("argued", "about")}
_YES = (
    "yes", "yeah", "yep", "exactly", "right", "indeed", "sure", "correct", "true", "absolutely", "of course", "quite",
)  # fmt: skip
_INVERTS = frozenset(["were", "had", "should"])
_ANYONE = frozenset(["one", "you", "we", "someone", "somebody"])
_MIGHT = frozenset(["might", "could"])
_ANY = frozenset(["any", "anything", "anyone", "anybody", "anywhere"])
_IN_TRUTH = frozenset(["so", "because", "since", "which", "hence", "therefore", "in", "with", "actually"])


def supposed_in(said: Sequence[Token]) -> list[bool]:
    """For each token, whether it is only supposed, as in `if it went one step a layer, it would need L layers`."""
    supposed = [False] * len(said)
    for first, last in sentences(said):
        for start, end in _suppositions(said, first, last):
            supposed[start:end] = [True] * (end - start)
    return supposed


def _suppositions(said: Sequence[Token], first: int, last: int) -> Iterator[tuple[int, int]]:
    """Where what is only supposed begins and ends in this sentence."""
    words = [token.word for token in said[first:last]]
    for at, word in enumerate(words):
        spoken_of = at and (words[at - 1], word) in _ABOUT_WORDS  # `what is meant by random`
        if word == "whether" or spoken_of or _is_wish(words, at):
            yield first + at, _clause_end(said, first + at, last)
    if end := _hypothetical(said, first, last):
        yield first, end
    if words[0] == "if" and _ANY & set(words[1:4]):  # `if anything is drawn, it is the next word`
        yield first, _clause_end(said, first, last)
    at = words.index("if") if "if" in words else 0 if words[0] in _INVERTS else -1
    if at >= 0 and _WOULD & set(words[at:]):
        yield first + at, _consequence_end(said, first + at, last)


def _consequence_end(said: Sequence[Token], start: int, last: int) -> int:
    """Where a condition that begins here ends, with what would follow from it.

    What would follow is claimed only where the condition leaves something out: `if we did not scale, softmax would
    saturate`.
    """
    end = next((place for place in range(start + 1, last) if _ends_condition(said[place])), last)
    if any(token.word in _LEAVES_OUT for token in said[start:end]):
        return end
    return next((place for place in range(end + 1, last) if _says_truth(said, place)), last)


def _clause_end(said: Sequence[Token], start: int, last: int) -> int:
    """Where the clause of this token ends."""
    return next((place for place in range(start + 1, last) if said[place].parted >= CLAUSE), last)


def _is_wish(words: Sequence[str], at: int) -> bool:
    """Whether an `if ... were` begins here after a `would`, as in `it would be nice if it were linear`."""
    return words[at] == "if" and bool(_WOULD & set(words[:at])) and bool({"were", "was"} & set(words[at : at + 4]))


def _hypothetical(said: Sequence[Token], first: int, last: int) -> int:
    """Where an opening ends that claims nothing: `one might average them, but`, `for it to know the order,`; else 0."""
    words = [token.word for token in said[first:last]]
    clause = _clause_end(said, first, last)
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
