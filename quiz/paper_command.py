"""`flask paper`: from a blueprint to files; a line of JSON names each file written."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable
from pathlib import Path

import click

from quiz.papers import FORMATS, writer
from quiz.papers.blueprint import Blueprint, Flawed, read_blueprint
from quiz.papers.codes import copy_of
from quiz.papers.rows import rows
from quiz.papers.sheets import Sheets
from quiz.shell import SEEDS, Command, Wrong, write

MOST_COPIES = 100_000
MOST_BYTES = 1_000_000


@click.command("paper", cls=Command)
@click.argument("blueprint", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--format", "format_", type=click.Choice(FORMATS), required=True)
@click.option("--copies", type=click.IntRange(1, MOST_COPIES), default=1, show_default=True)
@click.option("--seed", type=SEEDS, required=True, help="Keep it secret: with the blueprint it is the key.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--key", is_flag=True, help="With answers, worked solutions and the marker’s table.")
@click.option("--code", default="", help="Only the copy that bears this code.")
@click.option("--threads", type=click.IntRange(1, 64), default=os.cpu_count() or 1, show_default="all cores")
def paper(blueprint: Path, format_: str, copies: int, seed: int, out: Path, key: bool, code: str, threads: int) -> None:
    """Make COPIES papers from BLUEPRINT, a TOML file, and write them into a folder."""
    wanted = read(blueprint)
    try:
        files = writer(format_)
        number = copy_of(code, wanted, seed) if code else 0
        with progress(max(copies, number), "rows") as tick:
            sheets = rows(wanted, max(copies, number), seed, tick)
    except ValueError as error:
        raise Wrong(str(error)) from None
    if number:
        sheets = Sheets(wanted, seed, tuple(copy for copy in sheets.copies if copy.number == number), sheets.fairness)
    extra = {"threads": threads} if "threads" in inspect.signature(files).parameters else {}
    folder(out)
    with progress(len(sheets.copies), format_) as tick:
        for file in files(sheets, key=key, tick=tick, **extra):
            try:
                (out / file.name).write_bytes(file.content)
            except OSError as error:
                raise Wrong(f"{out / file.name} could not be written: {error.strerror}.") from None
            write({"file": str(out / file.name), "bytes": len(file.content)})


def read(path: Path) -> Blueprint:
    """The blueprint in a file."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Wrong(f"{path}: a blueprint has at most {MOST_BYTES} bytes.")
        return read_blueprint(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise Wrong(f"{path}: a blueprint is text in UTF-8, but this is not.") from None
    except OSError as error:
        raise Wrong(f"{path} could not be read: {error.strerror}.") from None
    except Flawed as error:
        raise Wrong(f"{path}: {error}") from None


def folder(out: Path) -> None:
    """Make the folder where it is missing."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Wrong(f"{out} could not be made: {error.strerror}.") from None


class progress:  # noqa: N801 - used as a context manager, it reads like a function
    """A bar on standard error that grows by one with every call; standard output holds nothing but JSON."""

    def __init__(self, length: int, label: str) -> None:
        self._bar = click.progressbar(length=length, label=label, file=sys.stderr)

    def __enter__(self) -> Callable[[], None]:
        bar = self._bar.__enter__()
        return lambda: bar.update(1)

    def __exit__(self, *error: object) -> None:
        self._bar.__exit__(None, None, None)
