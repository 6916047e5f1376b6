"""An Anki package from anywhere: read, or refused in one sentence, within limits of size and time."""

import sqlite3
import zipfile
from io import BytesIO

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.cards import packages
from quiz.cards.own import MOST_CARDS, from_anki
from tests.timing import seconds

TABLE = "CREATE TABLE notes (id INTEGER PRIMARY KEY, guid TEXT, tags TEXT, flds TEXT)"


def database(*statements: str, notes: list[tuple[object, ...]] = []) -> bytes:  # noqa: B006 - only read
    store = sqlite3.connect(":memory:")
    for statement in statements or (TABLE,):
        store.execute(statement)
    if notes:
        store.executemany("INSERT INTO notes (guid, tags, flds) VALUES (?, ?, ?)", notes)
    store.commit()
    content = store.serialize()
    store.close()
    return content


def packed(files: dict[str, bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def refused(content: bytes) -> str:
    found = from_anki(content)
    assert not found.cards
    (problem,) = found.problems
    assert problem.endswith(".")
    return problem


def test_the_newest_collection_is_read() -> None:
    """Beside a new collection lies an old one that only asks for an update; the new one counts."""
    old = database(notes=[("o", "", "Please update\x1f")])
    middle = database(notes=[("m", "", "middle\x1fa")])
    new = zstandard.compress(database(notes=[("n", "", "new\x1fa")]))
    files = {"collection.anki2": old, "collection.anki21": middle}
    assert from_anki(packed(files)).cards[0].question == "middle"
    assert from_anki(packed({**files, "collection.anki21b": new})).cards[0].question == "new"


def test_a_bad_note_is_told_and_costs_no_other() -> None:
    """A note without an answer, or with a field too long, is named; the others are cards."""
    rows = [("a", "", "q\x1fa"), ("b", "", "q\x1f<br>"), ("c", "", "x" * 50_001 + "\x1fa"), ("d", " t u ", "q2\x1fa2")]
    found = from_anki(packed({"collection.anki2": database(notes=list(rows))}))
    assert [(card.question, card.origin, card.topic) for card in found.cards] == [("q", "a", ""), ("q2", "d", "t")]
    assert found.problems == (
        "Note 2 was left out: a card needs a question and an answer, but the answer is empty.",
        "Note 3 was left out: a field may hold up to 50,000 characters of HTML, but has 50,001.",
    )


def test_left_out_pictures_are_told() -> None:
    """Pictures and sounds stay behind, which one sentence says."""
    store = database(notes=[("a", "", "<img src=x.png>\x1fa")])
    found = from_anki(packed({"collection.anki2": store, "0": b"x", "media": b"{}"}))
    assert found.cards[0].question == "[picture: x.png]"
    assert "1 pictures or sounds" in found.problems[0]


def test_too_many_notes_are_told() -> None:
    """The first 2,000 notes are taken, and the first left out is named."""
    rows = [(str(i), "", f"q{i}\x1fa") for i in range(MOST_CARDS + 7)]
    found = from_anki(packed({"collection.anki2": database(notes=list(rows))}))
    assert len(found.cards) == MOST_CARDS
    assert found.problems == ("One file may hold up to 2,000 cards; Note 2001 and all after it were left out.",)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is a zip file"),
        (b"PK\x03\x04 and then nothing", "is a zip file"),
        (packed({"readme": b"hi"}), "collection.anki2, .anki21 or .anki21b"),
        (packed({"collection.anki2": b""}), "cannot be read"),
        (packed({"collection.anki2": b"SQLite format 3\x00" + b"\xff" * 5000}), "cannot be read"),
        (packed({"collection.anki2": database("CREATE TABLE notes (id)")[:700]}), "cannot be read"),
        (packed({"collection.anki2": database("CREATE TABLE other (id)")}), "cannot be read"),
        (packed({"collection.anki2": database("CREATE TABLE notes (id)")}), "cannot be read"),
        (packed({"collection.anki21b": b"not zstd"}), "is a zip file"),
        (packed({"collection.anki2": database()}), "holds no notes"),
    ],
)
def test_what_is_no_package_is_refused(content: bytes, says: str) -> None:
    """A file that cannot be read gives one sentence."""
    assert says in refused(content)


