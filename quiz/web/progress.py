"""Looking back: the summary of a session, and progress by topic and by mistake."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.scheduling.days import day_of
from quiz.services import drilling, fading, practice, reporting, review
from quiz.web import progress_charts
from quiz.web.blueprint import web
from quiz.web.charts import Chart
from quiz.web.visitor import database, learner, now, visitor

FORECAST_DAYS = 60


@web.get("/progress")
def progress() -> str:
    known = visitor()
    found = reporting.progress(database(), known.id) if known else None
    sittings = practice.recent(database(), known.id) if known else []
    pictures = charts(known.id, found) if known and found else {}
    zone = review.settings(database(), known.id).zone if known else "UTC"
    due = review.queue(database(), known.id, now=now(), limit=0) if known else None
    return render_template(
        "pages/progress.html", progress=found, sittings=sittings, charts=pictures, due=due, zone=zone
    )  # fmt: skip


def charts(who: int, found: reporting.Progress) -> dict[str, Chart]:
    """Every picture for which there is something to draw, by its heading, in the order of the page."""
    db, at = database(), now()
    days, chosen = review.days(db, who), review.settings(db, who)
    state = review.exam(db, who, now=at)
    ahead = state.day if state and state.days_left > 0 else None
    reach = state.days_left + 1 if state and ahead else FORECAST_DAYS
    drawn = {
        "Calendar of practice": progress_charts.practised(days, day_of(at, chosen.zone, chosen.start)),
        "Mastery by topic": progress_charts.mastered(review.mastery(db, who, now=at)),
        "Recall to come": progress_charts.forecast(review.recall_forecast(db, who, now=at, days=reach), ahead),
        "Whether mistakes fade": progress_charts.faded(fading.trend(db, who)),
        "Points of the oral that you keep missing": progress_charts.missed(drilling.missed(db, who)),
        "Where the time goes": progress_charts.times(found),
    }
    return {heading: chart for heading, chart in drawn.items() if chart}


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
