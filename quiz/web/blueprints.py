"""Blueprints: one's own problem sets, their text, their variants to look at, their report and their papers."""

from __future__ import annotations

import re
from typing import Any

from flask import current_app, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.calculation import sentence
from quiz.family import families
from quiz.papers import formats
from quiz.papers.blueprint import Item
from quiz.papers.looking import Looked
from quiz.papers.preview import typed
from quiz.parts import NUMERIC
from quiz.services import problems
from quiz.services.errors import Misfilled, Refused, Unacceptable
from quiz.services.teaching import blueprint_editing, courses
from quiz.services.teaching import blueprints as kept
from quiz.services.teaching.roles import Role
from quiz.services.values import Asked
from quiz.solutions import shown as written
from quiz.variants import Variant
from quiz.web import analysis_words, said
from quiz.web.blueprint import web
from quiz.web.classes import refused_with
from quiz.web.rendering import topic_name
from quiz.web.visitor import account, database, now

NAMES = {
    "pdf": "PDF, to print", "moodle": "Moodle XML", "canvas": "Canvas (QTI 1.2)", "qti3": "QTI 3.0", "qti21": "QTI 2.1",
    "anki": "Anki", "csv": "CSV", "json": "JSON", "latex": "LaTeX", "markdown": "Markdown",
}  # fmt: skip
LANGUAGES = [("en", "English"), ("de", "German"), ("fr", "French")]
ITEM_FIELDS = {"family": "what", "topic": "what", "level": "level", "points": "item_points", "count": "count"}
LOOKED, MOST_LOOKED, SHOWN = 60, 2000, 3


@web.get("/blueprints")
def blueprints() -> Response:
    return _list()


@web.post("/blueprints")
def make_blueprint() -> Response:
    text = request.form.get("text") or kept.EXAMPLE
    try:
        id = kept.make(database(), account(), text, now=now())
    except Unacceptable as refused:
        return _list(refused)
    return said.say(redirect(url_for("web.kept_blueprint", blueprint_id=id), 303), "The blueprint is kept.")


@web.get("/blueprints/<blueprint_id>")
def kept_blueprint(blueprint_id: str) -> Response:
    return _page(blueprint_id)


@web.post("/blueprints/<blueprint_id>")
def change_blueprint(blueprint_id: str) -> Response:
    number = request.form.get("number", 0, type=int)
    try:
        kept.change(database(), account(), blueprint_id, request.form.get("text", ""), number, now=now())
    except Unacceptable as refused:
        return _page(blueprint_id, refused)
    return said.say(redirect(url_for("web.kept_blueprint", blueprint_id=blueprint_id), 303), "The blueprint is kept.")


@web.post("/blueprints/<blueprint_id>/settings")
def change_blueprint_settings(blueprint_id: str) -> Response:
    """Title, instructions and what else holds for the whole, from the fields of a form."""
    number = request.form.get("number", 0, type=int)
    try:
        blueprint_editing.change_settings(database(), account(), blueprint_id, request.form, number, now=now())
    except Unacceptable as refused:
        return _page(blueprint_id, refused)
    return said.say(redirect(url_for("web.kept_blueprint", blueprint_id=blueprint_id), 303), "The settings are kept.")


@web.post("/blueprints/<blueprint_id>/copy")
def copy_blueprint(blueprint_id: str) -> Response:
    same = request.form.get("numbers") == "same"
    id = kept.copy(database(), account(), blueprint_id, same_numbers=same, now=now())
    sentence = "This is the copy, with the same numbers." if same else "This is the copy, with numbers of its own."
    return said.say(redirect(url_for("web.kept_blueprint", blueprint_id=id), 303), sentence)


@web.post("/blueprints/<blueprint_id>/delete")
def delete_blueprint(blueprint_id: str) -> Response:
    kept.remove(database(), account(), blueprint_id)
    return said.say(redirect(url_for("web.blueprints"), 303), "The blueprint is deleted.")


