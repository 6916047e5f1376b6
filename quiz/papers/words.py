"""The words around the problems, in the language of the sheet. They are data, in `words.toml` beside this module."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def _read() -> Mapping[str, Mapping[str, str]]:
    loaded = tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))
    for language, words in loaded.items():
        missing = loaded["en"].keys() ^ words.keys()
        if missing:
            raise ValueError(f"A language has every word, but {language} is not complete: {', '.join(missing)}.")
    return loaded


def languages() -> tuple[str, ...]:
    """The languages that a sheet can have, English first."""
    return tuple(_read())


def words(language: str) -> Mapping[str, str]:
    """Every word of a language, by its name."""
    return _read()[language]
