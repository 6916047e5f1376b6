"""The real Anki reads what is exported: twice without duplicates, words intact, hostile words inert."""

import re
import sqlite3
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from quiz.cards import Card, card, cards, faces
from quiz.cards.anki import package
from quiz.cards.own import OwnCard, from_anki

collections = pytest.importorskip("anki.collection", reason="the `anki` package is not installed")

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
OURS = [face for known in cards().values() for face in faces(known)]
HOSTILE = {
    "1": OwnCard("<script>alert(1)</script> {{Answer}} [sound:x.mp3]", "[latex]x[/latex] \\(x\\)\n  a\x1fb", "a b"),
    "2": OwnCard("=1+1 & &lt;b&gt;", "<img src=x onerror=alert(1)> {{c1::x}}", '"<x>'),
    "3": OwnCard("plain", "words"),
}


@pytest.fixture
def anki(tmp_path: Path) -> Iterator[Any]:
    """An empty collection of the real Anki."""
    collection = collections.Collection(str(tmp_path / "collection.anki2"))
    yield collection
    collection.close()


def imported(anki: Any, content: bytes) -> Any:
    """Import a package as Anki does by itself; what it says it did."""
    from anki.import_export_pb2 import ImportAnkiPackageOptions, ImportAnkiPackageRequest

    path = Path(anki.path).with_name("export.apkg")
    path.write_bytes(content)
    request = ImportAnkiPackageRequest(package_path=str(path), options=ImportAnkiPackageOptions())
    return anki.import_anki_package(request).log


def notes(anki: Any) -> list[Any]:
    return [anki.get_note(id) for id in anki.find_notes("")]


def words(html: str) -> str:
    """The words of a field as a browser shows them."""
    return unescape(re.sub(r"<[^>]*>", "", html.replace("<br>", "\n")))


def test_anki_takes_every_face_and_own_card(anki: Any) -> None:
    """Each face of ours and each own card is one new note with one card, in the deck of its topic."""
    log = imported(anki, package(OURS, HOSTILE, made=NOON))
    assert len(log.new) == len(OURS) + len(HOSTILE)
    assert not log.conflicting
    assert not log.missing_notetype
    assert anki.note_count() == anki.card_count() == len(OURS) + len(HOSTILE)
    decks = {deck.name for deck in anki.decks.all_names_and_ids()}
    assert {"Headway::pathmerge", "Headway::softmax", "Headway::My cards"} <= decks


def test_a_second_import_makes_no_duplicates(anki: Any) -> None:
    """Imported again, from the same or a later export, every note is found and none is new."""
    imported(anki, package(OURS, HOSTILE, made=NOON))
    for made in (NOON, NOON + timedelta(days=3)):
        log = imported(anki, package(OURS, HOSTILE, made=made))
        assert not log.new
        assert anki.note_count() == anki.card_count() == len(OURS) + len(HOSTILE)
        assert sum(model.name.startswith("Headway") for model in anki.models.all_names_and_ids()) == 1


def test_better_words_reach_the_old_note(anki: Any) -> None:
    """A card whose words changed is updated in place by a later export."""
    imported(anki, package([], {"7": OwnCard("why?", "old")}, made=NOON))
    log = imported(anki, package([], {"7": OwnCard("why?", "new")}, made=NOON + timedelta(days=1)))
    assert len(log.updated) == 1
    assert [note["Answer"] for note in notes(anki)] == ["new"]


def test_fields_read_back(anki: Any) -> None:
    """Question, answer and source are in their fields; formulas stand between MathJax's delimiters."""
    imported(anki, package(faces(card("softmax-formula")), {}, made=NOON))
    forward, reverse = sorted(notes(anki), key=lambda note: note["Question"], reverse=True)
    assert forward["Question"] == r"What is \(\frac{e^{z_i}}{\sum_j e^{z_j}}\) called?"
    assert reverse["Question"] == r"The softmax of a row \(z\), entry by entry"
    assert reverse["Answer"] == r"\(p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}\)"
    assert reverse["Source"].startswith("Goodfellow, Bengio and Courville (2016)")
    assert reverse.tags == ["headway::softmax"]


