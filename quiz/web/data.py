"""A learner's own data: all of it, to look at and to take away."""

from __future__ import annotations

import io
import json
import zipfile

from flask import Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from quiz.services import reporting, tokens
from quiz.services.errors import Unacceptable
from quiz.web import said
from quiz.web.blueprint import web
from quiz.web.visitor import database, learner, now, visitor


@web.get("/data")
def data() -> str:
    return _page()


def _page(**more: object) -> str:
    known = visitor()
    kept = reporting.export_json(database(), known.id, now=now())["tables"] if known else {}
    counts = {name: len(rows) for name, rows in kept.items() if rows}
    made = tokens.listed(database(), known.id) if known else []
    return render_template("pages/data.html", **{"counts": counts, "tokens": made, "secret": "", "refused": "", **more})


@web.post("/data/tokens")
def make_token() -> Response:
    """A token for a program, shown this once; so the page itself is the answer, and it is kept nowhere."""
    try:
        secret, _ = tokens.create(database(), learner(), request.form.get("name", ""), now=now())
    except Unacceptable as refused:
        return make_response(_page(refused=str(refused)), 422)
    return make_response(_page(secret=secret), 201)


@web.post("/data/tokens/<int:token_id>/revoke")
def revoke_token(token_id: int) -> Answer:
    tokens.revoke(database(), learner(), token_id, now=now())
    return said.say(redirect(url_for("web.data") + "#tokens", 303), "The token opens nothing any more.")


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
