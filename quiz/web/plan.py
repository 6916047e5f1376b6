"""The plan: an exam date and a desired recall, what they mean day by day, and only then to commit to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.answers.readings import quoted
from quiz.services import review
from quiz.services.errors import Unacceptable
from quiz.services.review_values import Plan, Settings
from quiz.web import said
from quiz.web.blueprint import web
from quiz.web.charts import Chart, bars, long_date, short_date
from quiz.web.review import settle
from quiz.web.visitor import database, learner, now, remember, visitor, welcomed

RETENTIONS = (0.8, 0.85, 0.9, 0.93, 0.95, 0.97)
NOBODY = Settings("", 240, 0.9, None, None, 2, 8, own_weights=False)


@web.get("/plan", endpoint="plan")
def plan_page() -> str:
    """With a date in the address: what it would mean. Without one: the form, and the plan that holds."""
    known = visitor()
    chosen = review.settings(database(), known.id) if known else NOBODY
    asked = request.args
    found, problem = None, ""
    try:
        if asked.get("exam"):
            found = _plan(asked)
        elif known and chosen.exam:
            state = review.exam(database(), known.id, now=now())
            if state and state.days_left > 0:
                found = review.plan(database(), known.id, chosen.exam, now=now())
    except Unacceptable as refused:
        problem = str(refused)
    state = review.exam(database(), known.id, now=now()) if known else None
    return render_template(
        "pages/plan.html", chosen=chosen, asked=asked, plan=found, chart=chart(found) if found else None, state=state,
        problem=problem, preview=bool(asked.get("exam")), retentions=RETENTIONS,
    )  # fmt: skip


@web.post("/plan/preview")
def preview_plan() -> Response:
    """Show what it would mean. A guest is made, because the plan looks at what they know."""
    settle(welcomed())
    wanted = {name: request.form.get(name, "") for name in ("exam", "retention", "new_a_day")}
    return remember(redirect(f"{url_for('web.plan')}?{urlencode(wanted)}", 303))


@web.post("/plan")
def commit_plan() -> Response:
    changes: dict[str, Any] = {"exam": _exam(request.form), **_numbers(request.form)}
    review.set_settings(database(), learner(), changes, now=now())
    says = f"Your exam is on {long_date(changes['exam'])}. The plan holds from now on."
    return said.say(redirect(url_for("web.review"), 303), says)


@web.post("/plan/clear")
def clear_plan() -> Response:
    review.set_settings(database(), learner(), {"exam": None}, now=now())
    says = "No exam date any more: items come back at the recall you chose."
    return said.say(redirect(url_for("web.plan"), 303), says)


@web.post("/plan/days")
def change_days() -> Response:
    """When and where the learner's day starts, how much is new on one, how many freezes are held, and the recall."""
    welcomed()
    hour, _, minute = request.form.get("start", "04:00").partition(":")
    if not (hour.isdigit() and minute[:2].isdigit() and hour.isascii() and minute.isascii()):
        raise Unacceptable("A day starts at a time such as 04:00.")
    changes: dict[str, Any] = {"start": 60 * int(hour) + int(minute[:2]), **_numbers(request.form)}
    if zone := request.form.get("zone", "").strip():
        changes["zone"] = zone
    review.set_settings(database(), learner(), changes, now=now())
    return remember(said.say(redirect(url_for("web.plan"), 303), "Kept. What was counted before stays as it was."))


@web.post("/plan/fit")
def fit_memory() -> Response:
    """Fit the memory model to the learner's own log, and say what came of it."""
    report = review.fit(database(), learner(), now=now())
    return said.say(redirect(url_for("web.plan") + "#memory", 303), report.says)


def chart(plan: Plan) -> Chart:
    """The daily load until the exam: all reviews, and how many of them are new."""
    values = [(short_date(load.date), float(load.reviews), float(load.new)) for load in plan.loads]
    found = bars("Reviews a day until the exam.", ("Day", "Reviews", "New", "Minutes"), values, ("seen before", "new"))
    rows = [[long_date(load.date), str(load.reviews), str(load.new), str(load.minutes)] for load in plan.loads]
    return Chart(
        found.title, found.columns, rows, rules=found.rules, texts=found.texts, bars=found.bars, legend=found.legend
    )  # fmt: skip


def _plan(asked: Mapping[str, str]) -> Plan:
    numbers = _numbers(asked)
    return review.plan(
        database(), learner(), _exam(asked), now=now(), retention=numbers.get("retention"),
        new_a_day=numbers.get("new_a_day"),
    )  # fmt: skip


def _exam(form: Mapping[str, str]) -> date:
    text = form.get("exam", "")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unacceptable(f"An exam has a date such as 2027-02-15, but {quoted(text)} came.") from None


def _numbers(form: Mapping[str, str]) -> dict[str, Any]:
    """The recall wanted, the new items a day and the freezes, where they are given."""
    found: dict[str, Any] = {}
    for name, kind in (("retention", float), ("new_a_day", int), ("freezes", int)):
        text = form.get(name, "").strip()
        if not text:
            continue
        try:
            found[name] = kind(text[:20])
        except ValueError:
            raise Unacceptable(f"The {name.replace('_', ' ')} is a number, but {quoted(text)} came.") from None
    return found
