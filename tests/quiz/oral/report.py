"""How well the grader agrees with the labels of the answers: `python -m tests.quiz.oral.report` prints the tables.

The labelled answers are in tests/oral_answers, one JSON object a line. The patterns were written with the `tune`
answers in view. The `traps` are wrong statements, each with denied and supposed counterparts, written by the author of
the patterns: they guard what is caught, and measure nothing. The `held` answers, by other authors, are only counted:
`--totals` prints the whole of each half and nothing about single prompts.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from quiz.oral import grade, prompt

ANSWERS = Path(__file__).resolve().parents[2] / "oral_answers"
STATES = ("found", "missing", "contradicted")


@dataclass
class Agreement:
    """Counts over (answer, point) and (answer, trap) pairs."""

    states: Counter[tuple[str, str]] = field(default_factory=Counter)  # (by label, by the grader)
    traps: Counter[tuple[bool, bool]] = field(default_factory=Counter)  # (by label, by the grader)

    @property
    def answers(self) -> int:
        return sum(self.states.values())

    @property
    def kappa(self) -> float:
        """Cohen's kappa over the three states; 1 where only one state occurs and both agree."""
        total = self.answers
        agreed = sum(self.states[state, state] for state in STATES) / total
        by_people, by_grader = (Counter[str](), Counter[str]())
        for (person, machine), count in self.states.items():
            by_people[person] += count
            by_grader[machine] += count
        chance = sum(by_people[state] * by_grader[state] for state in STATES) / total**2
        return 1.0 if chance == 1 else (agreed - chance) / (1 - chance)

    @property
    def precision(self) -> float:
        """Of the points graded as found, the share labelled as found."""
        given = sum(count for (_, machine), count in self.states.items() if machine == "found")
        return self.states["found", "found"] / given if given else 1.0

    @property
    def recall(self) -> float:
        """Of the points labelled as found, the share graded as found."""
        there = sum(count for (person, _), count in self.states.items() if person == "found")
        return self.states["found", "found"] / there if there else 1.0

    @property
    def accepted_wrongly(self) -> float:
        """Of the pairs of an answer and a point it contradicts or trap it asserts, the share that passed as right."""
        wrong = sum(count for (person, _), count in self.states.items() if person == "contradicted")
        wrong += self.traps[True, True] + self.traps[True, False]
        return (self.states["contradicted", "found"] + self.traps[True, False]) / wrong if wrong else 0.0

    @property
    def alarmed_wrongly(self) -> float:
        """Of the pairs of an answer and a trap that it doesn't assert, perhaps denies, the share that was charged."""
        innocent = self.traps[False, True] + self.traps[False, False]
        return self.traps[False, True] / innocent if innocent else 0.0


def rows(half: str) -> Iterator[Mapping[str, object]]:
    """The labelled answers of a half: `tune`, `traps` or `held`."""
    for path in sorted(ANSWERS.glob(f"{half}_*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield json.loads(line)


def measured(labelled: Iterable[Mapping[str, object]]) -> dict[tuple[str, str], Agreement]:
    """The agreement on each (prompt, point), and on each prompt's traps under (prompt, "")."""
    found: dict[tuple[str, str], Agreement] = {}
    for row in labelled:
        asked = prompt(row["prompt"])
        given = grade(asked, row["answer"])
        for id, state in row["points"].items():
            machine = given.points[id].state
            pair = (state, "missing" if machine == "unsure" else machine)
            found.setdefault((asked.id, id), Agreement()).states[pair] += 1
        sprung = {trap.id for trap in given.traps}
        for trap in asked.traps:
            found.setdefault((asked.id, ""), Agreement()).traps[trap.id in row["traps"], trap.id in sprung] += 1
    return found


def together(parts: Iterable[Agreement]) -> Agreement:
    """Many counts as one."""
    whole = Agreement()
    for part in parts:
        whole.states += part.states
        whole.traps += part.traps
    return whole


def lines(half: str) -> Iterator[str]:
    """The table of a half: the whole, then each prompt, then each point, as Markdown."""
    found = measured(rows(half))
    yield f"| {half}: prompt | point | pairs | precision | recall | kappa | wrong, accepted | innocent, charged |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    yield line("all", "all", together(found.values()))
    for id in dict.fromkeys(asked for asked, _ in found):
        yield line(id, "all", together(part for (asked, _), part in found.items() if asked == id))
        yield from (line("", point, part) for (asked, point), part in found.items() if asked == id and point)


def line(asked: str, point: str, part: Agreement) -> str:
    numbers = [f"{value:.2f}" for value in (part.precision, part.recall, part.kappa)]
    rates = [f"{100 * value:.1f} %" for value in (part.accepted_wrongly, part.alarmed_wrongly)]
    cells = [asked, point, str(part.answers), *numbers, *(rates if point == "all" else ["", ""])]
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    for half in [half for half in ("tune", "traps", "held") if any(rows(half))]:
        shown = islice(lines(half), 3) if "--totals" in sys.argv else lines(half)
        print("\n".join(shown), end="\n\n")
