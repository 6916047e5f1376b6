"""Jobs: what is under way, how far it is, stopping it, going on with it, and its files."""

from __future__ import annotations

from collections.abc import Iterator

from flask import current_app, redirect, render_template, url_for
from werkzeug.wrappers import Response

from quiz.services.teaching import jobs as kept
from quiz.services.teaching import jobs_files
from quiz.web import said
from quiz.web.blueprint import web
from quiz.web.visitor import account, database, now


def wake() -> None:
    """See to it that somebody does jobs, where that is up to this server."""
    current_app.extensions["jobs"].wake()


@web.get("/jobs")
def jobs() -> str:
    wake()
    return render_template("teaching/jobs.html", jobs=kept.listed(database(), account()))


@web.get("/jobs/<job_id>")
def job(job_id: str) -> str:
    """One job. While it is under way the page renews itself, or is reloaded by hand without script."""
    wake()
    return render_template("teaching/job.html", job=kept.view(database(), account(), job_id))


@web.post("/jobs/<job_id>/cancel")
def cancel_job(job_id: str) -> Response:
    kept.cancel(database(), account(), job_id, now=now())
    return redirect(url_for("web.job", job_id=job_id), 303)


@web.post("/jobs/<job_id>/resume")
def resume_job(job_id: str) -> Response:
    kept.resume(database(), account(), job_id, now=now())
    return redirect(url_for("web.job", job_id=job_id), 303)


@web.post("/jobs/<job_id>/remove")
def remove_job(job_id: str) -> Response:
    kept.remove(database(), account(), job_id)
    return said.say(redirect(url_for("web.jobs"), 303), "The job and its files are removed.")


@web.get("/jobs/<job_id>/files/<name>")
def job_file(job_id: str, name: str) -> Response:
    return _download(jobs_files.one(database(), account(), job_id, name), name)


@web.get("/jobs/<job_id>/files.zip")
def job_archive(job_id: str) -> Response:
    """All files of a job that is done."""
    return _download(jobs_files.archive(database(), account(), job_id), "papers.zip")


def _download(content: bytes | Iterator[bytes], name: str) -> Response:
    """A file to keep. In pieces, so that an archive of thousands of papers is never whole in memory."""
    response = Response(content)
    response.headers["Content-Type"] = "application/pdf" if name.endswith(".pdf") else "application/octet-stream"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
