"""What there is to remember: every skill, flashcard and prompt of the oral, in the order in which it is new."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache

from quiz.cards import cards, face, faces
from quiz.family import families
from quiz.oral import prompt, prompts
from quiz.services.errors import NotFound
from quiz.services.review_values import Item

KINDS = ("skill", "card", "oral")  # those of everybody; `own:<id>` is a card that the learner wrote
OWN = "own"
LONGEST_ID = 120
# Topics of the oral by the name that problems and cards have for them; the others are called the same.
ORAL_TOPICS = {
    "whole pipeline": "pipeline",
    "shapes and cost": "shapes",
    "heads and variants": "heads",
    "path-merging": "pathmerge",
}
# Seconds that a review is thought to take before the learner's own are known.
SKILL_SECONDS = {1: 60, 2: 120, 3: 180}
KIND_SECONDS = {"skill": 120, "card": 12, "oral": 75}


def item(id: str) -> Item:
    """The item of an id; NotFound when there is none (any more)."""
    kind, _, ref = id.partition(":")
    try:
        if kind == "skill":
            return _skill(ref)
        if kind == "card":
            shown = face(ref)
            return Item(id, kind, ref, None, shown.question, shown.topic)
        if kind == "oral":
            asked = prompt(ref)
            return Item(id, kind, ref, None, asked.question, ORAL_TOPICS.get(asked.topic, asked.topic))
        if kind == OWN and ref:
            return Item(id, kind, ref, None, "A card of your own", None)
    except (KeyError, ValueError):
        pass
    raise NotFound(f"An item is a skill, a card or a prompt of the oral, but there is no {id[:LONGEST_ID]!r}.")


def named(id: str) -> Item:
    """The item of an id from the store, even where there is none any more."""
    kind, _, ref = id.partition(":")
    try:
        return item(id)
    except NotFound:
        return Item(id, kind, ref, None, ref, None)


def known(ids: Iterable[str]) -> list[Item]:
    """The items of these ids; those that there are no more are left out."""
    found = []
    for id in ids:
        try:
            found.append(item(id))
        except NotFound:
            continue
    return found


def skill(family: str, level: int) -> str:
    """The item id of a family at a level. NOTE: stored."""
    return f"skill:{family}:{level}"


def card(id: str) -> str:
    """The item id of a face of a flashcard. NOTE: stored."""
    return f"card:{id}"


def expected_seconds(id: str) -> int:
    """How long a review of an item takes, before the learner's own times are known."""
    kind, _, ref = id.partition(":")
    level = ref.rpartition(":")[2]
    if kind == "skill" and level.isdecimal():
        return SKILL_SECONDS.get(int(level), KIND_SECONDS[kind])
    return KIND_SECONDS.get(kind, KIND_SECONDS["card"])


def catalogue(kinds: Collection[str] | None = None) -> list[str]:
    """All item ids, in the order in which they are new: kinds in turn, easy skills first."""
    return list(_catalogue(tuple(kind for kind in KINDS if kinds is None or kind in kinds)))


@cache
def _catalogue(kinds: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_in_turn([_of_kind(kind) for kind in kinds]))


def _of_kind(kind: str) -> list[str]:
    if kind == "skill":
        pairs = [(level, place, one.id) for place, one in enumerate(families().values()) for level in one.levels]
        return [skill(id, level) for level, _, id in sorted(pairs)]
    if kind == "card":
        # A reverse is new only after all forward faces of its topic, so that the two don't meet on one day.
        shown = [one for each in cards().values() for one in faces(each)]
        topics = {one.topic: place for place, one in reversed(list(enumerate(shown)))}
        return [card(one.id) for one in sorted(shown, key=lambda one: (topics[one.topic], one.id != one.card))]
    return [f"oral:{one.id}" for one in prompts()]


def _in_turn(rows: list[list[str]]) -> Iterable[str]:
    """One of each row, then the next of each, until all are through."""
    for place in range(max((len(row) for row in rows), default=0)):
        yield from (row[place] for row in rows if place < len(row))


def _skill(ref: str) -> Item:
    family_id, _, level = ref.rpartition(":")
    one = families()[family_id]
    if level not in map(str, one.levels):
        raise KeyError(level)
    return Item(skill(family_id, int(level)), "skill", family_id, int(level), f"{one.title}, level {level}", one.topic)
