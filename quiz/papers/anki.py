"""Anki: a note for each variant, with the problem in front, and the answer and the worked solution on the back.

Notes of the same variant have the same identity in every export, so that importing twice makes no duplicates. The
package bears a fixed time: a paper has none, and the same sheets make the same bytes.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from html import escape
from itertools import count

import genanki  # type: ignore[import-untyped]

from quiz.blocks import plain
from quiz.papers import File, nothing
from quiz.papers.itembodies import by_item, html, name_of, prompt, sentence, worked, zipped
from quiz.papers.sheets import PartRow, Row, Sheets

# NOTE: collections hold these; another id, name or field would make duplicates there.
MODEL_ID = 1_594_203_118
MODEL = genanki.Model(
    MODEL_ID,
    "Headway problem",
    fields=[{"name": "Problem"}, {"name": "Answer"}, {"name": "Solution"}, {"name": "Source"}],
    templates=[
        {
            "name": "Problem and solution",
            "qfmt": "{{Problem}}",
            "afmt": '{{FrontSide}}<hr id="answer">{{Answer}}{{Solution}}<footer>{{Source}}</footer>',
        }
    ],
    css=(
        ".card { font-family: Georgia, serif; font-size: 18px; line-height: 1.4; }\n"
        "table { border-collapse: collapse; margin: 0.5em 0; }\n"
        "td, th { border: 1px solid #8888; padding: 0.2em 0.6em; text-align: right; }\n"
        "footer { margin-top: 2em; font-size: 13px; opacity: 0.7; }"
    ),
)
MADE = 1_767_225_600  # seconds: the first of January 2026
# What Anki itself acts on inside a field: fields, sounds, and the brackets of MathJax.
_ACTIVE = str.maketrans({"[": "&#91;", "]": "&#93;", "{": "&#123;", "}": "&#125;", "\\": "&#92;", "\x1f": " "})


def files(sheets: Sheets, *, key: bool = False, tick: Callable[..., object] = nothing) -> Iterator[File]:
    """`anki.apkg`; a note holds its answer by nature, so `key` adds nothing."""
    title = " ".join(sheets.blueprint.title.replace("::", ":").split())
    deck = genanki.Deck(_stable(title), f"Headway::{title}")
    for rows in by_item(sheets).values():
        for row in rows:
            deck.add_note(_note(row))
    for _ in sheets.copies:
        tick()
    contents = {"collection.anki2": _database(genanki.Package(deck)), "media": b"{}"}
    yield File("anki.apkg", zipped(contents))


def _note(row: Row) -> genanki.Note:
    several = len(row.parts) > 1
    asked = "".join(f"<p>{prompt(part)}</p>{_options(part)}" for part in row.parts)
    answers = "".join(f"<p>{_answer(part, several)}</p>" for part in row.parts)
    fields = [html(row.statement) + asked, answers, worked(row), sentence(row.source)]
    tags = [f"headway::{row.topic}", f"headway::level-{row.level}"]
    guid = genanki.guid_for("headway", "problem", name_of(row, 40))
    return genanki.Note(model=MODEL, fields=[field.translate(_ACTIVE) for field in fields], tags=tags, guid=guid)


def _options(part: PartRow) -> str:
    options = part.options if part.kind in ("choice", "choices") else ()
    return f"<ul>{''.join(f'<li>{sentence(option.label)}</li>' for option in options)}</ul>" if options else ""


def _answer(part: PartRow, several: bool) -> str:
    lead = f"{escape(plain(part.id))}: " if several else ""
    return f"{lead}<b>{sentence(part.written(part.answer))}</b>"


def _stable(name: str) -> int:
    """The id of a deck: the same for ever, from its name."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") // 4 + 2**30


def _database(package: genanki.Package) -> bytes:
    """genanki's own writer leaves a file behind and notes the time; here it writes into memory, at a fixed time."""
    with closing(sqlite3.connect(":memory:")) as store:
        package.write_to_db(store.cursor(), MADE, count(MADE * 1000))
        store.commit()
        return store.serialize()
