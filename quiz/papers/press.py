"""The printing press: a document as plain values in, the bytes of a PDF out, with one compiler for the whole process.

Only fonts that come with the compiler are used, and the date is fixed, so the same document gives the same bytes on
every machine. PDF/A-2a keeps for decades and PDF/UA-1 can be read aloud.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst

STANDARDS: Any = ["a-2a", "ua-1"]


@cache
def compiler() -> typst.Compiler:
    """The compiler with the template read in; it is reused, which is what makes it fast."""
    return typst.Compiler(Path(__file__).with_name("paper.typ"), ignore_system_fonts=True)


def printed(document: Mapping[str, Any]) -> bytes:
    """The PDF of a document of `quiz.papers.layouts`."""
    said = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    made = compiler().compile(sys_inputs={"paper": said}, format="pdf", pdf_standards=STANDARDS, timestamp=0)
    if not isinstance(made, bytes):
        raise TypeError(f"The compiler makes one PDF, but it gave {type(made).__name__}.")
    return made
