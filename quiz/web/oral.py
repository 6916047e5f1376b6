"""The oral: choose, answer, read the verdicts, overrule them, rate; and mock orals with their report.

The pages work without script. The clock, keys, dictation and reading aloud come from `static/js/oral.js`.
"""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.oral import Prompt
from quiz.services import drilling, drilling_mocks, review
from quiz.services.errors import Unacceptable
from quiz.web.blueprint import web
from quiz.web.forms import submission_key
from quiz.web.oral_pages import Drill, drill, reported, verdict
from quiz.web.review import settle
from quiz.web.visitor import database, learner, now, remember, visitor, welcomed


@web.get("/oral")
def oral() -> str:
    known = visitor()
    return render_template(
        "pages/oral.html", topics=drilling.topics(), minutes=drilling_mocks.MINUTES,
        open_mock=drilling_mocks.unfinished(database(), known.id) if known else None,
        missed=drilling.missed(database(), known.id, limit=5) if known else [],
    )  # fmt: skip


@web.get("/oral/drill/<prompt>")
def oral_drill(prompt: str) -> Response:
    return drill(Drill(drilling.asked(prompt), _mode(request.args.get("mode"))))


@web.get("/oral/drill")
def oral_any() -> Response:
    """What is best asked next, of a topic or of all."""
    known, mode = visitor(), _mode(request.args.get("mode"))
    topic, after = request.args.get("topic") or None, request.args.get("after")
    asked = drilling.next_prompt(database(), known.id if known else None, topic, after=after)
    return redirect(url_for("web.oral_drill", prompt=asked.id, mode="beginner" if mode == "beginner" else None), 303)


@web.post("/oral/answers")
def oral_answer() -> Response:
    """Grade an answer. One that cannot be graded comes back as it was typed, with the reason."""
    form, someone = request.form, welcomed()
    text = form.get("a.answer", "")
    asked, mock, before = drilling.asked(form.get("prompt", "")), form.get("mock") or None, form.get("follows") or None
    follow_up = _whole("follow_up")
    try:
        found = drilling.answer(
            database(), someone, asked.id, text, key=_key(text, before, follow_up), now=now(),
            seconds=_whole("seconds"), mode=form.get("mode", "exam"), mock=mock, follows=before, follow_up=follow_up,
        )  # fmt: skip
    except Unacceptable as refused:
        return remember(_given_back(someone, asked, mock, before, text, refused))
    if not mock or not found.mock:
        return remember(redirect(url_for("web.oral_verdict", answer_id=found.id), 303))
    if not found.follows and found.follow_ups and _time_left(someone, found.mock):
        return remember(redirect(url_for("web.oral_asked_on", answer_id=found.id), 303))
    return remember(redirect(_gone_on(someone, found.mock, _whole("place")), 303))


@web.get("/oral/answers")
def oral_answers() -> Response:
    """The address of a refused answer, asked for once more."""
    return redirect(url_for("web.oral"), 303)


@web.get("/oral/answers/<answer_id>")
@web.get("/oral/answers/<answer_id>/rate", endpoint="oral_rated")
def oral_verdict(answer_id: str) -> Response:
    return verdict(drilling.look(database(), learner(), answer_id))


@web.get("/oral/answers/<answer_id>/on")
def oral_asked_on(answer_id: str) -> Response:
    """The examiner's first follow-up question, within a mock oral."""
    found = drilling.look(database(), learner(), answer_id)
    mock = drilling_mocks.look(database(), learner(), found.mock) if found.mock else None
    if not found.follow_ups or (mock and mock.prompt != found.prompt):
        return redirect(url_for("web.oral_mock", mock_id=mock.id) if mock else url_for("web.oral"), 303)
    return drill(Drill(found.prompt, found.mode, mock, found))


@web.post("/oral/answers/<answer_id>/own")
def oral_own(answer_id: str) -> Response:
    """Overrule a point, or go back to the machine's verdict."""
    found = drilling.overrule(
        database(), learner(), answer_id, request.form.get("point", ""), request.form.get("state") or None, now=now()
    )  # fmt: skip
    return redirect(url_for("web.oral_verdict", answer_id=found.id) + "#points", 303)


