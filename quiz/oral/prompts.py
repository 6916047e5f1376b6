"""The prompts of the oral exam: what the examiner asks, listens for, and comes back to. One file of data a prompt."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from quiz.oral.claims import MARKS, Claim, claim_of
from quiz.oral.figures import Figures, figures_of
from quiz.oral.lexicon import DATA, Index, Speller, patterns_of, vocabulary
from quiz.oral.patterns import Pattern, parse
from quiz.oral.reading import tokens


@dataclass(frozen=True)
class FollowUp:
    """What the examiner asks next about a point."""

    missing: str
    contradicted: str


@dataclass(frozen=True)
class Point:
    """One thing that the examiner listens for. found: ways of saying it; against: ways of saying the opposite.

    doubt: what makes it uncertain that the point is made, however much sounds like it.
    not_with: the trap that an answer must not spring if it is to have made this point.
    supposed: whether it is about what is only supposed, so that a wrong supposition is wrong.
    """

    id: str  # NOTE: stored with every graded answer; never renamed, and never reused for another point.
    says: str
    weight: float
    beginner_weight: float
    follow_up: FollowUp
    found: tuple[Pattern, ...]
    against: tuple[Pattern, ...]
    doubt: tuple[Pattern, ...]
    not_with: str
    supposed: bool


@dataclass(frozen=True)
class Trap:
    """A claim that is wrong, and costs the answer when it is made.

    denies: the points that it contradicts; opposite: the point that is contradicted by this claim and no other.
    """

    id: str  # NOTE: stored like the ids of points.
    says: str
    follow_up: str
    asserted: tuple[Pattern, ...]
    denies: tuple[str, ...] = ()
    opposite: str = ""


@dataclass(frozen=True)
class Prompt:
    """A question of the oral exam with its rubric."""

    id: str  # NOTE: stored like the ids of points.
    topic: str
    question: str
    asks: str  # the same question in other words: saying it back is no answer either
    answer: str
    points: tuple[Point, ...]
    traps: tuple[Trap, ...]
    claims: tuple[Claim, ...] = ()
    figures: tuple[Figures, ...] = ()

    @cached_property
    def keys(self) -> frozenset[str]:
        """What this prompt's patterns look for, in the writing of slots."""
        patterns = [p for point in self.points for p in (*point.found, *point.against, *point.doubt)]
        patterns += [p for trap in self.traps for p in trap.asserted]
        found = {key for p in patterns for key in p.keys}
        found.update(key for claim in self.claims for key in claim.keys)
        return frozenset(found.union(*(law.keys for law in self.figures)))

    @cached_property
    def index(self) -> Index:
        """The phrases behind the keys."""
        return Index(sorted(self.keys))

    @cached_property
    def asked(self) -> frozenset[str]:
        """The stems of the question's words."""
        return frozenset(token.stem for token in tokens(f"{self.question} {self.asks}"))


@cache
def _all() -> Mapping[str, Prompt]:
    """Read when the first is asked for: most commands, and a server that has just started, need none."""
    rows = [
        tomllib.loads(file.read_text(encoding="utf-8"))
        for file in sorted(files(__package__).joinpath("prompts").iterdir(), key=lambda file: file.name)
        if file.name.endswith(".toml")
    ]
    return MappingProxyType({row["id"]: _prompt(row) for row in rows})


def _prompt(row: dict[str, Any]) -> Prompt:
    points = tuple(_point(**point) for point in row.pop("points"))
    traps = tuple(_trap(**trap) for trap in row.pop("traps", []))
    shared = DATA["claims"]
    claims = tuple(claim_of(shared.get(claim.get("like"), {}) | claim) for claim in row.pop("claims", []))
    figures = tuple(figures_of(law) for law in row.pop("figures", []))
    marks = [mark for claim in claims for marks in claim.says.values() for mark in marks]
    marks += [mark for law in figures for mark in (*law.right, *law.wrong, *law.same)]
    _check_marks(row["id"], marks, {point.id for point in points}, {trap.id for trap in traps})
    if strange := {id for trap in traps for id in (*trap.denies, trap.opposite)} - {
        "",
        *(point.id for point in points),
    }:
        raise ValueError(f"A trap denies points of its prompt, but that of {row['id']} denies {sorted(strange)}.")
    return Prompt(**row, points=points, traps=traps, claims=claims, figures=figures)


def _trap(
    id: str, says: str, follow_up: str, asserted: list[str], denies: Sequence[str] = (), opposite: str = ""
) -> Trap:
    return Trap(id, says, follow_up, _parsed(asserted), (*denies, *([opposite] if opposite else [])), opposite)


def _check_marks(id: str, marks: Iterable[str], points: set[str], traps: set[str]) -> None:
    for mark in marks:
        if mark[0] not in MARKS or mark[1:] not in (points if mark[0] in "+-?" else traps):
            raise ValueError(f"A claim names a point or trap of its prompt, but that of {id} has {mark!r}.")


def _point(
    id: str,
    says: str,
    follow_up: dict[str, str],
    found: list[str],
    against: Sequence[str] = (),
    doubt: Sequence[str] = (),
    weight: float = 1,
    beginner_weight: float = 1,
    not_with: str = "",
    supposed: bool = False,
) -> Point:
    asks = FollowUp(**follow_up)
    patterns = (_parsed(found), _parsed(against), _parsed(doubt))
    return Point(id, says, weight, beginner_weight, asks, *patterns, not_with, supposed)


def _parsed(lines: Sequence[str]) -> tuple[Pattern, ...]:
    return tuple(parse(line) for line in patterns_of(lines))


SPELLER = Speller(lambda: (word for prompt in prompts() for key in prompt.keys for word in vocabulary(key)))


def prompts() -> tuple[Prompt, ...]:
    """Every prompt, by id."""
    return tuple(_all().values())


def prompt(id: str) -> Prompt:
    """The prompt with this id; ValueError when there is none."""
    known = _all()
    if id not in known:
        raise ValueError(f"A prompt is one of {', '.join(known)}, but it is {id!r}.")
    return known[id]
