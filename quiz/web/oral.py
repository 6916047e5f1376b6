"""The oral: choose, answer, read the verdicts, overrule them, rate; and mock orals with their report.

The pages work without script. The clock, keys, dictation and reading aloud come from `static/js/oral.js`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from secrets import token_urlsafe
from typing import Any

from flask import Response as Page
from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.oral import Prompt
from quiz.services import drilling, drilling_mocks, review
from quiz.services.drilling_values import Answer, Mock
from quiz.services.errors import Unacceptable
from quiz.web.blueprint import web
from quiz.web.forms import submission_key
from quiz.web.visitor import database, learner, now, remember, visitor, welcomed

WORDS = 60  # what fits into a spoken minute; more is counted and not cut
LETTERS = "abcdefgi"  # of points, and the keys that overrule them; h is a hint elsewhere
SPEAKING = "camera=(), geolocation=(), microphone=(self)"  # only these pages may ask for the microphone


@web.get("/oral")
def oral() -> str:
    known = visitor()
    return render_template(
        "pages/oral.html", topics=drilling.topics(), minutes=drilling_mocks.MINUTES,
        open_mock=drilling_mocks.unfinished(database(), known.id) if known else None,
        missed=drilling.missed(database(), known.id, limit=5) if known else [],
    )  # fmt: skip


@web.get("/oral/drill")
def oral_drill() -> Response:
    """A question: the one asked for, or what is best asked next, of a topic or of all."""
    known = visitor()
    chosen = request.args.get("prompt")
    if chosen:
        asked = drilling.asked(chosen)
    else:
        topic, after = request.args.get("topic") or None, request.args.get("after")
        asked = drilling.next_prompt(database(), known.id if known else None, topic, after=after)
    return drill(Drill(asked, _mode(request.args.get("mode"))))


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
        return remember(_given_back(someone, asked, mock, before, text, str(refused)))
    if not found.mock:
        return remember(redirect(url_for("web.oral_verdict", answer_id=found.id), 303))
    if not found.follows and found.follow_ups and _time_left(someone, found.mock):
        return remember(redirect(url_for("web.oral_asked_on", answer_id=found.id), 303))
    return remember(redirect(_gone_on(someone, found.mock, _whole("place")), 303))


@web.get("/oral/answers/<answer_id>")
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
    done = drilling.rate(database(), learner(), answer_id, _whole("rating"), now=now())
    return verdict(drilling.look(database(), learner(), answer_id), rated=done)


@web.post("/oral/answers/<answer_id>/unrate")
def oral_unrate(answer_id: str) -> Response:
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
    rated = drilling_mocks.rate_all(database(), learner(), mock_id, now=now())
    return reported(mock_id, rated)


@web.get("/oral/mocks/<mock_id>/report")
def oral_report(mock_id: str) -> str:
    return reported(mock_id)


@dataclass(frozen=True)
class Drill:
    """A question as the page asks it. before: the answer whose follow-up it is; took: what was taken in just before;
    text, sorry: what comes back when it could not be taken."""

    prompt: Prompt
    mode: str
    mock: Mock | None = None
    before: Answer | None = None
    took: Answer | None = None
    text: str = ""
    sorry: str = ""
    follow_up: int = 0

    @property
    def question(self) -> str:
        return self.before.follow_ups[self.follow_up] if self.before else self.prompt.question

    @property
    def slot(self) -> str:
        """Under which the browser keeps what is typed here."""
        return slot(self.prompt.id, self.mock.id if self.mock else None, self.before.id if self.before else None)


def drill(asked: Drill) -> Response:
    page = render_template(
        "pages/oral_drill.html", drill=asked, words=WORDS, form_key=token_urlsafe(9), slot=slot,
        left=asked.mock.left(now()) if asked.mock else None,
    )  # fmt: skip
    return _speaking(make_response(page, 422 if asked.sorry else 200))


def verdict(found: Answer, *, text: str = "", sorry: str = "", rated: Any = None, follow_up: int = 0) -> Response:
    """The page of a graded answer."""
    page = render_template(
        "pages/oral_verdict.html", answer=found, pieces=pieces(found), words=WORDS, count=len(found.said.split()),
        form_key=token_urlsafe(9), text=text, sorry=sorry, rated=rated, slot=slot, follow_up=follow_up, letters=LETTERS,
        preview=drilling.suggestion(database(), learner(), found, now=now()),
    )  # fmt: skip
    return _speaking(make_response(page, 422 if sorry else 200))


def reported(mock_id: str, rated: int | None = None) -> str:
    """The page of a report. rated: how many answers were just rated."""
    found = drilling_mocks.report(database(), learner(), mock_id)
    return render_template(
        "pages/oral_report.html", report=found, took_last=_last(found.answers), slot=slot, rated=rated
    )  # fmt: skip


def slot(prompt: str, mock: str | None, follows: str | None) -> str:
    """Under which the browser keeps what is typed to a question."""
    return f"{mock or 'drill'}:{follows or prompt}"


@dataclass(frozen=True)
class Piece:
    """A piece of what was said. shows: the letters of the points that it shows; state: how it is underlined, if so."""

    text: str
    state: str = ""
    shows: str = ""


def pieces(found: Answer) -> list[Piece]:
    """What was said, cut where underlining begins or ends. Traps are drawn over points, denials over finds."""
    spans = [(s, "trap", "") for trap in found.traps for s in trap.spans]
    lettered = list(zip(LETTERS, found.points, strict=False))
    for state in ("contradicted", "unsure", "found"):
        spans += [(s, state, letter) for letter, point in lettered if point.machine == state for s in point.spans]
    cuts = sorted({0, len(found.said), *(edge for span, _, _ in spans for edge in span)})
    cut = [(start, end) for start, end in pairwise(cuts)]
    return [_piece(found.said, start, end, spans) for start, end in cut]


def _piece(said: str, start: int, end: int, spans: Sequence[tuple[tuple[int, int], str, str]]) -> Piece:
    over = [(state, by) for (first, last), state, by in spans if first <= start and end <= last]
    # A letter stands once, where its words end; a trap has none.
    ending = [by for (_, last), state, by in spans if last == end and state != "trap"]
    return Piece(said[start:end], over[0][0] if over else "", ", ".join(ending))


def _given_back(
    someone: int, asked: Prompt, mock_id: str | None, before_id: str | None, text: str, sorry: str
) -> Response:  # fmt: skip
    """The page that the answer came from, with what was typed and why it was refused."""
    before = drilling.look(database(), someone, before_id) if before_id else None
    mock = drilling_mocks.look(database(), someone, mock_id) if mock_id else None
    follow_up = min(_whole("follow_up"), len(before.follow_ups) - 1) if before else 0
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


def _last(answers: Sequence[tuple[Prompt, Answer | None]]) -> Answer | None:
    given = [answer for _, answer in answers if answer]
    return max(given, key=lambda answer: answer.made) if given else None


def _whole(name: str, default: int = 0) -> int:
    """The whole number in a field; the default where there is none. Seconds may be long, so anything is bounded."""
    text = request.form.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else default


def _speaking(response: Page) -> Response:
    response.headers["Permissions-Policy"] = SPEAKING
    return response
