"""Reads the rows of numbers that vectors and matrices have in common, in every way the rules leave open.

Two things can be open: whether bare commas separate cells or mark decimals, and whether parentheses bound a row or
belong to a number (`(1 -2)`). Each combination is tried; malformed ones don't count (nor, in a vector, several rows of
several cells); of several the wanted shape decides if exactly one fits it, else all are shown. A comma that may be a
thousands mark is refused whatever else fits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from quiz.answers import brackets, cells
from quiz.answers.normalise import LONGEST_TEXT, limited, lowered, normalised
from quiz.answers.readings import Ambiguous, Read, Reading, Refused, Unreadable, Value, quoted, shortened
from quiz.answers.rows import Layout, layout

Rows = list[list[float]]


@dataclass(frozen=True)
class Kind:
    """What a vector and a matrix differ in: how rows become a value, how it is shown, and whether a shape fits it."""

    of_rows: Callable[[Rows], Value]
    show: Callable[[Value], str]
    fits: Callable[[Rows, tuple[int, ...]], bool]
    one_row: bool


def read(text: str, kind: Kind, shape: tuple[int, ...] | None) -> Reading:
    """The list in the text: one value, several to choose from, or the reason why there is none."""
    plain = _stripped(lowered(normalised(limited(text, LONGEST_TEXT))))
    if not plain:
        raise Unreadable("Numbers were expected, such as [0.25, 0.75], and nothing came.")
    found, refusals = _candidates(brackets.unwrapped(plain), kind)
    thousands = [refusal for refusal in refusals if refusal.thousands]
    if thousands or not found:
        raise (thousands or refusals)[0]
    return _chosen(plain, found, kind, shape)


def _stripped(text: str) -> str:
    """Outer spaces and line ends are dropped, outer tabs bound cells; white space alone is nothing."""
    return text.strip(" \n") if text.strip() else ""


def _candidates(text: str, kind: Kind) -> tuple[list[Rows], list[Unreadable]]:
    found: list[Rows] = []
    refusals: list[Unreadable] = []
    for spaces_bound in (True, False) if brackets.undecided(text) else (True,):
        try:
            plan = layout(text, brackets.bounding(text, spaces_bound=spaces_bound), one_row=kind.one_row)
            readers = _readers(plan)
        except Unreadable as refusal:
            refusals.append(refusal)
            continue
        for reader in readers:
            try:
                rows = _even(reader(plan.rows))
                kind.of_rows(rows)
                found += [rows] if rows not in found else []
            except Unreadable as refusal:
                refusals.append(refusal)
    return found, refusals


def _readers(plan: Layout) -> list[Callable[[list[str]], Rows]]:
    """The meanings that the commas of these rows may have."""
    if plan.marked:
        return [cells.marked_cells]
    commas = cells.commas_of(plan.rows)
    if not commas.bare or (plan.bracketed and commas.surely_separate):
        return [lambda rows: cells.soft_cells(rows, decimal=False)]
    return [lambda rows: cells.soft_cells(rows, decimal=False), lambda rows: cells.soft_cells(rows, decimal=True)]


def _even(rows: Rows) -> Rows:
    for number, row in enumerate(rows, start=1):
        if len(row) != len(rows[0]):
            raise Unreadable(f"row {number}: {_cells(len(rows[0]))} expected as in row 1, and {len(row)} came.")
    return rows


def _cells(count: int) -> str:
    return "1 cell was" if count == 1 else f"{count} cells were"


def _chosen(text: str, found: list[Rows], kind: Kind, shape: tuple[int, ...] | None) -> Reading:
    fitting = [rows for rows in found if shape is not None and kind.fits(rows, shape)]
    if len(found) > 1 and len(fitting) == 1:
        found = fitting
    readings = tuple(Read(value, kind.show(value)) for value in map(kind.of_rows, found))
    if len(readings) == 1:
        return readings[0]
    texts = tuple(one.read_as for one in readings)
    meanings = " or ".join(shortened(meaning) for meaning in texts)
    reason = f"One meaning was expected, and {quoted(text)} may be {meanings}: which?"
    return Ambiguous(readings, reason, texts)


def read_grid(grid: list[list[Reading]], kind: Kind) -> Reading:
    """The list whose cells have been read one by one; the first cell that has no single value refuses it."""
    for row, readings in enumerate(grid, start=1):
        for column, one in enumerate(readings, start=1):
            if not isinstance(one, Read):
                return Refused(cells.at(cells.place(grid, row, column), one.reason))
    if not grid or not grid[0]:
        raise Unreadable("At least one number was expected, and the grid has no cells.")
    rows = [[float(one.value) for one in row if isinstance(one, Read)] for row in grid]  # type: ignore[arg-type]
    return of_numbers(rows, kind)


def of_numbers(rows: Rows, kind: Kind) -> Read:
    """The list of these rows; refused where their lengths differ."""
    value = kind.of_rows(_even(rows))
    return Read(value, kind.show(value))