@web.get("/blueprints/<blueprint_id>/items/<int:item>")
def look_at_item(blueprint_id: str, item: int) -> str:
    """Variants of an item, grouped by what makes them hard, some of each as a learner sees them."""
    db, who = database(), account()
    found = kept.view(db, who, blueprint_id)
    count = min(max(request.args.get("variants", LOOKED, type=int), 1), MOST_LOOKED)
    shown = min(max(request.args.get("shown", SHOWN, type=int), 1), 12)
    looked = kept.looked(db, who, blueprint_id, item, count)
    chosen = kept.one_of(found.blueprint, item)
    groups = [(group, [_seen(looked.variant(i)) for i in group.indices[:shown]]) for group in looked.groups]
    pinned = [_seen(looked.variant(i)) for i in chosen.pin[:12]]
    return render_template(
        "teaching/blueprint_item.html", kept=found, place=item, item=chosen, looked=looked, groups=groups,
        pinned=pinned, shown=shown, more=min(count * 4, MOST_LOOKED), most=MOST_LOOKED, parts=_parts(chosen, looked),
    )  # fmt: skip


@web.post("/blueprints/<blueprint_id>/items/<int:item>")
def choose_variant(blueprint_id: str, item: int) -> Response:
    """Pin or drop a variant, or take that back; or say which parts are asked."""
    form = request.form
    act, number, index = form.get("act", ""), form.get("number", 0, type=int), form.get("index", -1, type=int)
    if act == "parts":
        blueprint_editing.ask(database(), account(), blueprint_id, item, form.getlist("part"), number, now=now())
        told = "The parts are kept."
    else:
        blueprint_editing.choose(database(), account(), blueprint_id, item, index, act, number, now=now())
        done = {"pin": "Pinned", "drop": "Dropped", "free": "Free again"}[act]
        told = f"{done}: variant {index}."
    return said.say(redirect(url_for("web.look_at_item", blueprint_id=blueprint_id, item=item), 303), told)


@web.post("/blueprints/<blueprint_id>/items")
def add_item(blueprint_id: str) -> Response:
    """Another item at the end, from the fields of a form."""
    form = request.form
    kind, _, name = form.get("what", "").partition(":")
    item = Item(
        form.get("level", -1, type=int), form.get("item_points", 0.0, type=float),
        family=name if kind == "family" else "", topic=name if kind == "topic" else "",
        count=form.get("count", 0, type=int), paper="paper" in form,
    )  # fmt: skip
    number = form.get("number", 0, type=int)
    try:
        blueprint_editing.add(database(), account(), blueprint_id, item, number, now=now())
    except Unacceptable as refused:
        return _page(blueprint_id, _of_new_item(refused))
    return said.say(redirect(url_for("web.kept_blueprint", blueprint_id=blueprint_id), 303), "The item is added.")


@web.post("/blueprints/<blueprint_id>/items/<int:item>/place")
def place_item(blueprint_id: str, item: int) -> Response:
    """Move an item up or down, or remove it."""
    act, number = request.form.get("act", ""), request.form.get("number", 0, type=int)
    try:
        blueprint_editing.arrange(database(), account(), blueprint_id, item, act, number, now=now())
    except Unacceptable as refused:
        return _page(blueprint_id, refused)
    return redirect(url_for("web.kept_blueprint", blueprint_id=blueprint_id), 303)


@web.get("/blueprints/<blueprint_id>/report")
def blueprint_report(blueprint_id: str) -> Response:
    found = kept.view(database(), account(), blueprint_id)
    try:
        judged, fairness = kept.report(database(), account(), blueprint_id)
    except Unacceptable as refused:
        return _page(blueprint_id, refused)
    page = render_template(
        "teaching/blueprint_report.html", kept=found, judged=judged, spread=fairness.spread, copies=kept.REPORTED,
        names=analysis_words.NAMES,
    )  # fmt: skip
    return make_response(page)


