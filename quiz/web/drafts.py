"""Unsaved work: kept on the server as it is typed, never graded by itself."""

from __future__ import annotations

from flask import Response, jsonify, request

from quiz.services import practice
from quiz.services.errors import DraftConflict, Unacceptable
from quiz.web.blueprint import web
from quiz.web.forms import typed_answers
from quiz.web.visitor import database, learner, now


@web.post("/problems/<problem_id>/draft")
def draft(problem_id: str) -> Response:
    """Keep what is typed; 409 with the number of the stored draft when another tab has saved a newer one."""
    text = request.form.get("revision", "0")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Unacceptable("The revision of a draft is a whole number.")
    answers = typed_answers(request.form)
    try:
        saved = practice.save_draft(database(), learner(), problem_id, answers, revision=int(text), now=now())
    except DraftConflict as conflict:
        response = jsonify(revision=conflict.revision)
        response.status_code = 409
        return response
    return jsonify(revision=saved.revision, ended=saved.ended)
