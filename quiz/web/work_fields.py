"""The parts of a problem of a work, as its page draws them: with what stands in them, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping

from quiz.grades import PartGrade, Typed, Verdict
from quiz.services.teaching.showing_values import AnswerView, ProblemView
from quiz.web.forms import Field


def fields(
    problem: ProblemView, typed: Mapping[str, Typed] | None = None, unread: Mapping[str, str] | None = None
) -> list[Field]:
    """The parts to type into. typed: just now, else the draft, else the last answer stands there.

    unread: part -> why it can't be read. A grade is shown beside just what it is about, as far as it is released.
    """
    last, unread = problem.last, unread or {}
    graded = last.grade.parts if last and last.grade else {}
    found = []
    for asked in problem.asked:
        id = asked.part.id
        text = (standing(problem) if typed is None else typed).get(id, "")
        grade = graded.get(id) if last and text == last.typed.get(id, "") else None
        if id in unread:
            grade = PartGrade(Verdict.INVALID, remark=unread[id])
        found.append(Field(asked, text, grade))
    return found


def answered(problem: ProblemView, answer: AnswerView) -> list[Field]:
    """The parts of one answer, to be read only."""
    grades = answer.grade.parts if answer.grade else {}
    plain = {id: grade._replace(readings=()) for id, grade in grades.items()}
    return [Field(one, answer.typed.get(one.part.id, ""), plain.get(one.part.id)) for one in problem.asked]


def drafted(problem: ProblemView) -> list[Field]:
    """The parts of what was typed and never kept, to be read only."""
    typed = problem.draft.typed if problem.draft else {}
    return [Field(one, typed.get(one.part.id, ""), None) for one in problem.asked]


def standing(problem: ProblemView) -> Mapping[str, Typed]:
    """What stands in the parts when the page is opened."""
    if problem.draft:
        return problem.draft.typed
    return problem.last.typed if problem.last else {}
