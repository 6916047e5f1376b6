"""Papers as a job: the files of `flask paper`, byte for byte, made in parts that know nothing of each other.

Arguments: `blueprint` (its TOML text), `seed`, `copies`, `format`, `key` (with answers and solutions). Formats with
files for each copy are made in stretches of copies; a PDF's merged files are parts of their own, after all others; a
format with one file for all copies is one part. Result: how many files and bytes, and a digest of them all.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Sequence
from typing import Any

from quiz.answers.readings import quoted
from quiz.papers import File, formats, pdf, writer
from quiz.papers.blueprint import Blueprint, Flawed, read_blueprint
from quiz.papers.chain import Chain
from quiz.papers.choosing import BLOCK
from quiz.papers.fairness import fairness
from quiz.papers.layouts import document
from quiz.papers.press import printed
from quiz.papers.rows import rows, stretch
from quiz.papers.sheets import Sheets
from quiz.services.errors import Unacceptable
from quiz.services.teaching.jobs_files import packed
from quiz.services.teaching.jobs_kinds import Kind, Made, Values

MOST_COPIES = 2_000
BY_COPY = ("pdf", "latex", "markdown")  # formats whose files belong to one copy each


def check(arguments: Values) -> dict[str, Any]:
    text, seed, copies = arguments.get("blueprint"), arguments.get("seed"), arguments.get("copies")
    form, key = arguments.get("format"), arguments.get("key", False)
    if form not in formats():
        raise Unacceptable(f"A format is one of {', '.join(formats())}, but {quoted(str(form))} came.")
    if not isinstance(copies, int) or isinstance(copies, bool) or not 1 <= copies <= MOST_COPIES:
        raise Unacceptable(f"1 to {MOST_COPIES:,} copies are made at once, but {str(copies)[:20]} came.")
    if not isinstance(seed, int) or isinstance(seed, bool) or not 0 <= seed < 2**64:
        raise Unacceptable("A seed is a whole number from 0 to 2**64 - 1, but something else came.")
    if not isinstance(text, str) or not isinstance(key, bool):
        raise Unacceptable("A blueprint is a text, and its key is wanted or not, but something else came.")
    try:
        read_blueprint(text)
    except Flawed as error:
        raise Unacceptable(str(error)) from None
    return {"blueprint": text, "seed": seed, "copies": copies, "format": form, "key": key}


def parts(arguments: Values) -> Sequence[Values]:
    """Stretches of a block of copies; then a PDF's merged files. Everything else in one."""
    copies = arguments["copies"]
    if arguments["format"] not in BY_COPY:
        return [{"first": 1, "last": copies}]
    some: list[Values] = [
        {"first": first, "last": min(first + BLOCK - 1, copies)} for first in range(1, copies + 1, BLOCK)
    ]
    if arguments["format"] == "pdf":
        some += [{"first": one.first, "last": one.last, "merged": one.name, "of_key": one.key}
                 for one in pdf.merged(copies, key=arguments["key"])]  # fmt: skip
    return some


def make(arguments: Values, part: Values, store: str) -> Made:
    """The files of one part."""
    made = list(_files(arguments, part))
    named = [
        {"name": one.name, "bytes": len(one.content), "sha256": hashlib.sha256(one.content).hexdigest()} for one in made
    ]
    return Made({"files": named}, f"files-{part['first']}-{part['last']}.zip", packed(made))


def _files(arguments: Values, part: Values) -> Iterable[File]:
    blueprint, key = read_blueprint(arguments["blueprint"]), arguments["key"]
    if arguments["format"] not in BY_COPY:
        return writer(arguments["format"])(rows(blueprint, arguments["copies"], arguments["seed"]), key=key)
    sheets = _stretch(blueprint, arguments, part["first"], part["last"])
    if "merged" in part:
        [content] = printed([document(sheets, sheets.copies, part["of_key"])])
        return [File(part["merged"], content)]
    if arguments["format"] == "pdf":
        return pdf.singles(sheets, key=key)
    return writer(arguments["format"])(sheets, key=key)


# The chain of the last stretch: the next one mostly follows it.
_lock = threading.Lock()
_last: dict[tuple[bytes, int], Chain] = {}


def _stretch(blueprint: Blueprint, arguments: Values, first: int, last: int) -> Sheets:
    """Some copies of all, just as they are among all."""
    seed, of = arguments["seed"], (blueprint.digest, arguments["seed"])
    with _lock:
        chain = _last.pop(of, None) or Chain(blueprint, seed)
        copies = tuple(stretch(chain, blueprint, seed, first, last, arguments["copies"]))
        _last.clear()
        _last[of] = chain
    return Sheets(blueprint, seed, copies, fairness([[row.features for row in copy.rows] for copy in copies]))


def summed(arguments: Values, results: Sequence[Values]) -> dict[str, Any]:
    """How much was made. digest: of the names and digests of all files, so that two runs can be compared."""
    files = [one for result in results for one in result["files"]]
    lines = "".join(f"{one['sha256']}  {one['name']}\n" for one in files)
    return {"files": len(files), "bytes": sum(one["bytes"] for one in files),
            "digest": hashlib.sha256(lines.encode()).hexdigest()}  # fmt: skip


KIND = Kind("papers", "Papers", check, parts, make, summed)
