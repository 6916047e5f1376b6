"""The learner's own cards: from a CSV file or an Anki package to cards and a sentence for all that is not one.

Whoever imports loses nothing without a word: each row or note becomes a card with its exact words, or is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from quiz.cards import delimited, packages, spreadsheet
from quiz.cards.markup import printable

MOST_CARDS = 2_000
MOST_CHARACTERS = 2_000  # of a question or an answer
MOST_BYTES = 10_000_000  # of a CSV file
MOST_TOPIC = 100
MOST_BLANK = 10_000  # rows that hold separators or quotation marks but no word

_HEADERS = {("question", "answer"), ("front", "back")}


@dataclass(frozen=True)
class OwnCard:
    """A card that a learner wrote: plain text, never a formula or markup of ours."""

    question: str
    answer: str
    topic: str = ""
    origin: str = ""  # the note's own id in Anki, so that a second import can find its first


class Imported(NamedTuple):
    """What a file gave: its cards in order, and one sentence for each thing that is not a card."""

    cards: tuple[OwnCard, ...]
    problems: tuple[str, ...]


def from_csv(content: bytes) -> Imported:
    """Cards from rows of question, answer and perhaps topic, separated by tab, semicolon or comma.

    A first row that says question and answer, or front and back, is a header.

    >>> from_csv("What is V?;The values".encode()).cards
    (OwnCard(question='What is V?', answer='The values', topic='', origin=''),)
    """
    if len(content) > MOST_BYTES:
        return _refused(f"A file of cards may have up to {MOST_BYTES:,} bytes, but this one has {len(content):,}.")
    try:
        text = delimited.decode(content)
    except ValueError as wrong:
        return _refused(str(wrong))
    return _collected(_from_rows(text), "The file holds no cards: a card is a row of a question and an answer.")


def from_anki(content: bytes) -> Imported:
    """Cards from the notes of an Anki package (.apkg), each with the words of its fields as plain text."""
    try:
        notes = packages.notes(content)
    except ValueError as wrong:
        return _refused(str(wrong))
    found = _collected(_from_notes(notes.notes), "The package holds no notes.")
    if not notes.media:
        return found
    media = f"Only text is taken over: of {notes.media:,} pictures or sounds in the package the names stay in it."
    return Imported(found.cards, (*found.problems, media))


def checked(card: OwnCard) -> OwnCard:
    """The card without outer white space and control characters; ValueError says what a card may not be."""
    question, answer = printable(card.question).strip(), printable(card.answer).strip()
    topic = " ".join(printable(card.topic).split())
    for side, text in (("question", question), ("answer", answer)):
        if not text:
            raise ValueError(f"a card needs a question and an answer, but the {side} is empty")
        if len(text) > MOST_CHARACTERS:
            raise ValueError(f"the {side} may have up to {MOST_CHARACTERS:,} characters, but has {len(text):,}")
    if len(topic) > MOST_TOPIC:
        raise ValueError(f"the topic may have up to {MOST_TOPIC} characters, but has {len(topic)}")
    return OwnCard(question, answer, topic, card.origin)


def _refused(sentence: str) -> Imported:
    return Imported((), (sentence,))


def _collected(found: Iterable[tuple[str, OwnCard | str]], none: str) -> Imported:
    """Cards and problems out of (place, card or problem), up to the most cards of one file."""
    cards: list[OwnCard] = []
    problems: list[str] = []
    for place, card in found:
        if len(cards) + len(problems) == MOST_CARDS:
            problems.append(f"One file may hold up to {MOST_CARDS:,} cards; {place} and all after it were left out.")
            break
        try:
            if isinstance(card, str):
                raise ValueError(card)
            cards.append(checked(card))
        except ValueError as wrong:
            problems.append(f"{place} was left out: {wrong}.")
    return Imported(tuple(cards), tuple(problems) if cards or problems else (none,))


def _from_rows(text: str) -> Iterator[tuple[str, OwnCard | str]]:
    """The rows below the header; of an export of ours also without the guard against formulas."""
    ours = first = True
    blank = 0
    for row in delimited.rows(text):
        if row.blank:
            blank += 1
            if blank > MOST_BLANK:
                yield f"Line {row.line}", f"it and all after it follow {MOST_BLANK:,} rows without a word"
                return
            continue
        header = tuple(cell.strip().lower() for cell in row.cells)
        if first:
            ours, first = header == spreadsheet.HEADER, False
            if ours or header[:2] in _HEADERS:
                continue
        yield f"Line {row.line}", row.problem or _from_cells(row.cells, ours)


def _from_cells(cells: tuple[str, ...], ours: bool) -> OwnCard | str:
    if ours and len(cells) == len(spreadsheet.HEADER):
        question, answer, topic, source = (spreadsheet.unguarded(cell) for cell in cells)
        return OwnCard(question, "\n\n".join(text for text in (answer, source) if text), topic)
    while len(cells) > 3 and not cells[-1].strip():
        cells = cells[:-1]
    if not 2 <= len(cells) <= 3:
        found = "is 1 cell" if len(cells) == 1 else f"are {len(cells)} cells"
        return (
            f"a card is a question, an answer and perhaps a topic, but there {found} "
            "(put quotation marks around a text that holds the separator)"
        )
    return OwnCard(*cells)


def _from_notes(notes: Iterable[packages.Note]) -> Iterator[tuple[str, OwnCard | str]]:
    for number, note in enumerate(notes, 1):
        for side, (question, answer) in enumerate(note.sides):
            origin = note.guid if len(note.sides) == 1 else f"{note.guid}/{side}"
            yield f"Note {number}", note.problem or OwnCard(question, answer, note.topic, origin)
