"""The people of a class: the list, roles, removing somebody, and all of it for a spreadsheet."""

from __future__ import annotations

from flask import Response as FlaskResponse
from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.services.errors import Unacceptable
from quiz.services.teaching import courses, people
from quiz.services.teaching.roles import Role
from quiz.web import said
from quiz.web.blueprint import web
from quiz.web.visitor import account, database, now


@web.get("/classes/<course_id>/people", endpoint="people")
def people_page(course_id: str) -> str:
    course = courses.view(database(), account(), course_id, Role.ASSISTANT)
    found = people.listed(database(), account(), course_id)
    return render_template("teaching/people.html", course=course, people=found, roles=people.IN_A_CLASS)


@web.get("/classes/<course_id>/people.csv")
def people_csv(course_id: str) -> Response:
    text = people.as_csv(people.listed(database(), account(), course_id))
    attached = {"Content-Disposition": 'attachment; filename="people.csv"'}
    return FlaskResponse(text, mimetype="text/csv", headers=attached)


@web.post("/classes/<course_id>/people/<member_id>/role")
def change_role(course_id: str, member_id: str) -> Response:
    role = request.form.get("role", "")
    try:
        name = people.change_role(database(), account(), course_id, member_id, role, now=now())
    except Unacceptable as refused:
        return _back(course_id, str(refused))
    return _back(course_id, f"{name} is now {'an' if role[:1] in 'ai' else 'a'} {role}.")


@web.post("/classes/<course_id>/people/<member_id>/remove")
def remove_person(course_id: str, member_id: str) -> Response:
    try:
        name = people.remove(database(), account(), course_id, member_id, now=now())
    except Unacceptable as refused:
        return _back(course_id, str(refused))
    return _back(course_id, f"{name} is no longer in this class. Their work in it stays.")


def _back(course_id: str, sentence: str) -> Response:
    return said.say(redirect(url_for("web.people", course_id=course_id), 303), sentence)
