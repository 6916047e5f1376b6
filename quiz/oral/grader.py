"""Grading a spoken answer: which points it makes, denies or leaves out, and which traps it springs.

In this order: read the words, find what is denied or taken back, leave out what says nothing (the question said back,
a heap of keywords), then look for each point's patterns in what remains.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from quiz.oral.lexicon import DATA
from quiz.oral.patterns import Occurrence, Pattern, Reading
from quiz.oral.prompts import SPELLER, Point, Prompt, Trap
from quiz.oral.reading import SENTENCE, Token, tokens
from quiz.oral.scope import scopes

LONGEST = 2_000  # characters; a spoken answer of sixty words has about four hundred
TRAP_COSTS = 0.25  # of the whole, each

Mode = Literal["exam", "beginner"]
State = Literal["found", "contradicted", "missing", "unsure"]
Span = tuple[int, int]

_BINDING = frozenset(" ".join(DATA["common"]["binding"]).split())


@dataclass(frozen=True)
class PointVerdict:
    """What became of one point. spans: the words that showed it, as places in the text that was typed."""

    state: State
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class TrapFound:
    id: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class OralGrade:
    """The grade of a spoken answer. score: from 0 to 1; follow_ups: what the examiner would ask next, first things first."""

    points: dict[str, PointVerdict]
    traps: tuple[TrapFound, ...]
    score: float
    follow_ups: tuple[str, ...]


def grade(prompt: Prompt, answer: str, *, mode: Mode = "exam") -> OralGrade:
    """Grade the answer by the prompt's rubric; ValueError when it is longer than anyone speaks."""
    if len(answer) > LONGEST:
        raise ValueError(f"An answer has at most {LONGEST:,} characters, but this one has {len(answer):,}.")
    said = tokens(answer, SPELLER.mend)
    denied, gone = scopes(said)
    empty = [a or b for a, b in zip(gone, _says_nothing(prompt, said), strict=True)]
    reading = Reading([token.parted for token in said], denied, prompt.index.places(said, empty))
    points = {point.id: _judged(point, reading, said) for point in prompt.points}
    traps = tuple(found for trap in prompt.traps if (found := _sprung(trap, reading, said)))
    return OralGrade(points, traps, _score(prompt, points, traps, mode), _follow_ups(prompt, points, traps, mode))


def _judged(point: Point, reading: Reading, said: Sequence[Token]) -> PointVerdict:
    """Said, or said the other way round; what is only denied somewhere and nowhere said is contradicted too."""
    against = _first(point.against, reading)
    if against:
        return PointVerdict("contradicted", _spans(against, said))
    if found := _first(point.found, reading):
        return PointVerdict("found", _spans(found, said))
    if denied := next((chain for p in point.found if (chain := reading.denied_in(p))), None):
        return PointVerdict("contradicted", _spans(denied, said))
    if near := _near(point.found, reading):
        return PointVerdict("unsure", _spans(near, said))
    return PointVerdict("missing")


def _sprung(trap: Trap, reading: Reading, said: Sequence[Token]) -> TrapFound | None:
    found = _first(trap.asserted, reading)
    return TrapFound(trap.id, _spans(found, said)) if found else None


def _first(patterns: Iterable[Pattern], reading: Reading) -> tuple[Occurrence, ...] | None:
    return next((found for p in patterns if (found := reading.find(p))), None)


def _near(patterns: Sequence[Pattern], reading: Reading) -> tuple[Occurrence, ...] | None:
    """All the words of a pattern, but not built into what it says."""
    for pattern in patterns:
        kept = [reading.places.get(slot.key, ()) for slot in pattern.slots]
        if len(kept) > 1 and all(kept):
            return tuple(places[0] for places in kept)
    return None


def _spans(found: Sequence[Occurrence], said: Sequence[Token]) -> tuple[Span, ...]:
    """The places of these words in the text, neighbours joined."""
    spans: list[Span] = []
    for start, end in sorted((said[first].start, said[last - 1].end) for first, last in found):
        if spans and start <= spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return tuple(spans)


def _says_nothing(prompt: Prompt, said: Sequence[Token]) -> list[bool]:
    """For each token, whether its sentence is a heap of keywords, or the question said back and nothing else."""
    result: list[bool] = []
    fresh = len({token.stem for token in said} - prompt.asked - _BINDING)
    for first, last in _sentences(said):
        sentence = said[first:last]
        result += [_is_salad(sentence) or (fresh < 5 and _is_question(prompt, sentence))] * len(sentence)
    return result


def _sentences(said: Sequence[Token]) -> list[tuple[int, int]]:
    starts = [place for place, token in enumerate(said) if token.parted >= SENTENCE]
    return list(zip(starts, [*starts[1:], len(said)], strict=True))


def _is_salad(sentence: Sequence[Token]) -> bool:
    """Four keywords or more with next to nothing that binds them into a statement."""
    binding = sum(token.word in _BINDING for token in sentence) / len(sentence)
    clauses = sum(token.parted > 0 for token in sentence)
    return len(sentence) >= 5 and (binding < 0.1 or (binding < 0.2 and len(sentence) < 2 * clauses))


def _is_question(prompt: Prompt, sentence: Sequence[Token]) -> bool:
    """Whether the words of a sentence are the question's own, up to words that bind."""
    stems = {token.stem for token in sentence if token.word not in _BINDING}
    return len(stems - prompt.asked) <= 0.2 * len(stems)


def _score(prompt: Prompt, points: dict[str, PointVerdict], traps: Sequence[TrapFound], mode: Mode) -> float:
    """The share of the points' weights that was found, less a quarter for each trap."""
    weights = {point.id: _weight(point, mode) for point in prompt.points}
    earned = sum(weight for id, weight in weights.items() if points[id].state == "found")
    return max(0.0, earned / sum(weights.values()) - TRAP_COSTS * len(traps))


def _weight(point: Point, mode: Mode) -> float:
    return point.beginner_weight if mode == "beginner" else point.weight


def _follow_ups(
    prompt: Prompt, points: dict[str, PointVerdict], traps: Sequence[TrapFound], mode: Mode
) -> tuple[str, ...]:
    """Traps first, then what was contradicted, then what is missing; the weightiest first."""
    sprung = {trap.id for trap in traps}
    ordered = sorted(prompt.points, key=lambda point: -_weight(point, mode))
    return (
        *(trap.follow_up for trap in prompt.traps if trap.id in sprung),
        *(p.follow_up.contradicted for p in ordered if points[p.id].state == "contradicted"),
        *(p.follow_up.missing for p in ordered if points[p.id].state in ("missing", "unsure")),
    )
