"""Grading in five named steps: read → shape → invariants → value → diagnosis, then the verdict.

- *Read*: what did the learner type? Unreadable is `invalid`, with the reason; it is no attempt.
- *Shape*: does it have the wanted shape? Another shape may itself be a known mistake.
- *Invariants*: does it keep what every answer must keep (a row of weights sums to 1)?
- *Value*: which cells are right within the printed tolerance, from the givens or from the learner's own results?
- *Diagnosis*: which known mistake, or pair of mistakes, gives exactly this answer?

A later part is also graded against the calculation run on from the learner's own earlier results, where those have the
right shape and are not degenerate; it then earns its credit and says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf, prod
from typing import Any

import numpy as np

from quiz.answers import Ambiguous, Read, Refused, read_cells
from quiz.calculation import ancestors
from quiz.diagnosis import Diagnosis, distances
from quiz.grades import CREDITED, JUDGED, RIGHT, WRONG, Grade, PartGrade, Typed, Verdict
from quiz.invariants import Broken, broken, strictly_kept
from quiz.parts import HAIR, NUMERIC, WEIGHT_CHECKS, Part
from quiz.reading import Meant, is_blank, meant, reading
from quiz.remarks import explained, put_right
from quiz.variants import Variant

CREDIT = (Verdict.CORRECT, Verdict.ROUNDED)


def grade(
    variant: Variant, answers: Mapping[str, Typed], *, reveal: bool = False, expected: Mapping[str, Any] | None = None,
    gaps: bool = False,
) -> Grade:  # fmt: skip
    """Grade what was typed for each part (a part that is absent counts as blank).

    reveal: the right answer may be told. expected: the stored right answers of an older version of the family; they
    are compared, and nothing is diagnosed. gaps: it is final, so a cell of a grid that can't be read, or in which
    nothing stands, is a wrong one, and the others count.
    """
    diagnosis = Diagnosis(variant)
    sound = True  # whether all of the learner's own results so far were right
    grades: dict[str, PartGrade] = {}
    parts = variant.parts
    for part in parts:
        marker = _Marker(diagnosis, part, sound, reveal, expected, gaps, last=part is parts[-1])
        grades[part.id], own = marker.mark(answers.get(part.id, ""))
        if own is not None:
            diagnosis.put[part.value_name] = own
            sound = sound and grades[part.id].verdict is Verdict.CORRECT and not grades[part.id].carried
    return Grade(overall(list(grades.values())), sum(g.score for g in grades.values()) / len(grades), grades)


def overall(parts: Sequence[PartGrade]) -> Verdict:
    """The verdict of a whole answer, from those of its parts."""
    if parts and all(p.verdict is Verdict.CORRECT and not p.carried for p in parts):
        return Verdict.CORRECT
    if all(p.blank for p in parts) or any(p.verdict is Verdict.INVALID and not p.blank for p in parts):
        return Verdict.INVALID
    return Verdict.ROUNDED if all(p.verdict in CREDIT and not p.carried for p in parts) else Verdict.INCORRECT


class _Marker:
    """Marks one part of one submission."""

    def __init__(
        self, diagnosis: Diagnosis, part: Part, sound: bool, reveal: bool, expected: Any, gaps: bool, *, last: bool
    ) -> None:  # fmt: skip
        self.variant = diagnosis.variant
        self.diagnosis, self.part, self.reveal, self.sound = diagnosis, part, reveal, sound
        self.expected, self.old = expected, expected is not None
        self.put, self.gaps, self.last = diagnosis.put, gaps, last
        self.right: Any = None
        self.shape: tuple[int, ...] = ()

    def _right(self) -> Any:
        """The right value, as the steps give it or as an older version of them gave it."""
        if self.old:
            return meant(self.part, self.expected[self.part.id], self.variant.givens).value
        return self.variant.run.right(self.part.value_name)

    def mark(self, typed: Typed) -> tuple[PartGrade, Any]:
        """The grade, and the learner's result where later parts may build on it."""
        if is_blank(typed):
            return PartGrade(Verdict.INVALID, remark="Nothing is typed here yet.", blank=True), None
        self.right = self._right()
        self.shape = np.shape(self.right)
        read = reading(self.part, typed, self.variant.givens, self.shape)
        if self.gaps and not isinstance(read, Read):
            found = self._with_gaps(typed)
            if found is not None:
                return found, None
        match read:
            case Read():
                if self._right_at_once(read.value):
                    return self._full(read.read_as, self.shape), read.value
                answer = meant(self.part, read.value, self.variant.givens)
                return self._judge(read.read_as, answer)
            case Refused(reason):
                return PartGrade(Verdict.INVALID, remark=reason), None
            case Ambiguous(readings=readings, reason=reason, texts=texts):
                choices = tuple((one.read_as, text) for one, text in zip(readings, texts, strict=True))
                return PartGrade(Verdict.INVALID, remark=reason, readings=choices), None

    def _right_at_once(self, value: Any) -> bool:
        """Whether shape, strict invariants and every number are right: most answers are, and few cells need no array.

        What this can't tell is judged step by step.
        """
        if self.old or (self.part.kind not in NUMERIC and self.part.kind != "shape"):
            return False
        right = self.right.tolist()
        if self.part.kind == "shape":
            return bool(value == right)
        return self.part.tolerance.holds(value, right) and strictly_kept(self.part, value, right)

    def _with_gaps(self, typed: Typed) -> PartGrade | None:
        """The grade of the cells that can be read; None for what is no grid of the wanted shape."""
        if isinstance(typed, str) or self.part.kind not in ("vector", "matrix"):
            return None
        grid = read_cells(self.part.kind, typed).cells
        if {len(row) for row in grid} != {self.shape[-1]} or len(grid) != len(np.atleast_2d(self.right)):
            return None
        rows = [[one.value if isinstance(one, Read) else np.nan for one in row] for row in grid]
        value = np.array(rows, dtype=float).reshape(self.shape)
        cells = self._cells(value, self.right)
        shown = "; ".join(" ".join(one.read_as if isinstance(one, Read) else "–" for one in row) for row in grid)
        remark = explained(self.part, None, value, self.right, cells, self.reveal)
        return PartGrade(Verdict.INCORRECT, self._share(cells), shown, remark, cells=_grid(self.part, cells))

    def _judge(self, read_as: str, answer: Meant) -> tuple[PartGrade, Any]:
        if answer.unknown:
            return PartGrade(Verdict.INCORRECT, read_as=read_as, remark=answer.unknown), None
        value = answer.value
        if np.shape(value) != self.shape:
            return self._misshapen(read_as, value), None
        wrong = self._broken(value)
        cells = self._cells(value, self.right)
        strict = wrong is not None and wrong.strict
        if not strict and _least(cells) == RIGHT:
            return self._full(read_as, cells.shape), value
        if not strict and self._carries(value):
            return self._full(read_as, cells.shape, carried=not self.sound), self._usable(value)
        return self._faulty(read_as, value, cells, wrong), self._usable(value)

    def _faulty(self, read_as: str, value: Any, cells: Any, wrong: Broken | None) -> PartGrade:
        strict = wrong is not None and wrong.strict
        found = None if self.old else self.diagnosis.single(self.part, value)
        rounded = not strict and _least(cells) >= CREDITED
        if found is None and rounded:
            return PartGrade(
                Verdict.ROUNDED, 1.0, read_as, put_right("rounded", self.part), cells=_grid(self.part, cells)
            )
        if found is None and not self.old:
            found = self.diagnosis.pair(self.part, value)
        if wrong is not None and wrong.strict:
            cells = np.where(wrong.cells, WRONG, cells)
        return PartGrade(
            Verdict.INCORRECT,
            self._share(cells),
            read_as,
            explained(self.part, found, value, self.right, cells, self.reveal),
            misconceptions=found.ids if found else (),
            cells=_grid(self.part, cells),
            broken=wrong.sentence if wrong else "",
            first_wrong_step=found.first.step if found else "",
            cure=found.cure if found else "",
        )

    def _full(self, read_as: str, shape: tuple[int, ...], carried: bool = False) -> PartGrade:
        remark = put_right("carried" if carried else "right", self.part)
        numbers = shape if self.part.kind in NUMERIC else ()
        shown = ((Verdict.CORRECT,) * numbers[-1],) * prod(numbers[:-1]) if numbers else ()
        return PartGrade(Verdict.CORRECT, 1.0, read_as, remark, cells=shown, carried=carried)

    def _misshapen(self, read_as: str, value: Any) -> PartGrade:
        found = None if self.old else self.diagnosis.single(self.part, value) or self.diagnosis.pair(self.part, value)
        told = put_right("shape", self.part, want=self.shape, got=np.shape(value))
        if found:
            told = f"{told} {explained(self.part, found, value, None, None, self.reveal)}"
        return PartGrade(
            Verdict.INCORRECT,
            0.0,
            read_as,
            told,
            misconceptions=found.ids if found else (),
            first_wrong_step=found.first.step if found else "",
            cure=found.cure if found else "",
        )

    def _broken(self, value: Any) -> Broken | None:
        if not self.part.checks or self.old:
            return None
        steps = {check.of for check in self.part.checks if check.of} - self.variant.givens.keys()
        results = {name: self.put[name] if name in self.put else self.variant.run.right(name) for name in steps}
        return broken(self.part, value, self.variant.givens, results)

    def _carries(self, value: Any) -> bool:
        """Whether the answer follows from own earlier results, with nothing degenerate on the way to it."""
        name, true = self.part.value_name, self.variant.run
        if not self.diagnosis.builds_on_own(name):
            return False
        if self.old and self.sound and not self._near(true.right(name), self.right):
            return False  # right results lead to the stored answer, and not to what the steps give now
        own = self.diagnosis.carried(name)
        if not self._near(own.right(name), value):
            return False
        behind = ancestors(self.variant.family.steps, name, self.put)
        on_the_way = [part for part in self.variant.parts if part.value_name in behind]
        return not any(degenerate(p, own.right(p.value_name), true.right(p.value_name)) for p in on_the_way)

    def _near(self, result: Any, answer: Any) -> bool:
        """Whether an answer is what a run gives, as near as the diagnosis wants it."""
        return distances(self.part, result[None], answer)[0] < inf

    def _cells(self, value: Any, right: Any) -> Any:
        """How every cell is `JUDGED`, () for one number; answers that are no numbers are right or wrong whole."""
        if self.part.kind not in NUMERIC:
            return np.array(RIGHT if np.asarray(value).tolist() == np.asarray(right).tolist() else WRONG)
        off, near = np.abs(value - right), self.part.tolerance.near
        close = off <= near * (1 + HAIR) + HAIR if near else WRONG
        return np.where(off <= self.part.tolerance.reach(right), RIGHT, close)

    def _share(self, cells: Any) -> float:
        """Partial credit: the share of right cells of a vector or matrix."""
        if np.ndim(cells) == 0:
            return 0.0
        return float(np.count_nonzero(cells >= CREDITED) / cells.size)

    def _usable(self, value: Any) -> Any:
        """The learner's result where the rest may be run on from it: not degenerate unless the truth is."""
        if self.old or self.last or self.part.kind not in NUMERIC:
            return None
        return None if degenerate(self.part, value, self.right) else value


