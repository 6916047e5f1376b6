"""The decks keep the promises that every card makes: stable ids, readable words, and a cure for every mistake."""

import re
from dataclasses import FrozenInstanceError

import pytest
from latex2mathml.converter import convert

from quiz.blocks import plain
from quiz.cards import TOPICS, Card, Face, card, cards, cures, face, faces
from quiz.family import families
from quiz.misconceptions import MISCONCEPTIONS

every_card = pytest.mark.parametrize("known", cards().values(), ids=lambda known: known.id)
every_face = pytest.mark.parametrize(
    "known", [face for card in cards().values() for face in faces(card)], ids=lambda known: known.id
)
MISTAKES_SERVED = sorted({mistake for family in families().values() for mistake in family.misconceptions})
FORMULA = re.compile(r"\$([^$]+)\$")


def test_there_are_enough_cards_on_every_topic() -> None:
    """There are at least 125 cards, and at least ten on each topic."""
    topics = [known.topic for known in cards().values()]
    assert len(topics) >= 125
    assert all(topics.count(topic) >= 10 for topic in TOPICS)
    assert set(topics) == set(TOPICS)


def test_every_topic_of_a_family_has_a_deck() -> None:
    """Whatever is practised as problems can be looked up as cards."""
    assert {family.topic for family in families().values()} <= set(TOPICS)


@every_card
def test_an_id_can_be_stored_and_stands_in_addresses(known: Card) -> None:
    """A card's id is lower-case words joined by hyphens, so that `/reverse` can never be part of one."""
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", known.id)
    assert len(known.id) <= 40
    assert card(known.id) is known


@every_card
def test_a_card_names_its_source(known: Card) -> None:
    """A source says who and when."""
    assert re.search(r"\((19|20)\d\d\)", known.source)


@every_card
def test_what_a_card_points_at_exists(known: Card) -> None:
    """A card cures known mistakes and is practised by families that can be served, each named once."""
    assert set(known.misconceptions) <= set(MISCONCEPTIONS)
    assert set(known.families) <= set(families())
    assert len(set(known.misconceptions)) == len(known.misconceptions)
    assert len(set(known.families)) == len(known.families)


@every_face
def test_a_face_is_short(known: Face) -> None:
    """Question and answer fit the head, 240 characters at most, without outer or doubled spaces."""
    assert 0 < len(plain(known.question)) <= 240
    assert 0 < len(plain(known.answer)) <= 240
    for words in (known.question, known.answer):
        assert words == " ".join(words.split())


@every_face
def test_a_face_reads_without_formulas(known: Face) -> None:
    """As plain text no command, dollar sign, back-quote or stray brace of a formula is left."""
    for words in (known.question, known.answer):
        assert words.count("$") % 2 == 0
        assert not set(plain(words)) & set("\\$`")
        outside = FORMULA.sub("", words)
        assert not set(outside) & set("\\{}^<>")


@every_face
def test_every_formula_becomes_mathml(known: Face) -> None:
    """Each formula converts, and no command is left in it as text."""
    for words in (known.question, known.answer):
        for latex in FORMULA.findall(words):
            assert "\\" not in re.sub(r"<[^>]*>", "", convert(latex)), latex


@every_face
def test_a_face_does_not_answer_itself(known: Face) -> None:
    """The whole answer never stands in the question."""
    question, answer = plain(known.question).lower(), plain(known.answer).lower().rstrip(".")
    assert answer not in question or len(answer) < 4


def test_no_two_faces_ask_the_same() -> None:
    """A question has one answer in the whole of the decks."""
    asked = [face.question for card in cards().values() for face in faces(card)]
    assert len(set(asked)) == len(asked)


def test_the_reverse_is_a_skill_of_its_own() -> None:
    """A card with a reverse has two faces; the reverse is known as `<id>/reverse` and asks the other way round."""
    forward, reverse = faces(card("query"))
    assert (forward.id, reverse.id) == ("query", "query/reverse")
    assert (reverse.question, reverse.answer) == (forward.answer, forward.question)
    assert face("query") == forward
    assert face("query/reverse") == reverse


def test_a_reverse_can_have_words_of_its_own() -> None:
    """Where question and answer cannot just be exchanged, the reverse is written out."""
    _, reverse = faces(card("bright-cell"))
    assert plain(reverse.question) == "Information flows from token j into token i. Which cell of A is bright?"
    assert plain(reverse.answer).startswith("Cell (i, j)")


@pytest.mark.parametrize(
    ("asked", "says"),
    [("qwery", "'qwery' is unknown"), ("path-length/reverse", "no reverse"), ("query/reverse/reverse", "unknown")],
)
def test_an_unknown_face_is_refused_by_name(asked: str, says: str) -> None:
    """Asking for a card or a reverse that does not exist is an error that names it."""
    with pytest.raises(ValueError, match=says):
        face(asked)


def test_cards_cannot_be_changed() -> None:
    """Nothing that runs can alter what a stored id means."""
    with pytest.raises(TypeError):
        cards()["mine"] = card("query")  # type: ignore[index]
    with pytest.raises(FrozenInstanceError):
        card("query").answer = ""  # type: ignore[misc]


@pytest.mark.parametrize("mistake", MISTAKES_SERVED)
def test_every_mistake_that_can_be_made_can_be_cured(mistake: str) -> None:
    """Each mistake that a family recognises has its card, and a family that shows whether the cure held."""
    curing, showing = cures(mistake)
    assert curing
    assert showing
    assert all(mistake in card.misconceptions for card in curing)
    assert all(mistake in family.misconceptions for family in showing)


@pytest.mark.parametrize("mistake", MISCONCEPTIONS)
def test_every_known_mistake_has_a_card(mistake: str) -> None:
    """A family that recognises one more known mistake finds its card already there."""
    assert cures(mistake)[0]


def test_the_family_that_a_card_names_comes_first() -> None:
    """`own-set-forgotten` shows in two families; its cards send to the one that is about growing sets."""
    curing, showing = cures("own-set-forgotten")
    assert "keep-own-set" in [card.id for card in curing]
    assert showing[0].id == "reach-after-layers"


def test_an_unknown_mistake_is_refused() -> None:
    """Asking for the cure of a mistake that does not exist is an error that names it."""
    with pytest.raises(ValueError, match="'no-skale'"):
        cures("no-skale")
