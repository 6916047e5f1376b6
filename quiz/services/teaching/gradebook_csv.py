"""Grades for a spreadsheet, which takes no cell for a formula: a class one line a person, an assignment one a problem.

Columns keep their names and their order, times are in ISO 8601 and UTC, numbers have a point and no thousands.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from quiz.papers.csv import harmless
from quiz.services.teaching.gradebook import Column, Gradebook, Line
from quiz.services.teaching.gradebook_assignment import AssignmentGrades, Changed, Graded, Problem, TryLine
from quiz.services.teaching.gradebook_people import Person
from quiz.services.teaching.gradebook_rows import Solved
from quiz.totals import Total

PERSON = ("name", "e-mail (not verified)", "left", "roster name", "roster number", "roster match")
TOTAL = ("points", "possible", "share", "assignments in the total")
EACH = ("points", "possible", "state", "tries")  # of every assignment, after its title
PROBLEM = (
    "try", "started", "ends", "handed in", "over", "counts", "item", "position", "family", "level", "answers", "points",
    "possible", "by", "reason", "changed by", "changed",
)  # fmt: skip


def of_course(found: Gradebook) -> str:
    """A line a person: the total, then four columns for every assignment."""
    head = [f"{title}: {what}" for title in titles(found.columns) for what in EACH]
    return _written([*PERSON, *TOTAL, *head], (_line(one) for one in (*found.here, *found.gone)))


def of_assignment(found: AssignmentGrades) -> str:
    """A line a person, try and problem; who has not started has one line."""
    held = {(one.work_id, one.position): one for one in found.changes if one.holds and one.points is not None}
    lines = (line for one in (*found.here, *found.gone) for line in _lines(one, found.problems, held))
    return _written([*PERSON, *PROBLEM], lines)


def titles(columns: Sequence[Column]) -> list[str]:
    """The titles of assignments, told apart where several have the same.

    >>> from quiz.services.teaching.gradebook import Column
    >>> noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    >>> titles([Column(id, "Week 1", noon, noon, True, 1, "best") for id in "ab"])
    ['Week 1', 'Week 1 (2)']
    """
    seen: Counter[str] = Counter()
    found = []
    for one in columns:
        seen[one.title] += 1
        found.append(one.title if seen[one.title] == 1 else f"{one.title} ({seen[one.title]})")
    return found


def _line(line: Line) -> list[str]:
    total = line.total
    cells = [*_person(line.person), *_total(total), _share(total), str(total.assignments) if total else ""]
    for one in line.cells:
        cells += [*_total(one.counted or one.final), one.state.value, str(len(one.tries))]
    return cells


def _lines(
    graded: Graded, problems: Sequence[Problem], held: dict[tuple[str, int], Changed]
) -> Iterator[list[str]]:  # fmt: skip
    person = _person(graded.person)
    if not graded.tries:
        yield [*person, *[""] * len(PROBLEM)]
    for line in graded.tries:
        for problem, solved in zip(problems, line.problems, strict=True):
            if solved is not None:
                yield [*person, *_try(line), *_solved(problem, solved, held.get((line.tried.id, solved.position)))]


def _person(one: Person) -> list[str]:
    return [one.name, one.email, _time(one.left), one.entry_name, one.entry_number, one.how or ""]


def _try(line: TryLine) -> list[str]:
    tried = line.tried
    times = [_time(at) for at in (tried.started, tried.ends, tried.handed_in)]
    return [str(tried.number), *times, "yes" if line.over else "no", "yes" if line.counts else "no"]


def _solved(problem: Problem, one: Solved, hand: Changed | None) -> list[str]:
    why = [hand.reason, hand.by, _time(hand.made)] if hand else ["", "", ""]
    return [
        problem.label, str(one.position), one.family, str(one.level), str(one.answers), *_total(one.earned),
        one.earned.by, *why,
    ]  # fmt: skip


def _total(total: Total | None) -> list[str]:
    return [_number(total.points), _number(total.possible)] if total else ["", ""]


def _share(total: Total | None) -> str:
    return "" if total is None or total.share is None else _number(total.share)


def _number(value: float) -> str:
    """To six decimals, without zeros at the end.

    >>> _number(3.0), _number(2 / 3), _number(120.0), _number(0.0)
    ('3', '0.666667', '120', '0')
    """
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _time(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else ""


def _written(head: Iterable[str], lines: Iterable[Sequence[str]]) -> str:
    """The text, with the mark by which spreadsheets know UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([harmless(cell) for cell in head])
    writer.writerows([harmless(cell) for cell in line] for line in lines)
    return "\N{BYTE ORDER MARK}" + out.getvalue()
