"""The two blueprints of the API: one for everybody, one for a learner who is known by a token or a session."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Response
from flask_openapi3.blueprint import APIBlueprint
from pydantic import BaseModel

from quiz.api.errors import KINDS, MEDIA_TYPE

PREFIX = "/api/v1"
Responses = dict[str | int | HTTPStatus, Any]


def named(name: str, path: str, method: str) -> str:
    """An operation is called like the function that answers it."""
    return name


public = APIBlueprint("api", __name__, url_prefix=PREFIX, operation_id_callback=named)
private = APIBlueprint(
    "api_learner",
    __name__,
    url_prefix=PREFIX,
    abp_security=[{"token": []}, {"session": []}],
    operation_id_callback=named,
)


def reading(answer: Any, *refused: int) -> Responses:
    """The documented responses of a request that changes nothing."""
    return {200: answer, **_refusals(*refused, 500)}


def changing(answer: Any, *refused: int, status: int = 200) -> Responses:
    """The documented responses of a request with a body, or from a browser: it can be refused for these as well."""
    return {status: answer, **_refusals(400, 413, 415, *refused, 500)}


def known(answer: Any, *refused: int) -> Responses:
    """As `reading`, for a learner."""
    return reading(answer, 401, *refused)


def acting(answer: Any, *refused: int, status: int = 200) -> Responses:
    """As `changing`, for a learner."""
    return changing(answer, 401, 403, *refused, status=status)


def _refusals(*statuses: int) -> Responses:
    """Each status with the kinds of error that have it."""
    return {
        status: {
            "description": " · ".join(kind.title for kind in KINDS.values() if kind.status == status),
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Error"}}},
        }
        for status in sorted(statuses)
    }


def reply(
    answer: BaseModel, status: int = 200, *, location: str = "", headers: Mapping[str, str] | None = None
) -> Response:
    """The answer as JSON. location: the path of what was made, below the API's own."""
    text = answer.model_dump_json(exclude_unset=True)  # a field without a value is null only where we say null
    response = Response(text, status, mimetype="application/json", headers=dict(headers or {}))
    if location:
        response.headers["Location"] = f"{PREFIX}{location}"
    return response
