"""The web: parse the request, call one service, render. One module a page; `register` joins them to an application."""

from flask import Flask

from quiz.web import (
    accounts,
    analysis,
    assignments,
    blueprints,
    cards,
    classes,
    data,
    drafts,
    errors,
    gradebook,
    home,
    jobs,
    oral,
    people,
    plan,
    practice,
    preview,
    progress,
    regrading,
    rendering,
    review,
    roster,
    said,
    security,
    settings,
    work,
)
from quiz.web.blueprint import web
from quiz.web.messages import Request

__all__ = ["Request", "register"]

# Importing a page adds its routes.
PAGES = (
    accounts, analysis, assignments, blueprints, cards, classes, data, drafts, gradebook, home, jobs, oral, people,
    plan, practice, preview, progress, regrading, review, roster, settings, work,
)  # fmt: skip


def register(app: Flask) -> None:
    """Give the application its pages. It must hold a `quiz.database.Database` as extension `database`."""
    rendering.prepare(app)
    said.prepare(app)
    security.guard(app)
    errors.register(app)
    app.register_blueprint(web)
