"""A browser without script: Flask's test client on a store of its own, and what it needs to answer problems."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from quiz.database import Database
from quiz.family import family
from quiz.models import Variant
from quiz.parts import Part
from quiz.services import upkeep
from tests.stores import stored
from tests.writing import precise


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    url = f"sqlite:///{tmp_path_factory.mktemp('web') / 'headway.sqlite3'}"
    made = create_app({"HEADWAY_DATABASE_URL": url, "SECRET_KEY": "only-for-tests"})
    upkeep.migrate(made.extensions["database"])
    yield made
    made.extensions["database"].close()


@dataclass
class Reader:
    """Somebody who practises with links and forms alone. page: the page last seen."""

    client: FlaskClient
    db: Database
    page: str = ""
    problem_id: str = ""

    def get(self, path: str) -> TestResponse:
        return self.seen(self.client.get(path, follow_redirects=True))

    def post(self, path: str, data: Any = None, **more: Any) -> TestResponse:
        return self.seen(self.client.post(path, data=data or {}, follow_redirects=True, **more))

    def seen(self, response: TestResponse) -> TestResponse:
        self.page = response.text
        found = re.search(r'data-problem="([^"]+)"', self.page)
        self.problem_id = found[1] if found else self.problem_id
        return response

    def open(self, family: str = "softmax-row", level: int = 1, length: int = 1) -> TestResponse:
        return self.post("/start", {"family": family, "level": str(level), "length": str(length)})

    def act(self, verb: str, answers: Any = None, **more: Any) -> TestResponse:
        return self.post(f"/problems/{self.problem_id}/{verb}", {"key": self.key(), **(answers or {})}, **more)

    def key(self) -> str:
        found = re.search(r'name="key" value="([^"]+)"', self.page)
        return found[1] if found else ""

    def row(self) -> Variant:
        return stored(self.db, self.problem_id)

    def right(self) -> dict[str, str]:
        """The fields of the form filled in right, from the stored key."""
        fields: dict[str, str] = {}
        row = self.row()
        for part in family(row.family).parts(row.level):
            fields.update(filled(part, row.expected[part.id]))
        return fields

    def values(self) -> dict[str, str]:
        """What stands in the text fields of the page."""
        inputs = re.findall(r'<input type="text"[^>]* name="(a\.[^"]+)" value="([^"]*)"', self.page)
        return {name: html.unescape(text) for name, text in inputs}


def filled(part: Part, answer: Any) -> dict[str, str]:
    """The fields of one part that say `answer`."""
    if part.kind in ("vector", "matrix"):
        rows = answer if part.kind == "matrix" else [answer]
        return {f"a.{part.id}.{i}.{j}": f"{x:.6f}" for i, row in enumerate(rows) for j, x in enumerate(row)}
    return {f"a.{part.id}": precise(part, answer)}


@pytest.fixture
def reader(app: Flask) -> Reader:
    return Reader(app.test_client(), app.extensions["database"])
