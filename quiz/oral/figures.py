"""Figures: two numbers of an answer that belong together by a law, as 16 edges and 4 layers, or twice and four times.

What is counted is told by the words beside a number (`16 edges`, `a path of 16`), so that any wrong number is wrong and
need not be foreseen. Figures of the data name the law, the words for both quantities, and what follows.

    law     `square`: n tokens, n² scores; `factor`: twice the length, four times the cost; `scaling`: the same by two
            examples; `proportion`: twice the length, twice as much; `inside`: two numbers and what they mix to;
            `log`: n edges, log₂ n layers; `doubling`: a row of numbers, each twice the one before; `rise`: a share at
            first, then a larger one; `shape`: a shape in figures, of what is given and without the other
    of      words for what is given: tokens, edges; gives: words for what follows from it: scores, layers
    unless  words in whose clause nothing is reckoned
    right, wrong, same  what follows where the law holds, where it doesn't, and where it doesn't as both are equal
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from quiz.oral.amounts import Amount, amounts_of
from quiz.oral.claims import Followed
from quiz.oral.patterns import Reading
from quiz.oral.reading import CLAUSE, SENTENCE, Token

_BEFORE = frozenset(["of", "is", "are", "length", "long", "has", "with", "equals", "about", "roughly", "some", "only"])
_BETWEEN = frozenset(["then", "to", "and", "is", "next", "now", "becomes"])
_NEAR = 3  # tokens between a number and the word for what it counts
_FAR = 12  # tokens between two numbers that belong together


@dataclass(frozen=True)
class Figures:
    """One law between two quantities, and what follows when numbers keep it or break it."""

    law: str
    of: str
    gives: str
    unless: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]
    same: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """All that has to be looked for."""
        return tuple(key for key in (self.of, self.gives, self.unless) if key)


_Found = tuple[Amount, Amount, bool]
_Law = Callable[[Figures, Sequence[Amount], Reading, Sequence[Token]], Iterator[_Found]]


def figures_of(row: Mapping[str, Any]) -> Figures:
    """The figures that this table of data describes; ValueError for a law that nobody knows."""
    if row["law"] not in _LAWS:
        raise ValueError(f"A law of figures is one of {', '.join(_LAWS)}, but it is {row['law']!r}.")
    marks = {name: tuple(row.get(name, "").split()) for name in ("right", "wrong", "same")}
    return Figures(row["law"], row.get("of", ""), row.get("gives", ""), row.get("unless", ""), **marks)


def reckoned(
    figures: Sequence[Figures], reading: Reading, said: Sequence[Token], skipped: Sequence[bool], result: Followed
) -> Followed:
    """What follows from the numbers of the answer, added to what follows from its claims.

    skipped: for each token, whether it doesn't count, as what is only supposed.
    """
    amounts = [amount for amount in amounts_of(said) if not skipped[amount.start]] if figures else []
    for law in figures:
        for one, other, holds in _LAWS[law.law](law, amounts, reading, said):
            if any(reading.denied[amount.start] for amount in (one, other)) or _excused(law, one, other, reading):
                continue
            follows = law.right if holds else (law.same or law.wrong) if one.value == other.value else law.wrong
            for mark in follows:
                result.add(mark, ((one.start, one.end), (other.start, other.end)))
    return result


def _excused(law: Figures, one: Amount, other: Amount, reading: Reading) -> bool:
    if not law.unless:
        return False
    first, last = reading.begins(min(one.start, other.start), CLAUSE), max(one.end, other.end)
    excuses = reading.places.get(law.unless, ())
    return any(first <= start < last + _FAR and reading.begins(start, SENTENCE) <= first for start, _ in excuses)


def _counted(law: Figures, amounts: Sequence[Amount], reading: Reading, said: Sequence[Token]) -> Iterator[Amount]:
    """The amounts with what they count: the word for it comes soon after, or just before as in `a path of 16`."""
    units = [(*place, kind) for kind in ("of", "gives") for place in reading.places.get(getattr(law, kind), ())]
    starts = [amount.start for amount in amounts]
    taken: set[int] = set()  # the words that count the number before them don't lead up to the one after
    for amount, following in zip(amounts, [*starts[1:], len(said)], strict=False):
        right = [unit for unit in units if 0 <= unit[0] - amount.end < _NEAR and unit[0] < following]
        after = [unit for unit in right if _together(reading, amount.end - 1, unit[0])]
        left = [unit for unit in units if 0 <= amount.start - unit[1] <= _NEAR and unit[0] not in taken]
        before = [unit for unit in left if _leads(said[unit[1] : amount.start])]
        unit = min(after) if after else max(before, key=lambda unit: unit[1]) if before else None
        if after and unit:
            taken.add(unit[0])
        yield Amount(amount.value, amount.start, amount.end, unit[2] if unit else "", amount.factor)


def _together(reading: Reading, first: int, last: int) -> bool:
    return reading.begins(last, CLAUSE) <= first


def _leads(between: Sequence[Token]) -> bool:
    return all(token.word in _BEFORE and token.parted < CLAUSE for token in between)


def _pairs(
    law: Figures, amounts: Sequence[Amount], reading: Reading, said: Sequence[Token], *, bare: bool = False
) -> Iterator[tuple[Amount, Amount]]:
    """A number of what is given and one of what follows from it, next to each other in a sentence, in either order.

    bare: also a number that counts nothing after one of what is given, as in `2,000 tokens, 4 million`.
    """
    counted = [a for a in _counted(law, amounts, reading, said) if not a.factor and not reading.denied[a.start]]
    taken: set[int] = set()
    for one, other in pairwise(counted):
        near = reading.begins(other.start, SENTENCE) <= one.start and other.start - one.end <= _FAR
        told = {one.kind, other.kind} == {"of", "gives"} or (bare and (one.kind, other.kind) == ("of", ""))
        if near and one.start not in taken and told:
            taken.add(other.start)
            yield (one, other) if one.kind == "of" else (other, one)


def _by(holds: Callable[[float, float], bool], least: float = 2) -> _Law:
    """The law between two quantities. least: where less is given, nothing is reckoned."""

    def law(figures: Figures, amounts: Sequence[Amount], reading: Reading, said: Sequence[Token]) -> Iterator[_Found]:
        for of, gives in _pairs(figures, amounts, reading, said):
            if of.value >= least:
                yield of, gives, holds(of.value, gives.value)

    return law


def _scales(power: int) -> _Law:
    """Two examples, one after the other: so many times as much is given, and that to this power follows."""

    def law(figures: Figures, amounts: Sequence[Amount], reading: Reading, said: Sequence[Token]) -> Iterator[_Found]:
        for (one, first), (other, second) in pairwise(_pairs(figures, amounts, reading, said, bare=True)):
            if min(one.value, first.value) > 0 and other.value != one.value:
                yield other, second, second.value / first.value == (other.value / one.value) ** power

    return law


def _inside(law: Figures, amounts: Sequence[Amount], reading: Reading, said: Sequence[Token]) -> Iterator[_Found]:
    """The third number of a sentence that mixes two lies between them: `2 and 5 mixed give 4`."""
    sentences: dict[int, list[Amount]] = {}
    for amount in amounts:
        sentences.setdefault(reading.begins(amount.start, SENTENCE), []).append(amount)
    mixing = {reading.begins(start, SENTENCE) for start, _ in reading.places.get(law.of, ())}
    for sentence, found in sentences.items():
        if sentence in mixing and len(found) == 3 and not any(amount.factor for amount in found):
            one, other, mixed = found
            yield other, mixed, min(one.value, other.value) <= mixed.value <= max(one.value, other.value)


def _is_log(length: float, layers: float) -> bool:
    """Whether so many doublings reach so far, counted in edges or in vertices; one more layer may find the edges."""
    enough = {math.ceil(math.log2(n)) for n in (length - 1, length, length + 1) if n >= 1}
    return layers in enough | {n + 1 for n in enough}


def _is_square(tokens: float, scores: float) -> bool:
    """Whether that many scores belong to that many tokens; the half of them where a pair counts once."""
    return scores in (tokens * tokens, tokens * (tokens - 1), tokens * (tokens - 1) / 2, tokens * (tokens + 1) / 2)


def _factor(law: Figures, amounts: Sequence[Amount], reading: Reading, said: Sequence[Token]) -> Iterator[_Found]:
    """The first two factors of each sentence, where `from 100 to 300` is one: one is the square of the other."""
    grown = [_grown(one, other, said) for one, other in pairwise(amounts)]
    factors = [
        a
        for a in (*amounts, *filter(None, grown))
        if a.factor and a.value > 1 and not reading.denied[a.start] and _is_exact(said, a)
    ]
    sentences: dict[int, list[Amount]] = {}
    for amount in factors:
        sentences.setdefault(reading.begins(amount.start, SENTENCE), []).append(amount)
    for one, other in (found[:2] for found in sentences.values() if len(found) in (2, 4)):
        yield one, other, one.value**2 == other.value or other.value**2 == one.value


def _grown(one: Amount, other: Amount, said: Sequence[Token]) -> Amount | None:
    """`from 100 to 300` as a factor of three."""
    spoken = said[one.start - 1].word == "from" and other.start == one.end + 1 and said[one.end].word == "to"
    if not spoken or one.factor or other.factor or one.value <= 0:
        return None
    return Amount(other.value / one.value, one.start, other.end, factor=True)


def _is_exact(said: Sequence[Token], amount: Amount) -> bool:
    return not any(token.word in ("than", "power") for token in said[max(0, amount.start - 2) : amount.start])


def _doubling(law: Figures, amounts: Sequence[Amount], reading: Reading, said: Sequence[Token]) -> Iterator[_Found]:
    """The rows of three numbers or more with next to nothing between them, rising: each is twice the one before.

    With arrows between them they may be the names of vertices.
    """
    run: list[Amount] = []
    for amount in (*amounts, None):
        if amount and run and _goes_on(said[run[-1].end : amount.start]) and amount.value > run[-1].value:
            run.append(amount)
            continue
        holds = all(other.value == 2 * one.value for one, other in pairwise(run))
        if len(run) >= 3 and (holds or not any(token.word == "is" for token in said[run[0].end : run[-1].start])):
            yield run[0], run[-1], holds
        run = [amount] if amount else []


def _shape(law: Figures, amounts: Sequence[Amount], reading: Reading, said: Sequence[Token]) -> Iterator[_Found]:
    """The last shape in figures: it has the number of what is given, and not that of what isn't to be in it."""
    last = next((at for at in reversed(range(len(said))) if said[at].sizes), None)
    counted = list(_counted(law, amounts, reading, said))
    given = next((amount for amount in counted if amount.kind == "of"), None)
    strange = next((amount for amount in counted if amount.kind == "gives"), None)
    if last is None:
        return
    shape = Amount(said[last].sizes[0], last, last + 1)
    if strange and strange.value in said[last].sizes and (given is None or given.value != strange.value):
        yield strange, shape, False
    elif given and set(said[last].sizes) == {given.value}:
        yield given, shape, True