@pytest.mark.parametrize("known", cards().values(), ids=lambda known: known.id)
def test_formulas_come_in_pairs_of_delimiters(known: Card) -> None:
    """In what is exported every formula opens and closes, and no dollar sign is left."""
    with zipfile.ZipFile(BytesIO(package(faces(known), {}, made=NOON))) as archive:
        database = archive.read("collection.anki2")
    store = sqlite3.connect(":memory:")
    store.deserialize(database)
    written = [field for (fields,) in store.execute("SELECT flds FROM notes") for field in fields.split("\x1f")]
    store.close()
    assert len(written) == 3 * len(faces(known))
    for field in written:
        assert "$" not in field
        assert field.count(r"\(") == field.count(r"\)") == len(re.findall(r"\\\(.*?\\\)", field))


def test_hostile_words_are_inert(anki: Any) -> None:
    """Scripts, pictures, templates, sounds and LaTeX of a learner's own card are shown as the words that they are."""
    imported(anki, package([], HOSTILE, made=NOON))
    for note, own in zip(notes(anki), HOSTILE.values(), strict=True):
        (shown,) = note.cards()
        output = shown.render_output()
        for html in (output.question_text, output.answer_text):
            tags = set(re.findall(r"<\s*/?\s*([a-zA-Z]+)", html))
            assert tags <= {"div", "br", "span", "hr", "footer", "style"}
            assert not re.search(r"\[\[?(sound|anki|latex)|\{\{|\\\(", html)
        assert not output.question_av_tags
        assert not output.answer_av_tags
        assert words(note["Question"]) == own.question
        assert words(note["Answer"]) == own.answer.replace("\x1f", "")


def test_what_is_exported_comes_back(anki: Any) -> None:
    """Own cards written as a package read back word for word; through the real Anki and its own export as well."""
    content = package([], HOSTILE, made=NOON)
    expected = [(own.question, own.answer.replace("\x1f", "")) for own in HOSTILE.values()]
    assert [(own.question, own.answer) for own in from_anki(content).cards] == expected
    imported(anki, content)
    for legacy in (True, False):
        path = Path(anki.path).with_name("again.apkg")
        options = collections.ExportAnkiPackageOptions(legacy=legacy, with_scheduling=True, with_media=True)
        anki.export_anki_package(out_path=str(path), options=options, limit=None)
        found = from_anki(path.read_bytes())
        assert [(own.question, own.answer) for own in found.cards] == expected
        assert found.cards[0].topic == "a b"
        assert found.problems == ()


def test_notes_of_anki_are_read(anki: Any) -> None:
    """A basic note is a card; a text with gaps is a card for each gap; further fields join the answer."""
    basic, gaps = anki.new_note(anki.models.by_name("Basic")), anki.new_note(anki.models.by_name("Cloze"))
    basic["Front"], basic["Back"], basic.tags = "<b>Capital</b> of France?", "Paris<br>(on the Seine)", ["geo", "x"]
    gaps["Text"], gaps["Back Extra"] = "The {{c1::cat::animal}} sat {{c2::down}}, {{c1::purring}}", "more"
    for note in (basic, gaps):
        anki.add_note(note, 1)
    path = Path(anki.path).with_name("theirs.apkg")
    for legacy in (True, False):
        options = collections.ExportAnkiPackageOptions(legacy=legacy)
        anki.export_anki_package(out_path=str(path), options=options, limit=None)
        found = from_anki(path.read_bytes())
        assert found.problems == ()
        assert found.cards == (
            OwnCard("Capital of France?", "Paris\n(on the Seine)", "geo", basic.guid),
            OwnCard("The [animal] sat down, […]", "cat\npurring\n\nmore", "", f"{gaps.guid}/0"),
            OwnCard("The cat sat […], purring", "down\n\nmore", "", f"{gaps.guid}/1"),
        )


def test_the_same_cards_make_the_same_bytes() -> None:
    """A package depends on its cards and its time, and on nothing else."""
    assert package(OURS, HOSTILE, made=NOON) == package(OURS, HOSTILE, made=NOON)


def test_a_time_without_a_zone_is_refused() -> None:
    """The time of a package is compared with times elsewhere, so it needs its zone."""
    with pytest.raises(ValueError, match="needs its zone"):
        package([], HOSTILE, made=NOON.replace(tzinfo=None))


def test_no_file_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Writing a package touches no disk."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    package([], HOSTILE, made=NOON)
    assert not list(tmp_path.iterdir())
