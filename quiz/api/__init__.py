"""The HTTP API below `/api/v1`: parse the request, call one service, answer in JSON. One module a subject.

What comes in is declared in `incoming`, what goes out in `outgoing` and `outlook`; from them follow the checks of
every request and the OpenAPI document at `/api/v1/openapi.json`.
"""

from flask import Flask

from quiz.api import (
    assignments,
    caller,
    catalogue,
    class_analysis,
    classes,
    document,
    errors,
    grades,
    guard,
    learners,
    papers,
    problems,
    regrades,
    reports,
    roster,
    sittings,
    variants,
    works,
)
from quiz.api.blueprint import private, public

# Importing a module adds its routes.
ROUTES = [
    assignments, catalogue, class_analysis, classes, document, grades, learners, papers, problems, regrades, reports,
    roster, sittings, variants, works,
]  # fmt: skip


def register(app: Flask) -> None:
    """Give the application its API. It must hold a `quiz.database.Database` as extension `database`."""
    app.register_blueprint(public)
    app.register_blueprint(private)
    app.after_request(errors.told)
    # The library looks for this on the application; without its own application class we put it there.
    app.validation_error_callback = guard.refuse_fields  # type: ignore[attr-defined]


private.before_request(caller.identify)
for door in (public, private):
    door.before_request(guard.check_body)
    door.after_request(guard.keep_private)
    errors.handle(door)
