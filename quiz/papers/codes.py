"""The short code on a copy: it names the copy, and tells whether a blueprint and a seed are those that made it.

`K7QM-2XWD-12` is copy 12; the letters are a digest of blueprint, seed and number, 40 bits, in an alphabet without
look-alikes. It says nothing of the seed, which would be an answer key.
"""

from __future__ import annotations

import hashlib

from quiz.papers.blueprint import Blueprint

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 O, 1 I L
LETTERS = 8


def code(blueprint: Blueprint, seed: int, copy: int) -> str:
    """The code of copy number `copy`, from 1."""
    made = hashlib.sha256(blueprint.digest + seed.to_bytes(8, "big") + copy.to_bytes(8, "big")).digest()
    number = int.from_bytes(made[:8], "big")
    letters = ""
    for _ in range(LETTERS):
        number, place = divmod(number, len(ALPHABET))
        letters += ALPHABET[place]
    return f"{letters[:4]}-{letters[4:]}-{copy}"


def copy_of(written: str, blueprint: Blueprint, seed: int) -> int:
    """The number of the copy that bears this code; ValueError when blueprint or seed are not those that made it."""
    number = written.strip().rpartition("-")[2]
    if not number.isdecimal() or not 1 <= int(number) < 2**31:
        raise ValueError(f"A code ends with the number of the copy, like K7QM-2XWD-12, but {written!r} came.")
    if written.strip().upper() != code(blueprint, seed, int(number)):
        raise ValueError(f"{written.strip()} was not made from this blueprint with this seed.")
    return int(number)
