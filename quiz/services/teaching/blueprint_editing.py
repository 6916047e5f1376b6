"""A blueprint changed without writing TOML: its settings, its items, the variants that are pinned and dropped.

Each change rewrites the text; comments are then kept at its top (`quiz.papers.writing`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from quiz.database import Database
from quiz.family import families
from quiz.models import BlueprintRow
from quiz.papers.blueprint import Item, read_blueprint
from quiz.papers.pins import seed_mark
from quiz.papers.words import languages
from quiz.papers.writing import written
from quiz.services.errors import Misfilled, Unacceptable
from quiz.services.teaching import fields
from quiz.services.teaching.blueprints import one_of, rewrite
from quiz.services.teaching.wording import named, showable

SHUFFLED = ("items", "options")
SEEDS = ("own", "same")
MOST_MINUTES = 24 * 60
MOST_INSTRUCTIONS = 5_000


def change_settings(
    db: Database, learner: int, id: str, typed: Mapping[str, str], number: int, *, now: datetime
) -> None:
    """Other settings than the items'. typed: `title`, `instructions`, `language`, `time_limit` (empty for none),
    `seeds`; `shuffle_items`, `shuffle_options` and `calculator` where they are ticked. Misfilled names what is wrong.
    """
    new = _read(typed)

    def text(row: BlueprintRow) -> str:
        return written(replace(read_blueprint(row.text), **new), row.text)

    rewrite(db, learner, id, number, text, now=now)


def choose(db: Database, learner: int, id: str, item: int, index: int, act: str, number: int, *, now: datetime) -> None:
    """Pin or drop a variant of an item, from 1, or take that back. act: `pin`, `drop` or `free`."""

    def text(row: BlueprintRow) -> str:
        old = read_blueprint(row.text)
        chosen = one_of(old, item)
        if chosen.topic or act not in ("pin", "drop", "free"):
            raise Unacceptable("Variants are pinned and dropped where an item names a family; this one names a topic.")
        pin = tuple(one for one in chosen.pin if one != index) + ((index,) if act == "pin" else ())
        drop = tuple(one for one in chosen.drop if one != index) + ((index,) if act == "drop" else ())
        stream = chosen.stream or 1 + sum(one.count for one in old.items[: item - 1])
        stream = stream if pin or drop else 0
        items = list(old.items)
        items[item - 1] = replace(chosen, pin=pin, drop=drop, stream=stream)
        mark = seed_mark(row.seed) if any(one.pin or one.drop for one in items) else ""
        return written(replace(old, items=tuple(items), seed_mark=mark), row.text)

    rewrite(db, learner, id, number, text, now=now)


def ask(db: Database, learner: int, id: str, item: int, parts: Collection[str], number: int, *, now: datetime) -> None:
    """Ask only these parts of an item, from 1; all of them as if nothing was said."""

    def text(row: BlueprintRow) -> str:
        old = read_blueprint(row.text)
        chosen = one_of(old, item)
        if chosen.topic:
            raise Unacceptable("Parts are chosen where an item names a family, but this one names a topic.")
        there = tuple(part.id for part in families()[chosen.family].parts(chosen.level))
        wanted = tuple(part for part in there if part in parts)
        if not wanted:
            raise Unacceptable("At least one part is asked, but none is ticked.")
        items = list(old.items)
        items[item - 1] = replace(chosen, parts=() if wanted == there else wanted)
        return written(replace(old, items=tuple(items)), row.text)

    rewrite(db, learner, id, number, text, now=now)


def arrange(db: Database, learner: int, id: str, item: int, act: str, number: int, *, now: datetime) -> None:
    """Move an item, from 1, `up` or `down`, or `remove` it. Pins and dropped variants move along."""

    def text(row: BlueprintRow) -> str:
        old = read_blueprint(row.text)
        moved = one_of(old, item)
        items = [one for place, one in enumerate(old.items, 1) if place != item]
        if act in ("up", "down"):
            items.insert(max(item - 2, 0) if act == "up" else item, moved)
        elif act != "remove" or not items:
            raise Unacceptable("An item is moved up or down, or removed; the last one stays.")
        return written(replace(old, items=tuple(items)), row.text)

    rewrite(db, learner, id, number, text, now=now)


def add(db: Database, learner: int, id: str, item: Item, number: int, *, now: datetime) -> None:
    """Another item at the end."""

    def text(row: BlueprintRow) -> str:
        old = read_blueprint(row.text)
        return written(replace(old, items=(*old.items, item)), row.text)

    rewrite(db, learner, id, number, text, now=now)


def _read(typed: Mapping[str, str]) -> dict[str, Any]:
    """The settings that a form says, by the names of the blueprint's fields."""
    readers: dict[str, Callable[[str], object]] = {
        "title": lambda text: named(text, "The title"),
        "instructions": _instructions,
        "language": lambda text: fields.one_of(text, languages(), "The language of the sheet"),
        "time_limit": _limit,
        "seeds": lambda text: fields.one_of(text, SEEDS, "Whose the numbers are"),
    }
    found: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for field, read in readers.items():
        try:
            found[field] = read(typed.get(field, ""))
        except Unacceptable as refused:
            wrong[field] = str(refused)
    if wrong:
        raise Misfilled(**wrong)
    shuffle = tuple(one for one in SHUFFLED if typed.get(f"shuffle_{one}"))
    return {**found, "shuffle": shuffle, "calculator": bool(typed.get("calculator"))}


def _limit(text: str) -> int:
    return fields.whole(text, "The time limit in minutes", 1, MOST_MINUTES) if text.strip() else 0


def _instructions(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if len(text) > MOST_INSTRUCTIONS:
        raise Unacceptable(f"The instructions have at most {MOST_INSTRUCTIONS} characters, but these have {len(text)}.")
    if not all(showable(line) for line in text.replace("\t", " ").split("\n")):
        raise Unacceptable("The instructions are made of letters, digits and signs, but something can’t be shown.")
    return text
