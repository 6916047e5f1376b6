"""Looking back: progress by topic and by mistake, and all that is stored of a learner, to take away."""

from __future__ import annotations

from flask import Response

from quiz.api import outlook
from quiz.api.blueprint import known, private, reply
from quiz.api.caller import database, learner, now
from quiz.api.errors import Problem
from quiz.api.incoming import FilePath
from quiz.services import reporting

CSV = {"description": "One table with a line of headers.", "content": {"text/csv": {"schema": {"type": "string"}}}}


@private.get("/progress", responses=known(outlook.Progress))
def get_progress() -> Response:
    """Get all practice, summed up by topic and by mistake."""
    return reply(outlook.Progress.of(reporting.progress(database(), learner())))


@private.get("/export", responses=known(outlook.Export))
def export_json() -> Response:
    """Get all that is stored of the learner."""
    return reply(outlook.Export.of(reporting.export_json(database(), learner(), now=now())))


@private.get("/export/<file_name>", responses=known(dict(CSV), 404))
def export_csv(path: FilePath) -> Response:
    """Get one table of the export as CSV: the name of the table and `.csv`, such as attempt.csv."""
    files = reporting.export_csv(database(), learner())
    if path.file_name not in files:
        raise Problem("not-found", f"A file of the export is one of {', '.join(files)}.")
    return Response(files[path.file_name], mimetype="text/csv")
