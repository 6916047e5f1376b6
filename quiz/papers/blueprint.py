"""What an instructor wants: a blueprint, a short TOML file that says which items, how hard, for how many points.

    title = "Attention, week 3"
    time_limit = 60                # minutes
    calculator = false             # prints a table of exponentials
    shuffle = ["items", "options"]

    [[items]]
    family = "attention-weights"   # or topic = "weights"
    level = 1
    points = 4
    count = 1                      # as wanted, like the keys below
    paper = true                   # numbers that need no calculator
    parts = ["weights"]

A key that nobody knows is refused: it would be silently without effect.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from quiz.family import families
from quiz.papers.checking import Flawed, Table
from quiz.papers.words import languages

MOST_ITEMS = 200

__all__ = ["Blueprint", "Flawed", "Item", "read_blueprint"]


@dataclass(frozen=True)
class Item:
    """Some problems of the same kind: a family, or a topic from which the seed chooses one.

    points: of each of the `count` problems. paper: only numbers that can be worked without a calculator. parts: ask
    only these (empty: all that the level asks). drop: indices of variants that nobody shall get.
    """

    level: int
    points: float
    family: str = ""
    topic: str = ""
    count: int = 1
    paper: bool = False
    parts: tuple[str, ...] = ()
    drop: tuple[int, ...] = ()


@dataclass(frozen=True)
class Blueprint:
    """A problem set.

    shuffle: what stands in another order on each copy, items or options. language: of the words around the problems.
    time_limit: minutes, 0 for none. calculator: allowed; otherwise a table of exponentials is printed. seeds: `own`
    gives each copy numbers of its own, `same` gives all copies the same numbers.
    """

    title: str
    items: tuple[Item, ...]
    instructions: str = ""
    shuffle: tuple[str, ...] = ()
    language: str = "en"
    time_limit: int = 0
    calculator: bool = True
    seeds: Literal["own", "same"] = "own"

    @property
    def digest(self) -> bytes:
        """32 bytes that tell this blueprint from every other."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).digest()


def read_blueprint(text: str) -> Blueprint:
    """The blueprint that a TOML text describes; `Flawed` says in one sentence which key is wrong and what was expected.

    >>> read_blueprint('title = "Quiz"\\n[[items]]\\nfamily = "softmax-row"\\nlevel = 1\\npoints = 2').items[0].points
    2.0
    """
    try:
        loaded = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Flawed(f"A blueprint is TOML, but this is not: {str(error) or 'it is nested too deeply'}.") from None
    return _blueprint(Table("", loaded))


def _blueprint(table: Table) -> Blueprint:
    table.only("title", "instructions", "shuffle", "language", "time_limit", "calculator", "seeds", "items")
    title = table.text("title")
    items = tuple(_item(Table(f"items[{i}].", item)) for i, item in enumerate(table.tables("items"), 1))
    if sum(item.count for item in items) > MOST_ITEMS:
        raise Flawed(f"items: a paper has at most {MOST_ITEMS} problems, but these make more.")
    seeds: Any = table.one_of("seeds", ("own", "same"), "own")
    return Blueprint(
        title=title,
        items=items,
        instructions=table.text("instructions", ""),
        shuffle=table.some_of("shuffle", ("items", "options")),
        language=table.one_of("language", languages(), "en"),
        time_limit=table.whole("time_limit", 0, 1, 24 * 60),
        calculator=table.flag("calculator", True),
        seeds=seeds,
    )


def _item(table: Table) -> Item:
    table.only("family", "topic", "level", "points", "count", "paper", "parts", "drop")
    if ("family" in table) == ("topic" in table):
        raise Flawed(f"{table.at}family: an item names either a family or a topic, but it names "
                     f"{'both' if 'family' in table else 'neither'}.")  # fmt: skip
    level = table.whole("level", None, 0, 99)
    family, topic = table.text("family", ""), table.text("topic", "")
    _must_exist(table, family, topic, level)
    for key in ("parts", "drop"):
        if topic and key in table:
            raise Flawed(f"{table.at}{key}: expected only beside a family, but this item names a topic.")
    return Item(
        level,
        table.amount("points"),
        family,
        topic,
        count=table.whole("count", 1, 1, MOST_ITEMS),
        paper=table.flag("paper", False),
        parts=table.some_of("parts", tuple(p.id for p in families()[family].parts(level))) if family else (),
        drop=table.wholes("drop"),
    )


def _must_exist(table: Table, family: str, topic: str, level: int) -> None:
    """The item names something that exists at this level."""
    known = families()
    if family:
        if family not in known:
            raise Flawed(f"{table.at}family: expected one of {', '.join(known)}, but {family!r} came.")
        levels = known[family].levels
        if level not in levels:
            raise Flawed(f"{table.at}level: {family} has the levels {', '.join(map(str, levels))}, but {level} came.")
        return
    topics = list(dict.fromkeys(one.topic for one in known.values()))
    if topic not in topics:
        raise Flawed(f"{table.at}topic: expected one of {', '.join(topics)}, but {topic!r} came.")
    if not any(level in one.levels for one in known.values() if one.topic == topic):
        raise Flawed(f"{table.at}level: no family of the topic {topic} has the level {level}.")


def as_mapping(blueprint: Blueprint) -> Mapping[str, Any]:
    """The blueprint as plain values, as it is stored and printed."""
    return asdict(blueprint)
