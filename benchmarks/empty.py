"""The floors of `bench_web`: a Flask application with a route that does nothing, and one that only commits a row."""

from __future__ import annotations

import os

from flask import Flask

from quiz.database import Database
from quiz.prepared import said


def create_app() -> Flask:
    app = Flask(__name__)
    db = Database(os.environ["HEADWAY_DATABASE_URL"])
    db.transaction(lambda connection: said(connection, "CREATE TABLE IF NOT EXISTS note (text TEXT)"))

    @app.post("/empty")
    def empty() -> str:
        return ""

    @app.post("/insert")
    def insert() -> str:
        db.transaction(lambda connection: said(connection, "INSERT INTO note VALUES ('a')"))
        return ""

    return app
