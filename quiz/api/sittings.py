"""Sittings: start one, go on with it, close it, look back at it."""

from __future__ import annotations

from flask import Response

from quiz.api import outgoing, outlook
from quiz.api.blueprint import acting, known, private, reply
from quiz.api.caller import database, learner, now
from quiz.api.incoming import NewSitting, SittingPath
from quiz.services import practice


@private.post("/sittings", responses=acting(outlook.Sitting, 422, status=201))
def start_sitting(body: NewSitting) -> Response:
    """Start a sitting: mixed practice, one topic or level, or exactly the families that are named."""
    started = practice.start(
        database(), learner(), now=now(), topic=body.topic, level=body.level, length=body.length, families=body.pairs()
    )
    return reply(outlook.Sitting.of(started), 201, location=f"/sittings/{started.id}")


@private.get("/sittings", responses=known(outlook.Sittings))
def list_sittings() -> Response:
    """List the latest ten sittings, the newest first."""
    found = practice.recent(database(), learner())
    return reply(outlook.Sittings(sittings=[outlook.Sitting.of(one) for one in found]))


@private.get("/sittings/<sitting_id>", responses=known(outlook.Sitting, 404))
def get_sitting(path: SittingPath) -> Response:
    """Get a sitting with its places."""
    return reply(outlook.Sitting.of(practice.sitting(database(), learner(), path.sitting_id)))


@private.get("/sittings/<sitting_id>/problem", responses=known(outgoing.Problem, 404))
def take_problem(path: SittingPath) -> Response:
    """Take the first problem that is neither solved nor revealed, else the last; it is drawn when first asked for."""
    return reply(outgoing.Problem.of(practice.current(database(), learner(), path.sitting_id, now=now())))


@private.post("/sittings/<sitting_id>/finish", responses=acting(outlook.Summary, 404))
def finish_sitting(path: SittingPath) -> Response:
    """Close a sitting (again is fine) and look back at it."""
    return reply(outlook.Summary.of(practice.finish(database(), learner(), path.sitting_id, now=now())))


@private.get("/sittings/<sitting_id>/summary", responses=known(outlook.Summary, 404))
def get_summary(path: SittingPath) -> Response:
    """Look back at a sitting, at any time."""
    return reply(outlook.Summary.of(practice.summary(database(), learner(), path.sitting_id)))
