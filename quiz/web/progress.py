"""Looking back: the summary of a session, and progress by topic and by mistake."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.services import practice, reporting
from quiz.web.blueprint import web
from quiz.web.visitor import database, learner, now, visitor


@web.get("/progress")
def progress() -> str:
    known = visitor()
    found = reporting.progress(database(), known.id) if known else None
    sittings = practice.recent(database(), known.id) if known else []
    return render_template("pages/progress.html", progress=found, sittings=sittings)


@web.get("/sittings/<sitting_id>/summary")
def summary(sitting_id: str) -> str:
    found = practice.summary(database(), learner(), sitting_id)
    solved = sum(result.solved for result in found.results)
    return render_template("pages/summary.html", summary=found, solved=solved)


@web.post("/sittings/<sitting_id>/finish")
def finish(sitting_id: str) -> Response:
    practice.finish(database(), learner(), sitting_id, now=now())
    return redirect(url_for("web.summary", sitting_id=sitting_id), 303)


@web.post("/sittings/<sitting_id>/again")
def again(sitting_id: str) -> Response:
    """A new session of what was not solved at the first attempt, with fresh numbers; or of one of its problems."""
    wanted = practice.summary(database(), learner(), sitting_id).again
    chosen = request.form.get("family")
    families = [pair for pair in wanted if pair[0] == chosen] if chosen else list(wanted)
    started = practice.start(database(), learner(), now=now(), families=families)
    return redirect(url_for("web.sitting", sitting_id=started.id), 303)
