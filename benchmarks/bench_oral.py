"""Grading a spoken answer, and the worst that somebody could paste instead of one."""

from __future__ import annotations

from contextlib import suppress

from benchmarks.timing import Result, best
from quiz.oral import grade, prompts
from quiz.oral.grader import LONGEST

HOSTILE = "not the query key value row column q k n x " * 2_400  # about 100 kB


def results() -> list[Result]:
    asked = prompts()

    def model_answers() -> None:
        for prompt in asked:
            if grade(prompt, prompt.answer).score != 1:
                raise AssertionError(f"the model answer of {prompt.id} does not earn everything")

    def long_answers() -> None:
        for prompt in asked:
            grade(prompt, HOSTILE[:LONGEST])

    def refusals() -> None:
        for prompt in asked:
            with suppress(ValueError):
                grade(prompt, HOSTILE)

    milliseconds = 1e3 / len(asked)
    return [
        Result("grade a spoken answer of sixty words", best(model_answers)[0] * milliseconds, "ms", 20, False),
        Result("grade 2,000 hostile characters", best(long_answers)[0] * milliseconds, "ms", 50, False),
        Result("refuse 100 kB of hostile text", best(refusals)[0] * milliseconds, "ms", 50, False),
    ]
