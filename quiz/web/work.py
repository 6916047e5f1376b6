"""A learner's work on an assignment: its problems, its clock, answering, handing in. Staff reads the same pages.

Without script everything goes by forms and redirects; what is typed is kept by every button that leaves a problem. No
page says more than `quiz.services.teaching.showing` lets out.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from math import ceil
from secrets import token_urlsafe

from flask import jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.grades import Typed
from quiz.services.errors import Closed, DraftConflict, NotFound, Unacceptable
from quiz.services.teaching import answering, marking, showing, working
from quiz.services.teaching.answering import Became, Sent
from quiz.services.teaching.showing_values import ProblemView
from quiz.services.teaching.works import MISSING
from quiz.web import said, work_fields
from quiz.web import work_words as words
from quiz.web.blueprint import web
from quiz.web.forms import submission_key, typed_answers
from quiz.web.practice import continued, filled
from quiz.web.rendering import partial
from quiz.web.visitor import account, database, learner, now


@web.post("/assignments/<assignment_id>/start")
def start_work(assignment_id: str) -> Response:
    """Start the assignment, or go on with what is running."""
    try:
        id = working.start(database(), account(), assignment_id, now=now())
    except Unacceptable as refused:
        return said.say(redirect(url_for("web.assignment", assignment_id=assignment_id), 303), str(refused))
    return redirect(url_for("web.work", work_id=id), 303)


@web.get("/works/<work_id>")
def work(work_id: str) -> str:
    """The problems of a work, where each stands, and handing in."""
    at = now()
    found = showing.work(database(), account(), work_id, now=at)
    hidden = words.withheld(found.rules, found.shown, found.over, at, found.zone)
    return render_template(
        "teaching/work.html", work=found, says=words, left=_left(found.ends, at), hidden=hidden, current=0
    )  # fmt: skip


@web.get("/works/<work_id>/clock")
def work_clock(work_id: str) -> Response:
    """What is left by the server's clock, in whole seconds, for a page that counts down."""
    at = now()
    found = showing.work(database(), learner(), work_id, now=at)
    return jsonify(left=0 if found.over else _left(found.ends, at), over=found.over)


@web.post("/works/<work_id>/hand-in")
def hand_in_work(work_id: str) -> Response:
    working.hand_in(database(), learner(), work_id, now=now())
    found = showing.work(database(), learner(), work_id, now=now())
    sentence = "Handed in." if found.handed_in else "The time was up already; what was typed until then counts."
    return said.say(redirect(url_for("web.work", work_id=work_id), 303), sentence)


@web.get("/works/<work_id>/problems/<int:position>")
def work_problem(work_id: str, position: int) -> Response:
    return _page(account(), work_id, position)


@web.post("/works/<work_id>/problems/<int:position>")
def answer_work(work_id: str, position: int) -> Response:
    """Keep an answer; then stay, or go on to the next problem."""
    who, answers, onward = learner(), typed_answers(request.form), request.form.get("then") == "next"
    if onward and not any(map(filled, answers.values())):
        return _leave(who, work_id, position, answers, position + 1)
    key = submission_key(request.form.get("key", ""), answers)
    try:
        sent = answering.answer(
            database(), who, work_id, position, answers, key=key, now=now(), continues=continued(request.form)
        )  # fmt: skip
    except Closed as closed:
        return _page(who, work_id, position, answers, closed=str(closed))
    if sent.became is Became.UNREAD:
        return _page(who, work_id, position, answers, sent)
    if partial() and not onward:
        return _page(who, work_id, position, sent=sent)
    return said.say(_to(who, work_id, position + onward), words.became(position, sent), confirmed=sent.problem)


@web.post("/works/<work_id>/problems/<int:position>/draft")
def work_draft(work_id: str, position: int) -> Response:
    """Keep what is typed: for the page's script as JSON, 409 when another tab has saved a newer one; for a button of
    the form, which leads to another problem."""
    who, answers = learner(), typed_answers(request.form)
    go = request.form.get("go")
    if go is not None:
        return _leave(who, work_id, position, answers, int(go) if go.isascii() and go.isdigit() and len(go) < 5 else 0)
    try:
        saved = answering.save_draft(
            database(), who, work_id, position, answers, revision=continued(request.form) or 0, now=now()
        )  # fmt: skip
    except DraftConflict as conflict:
        return make_response(jsonify(revision=conflict.revision), 409)
    return jsonify(revision=saved.revision, ended=saved.ended)


def _leave(who: int, work_id: str, position: int, answers: Mapping[str, Typed], to: int) -> Response:
    """To another problem, or for 0 to the list of all, with what is typed kept as a draft."""
    whole, found = showing.both(database(), who, work_id, position, now=now())
    if whole.staff:
        raise NotFound(MISSING)
    try:
        _keep(who, work_id, found, answers)
    except Closed as closed:
        return _page(who, work_id, position, answers, closed=str(closed))
    return _to(who, work_id, to)


def _keep(who: int, work_id: str, found: ProblemView, answers: Mapping[str, Typed]) -> None:
    if dict(answers) == dict(work_fields.standing(found)):
        return
    if not (found.draft or found.last or any(map(filled, answers.values()))):
        return
    revision = continued(request.form)
    if revision is None:
        revision = found.draft.revision if found.draft else 0
    db, at = database(), now()
    try:
        answering.save_draft(db, who, work_id, found.position, answers, revision=revision, now=at)
    except DraftConflict as conflict:  # the newest words typed win
        with suppress(DraftConflict):
            answering.save_draft(db, who, work_id, found.position, answers, revision=conflict.revision, now=at)


def _to(who: int, work_id: str, position: int) -> Response:
    """To a problem, or to the list of all where there is none."""
    if showing.has(database(), who, work_id, position):
        return redirect(url_for("web.work_problem", work_id=work_id, position=position), 303)
    return redirect(url_for("web.work", work_id=work_id), 303)


def _page(
    who: int, work_id: str, position: int, typed: Mapping[str, Typed] | None = None, sent: Sent | None = None,
    closed: str = "",
) -> Response:  # fmt: skip
    """A problem, or with htmx what changes of it. closed: why what was typed just now was not kept; 422 then, and
    where something could not be read."""
    at = now()
    whole, found = showing.both(database(), who, work_id, position, now=at)
    kept = sent is not None and sent.became is not Became.UNREAD
    unread = sent.unread if sent and not kept else {}
    stays = found.last is not None and found.last.typed == typed
    lost = {id: text for id, text in (typed or {}).items() if filled(text)} if closed and not stays else {}
    page = render_template(
        "teaching/work_problem.html" if partial() else "teaching/work_problem_page.html",
        work=whole, problem=found, says=words, left=_left(whole.ends, at), current=position,
        hidden=words.withheld(whole.rules, whole.shown, whole.over, at, whole.zone),
        fields=work_fields.fields(found, typed, unread), answered=work_fields.answered,
        drafted=work_fields.drafted(found), form_key=token_urlsafe(12),
        revision=found.draft.revision if found.draft else 0, sent=sent, kept=kept,
        sentence=words.became(position, sent) if sent and kept else "", closed=closed, lost=lost,
        marking=marking.of(database(), who, work_id, position, now=at) if whole.staff else None,
    )  # fmt: skip
    return make_response(page, 422 if closed or (sent and not kept) else 200)


def _left(ends: datetime, at: datetime) -> int:
    return max(0, ceil((ends - at).total_seconds()))
