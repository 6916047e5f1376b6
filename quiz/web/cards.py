"""Flashcards: browse them by topic, go through a topic, and keep, bring in and take away cards of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from flask import Response as Download
from flask import redirect, render_template, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from quiz.cards import TOPICS, Face, anki, cards, faces, spreadsheet
from quiz.cards.own import Imported, OwnCard, checked, from_anki, from_csv
from quiz.services import own_cards
from quiz.services.errors import NotFound, Unacceptable
from quiz.services.own_cards import Added
from quiz.web import said
from quiz.web.blueprint import web
from quiz.web.faces import item_of
from quiz.web.visitor import database, learner, now, remember, visitor, welcomed

MOST_UPLOAD = 50_000_000  # bytes of an Anki package, on its own route only
MOST_TOLD = 100  # sentences about what could not be taken


@web.get("/cards", endpoint="cards")
def browse() -> str:
    known = visitor()
    own = own_cards.cards(database(), known.id) if known else {}
    counts = {topic: sum(card.topic == topic for card in cards().values()) for topic in TOPICS}
    return render_template("pages/cards.html", counts=counts, own=len(own))


@web.get("/cards/topics/<topic>")
def card_topic(topic: str) -> str:
    return render_template("pages/cards_topic.html", topic=topic, cards=_of(topic))


@web.post("/cards/topics/<topic>/start")
def start_cards(topic: str) -> Response:
    """Go through the cards of a topic from the first, due or not."""
    first = _faces(topic)[0]
    welcomed()
    return remember(redirect(url_for("web.review_item", item=item_of(first), topic=topic), 303))


@web.get("/cards/topics/<topic>/next")
def next_card(topic: str) -> Response:
    """The card after one of the topic; back to the topic after the last."""
    learner()
    ids = [item_of(face) for face in _faces(topic)]
    at = request.args.get("after", "")
    following = ids[ids.index(at) + 1 :] if at in ids else ids
    if not following:
        return redirect(url_for("web.card_topic", topic=topic), 303)
    return redirect(url_for("web.review_item", item=following[0], topic=topic), 303)


@web.get("/cards/own", endpoint="own_cards")
def own() -> str:
    known = visitor()
    found = own_cards.cards(database(), known.id) if known else {}
    return render_template("pages/cards_own.html", cards=found, typed=None, problem="")


@web.post("/cards/own")
def add_card() -> Response:
    """Add a card; where it can't be one, the page again with what was typed."""
    welcomed()
    typed = OwnCard(*(request.form.get(name, "") for name in ("question", "answer", "topic")))
    try:
        one = checked(typed)
    except ValueError as wrong:
        found = own_cards.cards(database(), learner())
        page = render_template("pages/cards_own.html", cards=found, typed=typed, problem=f"Not added yet: {wrong}.")
        return remember(Download(page, 422))
    added = own_cards.add(database(), learner(), [one], now=now())
    says = "Added. It comes among your next new items." if added.new else _told(added)
    return remember(said.say(redirect(url_for("web.own_cards"), 303), says))


@web.post("/cards/own/<id>")
def change_card(id: str) -> Response:
    form = request.form
    own_cards.change(
        database(), learner(), id, form.get("question", ""), form.get("answer", ""), form.get("topic", "")
    )  # fmt: skip
    return said.say(redirect(url_for("web.own_cards"), 303), "Changed.")


@web.post("/cards/own/<id>/remove")
def remove_card(id: str) -> Response:
    own_cards.remove(database(), learner(), id)
    return said.say(redirect(url_for("web.own_cards"), 303), "Removed.")


@web.post("/cards/import")
def import_cards() -> Response:
    """Bring in a CSV file or an Anki package; every row that is no card is named with its reason."""
    request.max_content_length = MOST_UPLOAD + 100_000  # this route alone takes files
    try:
        file = request.files.get("file")
    except RequestEntityTooLarge:
        raise Unacceptable(f"A file of cards may have up to {MOST_UPLOAD:,} bytes, but this one has more.") from None
    if file is None or not file.filename:
        raise Unacceptable("Choose a file first: a CSV file or an Anki package (.apkg).")
    content = file.read()
    file.close()
    found: Imported = from_anki(content) if content[:4] == b"PK\x03\x04" else from_csv(content)
    welcomed()
    theirs = own_cards.without_ours(found.cards)
    added = own_cards.add(database(), learner(), theirs, now=now())
    page = render_template(
        "pages/cards_imported.html", name=file.filename[:100], says=_told(added), added=added,
        ours=len(found.cards) - len(theirs), problems=found.problems[:MOST_TOLD],
        more=max(len(found.problems) - MOST_TOLD, 0),
    )  # fmt: skip
    return remember(Download(page, 200 if found.cards else 422))


@web.get("/cards/export.<form>")
def export_cards(form: str) -> Download:
    """All cards, or with `own` only the learner's, as an Anki package or a CSV file."""
    known = visitor()
    own = own_cards.cards(database(), known.id) if known else {}
    ours: Sequence[Face] = [] if "own" in request.args else [*chain.from_iterable(map(faces, cards().values()))]
    if form == "apkg":
        body, mimetype = anki.package(ours, own, made=now()), "application/octet-stream"
    elif form == "csv":
        body, mimetype = spreadsheet.table(ours, own), "text/csv; charset=utf-8"
    else:
        raise NotFound("Cards are exported as apkg or csv.")
    response = Download(body, mimetype=mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=f"headway-cards.{form}")
    return response


def _of(topic: str) -> Sequence[tuple[str, Sequence[Face]]]:
    """The cards of a topic with their faces."""
    found = [(card.id, faces(card)) for card in cards().values() if card.topic == topic]
    if not found:
        raise NotFound(f"There is no topic called {topic[:60]!r} among the cards.")
    return found


def _faces(topic: str) -> list[Face]:
    """Forward faces first, then the reverses, so that one doesn't give the other away."""
    every = [face for _, both in _of(topic) for face in both]
    return sorted(every, key=lambda face: face.id != face.card)


def _told(added: Added) -> str:
    parts = [
        (added.new, "added"), (added.changed, "given their new words"), (added.same, "there already"),
    ]  # fmt: skip
    said_of = [f"{count:,} {what}" for count, what in parts if count]
    return f"Cards: {', '.join(said_of)}." if said_of else "No card was added."
