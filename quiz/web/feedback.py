"""What the page says after a check: one headline, where the learner stands, and the next thing to try."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quiz.blocks import percent
from quiz.grades import Grade, PartGrade, Verdict
from quiz.services.values import Outcome, Problem, Status
from quiz.web.forms import Field

CREDIT = (Verdict.CORRECT, Verdict.ROUNDED)


@dataclass(frozen=True)
class Feedback:
    verdict: Verdict
    headline: str
    notes: Sequence[str]
    next: str


def told(problem: Problem, outcome: Outcome) -> Feedback:
    """About what was checked just now."""
    grade = outcome.grade
    if outcome.status is Status.INVALID:
        return _unreadable(grade)
    notes = [_NOTES[outcome.status]] if outcome.status in _NOTES else []
    return Feedback(grade.verdict, _headline(grade), notes, _next(problem, grade))


def standing(problem: Problem, fields: Sequence[Field]) -> Feedback | None:
    """About the latest attempt, when the page is opened again and still holds it."""
    if problem.grade is None or any(f.grade is None for f in fields):
        return None
    return Feedback(problem.grade.verdict, _headline(problem.grade), [], _next(problem, problem.grade))


_NOTES = {
    Status.REPEATED: "This is the same answer as before, so it was not counted again.",
    Status.SOLVED: "You had solved this one already, so this was not counted.",
    Status.REVEALED: "The solution of this problem has been shown, so this earned no credit.",
}


def _unreadable(grade: Grade) -> Feedback:
    typed = [part for part in grade.parts.values() if not part.blank]
    if not typed:
        return Feedback(Verdict.INVALID, "Nothing is typed yet", [], "Fill in at least one part, then check again.")
    amiss = [part for part in typed if part.verdict is Verdict.INVALID]
    headline = "This can’t be read yet" if len(amiss) == 1 else f"{len(amiss)} answers can’t be read yet"
    return Feedback(
        Verdict.INVALID, headline, ["It was not counted as an attempt."], "Mend what is marked, then check again."
    )  # fmt: skip


def _headline(grade: Grade) -> str:
    if grade.verdict is Verdict.CORRECT:
        return "Right"
    if grade.verdict is Verdict.ROUNDED:
        return "Right, but rounded too early"
    parts = list(grade.parts.values())
    if len(parts) == 1:
        return f"Not yet: {percent(grade.score)} of it is right" if grade.score else "Not yet"
    right = sum(part.verdict in CREDIT for part in parts)
    return f"{right} of {len(parts)} parts are right"


def _next(problem: Problem, grade: Grade) -> str:
    """The next thing to try."""
    if grade.verdict in CREDIT:
        last = problem.position == problem.length
        return "Look at your session as a whole." if last else "Go on to the next problem."
    wrong = [part for part in grade.parts.values() if part.verdict is Verdict.INCORRECT]
    cure = next((part.cure for part in wrong if part.cure), "")
    if cure:  # with a single part it stands just above
        return cure if len(grade.parts) > 1 else "Put right what is marked, then check again."
    if not wrong:
        return "Go on with the parts that are still empty."
    if problem.revealed:
        return "Compare with the solution below, then try a fresh one."
    return "A hint may help." if problem.hints_left else "Look at the solution, then try a fresh one."


WORDS = {
    Verdict.CORRECT: "Right",
    Verdict.ROUNDED: "Rounded too early",
    Verdict.INCORRECT: "Not right",
    Verdict.INVALID: "Can’t be read",
}
ICONS = {Verdict.CORRECT: "✓", Verdict.ROUNDED: "≈", Verdict.INCORRECT: "✗", Verdict.INVALID: "?"}


def remark(grade: PartGrade) -> str:
    """What is said of a part, without the word of the verdict that stands before it."""
    text = "" if grade.remark == "Right." else grade.remark
    return f"R{text[1:]}" if text.startswith("row ") else text
