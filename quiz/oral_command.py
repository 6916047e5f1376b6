"""`flask oral-prompts` and `flask oral-grade`: what the oral examiner asks, and how an answer is graded."""

from __future__ import annotations

import click

from quiz import oral
from quiz.shell import Command, Wrong, lines, wanted, write


@click.command("oral-prompts", cls=Command)
def oral_prompts() -> None:
    """List the prompts of the oral with their points and traps."""
    for prompt in oral.prompts():
        write(oral.described(prompt))


@click.command("oral-grade", cls=Command)
def oral_grade() -> None:
    """Grade spoken answers: a prompt and its answer on each line of standard input."""
    for number, line in lines():
        id, answer = wanted(number, line, "prompt", str), wanted(number, line, "answer", str)
        try:
            grade = oral.grade(oral.prompt(id), answer)
        except ValueError as error:
            raise Wrong(f"line {number}: {error}") from None
        write(oral.as_json(grade))
