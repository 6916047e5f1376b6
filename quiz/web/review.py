"""Reviews: what is due today, one item after the other, rating it, and taking that back.

A skill is practised on the problem page; a card or a prompt is asked on a page of its own. Which session runs, and the
sitting that it opened, stand in a cookie: `all`, `card` or `skill`, and the sitting's id.
"""

from __future__ import annotations

from contextlib import suppress
from secrets import token_urlsafe
from time import time

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.answers.readings import quoted
from quiz.services import own_cards, practice, review, review_standing
from quiz.services.errors import NotFound, Unacceptable
from quiz.services.review_values import Done, DueList, Rating
from quiz.web import said
from quiz.web.blueprint import web
from quiz.web.faces import shown
from quiz.web.paths import local
from quiz.web.visitor import database, learner, now, remember, visitor, welcomed

COOKIE = "headway_review"
MODES = {"all": None, "card": ("card",), "skill": ("skill",)}
LONGEST = 7200  # seconds that a session's cookie lives after its latest step


@web.get("/review", endpoint="review")
def today() -> str:
    known = visitor()
    found = review.queue(database(), known.id, now=now(), limit=200) if known else None
    zone = review.settings(database(), known.id).zone if known else "UTC"
    return render_template("pages/review.html", due=found, zone=zone)


@web.post("/review/next")
def next_review() -> Response:
    settle(welcomed())
    mode = request.form.get("mode", "all")
    if mode not in MODES:
        raise Unacceptable(f"A review is of {', '.join(MODES)}, but {quoted(mode)} came.")
    return remember(onward(mode))


def settle(who: int) -> None:
    """Before the first rating, count days by the clock of the browser that asks, where its script told it."""
    zone = request.form.get("zone", "")
    chosen = review.settings(database(), who)
    if zone and zone != chosen.zone == "UTC" and not review.days(database(), who):
        with suppress(Unacceptable):
            review.set_settings(database(), who, {"zone": zone}, now=now())


def onward(mode: str) -> Response:
    """To the first item that is due: a fresh problem, or the page of a card; to today's page when none is."""
    found = review.queue(database(), learner(), now=now(), limit=1, kinds=MODES[mode])
    if found.finished:
        review.fit(database(), learner(), now=now())
        response = redirect(url_for("web.review"), 303)
        response.delete_cookie(COOKIE, httponly=True, secure=request.is_secure, samesite="Lax")
        return response
    item = found.items[0].item
    if item.kind == "own" and not own_cards.asked(database(), learner(), item.ref):
        return onward(mode)
    if item.kind != "skill":
        return _keep(redirect(url_for("web.review_item", item=item.id), 303), mode)
    sitting = _opened(item.ref, item.level) or review.open_skill(database(), learner(), item.id, now=now()).id
    return _keep(redirect(url_for("web.sitting", sitting_id=sitting), 303), mode, sitting)


def _opened(family: str, level: int | None) -> str | None:
    """The sitting that this session opened for the same skill and that is not done yet."""
    _, _, id = request.cookies.get(COOKIE, "").partition(":")
    if not id:
        return None
    try:
        found = practice.sitting(database(), learner(), id)
    except NotFound:
        return None
    place = found.places[0]
    same = (place.family, place.level) == (family, level)
    return found.id if same and not found.done and found.finished is None else None


def running() -> tuple[str, str]:
    """The mode of the session that runs, empty without one, and the sitting that it opened."""
    mode, _, sitting = request.cookies.get(COOKIE, "").partition(":")
    return (mode, sitting) if mode in MODES else ("", "")


def review_left(sitting: str) -> DueList | None:
    """What is left of the session that opened this sitting; None where no session did."""
    mode, opened = running()
    if not mode or opened != sitting:
        return None
    return review.queue(database(), learner(), now=now(), limit=0, kinds=MODES[mode])


def _keep(response: Response, mode: str, sitting: str = "") -> Response:
    response.set_cookie(
        COOKIE, f"{mode}:{sitting}", max_age=LONGEST, httponly=True, secure=request.is_secure, samesite="Lax"
    )  # fmt: skip
    return response


