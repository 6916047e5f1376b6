"""Grades on pages and for spreadsheets: of a class, of one assignment, one's own, and points by hand."""

from __future__ import annotations

from flask import Response as FlaskResponse
from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.blocks import number
from quiz.services.errors import Misfilled
from quiz.services.teaching import courses, gradebook, gradebook_assignment, gradebook_csv, marking
from quiz.services.teaching.marking import Given, Marking, Overtaken
from quiz.services.teaching.roles import Role
from quiz.web import assignment_words, said
from quiz.web.blueprint import web
from quiz.web.classes import refused_with
from quiz.web.visitor import account, database, now


@web.get("/classes/<course_id>/gradebook", endpoint="gradebook")
def gradebook_page(course_id: str) -> str:
    course = courses.view(database(), account(), course_id, Role.ASSISTANT)
    found = gradebook.of_course(database(), account(), course_id, now=now())
    return render_template("teaching/gradebook.html", course=course, found=found)


@web.get("/classes/<course_id>/gradebook.csv")
def gradebook_csv_file(course_id: str) -> Response:
    return _csv(gradebook_csv.of_course(gradebook.of_course(database(), account(), course_id, now=now())), "grades")


@web.get("/classes/<course_id>/grades")
def own_grades(course_id: str) -> str:
    """What is released of the learner's own."""
    course = courses.view(database(), account(), course_id)
    found = gradebook.own(database(), account(), course_id, now=now())
    return render_template("teaching/grades_own.html", course=course, found=found, words=assignment_words)


@web.get("/assignments/<assignment_id>/grades")
def assignment_grades(assignment_id: str) -> str:
    found = gradebook_assignment.of_assignment(database(), account(), assignment_id, now=now())
    course = courses.view(database(), account(), found.course_id, Role.ASSISTANT)
    return render_template("teaching/grades.html", course=course, found=found, words=assignment_words)


@web.get("/assignments/<assignment_id>/grades.csv")
def assignment_grades_csv(assignment_id: str) -> Response:
    found = gradebook_assignment.of_assignment(database(), account(), assignment_id, now=now())
    return _csv(gradebook_csv.of_assignment(found), "problems")


@web.get("/works/<work_id>/problems/<int:position>/points")
def points(work_id: str, position: int) -> Response:
    """How the points of a problem came about, with the form that changes them."""
    return _points(marking.of(database(), account(), work_id, position, now=now()))


@web.post("/works/<work_id>/problems/<int:position>/points")
def give_points(work_id: str, position: int) -> Response:
    form, seen = request.form, request.form.get("seen", "")
    last = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 19 else 0
    given = Given(form.get("points", ""), form.get("reason", ""), form.get("beyond") == "yes", last)
    try:
        found = marking.give(database(), account(), work_id, position, given, now=now())
    except Misfilled as refused:
        response = _points(marking.of(database(), account(), work_id, position, now=now()), refused)
        response.status_code = 409 if isinstance(refused, Overtaken) else 422
        return response
    back = redirect(url_for("web.work_problem", work_id=work_id, position=position), 303)
    what = "Points by hand are taken back" if found.points is None else "Kept"
    stand = f"{number(found.earned.points, 2)} of {number(found.earned.possible, 2)}"
    return said.say(back, f"{what}: {found.name} has {stand} for problem {position}.")


def _points(found: Marking, refused: Misfilled | None = None) -> Response:
    course = courses.view(database(), account(), found.course_id, Role.ASSISTANT)
    return refused_with("teaching/points.html", refused, course=course, marking=found)


def _csv(text: str, name: str) -> Response:
    attached = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return FlaskResponse(text, mimetype="text/csv", headers=attached)
