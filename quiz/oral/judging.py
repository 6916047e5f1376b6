"""What an answer says of one point: that it is so, that it isn't, nothing, or nothing certain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from quiz.oral.claims import Followed
from quiz.oral.patterns import Occurrence, Pattern, Reading
from quiz.oral.prompts import Point
from quiz.oral.reading import CLAUSE, Token

State = Literal["found", "contradicted", "missing", "unsure"]
Span = tuple[int, int]

_NONE = frozenset(["no", "none", "nothing", "nobody", "neither", "nor", "nowhere", "less", "hardly"])
_NOT = frozenset(["not", "never"])
_BUT = frozenset(["but", "other", "else", "only", "just", "than"])


@dataclass(frozen=True)
class PointVerdict:
    """What became of one point. spans: the words that showed it, as places in the text that was typed."""

    state: State
    spans: tuple[Span, ...] = ()


def judged(
    point: Point,
    follows: Followed,
    heard: Followed,
    claims: Reading,
    fresh: Reading,
    said: Sequence[Token],
) -> PointVerdict:
    """The verdict on one point; unsure where it sounds right, and beside it stands what doesn't go with it.

    follows: what follows from all that is claimed, and claims: that itself; heard, fresh: the same with what is only
    supposed, and without the question's own words, which earn nothing.
    """
    if point.supposed:
        follows, claims = heard, fresh
    verdict = _claimed(point.id, follows, heard.made, said) or _said(point, claims, fresh, said)
    if verdict.state == "found" and (against := first((p for p in point.against if not claims.affirms(p)), claims)):
        return PointVerdict("unsure", spans(against, said))
    if verdict.state == "found" and (doubt := follows.withheld.get(point.id) or first(point.doubt, claims)):
        return PointVerdict("unsure", spans(doubt, said))
    if verdict.state == "found" and point.id not in heard.made and (doubt := follows.doubted.get(point.id)):
        return PointVerdict("unsure", spans(doubt, said))
    if verdict.state == "found" and _overruled(verdict.spans, claims, said):
        return PointVerdict("unsure", verdict.spans)
    return verdict


def _overruled(shown: Sequence[Span], reading: Reading, said: Sequence[Token]) -> bool:
    """Whether none of the words is denied, but their statement is, as in `softmax has no part in it`."""
    slots = [at for at, token in enumerate(said) if any(a <= token.start and token.end <= b for a, b in shown)]
    if not slots or any(reading.denied[at] for at in slots):
        return False
    clauses = {reading.begins(at, CLAUSE) for at in slots}
    for at in range(slots[0] + 1, len(said)):
        after = at > slots[-1]
        if after and said[at].parted:
            return False
        if at in slots or reading.begins(at, CLAUSE) not in clauses:
            continue
        if said[at].word in _NONE or (after and said[at].word in _NOT):
            return said[at - 1].word != "with" and not {token.word for token in said[at + 1 : at + 2]} & _BUT
    return False


def _said(point: Point, claims: Reading, reading: Reading, said: Sequence[Token]) -> PointVerdict:
    """Said, or said the other way round; what is only denied somewhere and nowhere said is contradicted too."""
    if against := first((p for p in point.against if not claims.affirms(p)), claims):
        return PointVerdict("contradicted", spans(against, said))
    if found := first(point.found, reading):
        return PointVerdict("found", spans(found, said))
    if denied := next((chain for p in point.found if (chain := reading.denied_in(p))), None):
        return PointVerdict("contradicted", spans(denied, said))
    if near := _near(point.found, reading):
        return PointVerdict("unsure", spans(near, said))
    return PointVerdict("missing")


def _claimed(
    id: str, follows: Followed, made: Mapping[str, Sequence[Occurrence]], said: Sequence[Token]
) -> PointVerdict | None:
    """What the claims say of the point, if they do: a wrong value weighs more than a right one."""
    if wrong := follows.contradicted.get(id):
        return PointVerdict("contradicted", spans(wrong, said))
    if right := made.get(id):
        return PointVerdict("found", spans(right, said))
    return None


def first(patterns: Iterable[Pattern], reading: Reading) -> tuple[Occurrence, ...] | None:
    return next((found for p in patterns if (found := reading.find(p))), None)


def _near(patterns: Sequence[Pattern], reading: Reading) -> tuple[Occurrence, ...] | None:
    """All the words of a pattern, but not built into what it says."""
    for pattern in patterns:
        kept = [reading.places.get(slot.key, ()) for slot in pattern.slots]
        if len(kept) > 1 and all(kept):
            return tuple(places[0] for places in kept)
    return None


def spans(found: Sequence[Occurrence], said: Sequence[Token]) -> tuple[Span, ...]:
    """The places of these words in the text, neighbours joined."""
    joined: list[Span] = []
    for start, end in sorted((said[first].start, said[last - 1].end) for first, last in found):
        if joined and start <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