@pytest.mark.parametrize("name", ["collection.anki2", "collection.anki21b"])
def test_a_bomb_is_refused(name: str) -> None:
    """A collection that unpacks to more than 50 MB is not unpacked further."""
    bomb = bytes(60_000_000)
    content = packed({name: zstandard.compress(bomb) if name.endswith("b") else bomb})
    assert len(content) < 100_000
    assert "may unpack to 50,000,000 bytes" in refused(content)


def test_a_large_file_is_refused() -> None:
    """More than 50 MB, or more files than a package has, are refused before they are opened."""
    assert "up to 50,000,000 bytes" in refused(bytes(50_000_001))
    assert "up to 50,000 files" in refused(b"PK\x01\x02" * 50_001)


@pytest.mark.parametrize(
    "view",
    [
        "CREATE VIEW notes AS SELECT 1 AS id, 'g' AS guid, '' AS tags, 'q' AS flds",
        (
            "CREATE VIEW notes AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) "
            "SELECT x AS id, 'g' AS guid, '' AS tags, 'q' AS flds FROM c"
        ),
        "CREATE VIRTUAL TABLE notes USING fts5(guid, tags, flds)",
    ],
)
def test_only_a_plain_table_is_read(view: str) -> None:
    """Views, which can compute for ever, and virtual tables are not what Anki writes."""
    package = packed({"collection.anki2": database(view)})
    assert "cannot be read" in refused(package)
    assert seconds(lambda: refused(package), 1) <= 1


@pytest.mark.parametrize("column", ["guid", "tags", "flds"])
def test_a_column_that_makes_text_out_of_nothing_is_bounded(column: str) -> None:
    """A small database can compute large texts while it is read; all texts together have a limit."""
    columns = [name if name != column else f"{name} AS (hex(zeroblob(2400000)))" for name in ("guid", "tags", "flds")]
    table = f"CREATE TABLE notes (id INTEGER PRIMARY KEY, more, {', '.join(columns)})"
    store = database(table, *["INSERT INTO notes (more) VALUES (1)"] * 12)
    assert "may hold 50,000,000 characters together" in refused(packed({"collection.anki2": store}))


def test_many_gaps_are_refused() -> None:
    """A text may have 50 gaps; braces inside a gap belong to its words."""
    gaps = "".join(f"{{{{c{i}::x}}}}" for i in range(51))
    rows: list[tuple[object, ...]] = [("a", "", gaps), ("b", "", "{{c1::\\frac{1}{2}}}")]
    found = from_anki(packed({"collection.anki2": database(notes=rows)}))
    assert found.problems == ("Note 1 was left out: a text may have up to 50 gaps, but has 51.",)
    assert [(card.question, card.answer) for card in found.cards] == [("[…]", "\\frac{1}{2}")]


def test_hostile_gaps_take_no_time() -> None:
    """Thousands of gaps that never close are read in a moment."""
    gaps = ["{{c1::" * 8_000, "{{c1::{" * 7_000]
    assert seconds(lambda: packages._note("g", "", gaps), 0.5) <= 0.5


GOOD = packed({"collection.anki2": database(notes=[("a", "", "q\x1fa")]), "media": b"{}"})


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_damage_gives_cards_or_a_sentence(changes: list[tuple[int, int]]) -> None:
    """A package with any bytes changed is read or refused; it is never an error of the program."""
    content = bytearray(GOOD)
    for place, byte in changes:
        content[place] = byte
    found = from_anki(bytes(content))
    assert found.cards or found.problems


STORED = database(notes=[("a", "", "q\x1fa"), ("b", "", "q2\x1fa2")])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(STORED) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_damaged_database_gives_cards_or_a_sentence(changes: list[tuple[int, int]]) -> None:
    """The same for the database inside, which then has a right checksum."""
    content = bytearray(STORED)
    for place, byte in changes:
        content[place] = byte
    found = from_anki(packed({"collection.anki2": bytes(content)}))
    assert found.cards or found.problems
