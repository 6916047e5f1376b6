"""What an account is opened with: an e-mail address in one spelling, and a password that is kept as argon2id."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from quiz.services.errors import Unacceptable

SHORTEST, LONGEST = 8, 200
LONGEST_LOCAL, LONGEST_DOMAIN, LONGEST_EMAIL = 64, 253, 254
COMMON = frozenset((Path(__file__).parent / "common_passwords.txt").read_text(encoding="utf-8").split())
# OWASP's first choice for argon2id: 19 MiB, two passes, one lane; some 20 ms.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Verified where there is no account, so that an unknown address takes as long as a known one. Nothing matches it.
DUMMY = _HASHER.hash("nobody's password")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")


def email(text: str) -> str:
    """The address in one spelling: small letters, its domain as the network writes it; Unacceptable where it is none.

    >>> email(" Ada@Exämple.ORG ")
    'ada@xn--exmple-cua.org'
    """
    local, at, domain = unicodedata.normalize("NFKC", text.strip()).casefold().rpartition("@")
    domain = _domain(domain)
    right = at and 1 <= len(local) <= LONGEST_LOCAL and local.isprintable() and not re.search(r"[\s@<>,;]", local)
    if not right or not domain or len(local) + 1 + len(domain) > LONGEST_EMAIL:
        raise Unacceptable("An e-mail address looks like name@example.org, but this one doesn’t.")
    return f"{local}@{domain}"


def _domain(text: str) -> str:
    """A domain in ASCII and small letters; empty where it is none."""
    try:
        found = text.encode("idna").decode("ascii").lower() if len(text) <= LONGEST_DOMAIN else ""
    except UnicodeError:
        return ""
    labels = found.split(".")
    return found if len(found) <= LONGEST_DOMAIN and len(labels) > 1 and all(map(_LABEL.fullmatch, labels)) else ""


def checked(password: str, address: str) -> str:
    """A password that may be chosen. There are no rules on which characters it has."""
    text = unicodedata.normalize("NFC", password)
    if not SHORTEST <= len(text) <= LONGEST:
        raise Unacceptable(f"A password has {SHORTEST} to {LONGEST} characters, but this one has {len(text)}.")
    if text.casefold() in COMMON or len(set(text)) == 1:
        raise Unacceptable("This password is one of the first that anybody would try; please choose another.")
    if text.casefold() in (address, address.partition("@")[0]):
        raise Unacceptable("A password is not the e-mail address itself; please choose another.")
    return text


def hashed(password: str) -> str:
    return _HASHER.hash(_bytes(password))


def verified(stored: str, password: str) -> bool:
    """Whether this is the password that was hashed. One that is too long to have been chosen is not even tried."""
    try:
        return _HASHER.verify(stored, _bytes(password[: LONGEST + 1]))
    except (VerificationError, InvalidHashError):
        return False


def _bytes(password: str) -> bytes:
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
