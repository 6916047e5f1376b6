"""Classes: the list of one's own, joining and making one, and the first page of a class."""

from __future__ import annotations

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.services import limits
from quiz.services.errors import Misfilled, Refused, TooMany, Unacceptable
from quiz.services.teaching import courses, due, history, joining
from quiz.services.teaching.roles import Role
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
    return said.say(response, "The class is made. Let people in with the code below, or import a roster.")


@web.get("/classes/<course_id>")
def course(course_id: str) -> str:
    found = courses.view(database(), account(), course_id)
    todo = due.of(database(), account(), now=now(), course_id=course_id)
    return render_template("teaching/course.html", course=found, due=todo)


@web.get("/classes/all")
def all_classes() -> str:
    """Every class there is, for administrators."""
    return render_template("teaching/all.html", classes=courses.every(database(), account()))


@web.post("/classes/<course_id>/leave")
def leave(course_id: str) -> Response:
    try:
        joining.leave(database(), account(), course_id, now=now())
    except Unacceptable as refused:
        return said.say(redirect(url_for("web.course", course_id=course_id), 303), str(refused))
    return said.say(redirect(url_for("web.classes"), 303), "You left the class. What you did in it is kept there.")


@web.get("/classes/<course_id>/settings")
def course_settings(course_id: str) -> Response:
    return _settings(course_id)


@web.post("/classes/<course_id>/settings")
def change_course(course_id: str) -> Response:
    form = request.form
    try:
        courses.change(database(), account(), course_id, form.get("name", ""), form.get("zone", ""), now=now())
    except Misfilled as refused:
        return _settings(course_id, refused)
    return _kept(course_id, "Kept.")


@web.post("/classes/<course_id>/code")
def change_code(course_id: str) -> Response:
    """A new join code, or none."""
    opened = request.form.get("joining") != "closed"
    try:
        code = joining.open_or_close(database(), account(), course_id, opened, now=now())
    except Unacceptable as refused:
        return _kept(course_id, str(refused))
    return _kept(course_id, f"The join code is {code}; no other one opens the class." if code else "Joining is closed.")


@web.post("/classes/<course_id>/archive")
def archive_class(course_id: str) -> Response:
    away = request.form.get("archived") != "no"
    courses.archive(database(), account(), course_id, away, now=now())
    return _kept(course_id, "The class is archived: nobody can join it." if away else "The class is back.")


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
    runs = known is not None and courses.runs_the_place(database(), known.id)
    return refused_with("teaching/classes.html", refused, own=own, account=signed_in, code=code, runs=runs)


def _settings(course_id: str, refused: Refused | None = None) -> Response:
    found = courses.view(database(), account(), course_id, Role.INSTRUCTOR)
    events = history.events(database(), account(), course_id)
    return refused_with("teaching/settings.html", refused, course=found, zones=courses.zones(), events=events)


def _kept(course_id: str, sentence: str) -> Response:
    return said.say(redirect(url_for("web.course_settings", course_id=course_id), 303), sentence)


def _new(refused: Refused | None = None) -> Response:
    return refused_with("teaching/new.html", refused, zones=courses.zones())
