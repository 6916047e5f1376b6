"""Stress runs as a job: what `flask stress` prints, level by level, in stretches that can be made anywhere.

Arguments: `families` (ids; empty for all), `count` (variants of each level), `seed`. Result: `lines`, as the command
prints them; `seconds` adds up what the parts took, wherever they ran.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from quiz.answers.readings import quoted
from quiz.family import families
from quiz.services.errors import Unacceptable
from quiz.services.teaching.jobs_kinds import Kind, Made, Values
from quiz.stress import CHUNK, stress

STRETCH = 5 * CHUNK  # variants of one part
MOST = 1_000_000


def check(arguments: Values) -> dict[str, Any]:
    ids, count, seed = list(arguments.get("families") or families()), arguments.get("count"), arguments.get("seed")
    unknown = [str(id) for id in ids if id not in families()]
    if unknown:
        raise Unacceptable(f"A family is one of {', '.join(families())}, but {quoted(unknown[0])} came.")
    if not isinstance(count, int) or isinstance(count, bool) or not 1 <= count <= MOST:
        raise Unacceptable(f"1 to {MOST:,} variants of each level are drawn, but {str(count)[:20]} came.")
    if not isinstance(seed, int) or isinstance(seed, bool) or not 0 <= seed < 2**64:
        raise Unacceptable("A seed is a whole number from 0 to 2**64 - 1, but something else came.")
    return {"families": ids, "count": count, "seed": seed}


def parts(arguments: Values) -> Sequence[Values]:
    """Stretches of every level of every family, in the order in which the command prints them."""
    count = arguments["count"]
    return [
        {"family": id, "level": level, "first": first, "count": min(STRETCH, count - first)}
        for id in arguments["families"]
        for level in families()[id].levels
        for first in range(0, count, STRETCH)
    ]


def make(arguments: Values, part: Values, store: str) -> Made:
    """One stretch of a level."""
    family = families()[part["family"]]
    return Made(stress(family, part["level"], part["count"], arguments["seed"], part["first"]))


def summed(arguments: Values, results: Sequence[Values]) -> dict[str, Any]:
    """The lines of `flask stress`."""
    lines: dict[tuple[str, int], dict[str, Any]] = {}
    for one in results:
        line = lines.setdefault((one["family"], one["level"]), {**one, "variants": 0, "seconds": 0.0, "indistinct": 0,
                                                                "degenerate": 0})  # fmt: skip
        for name in ("variants", "seconds", "indistinct", "degenerate"):
            line[name] += one[name]
        line["seconds"] = round(line["seconds"], 3)
    return {"lines": list(lines.values())}


KIND = Kind("stress", "Stress run", check, parts, make, summed)
