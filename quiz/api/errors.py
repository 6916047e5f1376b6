"""What the API refuses, as RFC 9457 tells it: one JSON object with a type, a title, the status and one sentence.

A type is an address, `/api/v1/errors#NAME`, that explains all of them. NOTE: programs decide by these names; they are
never renamed or reused.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, current_app, request
from pydantic import BaseModel, ConfigDict, Field
from werkzeug.exceptions import HTTPException

from quiz.blocks import plain
from quiz.services.errors import DraftConflict, KeyReused, NotFound, Refused, TooMany

HOME = "/api/v1/errors"
MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Kind:
    """A kind of error. detail: what is said when there is nothing more exact to say."""

    status: int
    title: str
    detail: str


KINDS = {
    "bad-request": Kind(400, "The request makes no sense", "The request is not what HTTP allows."),
    "malformed-json": Kind(400, "The body is not JSON", "The body of a request is one JSON object."),
    "unauthorised": Kind(401, "Nobody is known by this", "This needs a token, or the session of this site’s pages."),
    "other-site": Kind(403, "Sent from another site", "This was sent from another site’s page, so nothing changed."),
    "not-found": Kind(404, "There is no such thing", "Nothing is at this address, or it is another learner’s."),
    "wrong-method": Kind(405, "Not done with this method", "The header `Allow` lists the methods of this address."),
    "draft-conflict": Kind(409, "A newer draft is stored", "Another tab or device has saved a newer draft."),
    "too-large": Kind(413, "The body is too large", "A request has at most 256 KiB."),
    "not-json": Kind(415, "The body is of another type", "The body of a request is of the type application/json."),
    "invalid-fields": Kind(422, "Some fields are wrong", "The request has the fields of the OpenAPI document."),
    "unacceptable": Kind(422, "This cannot be done", "What was asked for cannot be."),
    "key-reused": Kind(422, "The key was used before", "A key belongs to one submission."),
    "too-many": Kind(429, "Too many requests", "The header `Retry-After` says how many seconds to wait."),
    "failure": Kind(500, "Something broke on our side", "It has been noted; please try again later."),
}
BY_STATUS = {kind.status: name for name, kind in reversed(KINDS.items())}  # the first of each status


class FieldError(BaseModel):
    """What is wrong with one field. pointer: JSON pointer into the body, or the name of a header or path parameter."""

    pointer: str = Field(examples=["#/level"])
    detail: str


class Error(BaseModel):
    """A problem document (RFC 9457). errors: only of `invalid-fields`. revision, answers: only of `draft-conflict`."""

    model_config = ConfigDict(extra="forbid")

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[FieldError] = []
    revision: int = 0
    answers: dict[str, Any] = {}


class Problem(Exception):
    """An error of a kind, to be told: raise it anywhere below a view."""

    def __init__(
        self,
        kind: str,
        detail: str = "",
        *,
        errors: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(detail or KINDS[kind].detail)
        self.kind = kind
        self.headers = dict(headers or {})
        self.more = more | ({"errors": list(errors)} if errors else {})


def handle(door: Blueprint) -> None:
    """Tell every error of this blueprint's views in this form."""
    door.register_error_handler(Problem, on_problem)
    door.register_error_handler(Refused, on_refused)
    door.register_error_handler(HTTPException, on_http)
    door.register_error_handler(Exception, on_failure)


def on_problem(error: Problem) -> Response:
    return document(error.kind, str(error), error.headers, **error.more)


def on_refused(error: Refused) -> Response:
    """What a use case refuses, with its own sentence."""
    match error:
        case NotFound():
            return document("not-found", str(error))
        case DraftConflict(revision=revision, typed=typed):
            return document("draft-conflict", str(error), revision=revision, answers=typed)
        case TooMany(wait=wait):
            return document("too-many", str(error), {"Retry-After": str(wait)})
        case KeyReused():
            return document("key-reused", str(error))
    return document("unacceptable", str(error))


def on_http(error: HTTPException) -> Response:
    status = error.code or 500
    if status not in BY_STATUS:
        return written("about:blank", error.name, status, f"{error.name}.")
    headers = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    return document(BY_STATUS[status], headers=headers)


def on_failure(error: Exception) -> Response:
    """Our fault: it goes to the log with its trace, and nothing of it to the caller."""
    current_app.logger.error("%s %s failed", request.method, request.path, exc_info=error)
    return document("failure")


def told(response: Response) -> Response:
    """An error that none of our views saw, such as an address below the API that there isn't, told in this form."""
    if response.status_code < 400 or not request.path.startswith("/api/") or response.mimetype == MEDIA_TYPE:
        return response
    if response.status_code in BY_STATUS:
        headers = {name: response.headers[name] for name in ("Allow", "Retry-After") if name in response.headers}
        return document(BY_STATUS[response.status_code], headers=headers)
    return written("about:blank", response.status.partition(" ")[2].title(), response.status_code, "")


def document(kind: str, detail: str = "", headers: Mapping[str, str] | None = None, **more: Any) -> Response:
    """The response for an error of this kind."""
    known = KINDS[kind]
    response = written(f"{HOME}#{kind}", known.title, known.status, plain(detail or known.detail), **more)
    response.headers.update(headers or {})
    return response


def written(type: str, title: str, status: int, detail: str, **more: Any) -> Response:
    body = {"type": type, "title": title, "status": status, "detail": detail, "instance": quote(request.path), **more}
    return Response(json.dumps(body, ensure_ascii=False), status, content_type=MEDIA_TYPE)
