"""One table of a blueprint, whose values are asked for by name: right, absent, or one clear sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

MOST_TEXT = 10_000
MOST_LISTED = 10_000


class Flawed(ValueError):
    """A blueprint that can't be followed; the message is one sentence: the key, what was expected, what came."""


@dataclass(frozen=True)
class Table:
    """at: what stands before the names of its keys in a sentence, `items[2].`."""

    at: str
    values: Mapping[str, Any]

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def only(self, *keys: str) -> None:
        """Refuse a key that nobody knows: it is a slip of the pen, and would be silently without effect."""
        for key in self.values:
            if key not in keys:
                raise Flawed(f"{self.at}{key}: expected one of the keys {', '.join(keys)}, but this is none of them.")

    def text(self, key: str, default: str | None = None) -> str:
        value = self._of(key, default, "a text")
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self._wrong(key, "a text", value)
        if len(value) > MOST_TEXT:
            raise Flawed(f"{self.at}{key}: expected at most {MOST_TEXT} characters, but {len(value)} came.")
        return "".join(c for c in value if c.isprintable() or c in "\n\t")

    def whole(self, key: str, default: int | None, least: int, most: int) -> int:
        expected = f"a whole number from {least} to {most}"
        value = self._of(key, default, expected)
        if key in self and (type(value) is not int or not least <= value <= most):
            raise self._wrong(key, expected, value)
        return value

    def wholes(self, key: str) -> tuple[int, ...]:
        value = self._of(key, (), "a list of whole numbers")
        if not isinstance(value, list | tuple) or any(type(one) is not int or not 0 <= one < 2**31 for one in value):
            raise self._wrong(key, "a list of whole numbers from 0 to 2147483647", value)
        if len(value) > MOST_LISTED:
            raise Flawed(f"{self.at}{key}: expected at most {MOST_LISTED} numbers, but {len(value)} came.")
        return tuple(value)

    def amount(self, key: str) -> float:
        value = self._of(key, None, "a number above 0")
        if type(value) not in (int, float) or not isfinite(value) or not 0 < value <= 1000:
            raise self._wrong(key, "a number above 0 and at most 1000", value)
        return float(value)

    def flag(self, key: str, default: bool) -> bool:
        value = self._of(key, default, "true or false")
        if not isinstance(value, bool):
            raise self._wrong(key, "true or false", value)
        return value

    def one_of(self, key: str, options: Sequence[str], default: str) -> str:
        value = self._of(key, default, options[0])
        if value not in options:
            raise self._wrong(key, f"one of {', '.join(options)}", value)
        return value

    def some_of(self, key: str, options: Sequence[str]) -> tuple[str, ...]:
        """Some of the options, in their order; nothing where the key is absent."""
        expected = f"a list of some of {', '.join(options)}"
        value = self._of(key, [], expected)
        if not isinstance(value, list) or any(one not in options for one in value) or (key in self and not value):
            raise self._wrong(key, expected, value)
        return tuple(option for option in options if option in value)

    def tables(self, key: str) -> list[Mapping[str, Any]]:
        value = self._of(key, None, "at least one [[items]] table")
        if not isinstance(value, list) or not value or not all(isinstance(one, dict) for one in value):
            raise self._wrong(key, "at least one [[items]] table", value)
        return value

    def _of(self, key: str, default: Any, expected: str) -> Any:
        if key not in self.values and default is None:
            raise Flawed(f"{self.at}{key}: expected {expected}, but it is missing.")
        return self.values.get(key, default)

    def _wrong(self, key: str, expected: str, value: Any) -> Flawed:
        came = repr(value) if len(repr(value)) <= 60 else f"{repr(value)[:57]}…"
        return Flawed(f"{self.at}{key}: expected {expected}, but {came} came.")
