"""Who asks: a program by the token in its header, or a browser by the cookie of its session."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

from flask import current_app, g, request

from quiz.api.errors import Problem
from quiz.database import Database
from quiz.services import sessions, tokens

COOKIE = "headway_session"  # set by the pages; the API only reads it
CHANGING = ("POST", "PUT", "PATCH", "DELETE")


def database() -> Database:
    found: Database = current_app.extensions["database"]
    return found


def now() -> datetime:
    return datetime.now(UTC)


def learner() -> int:
    """The number of the learner who asks, once `identify` knows it."""
    found: int = g.learner
    return found


def identify() -> None:
    """Find out who asks, or refuse (401). A header that names somebody goes before a cookie, and never falls back."""
    found = by_token() if "Authorization" in request.headers else by_session()
    g.learner = found


def by_token() -> int:
    given = request.authorization
    secret = given.token if given is not None and given.type == "bearer" else None
    found = tokens.resume(database(), secret, now=now()) if secret else None
    if found is None:
        raise Problem(
            "unauthorised",
            "The header Authorization must be “Bearer” and a token that works, but this one opens nothing.",
            headers={"WWW-Authenticate": 'Bearer realm="Headway", error="invalid_token"'},
        )
    return found.id


def by_session() -> int:
    secret = request.cookies.get(COOKIE)
    found = sessions.resume(database(), secret, now=now()) if secret else None
    if found is None:
        raise Problem(
            "unauthorised",
            "This needs a token (“Authorization: Bearer …”) or a session of this site’s pages, but neither came.",
            headers={"WWW-Authenticate": 'Bearer realm="Headway"'},
        )
    if request.method in CHANGING and not from_our_pages():
        raise Problem("other-site")
    return found.id


def from_our_pages() -> bool:
    """Whether a browser says that one of our own pages asks. A browser sends its cookie by itself, so this matters."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host
