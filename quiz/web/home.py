"""The first page, and starting a session of practice from it."""

from __future__ import annotations

from typing import Any

import numpy as np
from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine import attention
from quiz.answers.readings import quoted
from quiz.blocks import Grid
from quiz.family import Family, families, family
from quiz.services import practice, review
from quiz.services.choosing import topics
from quiz.services.errors import Unacceptable
from quiz.services.teaching import due
from quiz.services.teaching.due import Due
from quiz.services.values import Sitting
from quiz.web.blueprint import web
from quiz.web.rendering import TOPICS, counted
from quiz.web.visitor import database, now, remember, visitor, welcomed

LENGTHS = (5, 10, 20)
TOKENS = ("the", "cat", "sat", "down")
TARGETS = (1, 2, 1, 2)  # the token that each of them attends to


@web.get("/")
def home() -> str:
    return render_template(
        "pages/home.html", topics=ordered(topics()), lengths=LENGTHS, example=example(), open_sitting=unfinished(),
        due_line=due_line(), due=assigned(),
    )  # fmt: skip


def ordered(found: dict[str, list[Family]]) -> dict[str, list[Family]]:
    """Topics as a course meets them; unknown ones last."""
    known = {topic: place for place, topic in enumerate(TOPICS)}
    return dict(sorted(found.items(), key=lambda item: known.get(item[0], len(known))))


def example() -> Grid:
    """Weights of a small head that has learned something: K = 8·I₄, each query the unit vector of its target."""
    unit = np.eye(4)
    trace = attention(unit[list(TARGETS)], 8 * unit, unit)
    return Grid("A", trace.weights.tolist(), TOKENS, TOKENS, "heat", "weights")


def unfinished() -> Sitting | None:
    """The session that the learner has not finished, if the latest is one."""
    known = visitor()
    latest = practice.recent(database(), known.id, 1) if known else []
    return latest[0] if latest and latest[0].finished is None else None


def due_line() -> str:
    """One calm line for a learner who has reviews."""
    known = visitor()
    if not known:
        return ""
    due = review.queue(database(), known.id, now=now(), limit=0)
    if not (due.streak.best and due.due + due.new):
        return ""
    return f"{due.due + due.new} due today, about {counted(due.minutes, 'minute')}"


def assigned() -> list[Due]:
    """What somebody with an account has to do in their classes."""
    known = visitor()
    return due.of(database(), known.id, now=now()) if known and known.email else []


@web.post("/start")
def start() -> Response:
    """Start a session: mixed, or of a topic, a level, a length; or of one family."""
    learner = welcomed()
    sitting = practice.start(
        database(), learner, now=now(), topic=request.form.get("topic") or None, level=_number("level"),
        length=_number("length", practice.DEFAULT_LENGTH), families=_one_family(),
    )  # fmt: skip
    return remember(redirect(url_for("web.sitting", sitting_id=sitting.id), 303))


def _number(name: str, default: Any = None) -> Any:
    """The whole number in a field; the default where it is empty."""
    text = request.form.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        raise Unacceptable(f"The {name} is a whole number, but {quoted(text)} came.")
    return int(text)


def _one_family() -> list[tuple[str, int]] | None:
    """So many problems of one family, at the level asked for or at its first ones."""
    chosen = request.form.get("family")
    if not chosen:
        return None
    if chosen not in families():
        raise Unacceptable(f"There is no kind of problem called {quoted(chosen)}.")
    topic = request.form.get("topic")
    if topic and topic not in topics():
        raise Unacceptable(f"There is no topic called {quoted(topic)}.")
    levels = sorted(family(chosen).levels)
    length, level = _number("length", 5), _number("level")
    return [(chosen, level or levels[min(i * len(levels) // length, len(levels) - 1)]) for i in range(length)]
