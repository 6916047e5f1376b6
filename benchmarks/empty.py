"""The floor of `bench_web`: a Flask application with one route that does nothing."""

from __future__ import annotations

from flask import Flask


def create_app() -> Flask:
    app = Flask(__name__)

    @app.post("/empty")
    def empty() -> str:
        return ""

    return app
