"""The web: parse the request, call one service, render. One module a page; `register` joins them to an application."""

from flask import Flask

from quiz.web import data, drafts, errors, home, oral, practice, preview, progress, rendering, security, settings
from quiz.web.blueprint import web

PAGES = (data, drafts, home, oral, practice, preview, progress, settings)  # importing a page adds its routes


def register(app: Flask) -> None:
    """Give the application its pages. It must hold a `quiz.database.Database` as extension `database`."""
    rendering.prepare(app)
    security.guard(app)
    errors.register(app)
    app.register_blueprint(web)
