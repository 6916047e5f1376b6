"""What an Anki package holds: a zip with a SQLite database of notes, whose fields are HTML.

A package comes from anywhere, so nothing in it is trusted: every size has a limit that is checked while unpacking,
the database may only be read, its queries are cut off, and what comes out is plain text.
"""

from __future__ import annotations

import io
import re
import sqlite3
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any, NamedTuple

import zstandard

from quiz.cards.markup import html_to_text

MOST_BYTES = 50_000_000  # of a package, and of the database in it
MOST_FILES = 50_000
MOST_NOTES = 2_001  # one more than is taken, so that the first left out is named
MOST_READ = 50_000_000  # characters of all notes together
MOST_GUID = 100  # Anki's own have ten
MOST_GAPS = 50  # of one cloze note
_STEPS = 5_000  # times 10,000 instructions of SQLite

_GAP = re.compile(r"\{\{c(\d{1,3})::((?:[^{}]|\{[^{}]*+\})*+)\}\}")
_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}
_NOT_A_DATABASE = "The collection in this Anki package cannot be read: its database is damaged or of another kind."
_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, zstandard.ZstdError, struct.error,
    EOFError, NotImplementedError, OSError, ValueError,
)  # fmt: skip


class Refused(ValueError):
    """A package that is not taken, with a sentence to the learner that says why."""


@dataclass(frozen=True)
class Note:
    """The sides to ask of one note, as text, or what is wrong with it."""

    guid: str
    topic: str
    sides: tuple[tuple[str, str], ...]
    problem: str = ""


class Notes(NamedTuple):
    """The notes of a package in their order, and how many pictures and sounds it brings."""

    notes: tuple[Note, ...]
    media: int


def notes(content: bytes) -> Notes:
    """The notes of a package; ValueError says in a sentence why it cannot be read."""
    if len(content) > MOST_BYTES:
        raise Refused(f"An Anki package may have up to {MOST_BYTES:,} bytes, but this one has {len(content):,}.")
    if content.count(b"PK\x01\x02") > MOST_FILES:
        raise Refused(f"An Anki package may hold up to {MOST_FILES:,} files, but this one holds more.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            database = _collection(archive, names)
    except Refused:
        raise
    except _UNREADABLE:
        raise Refused("An Anki package is a zip file with a collection in it, but this file is not.") from None
    return Notes(tuple(_notes(database)), sum(name.isdecimal() for name in names))


def _collection(archive: zipfile.ZipFile, names: set[str]) -> bytes:
    """The newest collection in the package; older ones beside it only ask for an update."""
    for name in ("collection.anki21b", "collection.anki21", "collection.anki2"):
        if name not in names:
            continue
        file = archive.getinfo(name)
        if file.flag_bits & 1 or file.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused("The collection in this Anki package is encrypted or packed in an unknown way.")
        with archive.open(file) as packed:
            if name.endswith("b"):
                with zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(packed) as stream:
                    return _up_to_the_limit(stream)
            return _up_to_the_limit(packed)
    raise Refused("An Anki package holds a file named collection.anki2, .anki21 or .anki21b, but this one does not.")


def _up_to_the_limit(stream: Any) -> bytes:
    content: bytes = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Refused(f"The collection in a package may unpack to {MOST_BYTES:,} bytes, but this one has more.")
    return content


def _notes(database: bytes) -> Iterator[Note]:
    read = 0
    for guid, tags, fields in _rows(database):
        read += len(guid) + len(tags) + len(fields)
        if read > MOST_READ:
            raise Refused(f"The notes of a package may hold {MOST_READ:,} characters together, but these hold more.")
        yield _note(guid if len(guid) <= MOST_GUID else "", tags, fields.split("\x1f"))


def _rows(database: bytes) -> Iterator[tuple[str, str, str]]:
    """(guid, tags, fields) of each note, in their order."""
    # A database kept in the write-ahead mode cannot be opened from memory; these two bytes say that it was.
    header = database[:18] + b"\x01\x01" + database[20:]
    with closing(sqlite3.connect(":memory:")) as store:
        try:
            store.deserialize(header)
            store.text_factory = lambda text: text.decode("utf-8", "replace")
            store.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 5_000_000)
            store.set_authorizer(lambda action, *_: sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY)
            steps = iter(range(_STEPS))
            store.set_progress_handler(lambda: next(steps, None) is None, 10_000)
            kind = store.execute("SELECT type, sql FROM sqlite_master WHERE name = 'notes'").fetchone()
            if kind is None or kind[0] != "table" or "virtual" in str(kind[1]).lower():
                raise Refused(_NOT_A_DATABASE)
            for row in store.execute("SELECT guid, tags, flds FROM notes ORDER BY id LIMIT ?", (MOST_NOTES,)):
                guid, tags, fields = map(_text, row)
                yield guid, tags, fields
        except (sqlite3.Error, MemoryError):
            raise Refused(_NOT_A_DATABASE) from None


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _note(guid: str, tags: str, fields: list[str]) -> Note:
    """The first field asks, all others that say something answer; a text with gaps asks for each gap."""
    topic = _topic(tags.split())
    try:
        gaps = dict.fromkeys(number for number, _ in _GAP.findall(fields[0]))
        if len(gaps) > MOST_GAPS:
            raise ValueError(f"a text may have up to {MOST_GAPS} gaps, but has {len(gaps)}")
        more = [text for text in map(html_to_text, fields[1:]) if text]
        if not gaps:
            return Note(guid, topic, ((html_to_text(fields[0]), "\n\n".join(more)),))
        sides = [_gap(fields[0], number) for number in gaps]
        return Note(guid, topic, tuple((asked, "\n\n".join([hidden, *more])) for asked, hidden in sides))
    except ValueError as wrong:
        return Note(guid, topic, (("", ""),), str(wrong))


def _topic(tags: list[str]) -> str:
    """The tag that we gave, or else the first."""
    ours = [tag for tag in tags if tag.startswith("headway::")]
    return (ours or tags or [""])[0].removeprefix("headway::").replace("_", " ")[:100]


def _gap(field: str, number: str) -> tuple[str, str]:
    """The text with one of its gaps open, and what belongs there."""
    hidden: list[str] = []

    def fill(gap: re.Match[str]) -> str:
        words, _, hint = gap[2].partition("::")
        if gap[1] != number:
            return words
        hidden.append(html_to_text(words))
        return f"[{hint or '…'}]"

    return html_to_text(_GAP.sub(fill, field)), "\n".join(hidden)
