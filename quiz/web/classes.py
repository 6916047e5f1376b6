"""Classes: the list of one's own, joining and making one, and the first page of a class."""

from __future__ import annotations

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.services import limits
from quiz.services.errors import Misfilled, Refused, TooMany
from quiz.services.teaching import courses, joining
from quiz.web import said
from quiz.web.blueprint import web
from quiz.web.visitor import account, database, now, visitor


@web.get("/classes")
def classes() -> Response:
    """The learner's classes; who has no account yet is told why one is needed."""
    return _classes()


@web.post("/classes/join")
def join() -> Response:
    """Join by a code, under a name."""
    host = limits.network(request.remote_addr)
    typed, name = request.form.get("code", ""), request.form.get("own_name", "")
    try:
        joined = joining.join(database(), account(), typed, name, host=host, now=now())
    except (Misfilled, TooMany) as refused:
        return _classes(refused)
    response = redirect(url_for("web.course", course_id=joined.id), 303)
    return said.say(response, f"You were in {joined.name} already." if joined.already else f"You joined {joined.name}.")


@web.get("/classes/new")
def new_class() -> Response:
    account()
    return _new()


@web.post("/classes")
def make_class() -> Response:
    form = request.form
    name, zone, own_name = form.get("name", ""), form.get("zone", ""), form.get("own_name", "")
    try:
        id = courses.create(database(), account(), name, zone, own_name, now=now())
    except (Misfilled, TooMany) as refused:
        return _new(refused)
    response = redirect(url_for("web.course", course_id=id), 303)
    return said.say(response, "The class is made. Let people in with the code below.")


@web.get("/classes/<course_id>")
def course(course_id: str) -> str:
    found = courses.view(database(), account(), course_id)
    return render_template("teaching/course.html", course=found)


@web.post("/classes/<course_id>/leave")
def leave(course_id: str) -> Response:
    joining.leave(database(), account(), course_id, now=now())
    return said.say(redirect(url_for("web.classes"), 303), "You left the class. What you did in it is kept there.")


def refused_with(template: str, refused: Refused | None, **values: object) -> Response:
    """A page with a form; after a refusal with its status, its sentence or those of its fields, and what was typed."""
    fields = refused.fields if isinstance(refused, Misfilled) else {}
    sentence = "" if fields else str(refused or "")
    page = render_template(template, errors=fields, refused=sentence, typed=request.form if refused else {}, **values)
    response = make_response(page)
    if isinstance(refused, TooMany):
        response.status_code = 429
        response.headers["Retry-After"] = str(refused.wait)
    elif refused is not None:
        response.status_code = 422
    return response


def _classes(refused: Refused | None = None) -> Response:
    known = visitor()
    signed_in = known is not None and known.email is not None
    own = courses.listed(database(), known.id) if known and signed_in else []
    code = request.values.get("code", "")
    return refused_with("teaching/classes.html", refused, own=own, account=signed_in, code=code)


def _new(refused: Refused | None = None) -> Response:
    return refused_with("teaching/new.html", refused, zones=courses.zones())
