"""Regrades: those of an assignment with a form for a new one, and one with what it changes, to apply or to drop."""

from __future__ import annotations

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from quiz.services.errors import Refused, Unacceptable
from quiz.services.teaching import regrading, regrading_views
from quiz.services.teaching.regrading_reading import KINDS, OF_ONE_ITEM, Form
from quiz.web import said
from quiz.web.blueprint import web
from quiz.web.classes import refused_with
from quiz.web.jobs import wake
from quiz.web.visitor import account, database, now

ALL = "all"  # as an item in the address of the page


@web.get("/assignments/<assignment_id>/regrades")
def assignment_regrades(assignment_id: str) -> Response:
    """The regrades of an assignment, and a form for the item in the address."""
    item = request.args.get("item")
    return _regrades(assignment_id, "" if item == ALL else item, request.args.get("learner", ""))


@web.post("/assignments/<assignment_id>/regrades")
def ask_for_regrade(assignment_id: str) -> Response:
    form = Form(
        **{name: request.form.get(name, "") for name in vars(Form()) if name != "may_fall"},
        may_fall=request.form.get("may_fall") == "yes",
    )
    try:
        id = regrading.ask(database(), account(), assignment_id, form, now=now())
    except Unacceptable as refused:
        return _regrades(assignment_id, form.item, "", refused)
    wake()
    return redirect(url_for("web.regrade", regrade_id=id), 303)


@web.get("/regrades/<regrade_id>")
def regrade(regrade_id: str) -> Response:
    """One regrade. While its job is under way the page renews itself, or is reloaded by hand without script."""
    return _regrade(regrade_id)


@web.post("/regrades/<regrade_id>/apply")
def apply_regrade(regrade_id: str) -> Response:
    may_fall = request.form.get("may_fall") == "yes"
    try:
        regrading.apply(database(), account(), regrade_id, may_fall=may_fall, now=now())
    except Unacceptable as refused:
        return _regrade(regrade_id, refused)
    return redirect(url_for("web.regrade", regrade_id=regrade_id), 303)


@web.post("/regrades/<regrade_id>/drop")
def drop_regrade(regrade_id: str) -> Response:
    try:
        regrading.drop(database(), account(), regrade_id, now=now())
    except Unacceptable as refused:
        return _regrade(regrade_id, refused)
    return said.say(redirect(url_for("web.regrade", regrade_id=regrade_id), 303), "Dropped. No mark was changed.")


@web.post("/regrades/<regrade_id>/go-on")
def go_on_with_regrade(regrade_id: str) -> Response:
    regrading.go_on(database(), account(), regrade_id, now=now())
    return redirect(url_for("web.regrade", regrade_id=regrade_id), 303)


def _regrades(assignment_id: str, item: str | None, only: str, refused: Refused | None = None) -> Response:
    found = regrading_views.overview(database(), account(), assignment_id, item, only)
    choices = found.choices
    of_all = choices is not None and choices.item is None
    return refused_with(
        "teaching/regrades.html", refused, found=found, course=found.course, only=only,
        kinds=[(id, name) for id, name in KINDS.items() if not (of_all and id in OF_ONE_ITEM)],
        parts=[(one.id, f"{one.name}, {one.rule} now" if one.rule else one.name) for one in choices.parts]
        if choices else [],
        variants=[(one.id, one.name) for one in choices.variants] if choices else [],
    )  # fmt: skip


def _regrade(regrade_id: str, refused: Refused | None = None) -> Response:
    wake()
    after = request.args.get("after", "")
    place = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0
    found = regrading_views.view(database(), account(), regrade_id, request.args.get("show", ""), place)
    return refused_with("teaching/regrade.html", refused, found=found, course=found.course)
