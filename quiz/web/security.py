"""What protects a learner's browser: headers on every response, and the check that a change comes from our own pages.

A page that changes something is asked for by POST only. A browser says where a POST comes from (Sec-Fetch-Site, else
Origin), and the session's cookie is SameSite=Lax, so another site can neither send it nor pose as us. There is no
token in the forms that could expire while somebody thinks: see docs/decisions.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, abort, request

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
SAFE = ("GET", "HEAD", "OPTIONS")


def guard(app: Flask) -> None:
    app.before_request(refuse_other_sites)
    app.after_request(protect)


def refuse_other_sites() -> None:
    """A change that another site's page asks for is refused (403)."""
    if request.method not in SAFE and request.blueprint == "web" and not from_our_pages():
        abort(403, "This was sent from another site's page, so nothing was changed.")


def from_our_pages() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host


def protect(response: Response) -> Response:
    """The one place where security headers are written. What a learner sees is kept by no cache."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    found = response.status_code in (200, 206, 304)
    if found and request.endpoint and request.endpoint.endswith("static"):
        response.cache_control.no_cache = None
        response.cache_control.public = True
        response.cache_control.max_age = 31_536_000 if "v" in request.args else 3600
    else:
        headers.setdefault("Cache-Control", "no-store")
    return response
