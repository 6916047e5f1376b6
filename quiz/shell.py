"""What every command shares: JSON lines in and out, and what is wrong said in one line with exit status 2."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import click

SEEDS = click.IntRange(0, 2**64 - 1)


class Wrong(click.ClickException):
    """A bad argument or line: one line on standard error, exit status 2."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        name = click.get_current_context(silent=True)
        click.echo(f"{name.command_path if name else 'flask'}: {' '.join(self.message.split())}", err=True)


class Command(click.Command):
    """A command that says what is wrong with its arguments in one line, without its manual."""

    def make_context(self, *arguments: Any, **extra: Any) -> click.Context:
        try:
            return super().make_context(*arguments, **extra)
        except click.UsageError as error:
            raise Wrong(error.format_message()) from None


def lines() -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The JSON objects on standard input, one a line, with their line numbers; blank lines are skipped."""
    for number, text in enumerate(sys.stdin, 1):
        if not text.strip():
            continue
        try:
            line = json.loads(text)
        except (ValueError, RecursionError):
            raise Wrong(f"line {number}: each line is a JSON object, but this is no JSON.") from None
        if not isinstance(line, dict):
            raise Wrong(f"line {number}: each line is a JSON object, but this is something else.")
        yield number, line


def wanted(number: int, line: Mapping[str, Any], name: str, kind: type) -> Any:
    """A field of a line, of the wanted type."""
    value = line.get(name)
    if not isinstance(value, kind) or isinstance(value, bool):
        names = {str: "a text", int: "a whole number", dict: "an object"}
        came = "missing" if value is None else "something else"
        raise Wrong(f"line {number}: {name!r} must be {names[kind]}, but it is {came}.")
    return value


def write(line: Mapping[str, Any]) -> None:
    """One line of JSON, at once: another program may be waiting for it."""
    click.echo(json.dumps(line, ensure_ascii=False, separators=(",", ":"), allow_nan=False))
