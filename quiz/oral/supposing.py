"""What an answer only supposes, as in `if it were random, no two runs would agree`: it is no claim of the speaker’s."""

from __future__ import annotations

from collections.abc import Sequence

from quiz.oral.reading import CLAUSE, CONTRAST, SENTENCE, Token

_WOULD = frozenset(["would", "could", "wouldn", "couldn"])
_LEAVES_OUT = frozenset(
    """
    not no never without omit omitted skip skipped left leave drop dropped forgot nothing unscaled
    """.split()  # noqa: SIM905
)
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
        if words[0] == "if" and _ANY & set(words[1:4]):  # `if anything is drawn, it is the next word`
            end = next((at for at in range(first + 1, last) if said[at].parted >= CLAUSE), last)
            supposed[first:end] = [True] * (end - first)
        at = words.index("if") if "if" in words else 0 if words[:1] == ["were"] else None
        if at is None or not _WOULD & set(words[at:]):
            continue
        start = first + at
        place = next((p for p in range(start + 1, last) if _ends_condition(said[p])), last)
        left_out = any(token.word in _LEAVES_OUT for token in said[start:place])
        end = place if left_out else next((p for p in range(place + 1, last) if _says_truth(said, p)), last)
        supposed[start:end] = [True] * (end - start)
    return supposed


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
