"""Errors as pages of the same look: one clear sentence, and whatever was typed is given back."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Response

from quiz.blocks import plain
from quiz.family import families, family
from quiz.grades import Typed
from quiz.services.errors import NotFound, Refused
from quiz.web import said
from quiz.web.forms import typed_answers
from quiz.web.paths import local
from quiz.web.rendering import partial
from quiz.web.visitor import SessionEnded, SignInFirst

TITLES = {
    400: ("That request made no sense", "The browser sent something that can’t be understood."),
    403: ("That is not allowed", "This was sent from another site’s page, so nothing was changed."),
    404: ("There is no such page", "It may have moved, or it belongs to another browser’s session."),
    405: ("That is not how this page works", "Please use the links and buttons of a page."),
    413: ("That is too much at once", "A form has at most 256 kB here."),
    422: ("That can’t be done", "Something in the form is not what was expected."),
    429: ("A little too fast", "Please wait a moment, then try again."),
    500: ("Something broke on our side", "It has been noted. What you typed is kept in this browser."),
}


def register(app: Flask) -> None:
    """Answer every error below our pages with a page; the API answers its own."""
    app.register_error_handler(HTTPException, on_http)
    app.register_error_handler(Refused, on_refused)
    app.register_error_handler(Exception, on_failure)


def on_http(error: HTTPException) -> Response | HTTPException:
    if not ours():
        return error
    status = error.code or 500
    response = sorry(status, _said(error))
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def on_refused(error: Refused) -> Response:
    if isinstance(error, SignInFirst):
        return to_sign_in(str(error))
    if isinstance(error, SessionEnded):
        return sorry(404, str(error), "Your session has ended")
    return sorry(404 if isinstance(error, NotFound) else 422, str(error))


def to_sign_in(sentence: str) -> Response:
    """To the page for signing in, and from there to where they wanted to be."""
    back = request.full_path.rstrip("?") if request.method == "GET" else urlsplit(request.referrer or "").path
    response = redirect(url_for("web.sign_in", next=local(back, "web.home")), 303)
    return said.say(response, sentence)


def on_failure(error: Exception) -> Response:
    """Our fault: it goes to the log with its trace, and to the learner as one sentence."""
    if not ours():
        raise error
    from flask import current_app

    current_app.logger.error("%s %s failed", request.method, request.path, exc_info=error)
    return sorry(500, TITLES[500][1])


def ours() -> bool:
    """Whether a page was asked for, not the API."""
    return not request.path.startswith("/api/") and request.path not in ("/healthz", "/readyz")


def sorry(status: int, sentence: str, title: str = "") -> Response:
    """The page; with htmx only its sentence, put into the notice of the page that asked, which stays as it is."""
    title = title or TITLES.get(status, ("That did not work", ""))[0]
    sentence = plain(sentence)
    if partial():
        page = render_template("problem/notice.html", title=title, sentence=sentence, afresh=_afresh(status))
        response = make_response(page, status)
        response.headers["HX-Retarget"] = "#notice"
        response.headers["HX-Reswap"] = "innerHTML"
        return response
    lost = (request.view_args or {}).get("problem_id", "")
    page = render_template(
        "pages/sorry.html", status=status, title=title, sentence=sentence, typed=_typed(status), lost=lost,
        afresh=_afresh(status),
    )  # fmt: skip
    return make_response(page, status)


def _said(error: HTTPException) -> str:
    """Our own words, unless a view of ours said something of its own."""
    status = error.code or 500
    ours = TITLES.get(status, ("", "Please go back and try again."))[1]
    own = type(error).description
    return error.description if error.description and error.description != own and status == 403 else ours


def _typed(status: int) -> dict[str, str]:
    """What was typed into the form that could not be taken."""
    if request.method != "POST" or status == 413:
        return {}
    try:
        return {part: _as_text(typed) for part, typed in typed_answers(request.form).items() if _as_text(typed).strip()}
    except RequestEntityTooLarge:
        return {}


def _afresh(status: int) -> dict[str, str]:
    """The family and level of the lost problem, as its own form told them; empty where there are none."""
    if request.method != "POST" or status != 404:
        return {}
    try:
        chosen, level = (request.form.get(name, "") for name in ("family", "level"))
    except RequestEntityTooLarge:
        return {}
    known = chosen in families() and level in map(str, family(chosen).levels)
    return {"family": chosen, "level": level} if known else {}


def _as_text(typed: Typed) -> str:
    return typed if isinstance(typed, str) else "\n".join("\t".join(row) for row in typed)
