"""PDF by Typst: for each copy an exam sheet (with `key` also its key), and all copies merged in one file.

Copies are set by several threads where that is wanted; what each of them makes does not depend on how many there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from quiz.papers import File, nothing
from quiz.papers.layouts import document
from quiz.papers.press import printed
from quiz.papers.sheets import Sheets

TOGETHER = 100  # copies in one merged file


def files(
    sheets: Sheets, *, key: bool = False, tick: Callable[..., object] = nothing, threads: int = 1
) -> Iterator[File]:
    """`copy-001.pdf` …, with `key` also `copy-001-key.pdf` …, then `all-copies.pdf` (and `all-copies-key.pdf`).

    More than a hundred copies are merged hundred by hundred, `all-copies-1.pdf` …, which a printer takes more easily.
    """
    yield from singles(sheets, key=key, tick=tick, threads=threads)
    wanted = merged(len(sheets.copies), key=key)
    documents = (document(sheets, sheets.copies[one.first - 1 : one.last], one.key) for one in wanted)
    for one, content in zip(wanted, printed(documents, threads), strict=True):
        yield File(one.name, content)


def singles(
    sheets: Sheets, *, key: bool = False, tick: Callable[..., object] = nothing, threads: int = 1
) -> Iterator[File]:
    """The files of each copy."""
    keys = (False, True) if key else (False,)
    jobs = [(copy, of_key) for copy in sheets.copies for of_key in keys]
    single = printed((document(sheets, [copy], of_key) for copy, of_key in jobs), threads)
    for (copy, of_key), content in zip(jobs, single, strict=True):
        yield File(f"copy-{copy.number:03d}{'-key' if of_key else ''}.pdf", content)
        if of_key == keys[-1]:
            tick()


@dataclass(frozen=True)
class Merged:
    """A merged file before it is printed: the first and the last copy in it, from 1, and whether it is of keys."""

    name: str
    first: int
    last: int
    key: bool


def merged(copies: int, *, key: bool = False) -> list[Merged]:
    """The merged files of so many copies, in order."""
    firsts = range(1, copies + 1, TOGETHER)
    return [
        Merged(f"all-copies{f'-{i}' if len(firsts) > 1 else ''}{'-key' if of_key else ''}.pdf", first,
               min(first + TOGETHER - 1, copies), of_key)
        for i, first in enumerate(firsts, 1)
        for of_key in ((False, True) if key else (False,))
    ]  # fmt: skip
