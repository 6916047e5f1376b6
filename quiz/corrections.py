"""Corrections of how an item is graded: another tolerance, another key, the family as it is now.

A correction is a small frozen value that is kept as JSON beside those before it; `judged` grades a stored answer by the
rule that it was given under and every correction since, the last one of a kind for a part holding. What was typed never
changes, nor does the stored key: a correction is looked up beside them.

NOTE: the ids in `_KINDS` and the fields of each kind are stored with every regrade; they are never renamed or reused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any, Protocol

import numpy as np

from quiz.answers import Read
from quiz.blocks import percent
from quiz.family import Family
from quiz.grades import Grade, PartGrade, Typed, Verdict
from quiz.grading import grade, overall
from quiz.jsonable import sorted_json
from quiz.papers.slots import asking
from quiz.parts import NUMERIC, Part
from quiz.reading import is_blank, meant, reading
from quiz.totals import Ruling
from quiz.variants import Variant, rebuilt


class Impossible(Exception):
    """A correction that can't be, in one sentence."""


class Kept(Protocol):
    """A problem as it is stored with a work. parts: the ids of the parts that were asked."""

    @property
    def family(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def level(self) -> int: ...
    @property
    def givens(self) -> Mapping[str, Any]: ...
    @property
    def expected(self) -> Mapping[str, Any]: ...
    @property
    def parts(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class Nearness:
    """A part of a family is graded within another tolerance: absolute, or relative times the key if that is more."""

    family: str
    part: str
    absolute: float
    relative: float = 0.0


@dataclass(frozen=True)
class Key:
    """A part of one variant has another right answer; also: beside the one that it has.

    variant: its `fingerprint`. value: as answers are stored. typed: what an instructor wrote, and how it was read.
    """

    family: str
    part: str
    variant: str
    value: Any
    typed: str
    also: bool


@dataclass(frozen=True)
class Current:
    """The key is what the family gives for the stored numbers now, whatever it gave when the problem was handed out."""


@dataclass(frozen=True)
class Full:
    """Everybody gets full points."""


@dataclass(frozen=True)
class Drop:
    """The item is not counted: its points are neither earned nor possible."""


@dataclass(frozen=True)
class AsGiven:
    """Back to the rule under which the problem was handed out: no correction before this one holds."""


Correction = Nearness | Key | Current | Full | Drop | AsGiven
_KINDS: dict[str, type[Any]] = {
    "tolerance": Nearness, "key": Key, "version": Current, Ruling.FULL.value: Full, Ruling.DROPPED.value: Drop,
    "as-given": AsGiven,
}  # fmt: skip


def stored(correction: Correction) -> dict[str, Any]:
    """The correction as JSON."""
    kind = next(id for id, one in _KINDS.items() if type(correction) is one)
    return {"kind": kind, **asdict(correction)}


def restored(kept: Mapping[str, Any]) -> Correction:
    """What `stored` was given.

    >>> restored(stored(Nearness("softmax-row", "weights", 0.01)))
    Nearness(family='softmax-row', part='weights', absolute=0.01, relative=0.0)
    """
    found: Correction = _KINDS[kept["kind"]](**{name: value for name, value in kept.items() if name != "kind"})
    return found


def ruling(corrections: Sequence[Correction]) -> Ruling | None:
    """What holds for a problem after these corrections, in their order, whatever was answered.

    >>> ruling([Full(), Nearness("softmax-row", "weights", 0.01)]), ruling([Drop(), AsGiven()])
    (<Ruling.FULL: 'full'>, None)
    """
    last = [one for one in corrections if isinstance(one, Full | Drop | AsGiven)][-1:]
    match last:
        case [Full()]:
            return Ruling.FULL
        case [Drop()]:
            return Ruling.DROPPED
    return None


def fingerprint(kept: Kept) -> str:
    """What tells a variant from others: equal for two problems only if family, level, parts and numbers are."""
    whole = sorted_json([kept.family, kept.level, list(kept.parts), kept.givens])
    return hashlib.sha256(whole.encode()).hexdigest()[:32]


def judged(
    kept: Kept, typed: Mapping[str, Typed], corrections: Sequence[Correction] = (), *, gaps: bool = False
) -> Grade:  # fmt: skip
    """The grade of what was typed for a stored problem, after these corrections, in their order.

    gaps: as for `quiz.grading.grade`. `Impossible` when the family as it is now can't take up the stored numbers.
    """
    rules = _since_given(corrections)
    try:
        variant = rebuilt(_family(kept, rules), kept.level, kept.givens)
        outlived = kept.version != variant.family.version and not any(isinstance(one, Current) for one in rules)
        found = grade(variant, typed, expected=kept.expected if outlived else None, gaps=gaps)
        keys = [one for one in rules if isinstance(one, Key) and one.family == kept.family]
        mark = fingerprint(kept) if keys else ""
        for one in keys:
            if one.variant == mark and one.part in found.parts:
                found = _with_key(variant, typed, found, one, gaps)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise Impossible(f"{kept.family} as it is now can’t take up the numbers of version {kept.version}.") from error
    return found._replace(score=1.0) if any(isinstance(one, Full) for one in rules) else found


def _since_given(corrections: Sequence[Correction]) -> Sequence[Correction]:
    resets = [at for at, one in enumerate(corrections, 1) if isinstance(one, AsGiven)]
    return corrections[resets[-1] if resets else 0 :]


def _family(kept: Kept, rules: Sequence[Correction]) -> Family:
    nearness = {one.part: one for one in rules if isinstance(one, Nearness) and one.family == kept.family}
    return asking_within(kept.family, tuple(kept.parts), tuple(nearness.values()))


@lru_cache(maxsize=256)
def asking_within(id: str, parts: tuple[str, ...], nearness: tuple[Nearness, ...]) -> Family:
    """The family asking only these parts, some of them within other tolerances."""
    whole = asking(id, parts)
    if not nearness:
        return whole
    near = {one.part: one for one in nearness}
    asked = [_within(part, near[part.id]) if part.id in near else part for part in whole.asked]
    return type(type(whole).__name__, (type(whole),), {"asked": asked})()


def _within(part: Part, rule: Nearness) -> Part:
    return replace(part, tolerance=replace(part.tolerance, absolute=rule.absolute, relative=rule.relative))


def _with_key(variant: Variant, typed: Mapping[str, Typed], found: Grade, key: Key, gaps: bool) -> Grade:
    """The grade with one part judged by another key. A mistake that was named before is still named."""
    keys = {part.id: variant.expected(part) for part in variant.parts} | {key.part: key.value}
    before, after = found.parts[key.part], grade(variant, typed, expected=keys, gaps=gaps).parts[key.part]
    if before.verdict is Verdict.INVALID or (key.also and before.score >= after.score):
        return found
    if after.verdict is Verdict.INCORRECT and before.misconceptions:
        after = after._replace(
            misconceptions=before.misconceptions, remark=before.remark, cure=before.cure,
            first_wrong_step=before.first_wrong_step,
        )  # fmt: skip
    return _put_together({**found.parts, key.part: after})


def _put_together(parts: dict[str, PartGrade]) -> Grade:
    """The grade of all parts. A part that follows from right results only is right, and no longer carried on."""
    sound, together = True, {}
    for id, part in parts.items():
        together[id] = part._replace(carried=False, remark="Right.") if part.carried and sound else part
        sound = sound and together[id].verdict is Verdict.CORRECT and not together[id].carried
    return Grade(overall(list(together.values())), sum(p.score for p in together.values()) / len(together), together)


def key_read(kept: Kept, part_id: str, typed: str, *, also: bool) -> Key:
    """A key for one part of this variant, as an instructor types it: read as answers are. `Impossible` says why not."""
    variant = rebuilt(asking(kept.family, tuple(kept.parts)), kept.level, kept.givens)
    part = next((one for one in variant.parts if one.id == part_id), None)
    if part is None:
        raise Impossible(f"This problem has no part {part_id!r}.")
    shape = np.shape(kept.expected[part.id])
    if is_blank(typed):
        raise Impossible("A right answer is expected here, but nothing is typed.")
    read = reading(part, typed, variant.givens, shape)
    if not isinstance(read, Read):
        raise Impossible(read.reason)
    answer = meant(part, read.value, variant.givens)
    if answer.unknown:
        raise Impossible(answer.unknown)
    if part.kind in NUMERIC and np.shape(answer.value) != shape:
        raise Impossible(f"The right answer has the shape {sizes(shape)}, but {sizes(np.shape(answer.value))} came.")
    value = part.present(answer.value, variant.givens)
    return Key(kept.family, part.id, fingerprint(kept), value, typed.strip(), also)


def sizes(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape)) or "of a single number"


def in_words(correction: Correction) -> str:
    """The correction as a clause for people."""
    match correction:
        case Nearness(part=part, absolute=absolute, relative=relative):
            share = f" or {percent(relative, 6)}, whichever is larger" if relative else ""
            return f"{part.replace('_', ' ')} graded within ±{absolute:g}{share}"
        case Key(part=part, typed=typed, also=also):
            whole = " ".join(typed.split())
            return f"{whole} is {'also accepted' if also else 'the right answer'} for {part.replace('_', ' ')}"
        case Current():
            return "the key comes from the problem’s current version"
        case Full():
            return "everybody gets full points"
        case Drop():
            return "not counted"
        case AsGiven():
            return "back to the rule as it was handed out"
