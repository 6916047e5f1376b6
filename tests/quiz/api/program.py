"""A program that practises through the API, as anybody could write it: it knows nothing but addresses and JSON."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any, Self

from flask import Flask
from werkzeug.test import TestResponse

from app import create_app
from quiz.services import upkeep

HOME = "/api/v1"
FAMILY = "softmax-row"  # one part, `weights`: a vector of three at level 1
WRONG = {"weights": [["7", "7", "7"]]}  # no weight is, so no cell is right by chance


@contextmanager
def served(url: str) -> Iterator[Flask]:
    """Headway on a store of this address, migrated."""
    app = create_app({"HEADWAY_DATABASE_URL": url, "SECRET_KEY": "only-for-tests"})
    upkeep.migrate(app.extensions["database"])
    try:
        yield app
    finally:
        app.extensions["database"].close()


class Program:
    def __init__(self, app: Flask) -> None:
        self.database = app.extensions["database"]
        self.client = app.test_client()
        self.headers: dict[str, str] = {}
        self._keys = count()

    def with_token(self) -> Self:
        made = self.post("/learners", {"name": "a program"})
        assert made.status_code == 201
        self.headers["Authorization"] = f"Bearer {made.json['token']}"
        return self

    def send(self, method: str, path: str, **more: Any) -> TestResponse:
        headers = {**self.headers, **more.pop("headers", {})}
        return self.client.open(HOME + path, method=method, headers=headers, **more)

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.send("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> TestResponse:
        return self.send("POST", path, **({} if body is None else {"json": body}), **more)

    def put(self, path: str, body: Any, **more: Any) -> TestResponse:
        return self.send("PUT", path, json=body, **more)

    def sitting(self, *families: tuple[str, int]) -> dict[str, Any]:
        wanted = [{"family": family, "level": level} for family, level in families or [(FAMILY, 1)]]
        started = self.post("/sittings", {"families": wanted})
        assert started.status_code == 201, started.text
        return started.json

    def problem(self, *families: tuple[str, int]) -> dict[str, Any]:
        """A problem just taken."""
        return self.get(f"/sittings/{self.sitting(*families)['id']}/problem").json

    def submit(self, problem: dict[str, Any], answers: Any, key: str = "") -> TestResponse:
        key = key or f"key-{next(self._keys)}"
        path = f"/problems/{problem['id']}/submissions"
        return self.post(path, {"answers": answers}, headers={"Idempotency-Key": key})

    def again(self, problem: dict[str, Any]) -> dict[str, Any]:
        """The problem as it stands now."""
        return self.get(f"/problems/{problem['id']}").json


def problem_of(response: TestResponse, status: int, kind: str) -> dict[str, Any]:
    """The problem document of a response, checked against RFC 9457."""
    assert response.status_code == status, response.text
    assert response.mimetype == "application/problem+json"
    told = response.get_json()
    assert told["type"] == f"{HOME}/errors#{kind}"
    assert told["status"] == status
    assert told["title"]
    assert told["instance"].startswith("/")
    sentence = told["detail"]
    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return told
