"""Flashcards on the web: browsing, going through a topic, cards of one's own in and out."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime

import pytest
from werkzeug.test import TestResponse

from quiz.cards import cards, faces
from quiz.cards.own import OwnCard, from_anki, from_csv
from quiz.services import own_cards
from tests.quiz.web.conftest import Reader

SHEET = (
    "question,answer,topic\nWhat is Q?,What it asks for,Basics\nOnly a question\n\nWhat is K?,What it offers,Basics\n"
)
TWO = [("What is Q?", "What it asks for", "Basics"), ("What is K?", "What it offers", "Basics")]


def upload(reader: Reader, content: bytes, name: str = "cards.csv") -> TestResponse:
    return reader.post("/cards/import", {"file": (io.BytesIO(content), name)}, content_type="multipart/form-data")


def own(reader: Reader) -> list[tuple[str, str, str]]:
    """The learner's own cards, asked of the export."""
    found = from_csv(reader.client.get("/cards/export.csv?own=1").data).cards
    return [(card.question, card.answer, card.topic) for card in found]


def test_every_topic_lists_all_its_cards_with_formulas_in_mathml(reader: Reader) -> None:
    """Browsing shows each card of a topic once; formulas are MathML, never LaTeX."""
    for topic in {card.topic for card in cards().values()}:
        assert reader.get(f"/cards/topics/{topic}").status_code == 200
        ids = [card.id for card in cards().values() if card.topic == topic]
        assert re.findall(r'<li class="leaf" id="([^"]+)"', reader.page) == ids
        assert "$" not in re.sub(r"<[^>]+>", "", reader.page)
    assert reader.get("/cards/topics/nonsense").status_code == 404


def test_every_face_can_be_asked(reader: Reader) -> None:
    """The page of each card and each reverse shows its question and its answer."""
    reader.post("/cards/topics/softmax/start")
    for card in cards().values():
        for face in faces(card):
            assert reader.get(f"/review/items/card:{face.id}?answer=1").status_code == 200, face.id
            assert 'data-rating="1"' in reader.page


def test_going_through_a_topic_ends_with_the_topic(reader: Reader) -> None:
    """From the first card to the last of a topic, due or not, and back to its list."""
    topic = min({card.topic for card in cards().values()})
    sides = [face.id for card in cards().values() if card.topic == topic for face in faces(card)]
    asked = []
    response = reader.post(f"/cards/topics/{topic}/start")
    while "/review/items/" in response.request.path:
        item = response.request.path.removeprefix("/review/items/")
        asked.append(item.removeprefix("card:"))
        response = reader.post("/review/rate", {"item": item, "topic": topic, "rating": "3"})
    assert sorted(asked) == sorted(sides)
    assert response.request.path == f"/cards/topics/{topic}"


def test_an_own_card_is_added_asked_as_plain_text_changed_and_removed(reader: Reader) -> None:
    """What a learner writes is shown as it is, never as markup or formula of ours."""
    reader.post("/cards/own", {"question": "<b>$x$</b>", "answer": "a\nb", "topic": ""})
    assert "Added." in reader.page
    assert "&lt;b&gt;$x$&lt;/b&gt;" in reader.page
    reader.post("/review/next", {"mode": "card"})
    assert "Your own card" in reader.page
    assert "&lt;b&gt;$x$&lt;/b&gt;" in reader.page
    reader.get("/cards/own")
    path = re.findall(r'action="(/cards/own/\d+)"', reader.page)[0]
    reader.post(path, {"question": "x?", "answer": "y", "topic": "t"})
    assert own(reader) == [("x?", "y", "t")]
    reader.post(f"{path}/remove")
    assert own(reader) == []


def test_an_empty_card_is_given_back_as_it_was_typed(reader: Reader) -> None:
    """A card without an answer is not added, and its question stays in the form."""
    assert reader.post("/cards/own", {"question": "Half a card", "answer": " "}).status_code == 422
    assert "Not added yet: a card needs a question and an answer, but the answer is empty." in reader.page
    assert "Half a card" in reader.page


def test_each_bad_row_is_named_and_the_good_ones_are_in(reader: Reader) -> None:
    """One row that is no card costs no other; a second import adds nothing twice."""
    upload(reader, SHEET.encode())
    assert "Cards: 2 added." in reader.page
    assert "Line 3 was left out: a card is a question, an answer" in reader.page
    assert "but there is 1 cell" in reader.page
    assert own(reader) == TWO
    upload(reader, SHEET.encode())
    assert "Cards: 2 there already." in reader.page
    assert len(own(reader)) == 2


def test_two_cards_with_one_question_are_two_cards(reader: Reader) -> None:
    """The same question with another answer overwrites nothing."""
    upload(reader, b"Why?,Because\nWhy?,Why not\n")
    assert own(reader) == [("Why?", "Because", ""), ("Why?", "Why not", "")]


