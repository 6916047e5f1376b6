"""A blueprint as its TOML text, and the comments of a text that is rewritten: they are kept, all at its top."""

from __future__ import annotations

import json
import re
from typing import Any

from quiz.papers.blueprint import Blueprint, Item

_PIECES = re.compile(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|(#[^\n]*)', re.DOTALL
)  # fmt: skip


def comments(text: str) -> list[str]:
    """The comments of a TOML text, without what stands in strings.

    >>> comments('title = "no # comment" # but this')
    ['# but this']
    """
    return [found[1].rstrip() for found in _PIECES.finditer(text) if found[1]]


def written(blueprint: Blueprint, before: str = "") -> str:
    """The text that reads as this blueprint. before: the text it stands for, whose comments are kept.

    >>> written(Blueprint("T", (Item(1, 2.5, "softmax-row"),))).splitlines()[-1]
    'points = 2.5'
    """
    lines = [*comments(before), *_lines(blueprint, Blueprint("", ()), ("items",))]
    for item in blueprint.items:
        lines += ["", "[[items]]", *_lines(item, Item(-1, -1), ())]
    return "\n".join(lines) + "\n"


def _lines(one: Any, plain: Any, without: tuple[str, ...]) -> list[str]:
    """A line for each key that says something else than its default."""
    names = [name for name in vars(one) if name not in without and getattr(one, name) != getattr(plain, name)]
    names.sort(key=lambda name: ("family", "topic", "title").count(name) == 0)
    return [f"{name} = {_value(getattr(one, name))}" for name in names]


def _value(value: Any) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).lower() if isinstance(value, bool) else repr(value)
