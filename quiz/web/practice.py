"""The problem page: show it, check an answer, take a hint, show the solution, go on.

With htmx a change answers with the problem alone; without script it answers with a redirect to the page, or, where
something could not be read, with the whole page. Either way what was typed is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from secrets import token_urlsafe
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from quiz.grades import Typed
from quiz.services import practice
from quiz.services.errors import DraftConflict, NotFound
from quiz.services.values import Outcome, Problem, Status
from quiz.web.after import after
from quiz.web.blueprint import web
from quiz.web.feedback import Feedback, standing, told
from quiz.web.forms import fields, submission_key, typed_answers
from quiz.web.messages import SeeOther, quoted, this_request
from quiz.web.rendering import partial
from quiz.web.review import review_left
from quiz.web.visitor import database, learner, now, recalled


@web.get("/sittings/<sitting_id>")
def sitting(sitting_id: str) -> Response:
    problem = practice.current(database(), learner(), sitting_id, now=now())
    return redirect(url_for("web.problem", problem_id=problem.id), 303)


@web.get("/problems/<problem_id>")
def problem(problem_id: str) -> Response:
    return page(practice.problem(database(), learner(), problem_id))


@web.post("/problems/<problem_id>/check")
def check(problem_id: str) -> Response:
    sent, db = this_request(), database()
    form, moment = sent.form, now()
    answers = typed_answers(form)
    key = submission_key(form.get("key", ""), answers)
    session = recalled(db, sent, moment)
    who = session.learner if session else learner()
    try:
        outcome = practice.submit(
            db, who, problem_id, answers, key=key, now=moment, continues=continued(form),
            session=session.id if session else None,
        )  # fmt: skip
    except NotFound:
        learner()  # which says so where it is the session that has ended
        raise
    if outcome.status is not Status.INVALID and not partial():
        return back(problem_id, "verdict")
    return page(practice.problem(db, who, problem_id), answers, outcome)


@web.post("/problems/<problem_id>/hint")
def hint(problem_id: str) -> Response:
    answers = keep(problem_id)
    practice.hint(database(), learner(), problem_id, now=now())
    return changed(problem_id, answers, "hints")


@web.post("/problems/<problem_id>/reveal")
def reveal(problem_id: str) -> Response:
    answers = keep(problem_id)
    practice.reveal(database(), learner(), problem_id, now=now())
    return changed(problem_id, answers, "solution")


@web.post("/problems/<problem_id>/fresh")
def fresh(problem_id: str) -> Response:
    keep(problem_id)
    other = practice.fresh(database(), learner(), problem_id, now=now())
    return redirect(url_for("web.problem", problem_id=other.id), 303)


@web.post("/problems/<problem_id>/next")
def following(problem_id: str) -> Response:
    keep(problem_id)
    other = practice.following(database(), learner(), problem_id, now=now())
    if other:
        return redirect(url_for("web.problem", problem_id=other.id), 303)
    last = practice.problem(database(), learner(), problem_id)
    practice.finish(database(), learner(), last.sitting, now=now())
    return redirect(url_for("web.summary", sitting_id=last.sitting), 303)


def keep(problem_id: str) -> dict[str, Typed]:
    """What stands in the form, kept as a draft where it isn't what was checked last."""
    answers = typed_answers(request.form)
    found = practice.problem(database(), learner(), problem_id)
    standing_now = found.draft.typed if found.draft else found.typed
    if answers and dict(answers) != dict(standing_now) and (found.draft or any(map(filled, answers.values()))):
        revision = found.draft.revision if found.draft else 0
        with suppress(DraftConflict):  # another tab is saving at this very moment; the browser keeps its own copy
            practice.save_draft(database(), learner(), problem_id, answers, revision=revision, now=now())
    return answers


def continued(form: MultiDict[str, str]) -> int | None:
    """The revision of the draft that the form's text continues, where the page's script told it."""
    told = form.get("revision", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 10 else None


def filled(typed: Typed) -> bool:
    return bool(typed.strip()) if isinstance(typed, str) else any(cell.strip() for row in typed for cell in row)


def changed(problem_id: str, answers: Mapping[str, Typed], anchor: str) -> Response:
    """The page after a hint or a reveal."""
    if not partial():
        return back(problem_id, anchor)
    found = practice.problem(database(), learner(), problem_id)
    return page(found, answers or None, focus=anchor)


def back(problem_id: str, anchor: str) -> Response:
    """To a place on the page of a problem that there is. Written out: building an address costs as much as a look."""
    return SeeOther(f"{quoted(this_request().root_path)}/problems/{problem_id}#{anchor}")


def page(
    found: Problem, typed: Mapping[str, Typed] | None = None, outcome: Outcome | None = None, focus: str = ""
) -> Response:
    """The problem page, or with htmx the problem alone; 422 where something could not be read."""
    grades = outcome.grade.parts if outcome else None
    shown = fields(found, typed, grades)
    feedback: Feedback | None = told(found, outcome) if outcome else standing(found, shown)
    context: dict[str, Any] = {
        "problem": found,
        "fields": shown,
        "feedback": feedback,
        "done": practice.done(database(), learner(), found.sitting),
        "form_key": token_urlsafe(12),
        "confirmed": outcome is not None and outcome.status is not Status.INVALID,
        "focus": focus or ("verdict" if outcome else ""),
        "after": after(found),
        "in_review": review_left(found.sitting),
        "revision": found.draft.revision if found.draft else 0,
    }
    template = "problem/problem.html" if partial() else "problem/page.html"
    status = 422 if outcome and outcome.status is Status.INVALID else 200
    return make_response(render_template(template, **context), status)
