"""From a blueprint to papers: rows are made once, and one writer a file only formats them.

    blueprint.py    what an instructor wants, read from TOML
    sheets.py       what a row, a copy and all sheets are
    rows.py         blueprint, copies, seed -> sheets, with features.py and matching.py: equal in difficulty
    preview.py      many variants of one family, grouped by what makes them hard, each checked
    <format>.py     a writer: `files(sheets, *, key=False, tick=nothing)` yields the files to write

A writer is found by its file: `--format csv` is `quiz.papers.csv`. It decides nothing, draws nothing and computes
nothing; it calls `tick()` once for every copy that is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple

FORMATS = ("pdf", "moodle", "qti3", "qti21", "canvas", "anki", "csv", "json", "latex", "markdown")


class File(NamedTuple):
    """A file that a writer makes: its name, without folders, and its bytes."""

    name: str
    content: bytes


Writer = Callable[..., Iterator[File]]


def formats() -> list[str]:
    """The formats that have a writer, in a fixed order."""
    return [name for name in FORMATS if find_spec(f"quiz.papers.{name}")]


def writer(name: str) -> Writer:
    """The writer of a format; ValueError says which formats there are."""
    if name not in formats():
        raise ValueError(f"A format is one of {', '.join(formats())}, but {name!r} came.")
    return import_module(f"quiz.papers.{name}").files


def nothing(*_: Any) -> None:
    """The tick of somebody who does not watch."""
