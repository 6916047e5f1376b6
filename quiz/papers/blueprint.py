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
MOST_STREAMS = 10_000

__all__ = ["Blueprint", "Flawed", "Item", "read_blueprint"]


@dataclass(frozen=True)
class Item:
    """Some problems of the same kind: a family, or a topic from which the seed chooses one.

    points: of each of the `count` problems. paper: only numbers that can be worked without a calculator. parts: ask
    only these (empty: all that the level asks). drop: indices of variants that nobody shall get. pin: indices of the
    variants that are used, and no others (`quiz.papers.pins`). stream: which of the seed's streams of numbers is meant
    by these indices, 0 for that of the item's place in the paper.
    """

    level: int
    points: float
    family: str = ""
    topic: str = ""
    count: int = 1
    paper: bool = False
    parts: tuple[str, ...] = ()
    drop: tuple[int, ...] = ()
    pin: tuple[int, ...] = ()
    stream: int = 0


@dataclass(frozen=True)
class Blueprint:
    """A problem set.

    shuffle: what stands in another order on each copy, items or options. language: of the words around the problems.
    time_limit: minutes, 0 for none. calculator: allowed; otherwise a table of exponentials is printed. seeds: `own`
    gives each copy numbers of its own, `same` gives all copies the same numbers. seed_mark: of the seed to which the
    indices of `drop` and `pin` belong, empty for none.
    """

    title: str
    items: tuple[Item, ...]
    instructions: str = ""
    shuffle: tuple[str, ...] = ()
    language: str = "en"
    time_limit: int = 0
    calculator: bool = True
    seeds: Literal["own", "same"] = "own"
    seed_mark: str = ""

    @property
    def shared(self) -> bool:
        """Whether what one learner gets may be what another gets: the same numbers, or the same pinned variants."""
        return self.seeds == "same" or any(item.pin for item in self.items)

    @property
    def digest(self) -> bytes:
        """32 bytes that tell this blueprint from every other."""
        return hashlib.sha256(json.dumps(as_mapping(self), sort_keys=True).encode()).digest()


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
    table.only(
        "title", "instructions", "shuffle", "language", "time_limit", "calculator", "seeds", "seed_mark", "items"
    )  # fmt: skip
    title = table.text("title")
    items = tuple(_item(Table(f"items[{i}].", item)) for i, item in enumerate(table.tables("items"), 1))
    if sum(item.count for item in items) > MOST_ITEMS:
        raise Flawed(f"items: a paper has at most {MOST_ITEMS} problems, but these make more.")
    seeds: Any = table.one_of("seeds", ("own", "same"), "own")
    mark = table.text("seed_mark", "")
    if any(item.pin for item in items) and not mark:
        raise Flawed("seed_mark: expected beside a pin, since indices mean other variants with another seed, but it is "
                     "missing; a pinned item is best made on the blueprint’s page, which writes it.")  # fmt: skip
    return Blueprint(
        title=title,
        items=items,
        instructions=table.text("instructions", ""),
        shuffle=table.some_of("shuffle", ("items", "options")),
        language=table.one_of("language", languages(), "en"),
        time_limit=table.whole("time_limit", 0, 1, 24 * 60),
        calculator=table.flag("calculator", True),
        seeds=seeds,
        seed_mark=mark,
    )


def _item(table: Table) -> Item:
    table.only("family", "topic", "level", "points", "count", "paper", "parts", "drop", "pin", "stream")
    if ("family" in table) == ("topic" in table):
        raise Flawed(f"{table.at}family: an item names either a family or a topic, but it names "
                     f"{'both' if 'family' in table else 'neither'}.")  # fmt: skip
    level = table.whole("level", None, 0, 99)
    family, topic = table.text("family", ""), table.text("topic", "")
    _must_exist(table, family, topic, level)
    for key in ("parts", "drop", "pin"):
        if topic and key in table:
            raise Flawed(f"{table.at}{key}: expected only beside a family, but this item names a topic.")
    count, drop, pin = table.whole("count", 1, 1, MOST_ITEMS), table.wholes("drop"), table.wholes("pin")
    if pin and len(set(pin)) < count:
        raise Flawed(f"{table.at}pin: expected at least {count} different indices, one for each problem of the item, "
                     f"but {len(set(pin))} came.")  # fmt: skip
    if both := set(pin).intersection(drop):
        raise Flawed(f"{table.at}pin: expected only variants that are not dropped, but {min(both)} is.")
    return Item(
        level,
        table.amount("points"),
        family,
        topic,
        count=count,
        paper=table.flag("paper", False),
        parts=table.some_of("parts", tuple(p.id for p in families()[family].parts(level))) if family else (),
        drop=drop,
        pin=tuple(dict.fromkeys(pin)),
        stream=table.whole("stream", 0, 1, MOST_STREAMS),
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
    """The blueprint as plain values, as it is printed.

    NOTE: the digest rests on it, and with it the codes on papers: a key that came later is left out where it is empty.
    """
    made = asdict(blueprint)
    for one, later in ((made, ("seed_mark",)), *((item, ("pin", "stream")) for item in made["items"])):
        for key in later:
            if not one[key]:
                del one[key]
    return made
