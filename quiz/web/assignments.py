"""Assignments of a class: the list, one of them as learners and staff see it, its form, and extensions."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.services.errors import NotFound, Refused, Unacceptable
from quiz.services.teaching import assignment_settings, assignment_views, assignments, blueprints, courses, extensions
from quiz.services.teaching.roles import Role
from quiz.web import assignment_words as words
from quiz.web import said
from quiz.web.blueprint import web
from quiz.web.classes import refused_with
from quiz.web.jobs import wake
from quiz.web.visitor import account, database, now


@web.get("/classes/<course_id>/assignments")
def course_assignments(course_id: str) -> str:
    course = courses.view(database(), account(), course_id)
    found = assignment_views.listed(database(), account(), course_id, now=now())
    return render_template("teaching/assignments.html", course=course, assignments=found)


@web.get("/classes/<course_id>/assignments/new")
def new_assignment(course_id: str) -> Response:
    """The form, for the blueprint that the address names."""
    return _new(course_id)


@web.post("/classes/<course_id>/assignments")
def make_assignment(course_id: str) -> Response:
    form = request.form
    try:
        id = assignments.make(database(), account(), course_id, form.get("blueprint", ""), form, now=now())
    except Unacceptable as refused:
        return _new(course_id, refused)
    return _said(id, "The assignment is made. It is a draft: learners see it once you publish it.")


@web.get("/assignments/<assignment_id>")
def assignment(assignment_id: str) -> str:
    found = assignment_views.view(database(), account(), assignment_id, now=now())
    shown = words.releases(
        found.settings.rules, found.settings.feedback, found.course.zone, learner=found.mine is not None
    )
    edits = found.course.role >= Role.INSTRUCTOR and not found.started
    own = blueprints.listed(database(), account()) if edits else []
    return render_template(
        "teaching/assignment.html", one=found, course=found.course, shown=shown, words=words, own=own
    )  # fmt: skip


@web.get("/assignments/<assignment_id>/edit")
def edit_assignment(assignment_id: str) -> Response:
    return _edit(assignment_id)


@web.post("/assignments/<assignment_id>/edit")
def change_assignment(assignment_id: str) -> Response:
    try:
        assignments.change(database(), account(), assignment_id, request.form, now=now())
    except Unacceptable as refused:
        return _edit(assignment_id, refused)
    return _said(assignment_id, "Kept.")


@web.post("/assignments/<assignment_id>/blueprint")
def take_up_blueprint(assignment_id: str) -> Response:
    """Other problems, or the same as they are now, while nobody has started."""
    try:
        assignments.take_up(database(), account(), assignment_id, request.form.get("blueprint", ""), now=now())
    except Unacceptable as refused:
        return _said(assignment_id, f"{refused} The problems are as they were.")
    wake()
    return _said(assignment_id, "The problems are taken from the blueprint as it is now.")


@web.post("/assignments/<assignment_id>/publish")
def publish_assignment(assignment_id: str) -> Response:
    try:
        assignments.publish(database(), account(), assignment_id, now=now())
    except Unacceptable as refused:
        return _said(assignment_id, str(refused))
    wake()
    return _said(assignment_id, "Published: the learners of the class see it now.")


@web.post("/assignments/<assignment_id>/withdraw")
def withdraw_assignment(assignment_id: str) -> Response:
    try:
        assignments.withdraw(database(), account(), assignment_id, now=now())
    except Unacceptable as refused:
        return _said(assignment_id, str(refused))
    return _said(assignment_id, "Withdrawn: it is a draft again, and only the staff of the class see it.")


@web.post("/assignments/<assignment_id>/delete")
def delete_assignment(assignment_id: str) -> Response:
    try:
        course_id = assignments.remove(database(), account(), assignment_id, now=now())
    except Unacceptable as refused:
        return _said(assignment_id, str(refused))
    return said.say(redirect(url_for("web.course_assignments", course_id=course_id), 303), "The assignment is removed.")


@web.get("/assignments/<assignment_id>/extensions", endpoint="extensions")
def extensions_page(assignment_id: str) -> Response:
    return _extensions(assignment_id)


@web.post("/assignments/<assignment_id>/extensions")
def grant_extension(assignment_id: str) -> Response:
    try:
        name, prolonged = extensions.grant(database(), account(), assignment_id, request.form, now=now())
    except Unacceptable as refused:
        return _extensions(assignment_id, refused)
    more = " Their running work goes on for longer." if prolonged else ""
    return _to_extensions(assignment_id, f"{name} has the extension.{more}")


@web.post("/assignments/<assignment_id>/extensions/<member_id>/remove")
def take_extension_back(assignment_id: str, member_id: str) -> Response:
    try:
        name = extensions.take_back(database(), account(), assignment_id, member_id, now=now())
    except Unacceptable as refused:
        return _to_extensions(assignment_id, str(refused))
    return _to_extensions(assignment_id, f"What is set for the class holds for {name} again.")


def _new(course_id: str, refused: Refused | None = None) -> Response:
    course = courses.view(database(), account(), course_id, Role.INSTRUCTOR)
    own = blueprints.listed(database(), account())
    wanted = request.values.get("blueprint", "")
    kept = next((one for one in own if one.id == wanted), None)
    if wanted and kept is None and refused is None:
        raise NotFound("There is no such blueprint.")
    filled = words.defaults(kept.title if kept else "", kept.blueprint if kept else None, course.zone, now())
    return refused_with(
        "teaching/assignment_new.html", refused, course=course, own=own, wanted=wanted, filled=filled, words=words,
    )  # fmt: skip


def _edit(assignment_id: str, refused: Refused | None = None) -> Response:
    found = assignment_views.view(database(), account(), assignment_id, Role.INSTRUCTOR, now=now())
    stands = found.stands
    if refused is not None and not isinstance(refused, assignments.Changed):
        stands = request.form.get("stands", stands)
    filled = assignment_settings.fields(found.settings, found.course.zone)
    return refused_with(
        "teaching/assignment_edit.html", refused, one=found, course=found.course, filled=filled, stands=stands,
        words=words,
    )  # fmt: skip


def _extensions(assignment_id: str, refused: Refused | None = None) -> Response:
    found = assignment_views.view(database(), account(), assignment_id, Role.ASSISTANT, now=now())
    given = extensions.listed(database(), account(), assignment_id)
    return refused_with(
        "teaching/assignment_extensions.html", refused, one=found, course=found.course, extensions=given,
        wanted=request.args.get("member", ""), in_words=extensions.in_words,
    )  # fmt: skip


def _said(assignment_id: str, sentence: str) -> Response:
    return said.say(redirect(url_for("web.assignment", assignment_id=assignment_id), 303), sentence)


def _to_extensions(assignment_id: str, sentence: str) -> Response:
    return said.say(redirect(url_for("web.extensions", assignment_id=assignment_id), 303), sentence)
