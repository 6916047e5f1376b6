"""One sentence for the next page: what became of the thing just done. It travels in a signed cookie, for one page."""

from __future__ import annotations

from typing import Any

from flask import Flask, after_this_request, current_app, g, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

COOKIE = "headway_said"
SECONDS = 120


def prepare(app: Flask) -> None:
    """Hand the templates `just_said`."""
    app.jinja_env.globals["just_said"] = just_said


def say(response: Response, sentence: str, **more: Any) -> Response:
    """Let the next page say it. more: what it may offer, such as `undo` or `redo`."""
    packed = _signer().dumps({"says": sentence, **more})
    response.set_cookie(
        COOKIE, packed, max_age=SECONDS, httponly=True, secure=request.is_secure, samesite="Lax"
    )  # fmt: skip
    return response


def just_said() -> dict[str, Any] | None:
    """What the page before left to say; once a page has shown it, it is forgotten."""
    packed = request.cookies.get(COOKIE)
    if not packed:
        return None
    if "said_shown" not in g:
        g.said_shown = True
        after_this_request(_forget)
    try:
        found: dict[str, Any] = _signer().loads(packed, max_age=SECONDS)
    except BadSignature:
        return None
    return found


def _forget(response: Response) -> Response:
    response.delete_cookie(COOKIE, httponly=True, secure=request.is_secure, samesite="Lax")
    return response


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="said")
