"""The grades of one assignment: people × problems with every try, and every change by hand with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from quiz.database import Database
from quiz.family import families
from quiz.models import Assignment
from quiz.services.teaching import gradebook, gradebook_people, gradebook_rows, roles, settling
from quiz.services.teaching.gradebook_cells import Cell
from quiz.services.teaching.gradebook_people import Person
from quiz.services.teaching.gradebook_rows import Solved, Try
from quiz.services.teaching.roles import Role


@dataclass(frozen=True)
class Problem:
    """A column: one problem of an item of the blueprint. label: `2`, or `2.1` where the item gives several problems.

    title: of the family; of the topic where the seed chooses the family.
    """

    item: int
    place: int
    label: str
    title: str
    worth: float


@dataclass(frozen=True)
class TryLine:
    """A try. problems: one a column, None where the try has no such problem. counts: whether it makes the grade."""

    tried: Try
    over: bool
    counts: bool
    problems: tuple[Solved | None, ...]


@dataclass(frozen=True)
class Graded:
    """Somebody with all their tries."""

    person: Person
    cell: Cell
    tries: tuple[TryLine, ...]


@dataclass(frozen=True)
class Changed:
    """A change by hand. id: in the order in which they came. points: None where it took back the one before.

    by: a name. holds: nothing came after it.
    """

    id: int
    person: Person
    work_id: str
    number: int
    position: int
    worth: float
    points: float | None
    reason: str
    made: datetime
    by: str
    holds: bool


@dataclass(frozen=True)
class AssignmentGrades:
    """course_id: of the class, zone: its clocks. changes: the newest first."""

    course_id: str
    zone: str
    column: gradebook.Column
    problems: tuple[Problem, ...]
    here: tuple[Graded, ...]
    gone: tuple[Graded, ...]
    changes: tuple[Changed, ...]


def of_assignment(db: Database, learner: int, assignment_id: str, *, now: datetime) -> AssignmentGrades:
    """Everybody's tries on an assignment, for the assistants and instructors of its class."""
    with db.reading() as session:
        row, _, _ = roles.assignment(session, assignment_id, learner, Role.ASSISTANT)
        number = row.id
    settling.settle(db, now=now, assignment_ids=[number])
    with db.reading() as session:
        row, course, _ = roles.assignment(session, assignment_id, learner, Role.ASSISTANT)
        read = gradebook.reading(session, [row], now)
        here, gone = gradebook_people.learners(session, course)
        names = gradebook_people.names(session, course.id)
    problems = _problems(row, read)
    graded = {one.number: _graded(read, row, one, problems) for one in (*here, *gone)}
    changes = sorted(_changes(graded.values(), names), key=lambda one: -one.id)
    return AssignmentGrades(
        course.public_id, course.zone, gradebook.column(row, now), problems,
        tuple(graded[one.number] for one in here), tuple(graded[one.number] for one in gone), tuple(changes),
    )  # fmt: skip


def _problems(row: Assignment, read: gradebook.Read) -> tuple[Problem, ...]:
    """The columns: those of the blueprint, and any more that a try has (its items were others then)."""
    worths: dict[tuple[int, int], float] = {}
    titles: dict[int, str] = {}
    for item, wanted in enumerate(gradebook_rows.items(row.blueprint), 1):
        titles[item] = _title(wanted.family) if wanted.family else wanted.topic.capitalize()
        worths.update({(item, place): wanted.points for place in range(1, wanted.count + 1)})
    for tries in read.tries.values():
        for tried in tries:
            for at, one in _placed(tried).items():
                worths.setdefault(at, one.worth)
                titles.setdefault(one.item, _title(one.family))
    several = Counter(item for item, _ in worths)
    return tuple(
        Problem(item, place, f"{item}.{place}" if several[item] > 1 else str(item), titles[item], worth)
        for (item, place), worth in sorted(worths.items())
    )


def _title(family: str) -> str:
    known = families().get(family)
    return known.title if known else family


def _placed(tried: Try) -> Mapping[tuple[int, int], Solved]:
    """(item, which of its problems) -> problem, in the order in which they stand in the try."""
    seen: Counter[int] = Counter()
    found = {}
    for one in tried.problems:
        seen[one.item] += 1
        found[one.item, seen[one.item]] = one
    return found


def _graded(read: gradebook.Read, row: Assignment, person: Person, problems: Sequence[Problem]) -> Graded:
    cell = read.cell(row, person.number, person.joined)
    lines = []
    for tried in cell.tries:
        placed, over = _placed(tried), tried.over(read.now)
        counts = over and (row.counts == "average" or tried.total is cell.counted)
        lines.append(TryLine(tried, over, counts, tuple(placed.get((one.item, one.place)) for one in problems)))
    return Graded(person, cell, tuple(lines))


def _changes(graded: Iterable[Graded], names: Mapping[int, str]) -> Iterator[Changed]:
    for one in graded:
        for line in one.tries:
            for solved in line.tried.problems:
                for hand in solved.hands:
                    yield Changed(
                        hand.id, one.person, line.tried.id, line.tried.number, solved.position, solved.worth,
                        hand.points, hand.reason, hand.made, gradebook_people.called(names, hand.by),
                        hand is solved.hands[-1],
                    )  # fmt: skip
