"""PDF by Typst: for each copy an exam sheet (with `key` also its key), and all copies merged in one file.

Copies are set in several processes where there are many; what each of them makes does not depend on how many there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from quiz.papers import File, nothing
from quiz.papers.layouts import document
from quiz.papers.press import printed
from quiz.papers.sheets import Copy, Sheets

WORTH = 12  # copies from which on further processes are worth their start


def files(
    sheets: Sheets, *, key: bool = False, tick: Callable[..., object] = nothing, processes: int = 1
) -> Iterator[File]:
    """`copy-001.pdf` …, with `key` also `copy-001-key.pdf` …, then `all-copies.pdf` (and `all-copies-key.pdf`)."""
    keys = (False, True) if key else (False,)
    jobs = [(copy, of_key) for copy in sheets.copies for of_key in keys]
    digits = len(str(len(sheets.copies)))
    documents = (document(sheets, [copy], of_key) for copy, of_key in jobs)
    for (copy, of_key), content in zip(jobs, _printed(documents, len(jobs), processes), strict=True):
        yield File(f"copy-{copy.number:0{max(digits, 3)}d}{'-key' if of_key else ''}.pdf", content)
        if of_key == keys[-1]:
            tick()
    for of_key in keys:
        yield File(f"all-copies{'-key' if of_key else ''}.pdf", merged(sheets, sheets.copies, of_key))


def merged(sheets: Sheets, copies: Sequence[Copy], key: bool) -> bytes:
    """Several copies in one file, each with page numbers of its own."""
    return printed(document(sheets, copies, key))


def _printed(documents: Iterator[dict[str, Any]], count: int, processes: int) -> Iterator[bytes]:
    if processes < 2 or count < WORTH:
        yield from map(printed, documents)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield from pool.map(printed, documents, chunksize=2)
