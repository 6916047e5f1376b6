"""Problems: look, answer, ask for a hint or the solution, save unsaved work, go on."""

from __future__ import annotations

from flask import Response

from quiz.api import outgoing
from quiz.api.blueprint import acting, known, private, reply
from quiz.api.caller import database, learner, now
from quiz.api.errors import Problem
from quiz.api.incoming import KeyHeader, NewDraft, NewSubmission, ProblemPath
from quiz.services import practice


@private.get("/problems/<problem_id>", responses=known(outgoing.Problem, 404))
def get_problem(path: ProblemPath) -> Response:
    """Get a problem as it stands."""
    return reply(outgoing.Problem.of(practice.problem(database(), learner(), path.problem_id)))


@private.post("/problems/<problem_id>/submissions", responses=acting(outgoing.Outcome, 404, 422))
def submit(path: ProblemPath, header: KeyHeader, body: NewSubmission) -> Response:
    """Check answers. The same key with the same answers gives the same response and makes no second attempt.

    An answer that cannot be read has the status `invalid` and is no attempt.
    """
    outcome = practice.submit(
        database(), learner(), path.problem_id, body.answers, key=only_key(header.key, body.key), now=now()
    )
    headers = {"Idempotency-Replayed": "true"} if outcome.replayed else {}
    return reply(outgoing.Outcome.of(outcome), headers=headers)


def only_key(header: str, field: str | None) -> str:
    """The idempotency key, from the header or the field."""
    if header and field and header != field:
        raise Problem("unacceptable", "A submission has one key, but the header and the field differ.")
    key = header or field
    if not key:
        missing = "A submission has a key: send the header Idempotency-Key, or the field key."
        raise Problem("invalid-fields", missing, errors=[{"pointer": "#/key", "detail": missing}])
    return key


@private.post("/problems/<problem_id>/hints", responses=acting(outgoing.Hints, 404))
def take_hint(path: ProblemPath) -> Response:
    """Take one more hint; the response has all hints taken so far."""
    return reply(outgoing.Hints.of(practice.hint(database(), learner(), path.problem_id, now=now())))


@private.post("/problems/<problem_id>/reveal", responses=acting(outgoing.Solution, 404))
def reveal(path: ProblemPath) -> Response:
    """Show the solution. From now on the problem earns no credit; credit earned before stays."""
    return reply(outgoing.Solution.of(practice.reveal(database(), learner(), path.problem_id, now=now())))


@private.put("/problems/<problem_id>/draft", responses=acting(outgoing.Draft, 404, 409, 422))
def save_draft(path: ProblemPath, body: NewDraft) -> Response:
    """Save unsaved work; it is never graded by itself. A newer draft from elsewhere is a conflict, and is told.

    What the last counted submission says already is no draft, and ends one.
    """
    saved = practice.save_draft(
        database(), learner(), path.problem_id, body.answers, revision=body.revision, now=now()
    )  # fmt: skip
    return reply(outgoing.Draft.of(saved))


@private.post("/problems/<problem_id>/fresh", responses=acting(outgoing.Problem, 404, status=201))
def take_fresh(path: ProblemPath) -> Response:
    """Take another problem of the same family and level in the same place of the sitting."""
    other = practice.fresh(database(), learner(), path.problem_id, now=now())
    return reply(outgoing.Problem.of(other), 201, location=f"/problems/{other.id}")


@private.post("/problems/<problem_id>/next", responses=acting(outgoing.Problem, 404) | {204: None})
def take_next(path: ProblemPath) -> Response:
    """Take the problem in the next place of the sitting; 204 after the last, when the sitting can be finished."""
    other = practice.following(database(), learner(), path.problem_id, now=now())
    return reply(outgoing.Problem.of(other)) if other else Response(status=204)
