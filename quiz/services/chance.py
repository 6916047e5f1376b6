"""What nobody can guess: seeds, public ids and tokens, from the operating system's secure source."""

import hashlib
import re
import secrets
from collections.abc import Callable

Seeds = Callable[[], int]  # each call: another whole number of 64 bits


def secure_seed() -> int:
    """A seed for one variant. This code is open, so a seed is an answer key: it never leaves the server."""
    return secrets.randbits(64)


def public_id() -> str:
    """A name for the world outside: 128 random bits, 22 characters."""
    return secrets.token_urlsafe(16)


def is_public_id(text: str) -> bool:
    """Whether a text from outside can be one: databases differ in what else they take (a NUL, half a character)."""
    return _PUBLIC_ID.fullmatch(text) is not None


_PUBLIC_ID = re.compile(r"[A-Za-z0-9_-]{22}")


def token() -> str:
    """A secret for a cookie or a program: 256 random bits."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> bytes:
    """What is stored in a secret's place. Random secrets need no salt and no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
