"""The roster of a class: importing one with a preview, who of it has joined, saying who is who by hand."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.services.errors import Refused, Unacceptable
from quiz.services.teaching import courses, roster, roster_reading
from quiz.services.teaching.roles import Role
from quiz.services.teaching.roster_matching import How
from quiz.web import said
from quiz.web.blueprint import web
from quiz.web.classes import refused_with
from quiz.web.visitor import account, database, now

LARGEST = 2 * 1024 * 1024  # bytes: 5,000 lines with long names
A_PAGE = 500


@web.get("/classes/<course_id>/roster", endpoint="roster")
def roster_page(course_id: str) -> Response:
    return _roster(course_id)


@web.post("/classes/<course_id>/roster/preview")
def preview_roster(course_id: str) -> Response:
    """What the file (or the text) would do; keeping it is the next step."""
    courses.view(database(), account(), course_id, Role.INSTRUCTOR)
    try:
        reading = roster_reading.read(_sent())
        plan = roster.preview(database(), account(), course_id, reading)
    except Unacceptable as refused:
        return _roster(course_id, refused)
    course = courses.view(database(), account(), course_id, Role.INSTRUCTOR)
    text = roster_reading.written(reading.lines)
    return refused_with("teaching/roster_preview.html", None, course=course, plan=plan, text=text)


@web.post("/classes/<course_id>/roster")
def keep_roster(course_id: str) -> Response:
    courses.view(database(), account(), course_id, Role.INSTRUCTOR)
    try:
        plan = roster.keep(database(), account(), course_id, roster_reading.read(_sent()), now=now())
    except Unacceptable as refused:
        return _roster(course_id, refused)
    left_out = f" {len(plan.bad)} could not be taken." if plan.bad else ""
    done = f"Kept: {len(plan.added)} new, {len(plan.changed)} changed, {plan.same} as they were.{left_out}"
    return _back(course_id, done)


@web.post("/classes/<course_id>/roster/clear")
def clear_roster(course_id: str) -> Response:
    courses.view(database(), account(), course_id, Role.INSTRUCTOR)
    if request.form.get("sure") != "yes":
        return _back(course_id, "Please tick the box to remove all entries. Nothing was removed.")
    count = roster.remove(database(), account(), course_id, None, now=now())
    return _back(course_id, f"{count} entries are removed. Nobody left the class by that.")


@web.get("/classes/<course_id>/roster/<int:entry_id>")
def roster_entry(course_id: str, entry_id: int) -> str:
    course = courses.view(database(), account(), course_id, Role.INSTRUCTOR)
    entry, candidates = roster.entry(database(), account(), course_id, entry_id)
    return render_template("teaching/roster_entry.html", course=course, entry=entry, candidates=candidates)


@web.post("/classes/<course_id>/roster/<int:entry_id>")
def link_entry(course_id: str, entry_id: int) -> Response:
    try:
        roster.link(database(), account(), course_id, entry_id, request.form.get("person", ""), now=now())
    except Unacceptable as refused:
        return _back(course_id, str(refused))
    return _back(course_id, "Kept.")


@web.post("/classes/<course_id>/roster/<int:entry_id>/remove")
def remove_entry(course_id: str, entry_id: int) -> Response:
    roster.remove(database(), account(), course_id, entry_id, now=now())
    return _back(course_id, "The entry is removed.")


def _sent() -> bytes:
    """The file, else the text of the form. Only this form may be larger than others."""
    request.max_content_length = request.max_form_memory_size = LARGEST
    file = request.files.get("file")
    data = file.read() if file and file.filename else b""
    return data or request.form.get("text", "").encode("utf-8", "replace")


def _roster(course_id: str, refused: Refused | None = None) -> Response:
    course = courses.view(database(), account(), course_id, Role.ASSISTANT)
    entries = roster.entries(database(), account(), course_id)
    only = request.args.get("only", "")
    shown = [entry for entry in entries if only not in set(How) or entry.how == only]
    asked = request.args.get("page", "1")
    page = int(asked) if asked.isascii() and asked.isdigit() and 0 < int(asked[:6]) <= -(-len(shown) // A_PAGE) else 1
    return refused_with(
        "teaching/roster.html", refused, course=course, entries=shown[(page - 1) * A_PAGE : page * A_PAGE],
        counts={how: sum(entry.how == how for entry in entries) for how in How}, all=len(entries), only=only,
        page=page, pages=-(-len(shown) // A_PAGE),
    )  # fmt: skip


def _back(course_id: str, sentence: str) -> Response:
    return said.say(redirect(url_for("web.roster", course_id=course_id), 303), sentence)