def test_an_anki_package_comes_in_goes_out_and_makes_no_duplicates(reader: Reader) -> None:
    """What was exported as a package imports with the same words, and again without a second copy."""
    upload(reader, SHEET.encode())
    package = reader.client.get("/cards/export.apkg?own=1")
    assert package.headers["Content-Disposition"] == "attachment; filename=headway-cards.apkg"
    assert {card.question for card in from_anki(package.data).cards} == {"What is Q?", "What is K?"}
    for _ in range(2):
        upload(reader, package.data, "cards.apkg")
    assert len(own(reader)) == 2


def test_our_own_cards_do_not_come_back_as_the_learners(reader: Reader) -> None:
    """Importing the package of all cards adds none of ours a second time."""
    package = reader.client.get("/cards/export.apkg").data
    upload(reader, package, "all.apkg")
    count = sum(len(faces(card)) for card in cards().values())
    assert f"{count} cards of ours in it are here already." in reader.page
    assert own(reader) == []


def test_words_changed_in_anki_come_back_to_the_same_card(reader: Reader) -> None:
    """A card of one's own that went to Anki and came back with other words is still one card."""
    reader.open()
    learner, now = reader.row().learner_id, datetime.now(UTC)
    own_cards.add(reader.db, learner, [OwnCard("Q?", "old")], now=now)
    (card,) = from_anki(reader.client.get("/cards/export.apkg?own=1").data).cards
    added = own_cards.add(reader.db, learner, [OwnCard("Q?", "new", "", card.origin)], now=now)
    assert (added.new, added.changed) == (0, 1)
    assert own(reader) == [("Q?", "new", "")]


def test_undo_after_removing_a_card_brings_no_empty_card_back(reader: Reader) -> None:
    """A rating of a card that is gone can be taken back, and the next session asks something else."""
    reader.post("/cards/own", {"question": "mine", "answer": "mine"})
    path = re.findall(r'action="(/cards/own/\d+)"', reader.page)[0]
    item = f"own:{path.rpartition('/')[2]}"
    reader.post("/review/rate", {"item": item, "rating": "1"})
    reader.post(f"{path}/remove")
    assert reader.post("/review/undo").status_code == 200
    assert "Taken back: Again" in reader.page
    assert reader.post("/review/next", {"mode": "card"}).status_code == 200
    assert "Flashcard" in reader.page


def test_a_changed_note_gives_its_card_new_words(reader: Reader) -> None:
    """A card from Anki is known again by its note: new words replace the old, and its schedule stays."""
    reader.open()
    learner, now = reader.row().learner_id, datetime.now(UTC)
    own_cards.add(reader.db, learner, [OwnCard("Q?", "old", "", "note-1")], now=now)
    added = own_cards.add(reader.db, learner, [OwnCard("Q?", "new", "", "note-1")], now=now)
    assert (added.new, added.changed, added.same) == (0, 1, 0)
    assert own(reader) == [("Q?", "new", "")]


def test_only_the_import_takes_large_bodies(reader: Reader) -> None:
    """A file of cards may be larger than any form; every other route keeps its limit."""
    rows = "".join(f"Question {i},{'a' * 400}\n" for i in range(800))
    assert len(rows) > 256 * 1024
    assert upload(reader, rows.encode()).status_code == 200
    assert "Cards: 800 added." in reader.page
    assert reader.post("/cards/own", {"question": rows, "answer": "x"}).status_code == 413


def test_a_file_that_is_too_large_is_refused_with_its_limit(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence names the limit of this route, not that of forms."""
    monkeypatch.setattr("quiz.web.cards.MOST_UPLOAD", 1000)
    assert upload(reader, b"a,b\n" * 40_000).status_code == 422
    assert "A file of cards may have up to 1,000 bytes" in reader.page


def test_what_is_no_file_of_cards_is_refused_with_a_sentence(reader: Reader) -> None:
    """No file, an empty one and a broken package each say what was expected."""
    assert reader.post("/cards/import").status_code == 422
    assert "Choose a file first" in reader.page
    assert upload(reader, b"").status_code == 422
    assert "holds no cards" in reader.page
    assert upload(reader, b"PK\x03\x04 broken", "x.apkg").status_code == 422
    assert "An Anki package is a zip file" in reader.page


def test_another_learners_card_is_not_there(reader: Reader) -> None:
    """Whose card it is nobody else can tell."""
    reader.post("/cards/own", {"question": "mine", "answer": "mine"})
    path = re.findall(r'action="(/cards/own/\d+)"', reader.page)[0]
    other = Reader(reader.client.application.test_client(), reader.db)
    other.open()
    assert other.post(path, {"question": "x", "answer": "x"}).status_code == 404
    assert other.post(f"{path}/remove").status_code == 404
    assert other.get(f"/review/items/own:{path.rpartition('/')[2]}").status_code == 404
    assert own(reader) == [("mine", "mine", "")]
