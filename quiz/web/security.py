"""What protects a learner's browser: headers on every response, and the check that a change comes from our own pages.

A page that changes something is asked for by POST only. A browser says where a POST comes from (Sec-Fetch-Site, else
Origin), and the session's cookie is SameSite=Lax, so another site can neither send it nor pose as us. There is no
token in the forms that could expire while somebody thinks: see docs/decisions.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, request
from flask.sessions import SessionInterface

from quiz.web.messages import Request, this_request

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
# On every response that doesn't say otherwise itself. What a learner sees is kept by no cache.
HEADERS = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    ("Cache-Control", "no-store"),
)
SAFE = ("GET", "HEAD", "OPTIONS")


def guard(app: Flask) -> None:
    app.session_interface = NoSession()
    app.before_request(refuse_other_sites)
    app.after_request(keep_files)
    app.wsgi_app = protected(app.wsgi_app)  # type: ignore[method-assign,assignment]


class NoSession(SessionInterface):
    """Flask's own session, a signed cookie, is never used: who a browser is stands in the store (`visitor`)."""

    def open_session(self, app: Flask, request: Any) -> None:
        return None


def refuse_other_sites() -> None:
    """A change that another site’s page asks for is refused (403)."""
    sent = this_request()
    if sent.method not in SAFE and not from_our_pages(sent) and sent.blueprint == "web":
        abort(403, "This was sent from another site’s page, so nothing was changed.")


def from_our_pages(sent: Request) -> bool:
    site: str | None = sent.environ.get("HTTP_SEC_FETCH_SITE")
    if site is not None:
        return site in ("same-origin", "none")
    origin = sent.environ.get("HTTP_ORIGIN")
    try:
        return origin is None or urlsplit(origin).netloc == sent.host
    except ValueError:  # no address at all, such as http://[
        return False


def keep_files(response: Response) -> Response:
    """A static file may be kept: for long under the address that changes with its content."""
    if response.status_code in (200, 206, 304) and request.endpoint and request.endpoint.endswith("static"):
        response.cache_control.no_cache = None
        response.cache_control.public = True
        response.cache_control.max_age = 31_536_000 if "v" in request.args else 3600
    return response


def protected(application: WSGIApplication) -> WSGIApplication:
    """The application with `HEADERS`: the one place where they are written, around all that could answer."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            return start_response(status, [*headers, *added(tuple([name for name, _ in headers]))], *error)

        return application(environ, start)

    return answer


@lru_cache(maxsize=256)
def added(said: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """What is added to headers of these names."""
    theirs = {name.lower() for name in said}
    return tuple(one for one in HEADERS if one[0].lower() not in theirs)
