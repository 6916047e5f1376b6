"""The printing press: documents as plain values in, the bytes of PDFs out, by compilers that are used again.

Only fonts that come with the compiler are used, and the date is fixed, so the same document gives the same bytes on
every machine. PDF/A-2a keeps for decades and PDF/UA-1 can be read aloud. A compiler lets go of Python's lock while it
works, so threads are enough to use every core.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import typst

STANDARDS: Any = ["a-2a", "ua-1"]
AT_ONCE = 32  # documents that wait for a thread, so that a thousand copies are never all in memory


def printed(documents: Iterable[Mapping[str, Any]], threads: int = 1) -> Iterator[bytes]:
    """The PDF of every document of `quiz.papers.layouts`, in order; they don't depend on the number of threads."""
    if threads == 1:
        yield from map(_set, documents)
        return
    waiting = iter(documents)
    with ThreadPoolExecutor(threads) as pool:
        while batch := list(islice(waiting, AT_ONCE)):
            yield from pool.map(_set, batch)


_idle: SimpleQueue[typst.Compiler] = SimpleQueue()  # compilers that have their fonts loaded already


def _set(document: Mapping[str, Any]) -> bytes:
    said = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    try:
        compiler = _idle.get_nowait()
    except Empty:
        compiler = typst.Compiler(Path(__file__).with_name("paper.typ"), ignore_system_fonts=True)
    try:
        made = compiler.compile(sys_inputs={"paper": said}, format="pdf", pdf_standards=STANDARDS, timestamp=0)
    finally:
        _idle.put(compiler)
    if not isinstance(made, bytes):
        raise TypeError(f"The compiler makes one PDF, but it gave {type(made).__name__}.")
    return made
