"""Pins: exactly these variants and no others, which somebody looked at and found good.

An index means a variant only together with its seed, so a blueprint with pins bears a mark of the seed to which they
belong, and is refused with another one. The problems of a pinned item share one stream of numbers and its pins: with
numbers of their own for every copy, each copy takes as many as the item has problems.
"""

from __future__ import annotations

import hashlib

from quiz.papers.blueprint import Blueprint, Flawed
from quiz.papers.codes import ALPHABET, LETTERS


def seed_mark(seed: int) -> str:
    """Eight letters that tell seeds apart and say nothing of the seed, which would be an answer key."""
    made = int.from_bytes(hashlib.sha256(b"mark of a seed" + seed.to_bytes(8, "big")).digest()[:8], "big")
    return "".join(ALPHABET[made // len(ALPHABET) ** place % len(ALPHABET)] for place in range(LETTERS))


def held(blueprint: Blueprint, seed: int) -> None:
    """Flawed where the indices of the blueprint belong to another seed."""
    if blueprint.seed_mark and blueprint.seed_mark != seed_mark(seed):
        raise Flawed(f"seed_mark: the variants to pin and to drop were chosen with the seed {blueprint.seed_mark}, but "
                     f"this is {seed_mark(seed)}: take that seed, or leave seed_mark, pin and drop out.")  # fmt: skip
