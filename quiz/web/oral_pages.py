"""What the pages of the oral show: a question, a verdict with what was said underlined, a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from secrets import token_urlsafe

from flask import Response, make_response, render_template

from quiz.oral import Prompt
from quiz.services import drilling, drilling_mocks, review_standing
from quiz.services.drilling_values import Answer, Mock, Span
from quiz.services.review_values import Done
from quiz.web.visitor import database, learner, now

WORDS = 60  # what fits into a spoken minute; more is counted and not cut
LETTERS = "abcdefgi"  # of points, and the keys that overrule them; h is a hint elsewhere
SPEAKING = "camera=(), geolocation=(), microphone=(self)"  # only these pages may ask for the microphone


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


def verdict(
    found: Answer, *, text: str = "", sorry: str = "", rated: Done | None = None, follow_up: int = 0
) -> Response:  # fmt: skip
    """The page of a graded answer."""
    page = render_template(
        "pages/oral_verdict.html", answer=found, pieces=pieces(found), words=WORDS, count=len(found.said.split()),
        form_key=token_urlsafe(9), text=text, sorry=sorry, rated=rated, slot=slot, follow_up=follow_up, letters=LETTERS,
        preview=drilling.suggestion(database(), learner(), found, now=now()),
        held=review_standing.held(database(), learner(), drilling.rating_key(found)),
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


def _piece(said: str, start: int, end: int, spans: Sequence[tuple[Span, str, str]]) -> Piece:
    over = [(state, by) for (first, last), state, by in spans if first <= start and end <= last]
    # A letter stands once, where its words end; a trap has none.
    ending = [by for (_, last), state, by in spans if last == end and state != "trap"]
    return Piece(said[start:end], over[0][0] if over else "", ", ".join(ending))


def _last(answers: Sequence[tuple[Prompt, Answer | None]]) -> Answer | None:
    given = [answer for _, answer in answers if answer]
    return max(given, key=lambda answer: answer.made) if given else None


def _speaking(response: Response) -> Response:
    response.headers["Permissions-Policy"] = SPEAKING
    return response
