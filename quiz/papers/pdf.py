"""PDF by Typst: for each copy an exam sheet (with `key` also its key), and all copies merged in one file.

Copies are set by several threads where that is wanted; what each of them makes does not depend on how many there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

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
    keys = (False, True) if key else (False,)
    jobs = [(copy, of_key) for copy in sheets.copies for of_key in keys]
    single = printed((document(sheets, [copy], of_key) for copy, of_key in jobs), threads)
    for (copy, of_key), content in zip(jobs, single, strict=True):
        yield File(f"copy-{copy.number:03d}{'-key' if of_key else ''}.pdf", content)
        if of_key == keys[-1]:
            tick()
    hundreds = [sheets.copies[i : i + TOGETHER] for i in range(0, len(sheets.copies), TOGETHER)]
    names = [f"-{i}" if len(hundreds) > 1 else "" for i in range(1, len(hundreds) + 1)]
    merged = printed((document(sheets, some, of_key) for some in hundreds for of_key in keys), threads)
    for (name, of_key), content in zip([(n, k) for n in names for k in keys], merged, strict=True):
        yield File(f"all-copies{name}{'-key' if of_key else ''}.pdf", content)
