"""The oral examiner: prompts as data, and the grading of what is said in answer."""

from __future__ import annotations

from typing import Any

from quiz.oral.grader import OralGrade, TrapFound, grade
from quiz.oral.judging import PointVerdict
from quiz.oral.prompts import Prompt, prompt, prompts

__all__ = ["OralGrade", "PointVerdict", "Prompt", "TrapFound", "as_json", "described", "grade", "prompt", "prompts"]


def described(prompt: Prompt) -> dict[str, Any]:
    """A prompt as other programs see it: the question and what is listened for."""
    return {
        "prompt": prompt.id,
        "question": prompt.question,
        "points": [{"id": point.id, "says": point.says} for point in prompt.points],
        "traps": [{"id": trap.id, "says": trap.says} for trap in prompt.traps],
    }


def as_json(grade: OralGrade) -> dict[str, Any]:
    """A grade as other programs see it."""
    return {
        "points": {id: verdict.state for id, verdict in grade.points.items()},
        "traps": [trap.id for trap in grade.traps],
        "score": round(grade.score, 4),
    }
