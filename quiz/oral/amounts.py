"""The numbers of an answer, in digits or words: `16`, `ten thousand`, `1/4`, and factors as `twice` or `four times`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quiz.oral.reading import CLAUSE, NUMBER, Token

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()  # noqa: SIM905
_WORDS = {word: float(value) for value, word in enumerate(_ONES)} | {
    "twenty": 20.0, "thirty": 30.0, "thirty-two": 32.0, "forty": 40.0, "fifty": 50.0, "sixty": 60.0,
}  # fmt: skip
_TIMES = {"hundred": 100.0, "thousand": 1e3, "million": 1e6, "billion": 1e9, "k": 1e3}
_FACTORS = {
    "double": 2.0, "doubles": 2.0, "doubled": 2.0, "doubling": 2.0, "twice": 2.0, "twofold": 2.0, "triple": 3.0,
    "triples": 3.0, "tripled": 3.0, "tripling": 3.0, "thrice": 3.0, "threefold": 3.0, "treble": 3.0, "quadruple": 4.0,
    "quadruples": 4.0, "quadrupled": 4.0, "quadrupling": 4.0, "fourfold": 4.0, "fivefold": 5.0, "sixfold": 6.0,
    "eightfold": 8.0, "ninefold": 9.0, "tenfold": 10.0, "hundredfold": 100.0, "thousandfold": 1e3,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Amount:
    """A number that is spoken of. kind: of, gives, or nothing where that isn't told; factor: as in `four times`."""

    value: float
    start: int
    end: int
    kind: str = ""
    factor: bool = False


def amounts_of(said: Sequence[Token]) -> list[Amount]:
    """The numbers of the answer, in order: `ten thousand` and `1/4` are one each."""
    found: list[Amount] = []
    at = 0
    while at < len(said):
        value, end = _number(said, at)
        if end > at:
            after = said[end].word if end < len(said) else ""
            factor = after in ("times", "x", "fold") and not said[end].parted
            found.append(Amount(value, at, end + factor, factor=factor))
        elif said[at].word in _FACTORS:
            end = at + 1
            found.append(Amount(_FACTORS[said[at].word], at, end, factor=True))
        at = max(end, at + 1)
    return found


def is_number(token: Token) -> bool:
    """Whether the word stands for a number, or for a part of one."""
    return token.stem == NUMBER or token.word in _WORDS or token.word in _TIMES or token.word in _FACTORS


def _number(said: Sequence[Token], at: int) -> tuple[float, int]:
    """The number that begins here, and where it ends; it ends here where none begins."""
    token = said[at]
    if token.stem == NUMBER:
        value, end = float(token.word), at + 1
    elif token.word in _WORDS:
        value, end = _WORDS[token.word], at + 1
    elif token.word in _TIMES and token.word != "k":
        value, end = 1.0, at
    else:
        return 0.0, at
    if end < len(said) and end > at and _over(said[at], said[end]):
        return value / float(said[end].word), end + 1
    while end < len(said) and said[end].word in _TIMES and (end == at or said[end].parted < CLAUSE):
        value, end = value * _TIMES[said[end].word], end + 1
    return value, end


def _over(one: Token, other: Token) -> bool:
    """Whether two numbers are a fraction: one sign between them, and that no comma."""
    numbers = one.stem == NUMBER and other.stem == NUMBER
    return numbers and not other.parted and other.start == one.end + 1 and float(other.word) > float(one.word) >= 1
