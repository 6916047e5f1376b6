"""Faces of cards as an Anki package that can be imported again and again without duplicates.

genanki's own writer leaves a file behind in the temporary folder and puts the time of writing into the package. Here
it writes into a database in memory, so the same cards at the same time give the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import sqlite3
import zipfile
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import datetime
from itertools import count

import genanki  # type: ignore[import-untyped]

from quiz.cards import Face
from quiz.cards.markup import sentence_to_html, text_to_html
from quiz.cards.own import OwnCard

# NOTE: learners' collections hold these; another id, name or field would make duplicates there.
MODEL_ID = 1_594_203_117
MODEL = genanki.Model(
    MODEL_ID,
    "Headway",
    fields=[{"name": "Question"}, {"name": "Answer"}, {"name": "Source"}],
    templates=[
        {
            "name": "Question and answer",
            "qfmt": '<div class="words">{{Question}}</div>',
            "afmt": '{{FrontSide}}<hr id="answer"><div class="words">{{Answer}}</div><footer>{{Source}}</footer>',
        }
    ],
    css=(
        ".card { font-family: Georgia, serif; font-size: 20px; line-height: 1.4; text-align: center; }\n"
        ".words { white-space: pre-wrap; }\n"
        "footer { margin-top: 2em; font-size: 13px; opacity: 0.7; }"
    ),
)
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the date of every file in the package


def package(ours: Iterable[Face], own: Mapping[str, OwnCard], *, made: datetime) -> bytes:
    """An Anki package of our faces and of a learner's own cards by their stored ids.

    made: with its zone; Anki takes over changed words only from a package made later than its own copy.
    """
    if made.tzinfo is None:
        raise ValueError(f"The time of a package needs its zone, but {made} has none.")
    decks: dict[str, genanki.Deck] = {}
    for face in ours:
        fields = [sentence_to_html(face.question), sentence_to_html(face.answer), text_to_html(face.source)]
        _add(decks, f"Headway::{face.topic}", fields, face.topic, guid(face.id))
    for id, card in own.items():
        fields = [text_to_html(card.question), text_to_html(card.answer), ""]
        _add(decks, "Headway::My cards", fields, card.topic, own_guid(id))
    return _zipped(_database(genanki.Package(list(decks.values())), made.timestamp()))


def guid(face_id: str) -> str:
    """The id of the note that holds a face of ours. NOTE: learners' collections hold it."""
    return str(genanki.guid_for("headway", face_id))


def own_guid(id: str) -> str:
    """The id of the note that holds a learner's own card. NOTE: learners' collections hold it."""
    return str(genanki.guid_for("headway", "own", id))


def _add(decks: dict[str, genanki.Deck], name: str, fields: list[str], topic: str, guid: str) -> None:
    if name not in decks:
        decks[name] = genanki.Deck(_stable(name), name)
    label = "".join(mark if mark.isalnum() or mark in "-_" else "_" for mark in topic)
    tags = [f"headway::{label}"] if label else []
    decks[name].add_note(genanki.Note(model=MODEL, fields=fields, tags=tags, guid=guid))


def _stable(name: str) -> int:
    """The id of a deck: the same for ever, from its name."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") // 4 + 2**30


def _database(package: genanki.Package, timestamp: float) -> bytes:
    with closing(sqlite3.connect(":memory:")) as store:
        package.write_to_db(store.cursor(), timestamp, count(int(timestamp * 1000)))
        store.commit()
        return store.serialize()


def _zipped(database: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (("collection.anki2", database), ("media", b"{}")):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