@web.post("/blueprints/<blueprint_id>/papers")
def make_papers(blueprint_id: str) -> Response:
    """A few copies at once; more as a job with a page of its own."""
    form, copies, key = request.form.get("format", ""), request.form.get("copies", 0, type=int), "key" in request.form
    db, who = database(), account()
    try:
        if copies > kept.MOST_AT_ONCE:
            job = kept.start_papers(db, who, blueprint_id, form, copies, key=key, now=now())
            return redirect(url_for("web.job", job_id=job), 303)
        name, content = kept.papers(db, who, blueprint_id, form, copies, key=key)
    except Unacceptable as refused:
        return _page(blueprint_id, refused)
    response = make_response(content)
    response.headers["Content-Type"] = "application/pdf" if name.endswith(".pdf") else "application/octet-stream"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _seen(variant: Variant) -> dict[str, object]:
    """A variant as a learner sees it, and its key."""
    expected = {part.id: variant.expected(part) for part in variant.parts}
    asked = problems.asked(variant, expected)
    statement = variant.family.statement(variant.givens)
    keys = [_key(one, expected[one.part.id]) for one in asked]
    return {"index": variant.index, "statement": statement, "asked": asked, "keys": keys}


def _key(asked: Asked, answer: Any) -> str:
    """The right answer to a part in words, a matrix row after row."""
    if asked.part.kind in NUMERIC:
        return analysis_words.typed(typed(asked.part, answer))
    return written(asked.part.kind, answer, list(asked.options))


def _parts(item: Item, looked: Looked) -> list[tuple[str, str]]:
    """The parts that its family can ask at this level, with what one variant asks in them; none of a topic."""
    if item.topic or not looked.groups:
        return []
    givens = looked.variant(looked.groups[0].indices[0]).givens
    return [(part.id, sentence(part.prompt, givens)) for part in families()[item.family].parts(item.level)]


def _classes() -> list[courses.Listed]:
    """The classes to which it may be put; none while there is no page for that."""
    there = any(rule.rule == "/classes/<course_id>/assignments/new" for rule in current_app.url_map.iter_rules())
    own = courses.listed(database(), account()) if there else []
    return [one for one in own if one.role is not None and one.role >= Role.INSTRUCTOR and one.archived is None]


def _choices() -> list[tuple[str, str]]:
    """What an item may name: families by their titles, then topics."""
    known = families().values()
    topics = dict.fromkeys(one.topic for one in known)
    return [(f"family:{one.id}", f"{topic_name(one.topic)}: {one.title}") for one in known] + [
        (f"topic:{topic}", f"{topic_name(topic)}: any of this topic") for topic in topics
    ]


def _list(refused: Refused | None = None) -> Response:
    own = kept.listed(database(), account())
    return refused_with("teaching/blueprints.html", refused, own=own, example=kept.EXAMPLE)


def _of_new_item(refused: Unacceptable) -> Unacceptable:
    """What a blueprint says of its last item, at the field of the form that holds it."""
    found = re.fullmatch(r"items\[\d+\]\.(\w+): (.+)", str(refused), re.DOTALL)
    field = found and ITEM_FIELDS.get(found[1])
    return Misfilled(**{field: re.sub("^expected", "Expected", found[2])}) if found and field else refused


def _page(id: str, refused: Refused | None = None) -> Response:
    found = kept.view(database(), account(), id)
    number = found.number if refused is None or isinstance(refused, kept.Changed) else request.form.get("number", "")
    names = {form: NAMES[form] for form in formats()}
    return refused_with(
        "teaching/blueprint.html", refused, kept=found, number=number or found.number, formats=names,
        at_once=kept.MOST_AT_ONCE, choices=_choices(), classes=_classes(),
        titles={one.id: one.title for one in families().values()}, languages=LANGUAGES,
    )  # fmt: skip