def _rise(law: Figures, amounts: Sequence[Amount], reading: Reading, said: Sequence[Token]) -> Iterator[_Found]:
    """The first share that is told of the beginning, and the last that is told of the end."""
    shares = [a for a in amounts if 0 < a.value < 1 and not a.factor]
    first = next((a for a in shares if _time(law, a, reading) == "of"), None)
    last = next((a for a in reversed(shares) if _time(law, a, reading) == "gives"), None)
    if first and last and first.start < last.start:
        yield first, last, first.value < last.value


def _time(law: Figures, amount: Amount, reading: Reading) -> str:
    """Which words for a time stand last before the amount in its sentence."""
    since = reading.begins(amount.start, SENTENCE)
    times = [(start, kind) for kind in ("of", "gives") for start, _ in reading.places.get(getattr(law, kind), ())]
    return max(((start, kind) for start, kind in times if since <= start < amount.start), default=(0, ""))[1]


def _goes_on(between: Sequence[Token]) -> bool:
    return len(between) <= 2 and all(token.word in _BETWEEN for token in between)


_LAWS: dict[str, _Law] = {
    "square": _by(_is_square),
    "log": _by(_is_log, least=4),
    "rise": _rise,
    "shape": _shape,
    "factor": _factor,
    "scaling": _scales(2),
    "proportion": _scales(1),
    "inside": _inside,
    "doubling": _doubling,
}
