"""Accounts: register, sign in and out, another password, erase. What was typed is given back, except passwords."""

from __future__ import annotations

from collections.abc import Callable

from flask import g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.services import accounts, limits, sessions
from quiz.services.errors import Refused, TooMany, Unacceptable
from quiz.web import said
from quiz.web.blueprint import web
from quiz.web.paths import local
from quiz.web.visitor import COOKIE, SessionEnded, database, learner, now, remember, visitor


@web.app_template_global()
def signed_in() -> str | None:
    """The e-mail address of the account that is signed in."""
    try:
        known = visitor()
    except Exception:  # the page which says that the database fails must not fail by it, too
        return None
    return known.email if known else None


@web.get("/account")
def account() -> str:
    return render_template("pages/account.html", known=visitor(), refused="")


@web.get("/sign-in", endpoint="sign_in")
def sign_in_form() -> Response:
    return _entrance("sign_in")


@web.post("/sign-in", endpoint="enter")
def enter() -> Response:
    return _enter("sign_in", accounts.sign_in)


@web.get("/register", endpoint="register")
def register_form() -> Response:
    return _entrance("register")


@web.post("/register", endpoint="enrol")
def enrol() -> Response:
    return _enter("register", accounts.register)


@web.post("/sign-out")
def sign_out() -> Response:
    """End this session: its row is dead, whoever else holds its cookie."""
    sessions.revoke(database(), request.cookies.get(COOKIE, ""), now=now())
    return _gone("You are signed out.")


@web.post("/sign-out-everywhere")
def sign_out_everywhere() -> Response:
    accounts.sign_out_everywhere(database(), _account(), now=now())
    return _gone("You are signed out in every browser.")


@web.post("/account/password")
def change_password() -> Response:
    current, new = request.form.get("current", ""), request.form.get("new", "")
    try:
        g.new_token = accounts.change_password(database(), _account(), current, new, now=now())
    except (Unacceptable, TooMany) as refused:
        return _again("pages/account.html", refused, known=visitor())
    done = "Your password is changed, and every other browser is signed out."
    return said.say(remember(redirect(url_for("web.account"), 303)), done)


@web.get("/account/erase", endpoint="erase")
def erase_form() -> str:
    return render_template("pages/account_erase.html", known=visitor(), refused="")


@web.post("/account/erase", endpoint="erase_all")
def erase() -> Response:
    """Delete everything, once it is confirmed."""
    try:
        if request.form.get("sure") != "yes":
            raise Unacceptable("Please tick the box to confirm. Nothing was erased.")
        accounts.erase(database(), learner(), password=request.form.get("password", ""), now=now())
    except (Unacceptable, TooMany) as refused:
        return _again("pages/account_erase.html", refused, known=visitor())
    return _gone("Everything that was kept about you is erased.")


def _enter(page: str, use_case: Callable[..., str]) -> Response:
    """Sign in by a use case, and go on where it was asked for."""
    address, password = request.form.get("email", "")[:400], request.form.get("password", "")
    came = visitor()
    try:
        token = use_case(database(), address, password, came=came, host=limits.network(request.remote_addr), now=now())
    except (Unacceptable, TooMany) as refused:
        return _entrance(page, address, refused)
    if came is not None:
        sessions.revoke(database(), request.cookies.get(COOKIE, ""), now=now())
    g.new_token = token
    moved = " What was done in this browser is in your account." if came is not None and came.email is None else ""
    return said.say(remember(redirect(local(request.form.get("next"), "web.home"), 303)), f"You are signed in.{moved}")


def _entrance(page: str, address: str = "", refused: Refused | None = None) -> Response:
    """The form; after a refusal with the sentence and the address that was typed, never the password."""
    then = local(request.values.get("next"), "web.home")
    return _again("pages/account_enter.html", refused, page=page, email=address, then=then, known=visitor())


def _again(template: str, refused: Refused | None, **values: object) -> Response:
    """A page of a form. A refusal keeps its status, and says when to try again."""
    response = make_response(render_template(template, refused=str(refused or ""), **values))
    if isinstance(refused, TooMany):
        response.status_code = 429
        response.headers["Retry-After"] = str(refused.wait)
    elif refused is not None:
        response.status_code = 422
    return response


def _gone(sentence: str) -> Response:
    response = redirect(url_for("web.home"), 303)
    response.delete_cookie(COOKIE, httponly=True, secure=request.is_secure, samesite="Lax")
    return said.say(response, sentence)


def _account() -> int:
    """The number of the learner who is signed in; SessionEnded for a guest."""
    known = visitor()
    if known is None or known.email is None:
        raise SessionEnded("You are not signed in (any more).")
    return known.id
