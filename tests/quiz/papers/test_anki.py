"""The real Anki reads the problems of a paper: each once, its words intact, its answer on the back."""

import io
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from quiz.blocks import number
from quiz.papers import writer
from quiz.papers.blueprint import read_blueprint
from quiz.papers.rows import rows
from quiz.papers.sheets import Sheets
from tests.quiz.papers.blueprints import mixed, small

collections = pytest.importorskip("anki.collection", reason="the `anki` package is not installed")


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


def package(sheets: Sheets) -> bytes:
    (file,) = writer("anki")(sheets)
    assert file.name == "anki.apkg"
    return file.content


def notes(anki: Any) -> list[Any]:
    return [anki.get_note(id) for id in anki.find_notes("")]


def words(html: str) -> str:
    """The words of a field as a browser shows them."""
    return unescape(re.sub(r"<[^>]*>", " ", html))


def test_anki_takes_every_problem_once(anki: Any) -> None:
    """Three copies of five problems are fifteen notes with a card each; a second import finds them all."""
    log = imported(anki, package(rows(mixed(), 3, 5)))
    assert len(log.new) == 15
    assert anki.card_count() == 15
    assert "Headway::Mixed" in {deck.name for deck in anki.decks.all_names_and_ids()}
    again = imported(anki, package(rows(mixed(), 3, 5)))
    assert not again.new
    assert anki.note_count() == 15


def test_more_copies_add_only_the_new_ones(anki: Any) -> None:
    """Two copies of two problems, then four of them: the four problems of the new copies are added, no more."""
    imported(anki, package(rows(small(), 2, 5)))
    log = imported(anki, package(rows(small(), 4, 5)))
    assert len(log.new) == 4
    assert anki.note_count() == 8


def test_the_back_holds_answer_and_solution_and_the_front_does_not(anki: Any) -> None:
    """On the card that Anki draws, the key and every step of the solution are on the back only."""
    sheets = rows(small(), 1, 11)
    imported(anki, package(sheets))
    (row, _) = sheets.copies[0].rows
    (note,) = [note for note in notes(anki) if "scaled scores" in note["Problem"]]
    (card,) = note.cards()
    front, back = words(card.question()), words(card.answer())
    key = ", ".join(number(cell) for cell in row.parts[0].answer)
    assert key in back
    assert key not in front
    assert "so the first weight is" in back
    assert "so the first weight is" not in front
    assert "Vaswani" in back


def test_every_field_is_as_it_was_written(anki: Any) -> None:
    """No brace or bracket of ours is acted on by Anki: sets and vectors come out letter for letter."""
    sheets = rows(mixed(), 1, 5)
    imported(anki, package(sheets))
    answers = {" ".join(words(note["Answer"]).split()) for note in notes(anki)}
    for row in sheets.copies[0].rows:
        for part in row.parts:
            if part.kind in ("vertices", "matrix"):
                assert any(part.written(part.answer) in answer for answer in answers)


def test_a_title_is_the_name_of_one_deck(anki: Any) -> None:
    """A title with markup, a template and Anki's own separator makes one deck and no active field."""
    title = "a::b {{Answer}} <script>x</script> [sound:y.mp3]"
    blueprint = read_blueprint(f'title = "{title}"\n[[items]]\nfamily = "softmax-row"\nlevel = 1\npoints = 1')
    imported(anki, package(rows(blueprint, 1, 5)))
    names = [deck.name for deck in anki.decks.all_names_and_ids() if deck.name.startswith("Headway::")]
    assert len(names) == 1
    assert names[0].count("::") == 1
    (note,) = notes(anki)
    assert "script" not in note.cards()[0].answer().replace("<style", "")


def test_the_same_sheets_make_the_same_bytes_without_a_seed() -> None:
    """Made twice the package is equal byte for byte, and its database holds no seed."""
    sheets = rows(mixed(), 2, 5)
    content = package(sheets)
    assert content == package(rows(mixed(), 2, 5))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        database = archive.read("collection.anki2")
    for row in (row for copy in sheets.copies for row in copy.rows):
        assert f"{row.seed:016x}".encode() not in database
        assert str(row.seed).encode() not in database
