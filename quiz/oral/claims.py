"""Claims: what is said of what, as `row -> reader` or `reach -> doubles`, whatever the words between.

A claim of the data names a few subjects and a few values of one quantity or role, and what follows when a value is said
of a subject: which point is made, which is contradicted, which trap is sprung. So a wrong value is wrong in any
sentence, and need not be foreseen as one.

    subjects  name = words, as in the slots of patterns; a subject that nothing is said of just takes its values away
    values    name = words; one stands after its subject or, failing that, before it
    ahead     name = words that stand right before their subject, as in `from the column`
    default   the subject that goes without saying
    says      `row reader: +row-target ~swapped`, `row not reader: -row-target`, `column reader: -row-target !swapped`:
              + makes a point, - contradicts it, ? withholds it; ! springs a trap, ~ says its opposite, ^ rules it out
    carries   whether a sentence that names no subject is about the last one named
    within    `sentence` where a harmless value in the same sentence excuses a wrong one, else the same clause
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from quiz.oral.patterns import Occurrence, Reading
from quiz.oral.reading import CLAUSE, SENTENCE, Token
from quiz.oral.ties import Tie, Ties

Said = tuple[str, str, bool]  # subject, value, whether it is meant


@dataclass(frozen=True)
class Claim:
    """One quantity or role, its possible subjects and values, and what follows from each."""

    subjects: Mapping[str, str]
    values: Mapping[str, str]
    ahead: Mapping[str, str]
    default: str
    says: Mapping[Said, tuple[str, ...]]
    carries: bool
    within: int  # how strong a parting ends the reach of a harmless value

    @property
    def keys(self) -> tuple[str, ...]:
        """All that has to be looked for."""
        return (*self.subjects.values(), *self.values.values(), *self.ahead.values())


@dataclass
class Followed:
    """What follows from the claims of an answer. Each: ids of points or traps, with the words that show it.

    doubted: the points that a wrong value stands beside without being certainly said of its subject.
    """

    made: dict[str, tuple[Occurrence, ...]] = field(default_factory=dict)
    contradicted: dict[str, tuple[Occurrence, ...]] = field(default_factory=dict)
    withheld: dict[str, tuple[Occurrence, ...]] = field(default_factory=dict)
    sprung: dict[str, tuple[Occurrence, ...]] = field(default_factory=dict)
    denied: dict[str, tuple[Occurrence, ...]] = field(default_factory=dict)
    ruled_out: dict[str, tuple[Occurrence, ...]] = field(default_factory=dict)
    doubted: dict[str, tuple[Occurrence, ...]] = field(default_factory=dict)

    def add(self, mark: str, places: tuple[Occurrence, ...]) -> None:
        """What one mark of the data says, as `-log`, with the words that show it; the first ones stay."""
        getattr(self, MARKS[mark[0]]).setdefault(mark[1:], places)


MARKS = dict(zip("+-?!~^", ("made", "contradicted", "withheld", "sprung", "denied", "ruled_out"), strict=True))
_WRONG = frozenset("-!")


def claim_of(row: Mapping[str, Any]) -> Claim:
    """The claim that this table of data describes; ValueError where it names what isn't there."""
    subjects, values, ahead = row["subjects"], row.get("values", {}), row.get("ahead", {})
    default = row.get("default", "")
    says: dict[Said, tuple[str, ...]] = {}
    for line in row["says"]:
        head, _, follows = line.partition(":")
        subject, *no, value = head.split()
        named = subject in (*subjects, default) and value in (*values, *ahead)
        if not named or any(mark[0] not in MARKS for mark in follows.split()):
            raise ValueError(f"A claim is made of its subjects, values and marks, but it says {line!r}.")
        says[subject, value, no != ["not"]] = tuple(follows.split())
    within = SENTENCE if row.get("within") == "sentence" else CLAUSE
    return Claim(subjects, values, ahead, default, says, row.get("carries", False), within)


def followed(claims: Sequence[Claim], reading: Reading, said: Sequence[Token]) -> Followed:
    """All that follows from the answer, each with the first words that show it."""
    result = Followed()
    ties = Ties(reading, said)
    for claim in claims:
        found = list(ties.between(claim.subjects, claim.values, claim.ahead, claim.default, claim.carries))
        excused = {_where(tie, claim, reading) for tie in found if _harmless(tie, claim)}
        for tie in found:
            wrong = tie.sure and _where(tie, claim, reading) not in excused
            for follows in claim.says.get((tie.subject, tie.value, tie.meant), ()):
                if wrong or follows[0] not in _WRONG:
                    result.add(follows, tie.places)
                elif not tie.sure and follows[0] == "-":
                    result.doubted.setdefault(follows[1:], tie.places)
    return result


def _where(tie: Tie, claim: Claim, reading: Reading) -> tuple[str, int]:
    return tie.subject, reading.begins(tie.places[-1][0], claim.within)


def _harmless(tie: Tie, claim: Claim) -> bool:
    follows = claim.says.get((tie.subject, tie.value, tie.meant))
    return tie.meant and follows is not None and not any(mark[0] in _WRONG for mark in follows)
