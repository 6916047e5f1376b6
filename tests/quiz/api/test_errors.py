"""Every refusal is a problem document (RFC 9457) with one clear sentence, and costs next to nothing."""

from __future__ import annotations

import json
import tracemalloc
from typing import Any

import pytest
from flask import Flask

from quiz.api import errors
from quiz.services import practice
from tests.quiz.api.program import HOME, WRONG, Program, problem_of

KIBIBYTE = 1024
READ = {"kind": "number", "text": "1"}


def send(program: Program, text: str | bytes, content_type: str | None = "application/json") -> Any:
    return program.post("/read-answer", data=text, content_type=content_type)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[1,]", "{'a': 1}", '{"a": NaN}', '{"a": Infinity}', '{"a": "\\ud800"}', b'{"a": "\xff"}', "1" * 5000],
)
def test_what_is_no_json_is_refused(stranger: Program, text: str | bytes) -> None:
    """Broken JSON, and what only some programs take for JSON, is 400."""
    problem_of(send(stranger, text), 400, "malformed-json")


@pytest.mark.parametrize("text", ["null", "1", "[]", '"{}"', '"{\\"kind\\": \\"number\\", \\"text\\": \\"1\\"}"'])
def test_a_body_is_an_object(stranger: Program, text: str) -> None:
    """JSON that is no object is 422, also a text that holds an object."""
    assert problem_of(send(stranger, text), 422, "invalid-fields")["errors"][0]["pointer"] == "#"


@pytest.mark.parametrize("content_type", [None, "text/plain", "application/x-www-form-urlencoded", "text/json"])
def test_only_json_is_taken(stranger: Program, content_type: str | None) -> None:
    """A body of another type is 415, whatever is in it."""
    problem_of(send(stranger, json.dumps(READ), content_type), 415, "not-json")


def test_json_may_name_its_charset(stranger: Program) -> None:
    """Parameters of the type of content don't matter."""
    assert send(stranger, json.dumps(READ), "application/json; charset=utf-8").status_code == 200


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "#/kind"),
        ({"kind": "number"}, "#/text"),
        ({"kind": "tensor", "text": "1"}, "#/kind"),
        ({"kind": "number", "text": 1}, "#/text"),
        ({**READ, "shape": [True]}, "#/shape/0"),
        ({**READ, "shape": ["3"]}, "#/shape/0"),
        ({**READ, "shape": [1.5]}, "#/shape/0"),
        ({**READ, "shape": [1, 0]}, "#/shape/1"),
        ({**READ, "shape": [10**30]}, "#/shape/0"),
        ({**READ, "shape": []}, "#/shape"),
        ({**READ, "a/b~c": 1}, "#/a~1b~0c"),
    ],
)
def test_each_wrong_field_is_pointed_at(stranger: Program, body: Any, pointer: str) -> None:
    """A field that is missing, unknown, of a wrong type or out of bounds is named by its pointer, with a sentence."""
    told = problem_of(stranger.post("/read-answer", body), 422, "invalid-fields")
    assert pointer in [one["pointer"] for one in told["errors"]]
    assert all(one["detail"].endswith(".") for one in told["errors"])


@pytest.mark.parametrize(
    "body",
    [{"topic": "cooking"}, {"level": 4}, {"level": False}, {"length": 0}, {"length": 51}, {"families": []},
     {"families": [{"family": "no-such", "level": 1}]}, {"families": [{"family": "softmax-row", "level": 9}]}],
)  # fmt: skip
def test_a_sitting_that_cannot_be_is_refused(program: Program, body: Any) -> None:
    """An unknown topic, family or level, or too many problems, are refused by the field."""
    problem_of(program.post("/sittings", body), 422, "invalid-fields")


def test_what_is_nowhere_is_not_found(stranger: Program) -> None:
    """An address below the API that there isn't is told in the API's way, not as a page."""
    for path in ("/nowhere", "/families/", "/problems", "/tokens/x"):
        problem_of(stranger.get(path), 404, "not-found")


@pytest.mark.parametrize("id", ["x", "%00", "é" * 22, "x" * 500, "../problems", "' or 1=1 --"])
def test_an_id_that_cannot_be_is_not_found(program: Program, id: str) -> None:
    """Whatever stands in the place of an id, it is only not found."""
    for path in (f"/problems/{id}", f"/sittings/{id}/summary"):
        problem_of(program.get(path), 404, "not-found")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "POST", "TRACE"])
def test_another_method_is_refused_with_those_that_are_allowed(stranger: Program, method: str) -> None:
    """405 lists the methods of the address."""
    refused = stranger.send(method, "/families")
    problem_of(refused, 405, "wrong-method")
    assert set(refused.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_a_body_has_at_most_256_kib(stranger: Program) -> None:
    """One byte over the limit is 413; the largest body is still read."""
    largest = json.dumps(READ).encode().ljust(256 * KIBIBYTE)
    assert send(stranger, largest).status_code == 200
    problem_of(send(stranger, largest + b" "), 413, "too-large")


@pytest.mark.parametrize("text", ["[" * 200_000, '{"a":' * 50_000, '{"text":' + "[" * 100_000 + "]" * 100_000 + "}"])
def test_a_deeply_nested_body_is_refused_with_flat_memory(stranger: Program, text: str) -> None:
    """A nesting bomb is 400 at once and costs a few times its own bytes."""
    send(stranger, json.dumps(READ))  # what is made once is made
    tracemalloc.start()
    try:
        problem_of(send(stranger, text), 400, "malformed-json")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2 * KIBIBYTE * KIBIBYTE


def test_a_body_of_many_wrong_fields_gets_a_short_answer(stranger: Program) -> None:
    """However many fields are wrong, the answer names the first twenty."""
    refused = stranger.post("/read-answer", {f"field {i}": i for i in range(5000)})
    assert len(problem_of(refused, 422, "invalid-fields")["errors"]) == 20
    assert len(refused.data) < 10_000


def test_our_own_failure_says_nothing_of_itself(
    program: Program, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A failure on our side is 500 as a problem document; its trace is in the log and not in the answer."""

    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError("the seed is 42")

    problem = program.problem()
    monkeypatch.setattr(practice, "submit", broken)
    failed = program.submit(problem, WRONG)
    problem_of(failed, 500, "failure")
    assert "42" not in failed.text
    assert "the seed is 42" in caplog.text


def test_a_failure_outside_our_views_is_told_too(headway: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where no view of ours is asked, an error below the API is a problem document."""
    monkeypatch.setattr(errors, "BY_STATUS", {})
    told = Program(headway).get("/nowhere")
    assert told.mimetype == "application/problem+json"
    assert told.get_json()["type"] == "about:blank"
    assert told.get_json()["status"] == 404


def test_every_kind_of_error_is_explained(stranger: Program) -> None:
    """The type of an error is an address that explains it."""
    listed = stranger.get("/errors").json["errors"]
    assert [one["name"] for one in listed] == list(errors.KINDS)
    types = {stranger.get("/nowhere").get_json()["type"], stranger.post("/errors").get_json()["type"]}
    assert types == {f"{HOME}/errors#not-found", f"{HOME}/errors#wrong-method"}


def test_pages_keep_their_own_errors(stranger: Program) -> None:
    """An error outside the API is a page as before."""
    assert stranger.client.get("/nowhere").mimetype == "text/html"
