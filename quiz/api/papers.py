"""Blueprints, and the jobs that make papers of them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self

from flask import Response, current_app
from pydantic import BaseModel, Field, StrictBool

from quiz.api.blueprint import acting, known, private, reply
from quiz.api.caller import database, learner, now
from quiz.api.incoming import Fields, whole
from quiz.api.outgoing import Out
from quiz.services.teaching import blueprints, jobs, jobs_files
from quiz.services.teaching.blueprints import Kept
from quiz.services.teaching.jobs import JobView

FILE = {
    "description": "The file.",
    "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
}


class NewBlueprint(Fields):
    """A blueprint's text, TOML."""

    text: Annotated[str, Field(max_length=20_000)]


class ChangedBlueprint(NewBlueprint):
    """number: of the text that this one replaces."""

    number: Annotated[int, *whole(1, 2**31 - 1)]


class BlueprintPath(BaseModel):
    blueprint_id: str


class BlueprintLine(Out):
    """A blueprint of yours. number: 1, 2 … with every change."""

    id: str
    title: str
    number: int
    changed: datetime
    points: float

    @classmethod
    def of(cls, one: Kept) -> Self:
        return cls(id=one.id, title=one.title, number=one.number, changed=one.changed, points=one.points)


class Blueprint(BlueprintLine):
    text: str

    @classmethod
    def of(cls, one: Kept) -> Self:
        line = BlueprintLine.of(one)
        return cls(**dict(line), text=one.text)


class Blueprints(Out):
    blueprints: list[BlueprintLine]


class NewPapers(Fields):
    """Papers to make of a blueprint, as a job. format: pdf, latex, moodle, qti3, … ; key: those of the marker."""

    format: str = Field(examples=["pdf"])
    copies: Annotated[int, *whole(1, 10_000)]
    key: StrictBool = False


class JobPath(BaseModel):
    job_id: str


class JobFilePath(BaseModel):
    job_id: str
    name: str


class JobFile(Out):
    name: str
    bytes: int


class Job(Out):
    """A job. state: waiting, running, done, failed or cancelled. done, total: parts. files: once it is done."""

    id: str
    kind: str
    title: str
    state: str
    done: int
    total: int
    message: str
    made: datetime
    started: datetime | None
    ended: datetime | None
    files: list[JobFile]

    @classmethod
    def of(cls, one: JobView) -> Self:
        return cls(
            id=one.id, kind=one.kind, title=one.title, state=one.state, done=one.done, total=one.total,
            message=one.message, made=one.made, started=one.started, ended=one.ended,
            files=[JobFile(name=file.name, bytes=file.bytes) for file in one.files],
        )  # fmt: skip


class Jobs(Out):
    jobs: list[Job]


@private.get("/blueprints", responses=known(Blueprints))
def list_blueprints() -> Response:
    """List your blueprints, the last changed first."""
    found = blueprints.listed(database(), learner())
    return reply(Blueprints(blueprints=[BlueprintLine.of(one) for one in found]))


@private.post("/blueprints", responses=acting(Blueprint, 422, status=201))
def make_blueprint(body: NewBlueprint) -> Response:
    """Keep a blueprint, with a secret seed of its own. This takes an account."""
    id = blueprints.make(database(), learner(), body.text, now=now())
    return reply(_blueprint(id), 201, location=f"/blueprints/{id}")


@private.get("/blueprints/<blueprint_id>", responses=known(Blueprint, 404))
def get_blueprint(path: BlueprintPath) -> Response:
    """Get a blueprint of yours."""
    return reply(_blueprint(path.blueprint_id))


@private.put("/blueprints/<blueprint_id>", responses=acting(Blueprint, 404, 422))
def change_blueprint(path: BlueprintPath, body: ChangedBlueprint) -> Response:
    """Replace its text; refused where somebody else was faster."""
    blueprints.change(database(), learner(), path.blueprint_id, body.text, body.number, now=now())
    return reply(_blueprint(path.blueprint_id))


@private.delete("/blueprints/<blueprint_id>", responses=acting(None, 404, status=204))
def delete_blueprint(path: BlueprintPath) -> Response:
    """Delete it. Assignments made of it keep their copy."""
    blueprints.remove(database(), learner(), path.blueprint_id)
    return Response(status=204)


@private.post("/blueprints/<blueprint_id>/papers", responses=acting(Job, 404, 422, status=201))
def make_papers(path: BlueprintPath, body: NewPapers) -> Response:
    """Ask for papers; look at the job until it is done, then take its files."""
    id = blueprints.start_papers(
        database(), learner(), path.blueprint_id, body.format, body.copies, key=body.key, now=now()
    )
    current_app.extensions["jobs"].wake()
    return reply(Job.of(jobs.view(database(), learner(), id)), 201, location=f"/jobs/{id}")


@private.get("/jobs", responses=known(Jobs))
def list_jobs() -> Response:
    """List your jobs and those of the classes whose staff you are, without files."""
    return reply(Jobs(jobs=[Job.of(one) for one in jobs.listed(database(), learner())]))


@private.get("/jobs/<job_id>", responses=known(Job, 404))
def get_job(path: JobPath) -> Response:
    """Get a job, with its files once it is done."""
    return reply(Job.of(jobs.view(database(), learner(), path.job_id)))


@private.delete("/jobs/<job_id>", responses=acting(None, 404, 422, status=204))
def delete_job(path: JobPath) -> Response:
    """Delete a job that has ended, with its files."""
    jobs.remove(database(), learner(), path.job_id)
    return Response(status=204)


@private.post("/jobs/<job_id>/cancel", responses=acting(Job, 404, 422))
def cancel_job(path: JobPath) -> Response:
    """Stop a job after the parts that are under way."""
    jobs.cancel(database(), learner(), path.job_id, now=now())
    return reply(Job.of(jobs.view(database(), learner(), path.job_id)))


@private.post("/jobs/<job_id>/resume", responses=acting(Job, 404, 422))
def resume_job(path: JobPath) -> Response:
    """Go on with a job that was stopped or failed; nothing that is done is done again."""
    jobs.resume(database(), learner(), path.job_id, now=now())
    current_app.extensions["jobs"].wake()
    return reply(Job.of(jobs.view(database(), learner(), path.job_id)))


@private.get("/jobs/<job_id>/files/<name>", responses=known(dict(FILE), 404))
def get_job_file(path: JobFilePath) -> Response:
    """Download a file of a job."""
    return Response(jobs_files.one(database(), learner(), path.job_id, path.name), mimetype="application/octet-stream")


def _blueprint(id: str) -> Blueprint:
    return Blueprint.of(blueprints.view(database(), learner(), id))