def _least(cells: Any) -> Any:
    """What the worst cell is worth: `cells.min()`, without what that does besides."""
    return np.minimum.reduce(cells, axis=None)


def degenerate(part: Part, value: Any, right: Any) -> bool:
    """Whether a result is too poor to build on although the right one is not.

    Weights: a row that is no distribution, or, within the tolerance, flat or one-hot where the right row isn't.
    Anything else: all cells the same.
    """
    if part.kind not in NUMERIC:
        return False
    if part.checks[:2] != WEIGHT_CHECKS:
        return bool(np.size(value) > 1 and np.ptp(value) == 0 and np.ptp(right) != 0)
    rows, truth, bound = np.atleast_2d(value), np.atleast_2d(right), part.tolerance.bound(0)
    no_distribution = (rows < 0).any(-1) | (np.abs(rows.sum(-1) - 1) > part.tolerance.near * rows.shape[-1])
    flat = (np.ptp(rows, -1) <= 2 * bound) & (np.ptp(truth, -1) > 2 * bound)
    one_hot = (rows.max(-1) >= 1 - bound) & (truth.max(-1) < 1 - bound)
    return bool((no_distribution | flat | one_hot).any())


def _grid(part: Part, cells: Any) -> tuple[tuple[Verdict, ...], ...]:
    """Cell verdicts as rows; a number or an answer that is no number has none."""
    if np.ndim(cells) == 0:
        return ()
    rows = cells.tolist() if np.ndim(cells) == 2 else [cells.tolist()]
    return tuple(tuple([JUDGED[cell] for cell in row]) for row in rows)
