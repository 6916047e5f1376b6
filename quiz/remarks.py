"""What grading says to the learner: one or two sentences, in the learner's own numbers.

The right answer is told only where it may be (`reveal`): "your 0.61 is what comes out without the division by √d_k;
with it, it is 0.47". Until then the remark names the mistake and the learner's own number, never the right one.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.blocks import number
from quiz.diagnosis import Explanation
from quiz.grades import CREDITED
from quiz.misconceptions import misconception
from quiz.parts import NUMERIC, Part


def put_right(what: str, part: Part, want: tuple[int, ...] = (), got: tuple[int, ...] = ()) -> str:
    """The remark on an answer that needs no diagnosis."""
    match what:
        case "right":
            return "Right."
        case "carried":
            return "Right from your own earlier result: full credit here; the slip is further up."
        case "rounded":
            off = f"it is more than {part.tolerance.absolute:g} off"
            return f"The way is right, but a number was rounded too early: {off}."
        case _:
            return f"Expected {_shape(part, want)}, but you typed {_shape(part, got)}."


def _shape(part: Part, shape: tuple[int, ...]) -> str:
    if len(shape) == 2:
        return f"a {shape[0]} × {shape[1]} matrix"
    noun = "sizes" if part.kind == "shape" else "numbers"
    return f"{shape[0]} {noun if shape[0] != 1 else noun[:-1]}" if shape else "one number"


def explained(part: Part, found: Explanation | None, value: Any, right: Any, cells: Any, reveal: bool) -> str:
    """The remark on a wrong answer: the mistake (or pair) in the learner's own numbers, or which cells are right."""
    if found is None:
        return _unexplained(cells)
    known = [misconception(id) for id in dict.fromkeys(fault.id for fault in found.faults)]
    told = " ".join(["Two things at once:", *(m.remark for m in known)]) if len(known) > 1 else known[0].remark
    if found.others:
        others = (misconception(fault.id).remark for fault in found.others)
        told = f"One of these, as all give the same here. {told} {' '.join(f'Or: {remark}' for remark in others)}"
    if part.kind not in NUMERIC or right is None:
        return told
    cell = _telling(value, right, part)
    where = _place(np.shape(value), cell)
    comes = " and ".join(m.shown for m in known)
    told = f"{told} Your {number(np.asarray(value)[cell])}{where} is what comes out {comes}"
    if reveal:
        done = " and ".join(m.righted for m in known)
        return f"{told}; {done} it is {number(np.asarray(right)[cell])}."
    return f"{told}."


def _telling(value: Any, right: Any, part: Part) -> tuple[int, ...]:
    """The cell in which the answer is furthest from right, in tolerances."""
    off = np.abs(np.asarray(value) - right) / part.tolerance.reach(right)
    every = off.ravel().tolist()  # NumPy's argmax and unravel_index would each hand Python's lock on
    at = every.index(max(every))
    return divmod(at, off.shape[1]) if off.ndim == 2 else (at,) * off.ndim


def _place(shape: tuple[int, ...], cell: tuple[int, ...]) -> str:
    match len(shape):
        case 0:
            return ""
        case 1:
            return f" in position {cell[0] + 1}"
        case _:
            return f" in row {cell[0] + 1}, column {cell[1] + 1}"


def _unexplained(cells: Any) -> str:
    if cells is None or np.ndim(cells) == 0:
        return "That is not it, and it is none of the mistakes we know. Look at the steps again."
    right = int(np.count_nonzero(cells >= CREDITED))
    return f"{right} of {np.size(cells)} cells {'is' if right == 1 else 'are'} right; the others are marked."
