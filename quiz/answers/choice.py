"""Reads a choice: the id of one option, or of several.

Ids are what the options' boxes send, so they are read to the letter. Several are separated by commas, spaces or new
lines; repeats and order don't matter; `{}` and `none` are no option. The value follows the order of the options, if
they are known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from quiz.answers.normalise import LONGEST_TEXT, limited, visible
from quiz.answers.readings import Read, Reading, Unreadable, quoted
from quiz.answers.showing import show_set


def read_one(text: str, options: Sequence[str] | None = None) -> Reading:
    """The id of the one option that was chosen."""
    chosen = visible(limited(text, LONGEST_TEXT)).strip()
    if not chosen:
        raise Unreadable("One option was expected, and none was chosen.")
    if options is None and re.search(r"[\s,]", chosen):
        raise Unreadable(f"The id of one option was expected, and {quoted(chosen)} came.")
    return Read(_known(chosen, options), chosen)


def read_several(text: str, options: Sequence[str] | None = None) -> Reading:
    """The ids of all options that were chosen, each once."""
    chosen = visible(limited(text, LONGEST_TEXT)).strip()
    if not chosen:
        raise Unreadable("Options were expected, and nothing was chosen: write {} if none applies.")
    if chosen == "{}" or (chosen == "none" and "none" not in (options or ())):
        return Read([], show_set([]))
    if chosen[0] + chosen[-1] == "{}":
        chosen = chosen[1:-1].strip()
    parts = re.split(r"\s*,\s*|\s+", chosen.removesuffix(",").rstrip())
    ids = {_known(part, options) for part in parts}
    value = [option for option in options if option in ids] if options is not None else sorted(ids)
    return Read(value, show_set(value))


def _known(chosen: str, options: Sequence[str] | None) -> str:
    if not chosen:
        raise Unreadable("The id of an option was expected between two commas, and nothing came.")
    if options is not None and chosen not in options:
        raise Unreadable(f"One of {', '.join(options)} was expected, and {quoted(chosen)} came.")
    return chosen
