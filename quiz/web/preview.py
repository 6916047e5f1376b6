"""How a text is read, while it is typed: a function of the text, the kind of answer and the wanted shape alone."""

from __future__ import annotations

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue

from quiz.answers import Ambiguous, Read, Reading, Refused, read, show
from quiz.services.errors import Unacceptable
from quiz.web.blueprint import web

KINDS = ("number", "vector", "matrix", "shape", "vertices", "text")


@web.post("/read")
def read_typed() -> ResponseReturnValue:
    """The reading as a line of HTML, or, for `format=cells`, the cells of a matrix as JSON."""
    kind, text = request.form.get("kind", ""), request.form.get("text", "")
    if kind not in KINDS:
        raise Unacceptable(f"The kind of an answer is one of {', '.join(KINDS)}.")
    reading = read(kind, text, _shape()) if text.strip() else None
    if request.form.get("format") == "cells":
        return jsonify(_cells(reading))
    return render_template("problem/reading.html", reading=reading, text=text, kind=kind, **_told(reading))


def _shape() -> tuple[int, ...] | None:
    sizes = request.form.get("shape", "").split(",")
    if sizes == [""]:
        return None
    if len(sizes) > 2 or not all(s.isascii() and s.isdigit() and len(s) < 4 for s in sizes):
        raise Unacceptable("A wanted shape is one or two whole numbers.")
    return tuple(int(size) for size in sizes)


def _told(reading: Reading | None) -> dict[str, object]:
    match reading:
        case Read(_, read_as):
            return {"read_as": read_as}
        case Ambiguous(readings, reason, texts):
            return {"reason": reason, "ways": list(zip(readings, texts, strict=True))}
        case Refused(reason):
            return {"reason": reason}
    return {}


def _cells(reading: Reading | None) -> dict[str, object]:
    """Rows of texts that read as the same numbers; or the reason why there are none."""
    match reading:
        case Read(value, _):
            rows = value if isinstance(value, list) and value and isinstance(value[0], list) else [value]
            return {"cells": [[show("number", x) for x in row] for row in rows]}  # type: ignore[union-attr]
        case Ambiguous(readings, reason, texts):
            ways = zip(readings, texts, strict=True)
            return {"error": reason, "ways": [{"read_as": way.read_as, "text": text} for way, text in ways]}
        case Refused(reason):
            return {"error": reason}
    return {"error": "Nothing is typed yet."}