@web.get("/review/items/<path:item>")
def review_item(item: str) -> str:
    """A card or a prompt: its question, or with `answer` in the address also its answer and the ratings."""
    preview = review.preview(database(), learner(), item, now=now())
    if preview.item.kind == "skill":
        raise NotFound("A skill is practised with a problem, not with a card.")
    topic = request.args.get("topic", "")
    mode, _ = running()
    left = None if topic else review.queue(database(), learner(), now=now(), limit=0, kinds=MODES[mode or "all"])
    return render_template(
        "pages/review_item.html", preview=preview, shown=shown(preview.item, learner()), topic=topic, left=left,
        answered="answer" in request.args, key=token_urlsafe(12), began=request.args.get("began") or int(time()),
    )  # fmt: skip


@web.post("/review/rate")
def rate_item() -> Response:
    """Rate a card or a prompt and go on to the next."""
    settle(learner())
    item, topic = request.form.get("item", ""), request.form.get("topic", "")
    done = review.rate(
        database(), learner(), item, _rating(), now=now(), seconds=_seconds(), key=request.form.get("key") or None
    )  # fmt: skip
    mode, _ = running()
    onto = redirect(url_for("web.next_card", topic=topic, after=item), 303) if topic else onward(mode or "all")
    return told(onto, done)


@web.post("/review/problems/<problem_id>/rate")
def rate_problem(problem_id: str) -> Response:
    """Rate the skill behind a problem that is solved or given up; in a session of reviews, go on to the next."""
    settle(learner())
    preview = review.suggestion(database(), learner(), problem_id, now=now())
    if preview is None:
        raise Unacceptable("A problem is rated once it is solved or its solution was shown.")
    done = review.rate(
        database(), learner(), preview.item.id, _rating(), now=now(), suggested=preview.suggested, key=problem_id,
        seconds=review_standing.seconds(database(), learner(), problem_id),
    )  # fmt: skip
    mode, sitting = running()
    if sitting and practice.problem(database(), learner(), problem_id).sitting == sitting:
        practice.finish(database(), learner(), sitting, now=now())
        return told(onward(mode), done)
    return told(redirect(url_for("web.problem", problem_id=problem_id), 303), done)


@web.post("/review/change")
def change_rating() -> Response:
    """Make the latest rating another one, as if it had been given at the time, and stay on the page."""
    done = review.change(database(), learner(), _rating(), now=now())
    back = redirect(local(request.form.get("then"), "web.review"), 303)
    return told(back, done) if done else said.say(back, "There is no rating to change.")


@web.post("/review/undo")
def undo_rating() -> Response:
    """Take the latest rating back, and go to the item again."""
    done = review.undo(database(), learner(), now=now())
    if done is None:
        return said.say(redirect(url_for("web.review"), 303), "There is no rating to take back.")
    return told(_again(done), done)


@web.post("/review/redo")
def redo_rating() -> Response:
    """Do again what was taken back, and go on."""
    done = review.redo(database(), learner(), now=now())
    mode, _ = running()
    onto = onward(mode) if mode else redirect(url_for("web.review"), 303)
    return told(onto, done) if done else said.say(onto, "There is nothing to do again.")


def _again(done: Done) -> Response:
    """The page on which the item that was taken back can be rated anew."""
    mode, _ = running()
    if done.item.kind == "own" and not own_cards.asked(database(), learner(), done.item.ref):
        return redirect(url_for("web.review"), 303)
    if done.item.kind != "skill":
        return redirect(url_for("web.review_item", item=done.item.id, answer=1), 303)
    key = review_standing.taken_back(database(), learner())
    try:
        found = practice.problem(database(), learner(), key or "")
    except NotFound:
        return redirect(url_for("web.review"), 303)
    response = redirect(url_for("web.problem", problem_id=found.id) + "#rating", 303)
    return _keep(response, mode, found.sitting) if mode else response


def told(response: Response, done: Done) -> Response:
    """The response, and on the next page what the rating came to, with the way back."""
    rating = int(done.rating) if done.rating and done.can_undo and not done.can_redo else 0
    return said.say(response, done.says, undo=done.can_undo, redo=done.can_redo, rating=rating)


def _rating() -> Rating:
    text = request.form.get("rating", "")
    if text not in ("1", "2", "3", "4"):
        raise Unacceptable(f"A rating is 1 (again), 2 (hard), 3 (good) or 4 (easy), but {quoted(text)} came.")
    return Rating(int(text))


def _seconds() -> int:
    """How long a card was looked at, from when its question was shown."""
    text = request.form.get("began", "")
    return max(int(time()) - int(text), 0) if text.isascii() and text.isdigit() and len(text) < 12 else 0
