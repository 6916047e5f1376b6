"""A learner's own data: all of it, to look at and to take away."""

from __future__ import annotations

import io
import json
import zipfile

from flask import Response, render_template

from quiz.services import reporting
from quiz.web.blueprint import web
from quiz.web.visitor import database, learner, now, visitor


@web.get("/data")
def data() -> str:
    known = visitor()
    kept = reporting.export_json(database(), known.id, now=now())["tables"] if known else {}
    return render_template("pages/data.html", counts={name: len(rows) for name, rows in kept.items() if rows})


@web.get("/data.json")
def data_json() -> Response:
    kept = reporting.export_json(database(), learner(), now=now())
    return _download(json.dumps(kept, ensure_ascii=False, indent=1).encode(), "application/json", "headway.json")


@web.get("/data.zip")
def data_csv() -> Response:
    """One CSV file a table, in one archive."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as files:
        for name, text in reporting.export_csv(database(), learner()).items():
            files.writestr(name, text)
    return _download(archive.getvalue(), "application/zip", "headway-csv.zip")


def _download(body: bytes, mimetype: str, name: str) -> Response:
    response = Response(body, mimetype=mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
