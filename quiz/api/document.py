"""The OpenAPI document, from the routes and the fields that they declare."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from flask import Response

from quiz.api import caller, errors
from quiz.api.blueprint import private, public

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


@public.get("/openapi.json", doc_ui=False)
def get_document() -> Response:
    """The document. It is the same for everybody and changes only with a release."""
    return Response(text(), mimetype="application/json", headers={"Cache-Control": "public, max-age=300"})


@cache
def text() -> str:
    return json.dumps(document(), ensure_ascii=False, allow_nan=False)


def document() -> dict[str, Any]:
    paths: dict[str, dict[str, Any]] = {}
    schemas: dict[str, Any] = {"Error": errors.Error.model_json_schema(mode="validation", ref_template=REFERENCE)}
    schemas |= schemas["Error"].pop("$defs")
    for door in (public, private):
        schemas |= {name: plain(schema) for name, schema in door.components_schemas.items()}
        for path, item in door.paths.items():
            paths.setdefault(path, {}).update({method: told(one) for method, one in plain(item).items()})
    return {
        "openapi": "3.1.0",
        "info": INFO,
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": dict(sorted(schemas.items())), "securitySchemes": SECURITY},
    }


def told(operation: dict[str, Any]) -> dict[str, Any]:
    """An operation without the library's tag for those that have none, and its description without HTML."""
    del operation["tags"]
    if "description" in operation:
        operation["description"] = operation["description"].replace("<br/>", "\n").strip()
    return operation


REFERENCE = "#/components/schemas/{model}"


def plain(model: Any) -> dict[str, Any]:
    """One of the library's models as JSON, without what nobody set."""
    found: dict[str, Any] = model.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return found
