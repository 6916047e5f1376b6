"""Settings that belong to a browser: light or dark, and whether single letters are shortcuts. Kept in cookies."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.services.errors import Unacceptable
from quiz.web.blueprint import web
from quiz.web.rendering import THEMES

A_YEAR = 31_536_000


@web.get("/settings")
def settings() -> str:
    return render_template("pages/settings.html")


@web.post("/settings")
def change_settings() -> Response:
    """Keep what was chosen and go back to where it was chosen."""
    response = redirect(_back(), 303)
    for name, allowed in (("theme", THEMES), ("keys", ("on", "off"))):
        chosen = request.form.get(name)
        if chosen is None:
            continue
        if chosen not in allowed:
            raise Unacceptable(f"The setting {name} is one of {', '.join(allowed)}.")
        response.set_cookie(name, chosen, max_age=A_YEAR, samesite="Lax", secure=request.is_secure, httponly=True)
    return response


def _back() -> str:
    """The page of ours that asked, else the settings."""
    asked = urlsplit(request.headers.get("Referer", ""))
    ours = asked.netloc == request.host and re.fullmatch(r"/(?!/)[\w/.-]*", asked.path, re.ASCII)
    return asked.path if ours else url_for("web.settings")
