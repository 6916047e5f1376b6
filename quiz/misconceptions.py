"""The mistakes that Headway knows by name: what it says of each, and what to do next time.

The sentences are data, in `misconceptions.toml` beside this module. What a mistaken solver computes is
declared with the step that it replaces; here is only what every family says about it in the same words.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType


@dataclass(frozen=True)
class Misconception:
    """One known mistake, in words that fit every family in which it can occur."""

    id: str  # NOTE: stored with every grade; never renamed, and never reused for another mistake.
    where: str  # the part of attention it belongs to: scale, softmax, products, masks, heads, ...
    remark: str  # a sentence to the learner: "You left out the division by √d_k."
    cure: str  # a sentence for next time: "Divide every score by √d_k before the softmax."
    shown: str  # completes "0.61 is what comes out ...": "without the division by √d_k"
    righted: str  # completes "..., and ... it is 0.47": "with the division by √d_k"


def _read() -> Mapping[str, Misconception]:
    """Every misconception by its id, in the order of the file."""
    tables = tomllib.loads(files(__package__).joinpath("misconceptions.toml").read_text(encoding="utf-8"))
    known: dict[str, Misconception] = {}
    for where, rows in tables.items():
        for id, words in rows.items():
            if id in known:
                raise ValueError(f"An id has one place, but {id!r} is in {known[id].where} and {where}.")
            known[id] = Misconception(id=id, where=where, **words)
    return MappingProxyType(known)


MISCONCEPTIONS: Mapping[str, Misconception] = _read()


def misconception(id: str) -> Misconception:
    """The misconception with this id; ValueError when there is none.

    >>> misconception("no-scale").remark
    'You left out the division by √d_k.'
    """
    if id not in MISCONCEPTIONS:
        raise ValueError(f"A misconception id must be one of misconceptions.toml, but {id!r} is unknown.")
    return MISCONCEPTIONS[id]