@web.post("/oral/answers/<answer_id>/rate")
def oral_rate(answer_id: str) -> Response:
    settle(learner())
    done = drilling.rate(database(), learner(), answer_id, _whole("rating"), now=now())
    return verdict(drilling.look(database(), learner(), answer_id), rated=done)


@web.post("/oral/answers/<answer_id>/unrate")
def oral_unrate(answer_id: str) -> Response:
    drilling.look(database(), learner(), answer_id)  # it is their own
    review.undo(database(), learner(), now=now())
    return redirect(url_for("web.oral_verdict", answer_id=answer_id) + "#rate", 303)


@web.post("/oral/mocks")
def oral_start() -> Response:
    mock = drilling_mocks.start(
        database(), welcomed(), request.form.getlist("topic"), now=now(), minutes=_whole("minutes", 10),
        mode=request.form.get("mode", "exam"),
    )  # fmt: skip
    return remember(redirect(url_for("web.oral_mock", mock_id=mock.id), 303))


@web.get("/oral/mocks/<mock_id>")
def oral_mock(mock_id: str) -> Response:
    """The question at hand; after a reload the same one, with the clock gone on."""
    mock = drilling_mocks.look(database(), learner(), mock_id)
    if mock.prompt is None:
        return redirect(url_for("web.oral_report", mock_id=mock.id), 303)
    last = drilling_mocks.latest(database(), learner(), mock_id)
    if last and last.prompt == mock.prompt and not last.follows and last.follow_ups and mock.left(now()) > 0:
        return redirect(url_for("web.oral_asked_on", answer_id=last.id), 303)
    return drill(Drill(mock.prompt, mock.mode, mock, took=last))


@web.post("/oral/mocks/<mock_id>/next")
def oral_next(mock_id: str) -> Response:
    """Pass on to the next question."""
    return redirect(_gone_on(learner(), mock_id, _whole("place")), 303)


@web.post("/oral/mocks/<mock_id>/finish")
def oral_finish(mock_id: str) -> Response:
    drilling_mocks.finish(database(), learner(), mock_id, now=now())
    return redirect(url_for("web.oral_report", mock_id=mock_id), 303)


@web.post("/oral/mocks/<mock_id>/rate")
def oral_rate_all(mock_id: str) -> str:
    """Rate every answer as suggested; one that has its rating keeps it."""
    settle(learner())
    rated = drilling_mocks.rate_all(database(), learner(), mock_id, now=now())
    return reported(mock_id, rated)


@web.get("/oral/mocks/<mock_id>/report")
def oral_report(mock_id: str) -> str:
    return reported(mock_id)


def _given_back(
    someone: int, asked: Prompt, mock_id: str | None, before_id: str | None, text: str, refused: Unacceptable
) -> Response:  # fmt: skip
    """The page that the answer came from, with what was typed and why it was refused."""
    before = drilling.look(database(), someone, before_id) if before_id else None
    mock = drilling_mocks.look(database(), someone, mock_id) if mock_id else None
    if before and not before.follow_ups:
        raise refused  # no page asks this; the page of errors gives the text back
    follow_up, sorry = min(_whole("follow_up"), len(before.follow_ups) - 1) if before else 0, str(refused)
    if before and not mock:
        return verdict(before, text=text, sorry=sorry, follow_up=follow_up)
    return drill(Drill(asked, _mode(request.form.get("mode")), mock, before, text=text, sorry=sorry))


def _gone_on(someone: int, mock_id: str, place: int) -> str:
    """Where a mock oral goes on."""
    mock = drilling_mocks.go_on(database(), someone, mock_id, place, now=now())
    return url_for("web.oral_report" if mock.prompt is None else "web.oral_mock", mock_id=mock.id)


def _time_left(someone: int, mock_id: str) -> bool:
    return drilling_mocks.look(database(), someone, mock_id).left(now()) > 0


def _key(text: str, before: str | None, follow_up: int) -> str:
    return submission_key(request.form.get("key", ""), {"answer": text, "follows": f"{before}:{follow_up}"})


def _mode(asked: str | None) -> str:
    return "beginner" if asked == "beginner" else "exam"


def _whole(name: str, default: int = 0) -> int:
    """The whole number in a field; the default where there is none. Seconds may be long, so anything is bounded."""
    text = request.form.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else default
