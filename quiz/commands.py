"""The same from the shell: JSON lines in and out, so that other programs can draw, answer and check problems.

Exit status 0; what cannot be done is one line on standard error and exit status 2. Only `migrate` and the commands on
jobs need a database.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from quiz import answers
from quiz.bank_command import bank
from quiz.blocks import plain, plain_blocks
from quiz.calculation import sentence
from quiz.family import Family, families, family
from quiz.grades import Grade
from quiz.grading import grade as grade_answers
from quiz.jobs_command import list_jobs, work_jobs
from quiz.jsonable import jsonable
from quiz.misconceptions import misconception
from quiz.oral_command import oral_grade, oral_prompts
from quiz.paper_command import paper
from quiz.parts import Part
from quiz.services import upkeep
from quiz.shell import SEEDS, Command, Wrong, lines, wanted, write
from quiz.solutions import solution
from quiz.stress import stress as stress_level
from quiz.variants import Variant, serve


def register(app: Flask) -> None:
    """Give the application its commands."""
    for command in (
        list_families,
        variants,
        grade,
        stress,
        read_answer,
        oral_prompts,
        oral_grade,
        paper,
        bank,
        list_jobs,
        work_jobs,
        migrate,
    ):
        app.cli.add_command(command)


@click.command("families", cls=Command)
def list_families() -> None:
    """List the families of problems."""
    for one in families().values():
        write(
            {
                "family": one.id,
                "version": one.version,
                "topic": one.topic,
                "title": one.title,
                "levels": list(one.levels),
                "parts": [{"id": part.id, "kind": part.kind} for part in one.asked],
                "misconceptions": [{"id": id, "remark": misconception(id).remark} for id in one.misconceptions],
            }
        )


@click.command(cls=Command)
@click.argument("family_id", metavar="FAMILY")
@click.option("--level", type=int, required=True)
@click.option("--seed", type=SEEDS, required=True)
@click.option("--count", type=click.IntRange(min=0), default=1, show_default=True)
@click.option("--answers", "with_answers", is_flag=True, help="With right answers, wrong answers and solution.")
def variants(family_id: str, level: int, seed: int, count: int, with_answers: bool) -> None:
    """Print variants 0 to COUNT - 1 of a seed."""
    chosen = known(family_id, level)
    for index in range(count):
        write(described(serve(chosen, level, seed, index), with_answers))


@click.command(cls=Command)
def grade() -> None:
    """Grade answers: a variant and its answers on each line of standard input."""
    for number, line in lines():
        chosen = known(wanted(number, line, "family", str), wanted(number, line, "level", int))
        seed, index = wanted(number, line, "seed", int), wanted(number, line, "index", int)
        if not (0 <= seed < 2**64 and 0 <= index < 2**63):
            raise Wrong(f"line {number}: a seed is from 0 to 2**64 - 1 and an index from 0 to 2**63 - 1.")
        variant = served(chosen, line["level"], seed, index)
        typed = wanted(number, line, "answers", dict)
        for id, text in typed.items():
            if id not in {part.id for part in variant.parts}:
                raise Wrong(f"line {number}: {chosen.id}, level {variant.level} has no part {id!r}.")
            if not is_typed(text):
                raise Wrong(f"line {number}: the answer to {id!r} must be a text, but it is not.")
        write(graded(grade_answers(variant, typed)))


@click.command(cls=Command)
@click.argument("family_id", metavar="FAMILY|all")
@click.option("--count", type=click.IntRange(min=1), default=10_000, show_default=True)
@click.option("--seed", type=SEEDS, default=0, show_default=True)
def stress(family_id: str, count: int, seed: int) -> None:
    """Draw COUNT variants of every level and check again that each tells all known mistakes apart."""
    chosen = list(families().values()) if family_id == "all" else [known(family_id)]
    for one in chosen:
        for level in one.levels:
            write(stress_level(one, level, count, seed))


@click.command("read-answer", cls=Command)
def read_answer() -> None:
    """Say how answers are read: a kind and a text, perhaps a shape, on each line of standard input."""
    for number, line in lines():
        kind, text = wanted(number, line, "kind", str), wanted(number, line, "text", str)
        shape = line.get("shape")
        if kind not in answers.KINDS:
            raise Wrong(f"line {number}: a kind is one of {', '.join(answers.KINDS)}, but it is {kind!r}.")
        if shape is not None and not is_shape(shape):
            raise Wrong(f"line {number}: a shape is a list of one or two whole numbers from 1.")
        write(answers.as_json(answers.read(kind, text, shape)))


@click.command(cls=Command)
@with_appcontext
def migrate() -> None:
    """Bring the database to the newest version."""
    write({"migration": upkeep.migrate(current_app.extensions["database"])})


def described(variant: Variant, with_answers: bool) -> dict[str, Any]:
    """A variant as it is printed."""
    line: dict[str, Any] = {
        "family": variant.family.id,
        "version": variant.family.version,
        "level": variant.level,
        "seed": variant.seed,
        "index": variant.index,
        "statement": plain_blocks(variant.family.statement(variant.givens)),
        "givens": jsonable(variant.givens),
        "parts": [described_part(variant, part, with_answers) for part in variant.parts],
    }
    if with_answers:
        line["solution"] = [step.plain() for step in solution(variant)]
    return line


def described_part(variant: Variant, part: Part, with_answers: bool) -> dict[str, Any]:
    """A part as it is printed. tolerance: absolute; relative: a share of the right value, if that is larger."""
    expected = variant.expected(part)
    line: dict[str, Any] = {
        "id": part.id,
        "kind": part.kind,
        "prompt": plain(sentence(part.prompt, variant.givens)),
        "tolerance": part.tolerance.absolute,
        "relative": part.tolerance.relative,
    }
    if part.kind in ("vector", "matrix"):
        line["shape"] = [len(expected)] if part.kind == "vector" else [len(expected), len(expected[0])]
    if part.options:
        line["options"] = [{"id": option.id, "label": plain(option.label)} for option in part.choices(variant.givens)]
    if with_answers:
        line["expected"] = expected
        line["misconceptions"] = [{"id": fault.id, "value": value} for fault, value in variant.mistakes(part)]
    return line


def graded(result: Grade) -> dict[str, Any]:
    """A grade as it is printed."""
    parts = {
        id: {
            "verdict": part.verdict,
            "score": part.score,
            "read_as": part.read_as,
            "remark": plain(f"{part.broken} {part.remark}".strip()),
            "misconceptions": list(part.misconceptions),
            "carried": part.carried,
        }
        for id, part in result.parts.items()
    }
    return {"verdict": result.verdict, "score": result.score, "parts": parts}


@lru_cache(maxsize=64)
def served(chosen: Family, level: int, seed: int, index: int) -> Variant:
    """Variant `index` of a seed; several answers to the same one often come in a row."""
    return serve(chosen, level, seed, index)


def known(id: str, level: int | None = None) -> Family:
    """The family of this id, which has this level."""
    try:
        chosen = family(id)
    except ValueError as error:
        raise Wrong(str(error)) from None
    if level is not None and level not in chosen.levels:
        raise Wrong(f"{id} has the levels {', '.join(map(str, chosen.levels))}, but not {level}.")
    return chosen


def is_typed(answer: Any) -> bool:
    """Whether this is a text, or the rows of texts of a grid."""
    if isinstance(answer, list):
        return all(isinstance(row, list) and all(isinstance(cell, str) for cell in row) for row in answer)
    return isinstance(answer, str)


def is_shape(shape: Any) -> bool:
    sizes = shape if isinstance(shape, list) else []
    return 1 <= len(sizes) <= 2 and all(type(size) is int and size >= 1 for size in sizes)
