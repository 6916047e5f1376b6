"""Who asks: the learner behind the session's cookie. A guest is made at the first start, never by looking."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from flask import current_app, g, request
from werkzeug.wrappers import Response

from quiz.database import Database
from quiz.services import sessions
from quiz.services.errors import NotFound
from quiz.services.sessions import Visitor
from quiz.web.messages import Request, this_request

COOKIE = "headway_session"


class SessionEnded(NotFound):
    """Nobody is known by this cookie (any more)."""


class SignInFirst(NotFound):
    """This takes an account, and nobody is signed in: `quiz.web.errors` sends them to sign in, and back here."""


def database() -> Database:
    found: Database = current_app.extensions["database"]
    return found


def now() -> datetime:
    """The moment of this request: whatever it does is done at once."""
    sent = this_request()
    if sent.moment is None:
        sent.moment = datetime.now(UTC)
    return sent.moment


def visitor() -> Visitor | None:
    """The learner who asks, if the browser is known."""
    found: Visitor | None = g.get("visitor", _UNKNOWN)
    if found is _UNKNOWN:
        secret = token(this_request())
        found = g.visitor = sessions.resume(database(), secret, now=now()) if secret else None
    return found


_UNKNOWN: Any = object()


def learner() -> int:
    """The number of the learner who asks; SessionEnded when nobody is known."""
    found = visitor()
    if found is None:
        raise SessionEnded("Your session has ended, or this browser has not started one.")
    return found.id


def token(sent: Request) -> str | None:
    """What the session's cookie says. Most browsers send that cookie alone."""
    alone = _ALONE.fullmatch(sent.environ.get("HTTP_COOKIE", ""))
    return alone[1] if alone else sent.cookies.get(COOKIE)


_ALONE = re.compile(rf"{COOKIE}=([\w-]+)", re.ASCII)


def recalled(db: Database, sent: Request, moment: datetime) -> sessions.Known | None:
    """The session of who sent this as it was when last looked at: only for what checks it again as it decides."""
    secret = token(sent)
    return sessions.recall(db, secret, now=moment) if secret else None


def account() -> int:
    """The number of the learner who is signed in; SignInFirst for a guest and for nobody."""
    found = visitor()
    if found is None or found.email is None:
        raise SignInFirst("This takes an account: please sign in, or make one.")
    return found.id


def welcomed() -> int:
    """The number of the learner who asks; a new guest where nobody is known. `remember` then sets the cookie."""
    found = visitor()
    if found is None:
        g.new_token, found = sessions.begin(database(), now=now())
        g.visitor = found
    return found.id


def remember(response: Response) -> Response:
    """Set the cookie of a guest that this request made."""
    if "new_token" in g:
        response.set_cookie(
            COOKIE,
            g.new_token,
            max_age=int(sessions.LIFETIME.total_seconds()),
            httponly=True,
            secure=request.is_secure,
            samesite="Lax",
        )
    return response
