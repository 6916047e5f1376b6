"""The OpenAPI document, from the routes and the fields that they declare."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from flask import Response

from quiz.api import caller, errors
from quiz.api.blueprint import private, public


def header(description: str, *, always: bool = True) -> dict[str, Any]:
    return {"description": description, "required": always, "schema": {"type": "string"}}


INFO = {
    "title": "Headway",
    "version": "1.0.0",
    "description": "Practise the attention mechanism from a program: take a problem, submit, see what went wrong.",
    "license": {"name": "MIT", "identifier": "MIT"},
}
SECURITY = {
    "token": {"type": "http", "scheme": "bearer", "description": "A token from POST /api/v1/learners."},
    "session": {"type": "apiKey", "in": "cookie", "name": caller.COOKIE, "description": "A session of the pages."},
}
MADE = {"Location": header("The address of what was made.")}
HEADERS = {  # of every response with a status, or of one operation's
    "401": {"WWW-Authenticate": header("How to say who asks.")},
    "start_sitting 201": MADE,
    "take_fresh 201": MADE,
    "make_class 201": MADE,
    "make_blueprint 201": MADE,
    "make_papers 201": MADE,
    "start_work 201": MADE,
    "make_assignment 201": MADE,
    "ask_regrade 201": MADE,
    "submit 200": {"Idempotency-Replayed": header("`true` when this key’s response is given again.", always=False)},
}


@public.get("/openapi.json", doc_ui=False)
def get_document() -> Response:
    """The document. It is the same for everybody and changes only with a release."""
    return Response(text(), mimetype="application/json", headers={"Cache-Control": "public, max-age=300"})


@cache
def text() -> str:
    return json.dumps(document(), ensure_ascii=False, allow_nan=False)


def document() -> dict[str, Any]:
    paths: dict[str, dict[str, Any]] = {}
    schemas: dict[str, Any] = errors.Error.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas = {**schemas.pop("$defs"), "Error": schemas}
    for door in (public, private):
        schemas |= {name: plain(schema) for name, schema in door.components_schemas.items()}
        for path, item in door.paths.items():
            paths.setdefault(path, {}).update({method: completed(one) for method, one in plain(item).items()})
    return {
        "openapi": "3.1.0",
        "info": INFO,
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": dict(sorted(schemas.items())), "securitySchemes": SECURITY},
    }


def plain(model: Any) -> dict[str, Any]:
    """One of the library's models as JSON, without what nobody set."""
    found: dict[str, Any] = model.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return found


def completed(operation: dict[str, Any]) -> dict[str, Any]:
    """An operation with its headers, its description without HTML, and without the library's tag for no tag."""
    del operation["tags"]
    if "description" in operation:
        operation["description"] = operation["description"].replace("<br/>", "\n").strip()
    for status, response in operation["responses"].items():
        headers = HEADERS.get(status, {}) | HEADERS.get(f"{operation['operationId']} {status}", {})
        if headers:
            response["headers"] = headers
    return operation
