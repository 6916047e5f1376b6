"""Grading a spoken answer: which points it makes, denies or leaves out, and which traps it springs.

In this order: read the words, find what is denied or taken back, leave out what says nothing (the question said back,
a heap of keywords), then look for each point's patterns in what remains.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from quiz.oral.claims import Followed, followed
from quiz.oral.figures import reckoned
from quiz.oral.heaps import GRAMMAR, is_heap, is_list
from quiz.oral.judging import PointVerdict, Span, first, judged, spans
from quiz.oral.patterns import Occurrence, Reading
from quiz.oral.prompts import SPELLER, Point, Prompt, Trap
from quiz.oral.reading import CLAUSE, SENTENCE, Token, tokens
from quiz.oral.scope import scopes
from quiz.oral.supposing import asked_in, sentences, supposed_in

LONGEST = 2_000  # characters; a spoken answer of sixty words has about four hundred
TRAP_COSTS = 0.25  # of the whole, each

Mode = Literal["exam", "beginner"]

# What somebody adds who only says the question back.
_REPEATING = frozenset("because so is are be what that this it of in to".split())  # noqa: SIM905
_INSERTED = frozenset(["too", "also", "again", "likewise", "therefore", "moreover", "instead", "meanwhile"])
_ONLY = frozenset(["only", "just", "merely", "solely", "simply", "exclusively"])
_QUESTIONS = frozenset(["does", "do", "is", "are", "can", "whether", "why", "how", "what"])


@dataclass(frozen=True)
class TrapFound:
    id: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class OralGrade:
    """The grade of a spoken answer. score: from 0 to 1; follow_ups: what comes next, worst first."""

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
    empty, copied = _says_nothing(prompt, said, answer)
    parted = _partings(said, gone)
    unclaimed = [any(x) for x in zip(gone, empty, supposed_in(said), asked_in(said, answer), strict=True)]
    unearned = [any(x) for x in zip(gone, empty, copied, strict=True)]
    claims = Reading(parted, denied, _without_not_only(prompt.index.places(said, unclaimed), said))
    fresh = Reading(parted, denied, _without_not_only(prompt.index.places(said, unearned), said))
    follows = reckoned(prompt.figures, claims, said, unclaimed, followed(prompt.claims, claims, said))
    heard = reckoned(prompt.figures, fresh, said, unearned, followed(prompt.claims, fresh, said))
    traps = tuple(found for trap in prompt.traps if (found := _sprung(trap, claims, follows, said)))
    sprung = {trap.id for trap in traps}
    points = {
        point.id: PointVerdict("missing")
        if point.not_with in sprung
        else judged(point, follows, heard, claims, fresh, said)
        for point in prompt.points
    }
    traps = _agreed(prompt, points, traps, follows)
    return OralGrade(points, traps, _score(prompt, points, traps, mode), _follow_ups(prompt, points, traps, mode))


def _agreed(
    prompt: Prompt, points: dict[str, PointVerdict], traps: Sequence[TrapFound], follows: Followed
) -> tuple[TrapFound, ...]:
    """The traps once they agree with the points: a trap contradicts what it denies, and is sprung by its opposite."""
    found = {trap.id: trap for trap in traps}
    for trap in prompt.traps:
        if (sprung := found.get(trap.id)) and trap.denies:
            for id in trap.denies:
                if points[id].state != "contradicted":
                    points[id] = PointVerdict("contradicted", sprung.spans)
        elif trap.opposite and points[trap.opposite].state == "contradicted" and trap.id not in follows.denied:
            found[trap.id] = TrapFound(trap.id, points[trap.opposite].spans)
    return tuple(found[trap.id] for trap in prompt.traps if trap.id in found)


def _without_not_only(
    places: Mapping[str, Sequence[Occurrence]], said: Sequence[Token]
) -> Mapping[str, Sequence[Occurrence]]:
    """The places of all groups, but for the `only` of `not only`, which limits nothing."""
    loose = {at for at in range(1, len(said)) if said[at].word in _ONLY and said[at - 1].word == "not"}
    if not loose:
        return places
    return {key: [place for place in found if place[0] not in loose] for key, found in places.items()}


def _partings(said: Sequence[Token], gone: Sequence[bool]) -> list[int]:
    """How strongly each token is parted from the one before; what follows a correction goes on where that began."""
    after = [False, *gone][: len(said)]
    parted = [
        0 if cut and not away and token.parted < SENTENCE else token.parted
        for token, cut, away in zip(said, after, gone, strict=True)
    ]
    for place, (token, follows) in enumerate(pairwise(said)):
        if token.word in _INSERTED and token.parted == follows.parted == CLAUSE:  # `later layers, too, follow edges`
            parted[place] = parted[place + 1] = 0
    return parted


def _sprung(trap: Trap, reading: Reading, follows: Followed, said: Sequence[Token]) -> TrapFound | None:
    """The trap, if it is claimed; where the claims say the opposite, no pattern springs it."""
    if trap.id in follows.ruled_out:
        return None
    found = follows.sprung.get(trap.id)
    if not found and trap.id not in follows.denied:
        found = first(trap.asserted, reading)
    return TrapFound(trap.id, spans(found, said)) if found else None


def _says_nothing(prompt: Prompt, said: Sequence[Token], text: str) -> tuple[list[bool], list[bool]]:
    """For each token, whether its sentence is a heap of keywords or a question, or says the question back."""
    empty: list[bool] = []
    copied: list[bool] = []
    heap = is_heap(text)
    few = len({token.stem for token in said} - prompt.asked - GRAMMAR) < 5
    for start, end in sentences(said):
        sentence = said[start:end]
        back = few and _is_question(prompt, sentence)
        asks = said[start].word in _QUESTIONS or text[sentence[-1].end :].lstrip("\"' )").startswith("?")
        empty += [heap or is_list(sentence) or (back and asks)] * len(sentence)
        copied += [back] * len(sentence)
    return empty, copied


def _is_question(prompt: Prompt, sentence: Sequence[Token]) -> bool:
    """Whether three words in four of a sentence are the question's own."""
    stems = {token.stem for token in sentence if token.word not in _REPEATING}
    return len(stems - prompt.asked) <= 0.25 * len(stems)


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
