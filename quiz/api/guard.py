"""What a request goes through before its fields are looked at: is its body small enough, and JSON at all?

The size is limited before anything is read. JSON is read by a parser with a limit on nesting, so a bomb costs no more
memory than its own bytes. Only then the fields are checked against `incoming`.
"""

from __future__ import annotations

from typing import Any, NoReturn

import pydantic_core
from flask import Response, request
from pydantic import ValidationError

from quiz.api.errors import Problem
from quiz.api.sentences import field_error

LARGEST = 256 * 1024  # bytes of a body
SAFE = ("GET", "HEAD", "OPTIONS")


def check_body() -> None:
    """Refuse a body that is too large (413), of another type (415), or no JSON object (400, 422)."""
    request.max_content_length = LARGEST + 1  # a body in chunks is cut there without a word, so one byte more tells
    if request.method in SAFE:
        return
    text = request.get_data()
    if len(text) > LARGEST:
        raise Problem("too-large")
    if not text and not request.content_type:
        return  # a view that needs fields says which
    if request.mimetype != "application/json":
        came = f"but it was {request.mimetype[:80]}" if request.mimetype else "but no type came"
        raise Problem("not-json", f"The body of a request is of the type application/json, {came}.")
    try:
        value = pydantic_core.from_json(text, allow_inf_nan=False)
    except ValueError as error:
        sentence = f"The body of a request is one JSON object, but this is none: {error}."
        raise Problem("malformed-json", sentence) from None
    if not isinstance(value, dict):
        raise Problem("invalid-fields", errors=[{"pointer": "#", "detail": "One JSON object was expected here."}])


def refuse_fields(error: ValidationError) -> NoReturn:
    """Say of every field that is wrong what was expected."""
    found: list[Any] = error.errors(include_url=False, include_input=False)
    raise Problem(
        "invalid-fields",
        "Some fields of the request are not what was expected: "
        + ", ".join(dict.fromkeys(".".join(map(str, one["loc"])) or "the body" for one in found[:5]))
        + ".",
        errors=[field_error(one) for one in found[:20]],
    )


def keep_private(response: Response) -> Response:
    """What a learner sees is kept by no cache, and nobody guesses at its type."""
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    return response
