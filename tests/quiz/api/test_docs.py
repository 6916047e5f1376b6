"""The pages about the API cannot rot: their examples run, the tables are complete."""

from __future__ import annotations

import json
import re
import shlex
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from quiz.api.document import document
from quiz.api.errors import KINDS
from quiz.grades import Verdict
from quiz.services import tokens
from quiz.services.values import Status
from tests.classes import person
from tests.quiz.api.program import HOME
from tests.sources import ROOT

PAGES = {name: (ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("api.md", "api-classes.md")}
PAGE = PAGES["api.md"]
BLOCKS = {
    name: re.findall(r"^```(\w+) ?(\d*)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL) for name, page in PAGES.items()
}
ANY = "…"


def curl(app: Flask, line: str, known: dict[str, str]) -> tuple[str, str, TestResponse]:
    """Do what a curl command does; only the options that the page uses are known."""
    single = re.findall(r"'[^']*'", re.sub(r"'\$[A-Z]+'", "", line))
    assert not [quoted for quoted in single if "$" in quoted], "a shell leaves $ in single quotes as it is"
    words = iter(shlex.split(re.sub(r"\$([A-Z_]+)", lambda name: known[name[1]], line.replace("\\\n", " "))))
    assert next(words) == "curl"
    method, url, headers, body = "", "", {}, None
    for word in words:
        match word:
            case "-s":
                pass
            case "-X":
                method = next(words)
            case "-H":
                name, _, value = next(words).partition(": ")
                headers[name] = value
            case "--json":
                body = next(words)
                headers["Content-Type"] = "application/json"
            case _:
                assert not word.startswith("-"), word
                url = word
    method = method or ("POST" if body else "GET")
    return method, url, app.test_client().open(url, method=method, headers=headers, data=body)


def token(app: Flask) -> str:
    """A token of somebody with an account."""
    db = app.extensions["database"]
    return tokens.create(db, person(db).id, "a program", now=datetime.now(UTC))[0]


def agree(shown: Any, came: Any, known: dict[str, str]) -> None:
    """What the page shows is what came. `…` stands for anything, `$NAME` keeps what came under this name."""
    match shown:
        case str() if shown == ANY:
            return
        case str() if shown.startswith("$"):
            known[shown[1:]] = str(came)
        case dict():
            names = set(shown) - {ANY}
            assert names <= set(came) if ANY in shown else names == set(came)
            for name in names:
                agree(shown[name], came[name], known)
        case [*firsts, last] if last == ANY:
            assert len(came) >= len(firsts)
            for one, other in zip(firsts, came, strict=False):
                agree(one, other, known)
        case list():
            assert len(shown) == len(came)
            for one, other in zip(shown, came, strict=True):
                agree(one, other, known)
        case _:
            assert shown == came


@pytest.mark.parametrize("name", PAGES)
def test_every_example_answers_as_shown(headway: Flask, name: str) -> None:
    """The examples of a page, one after the other, answer as it says."""
    known = {"TEACHER": token(headway), "STUDENT": token(headway)}
    followed = [*BLOCKS[name][1:], ("sh", "", "")]
    answered = 0
    for (kind, _, text), (next_kind, status, shown) in zip(BLOCKS[name], followed, strict=True):
        if kind != "sh":
            continue
        if text.startswith("HEADWAY="):
            known["HEADWAY"] = text.strip().partition("=")[2]
            continue
        _, _, response = curl(headway, text, known)
        if next_kind == "json":
            assert response.status_code == int(status or 200), response.text
            agree(json.loads(shown), response.get_json(), known)
        elif next_kind == "csv":
            assert response.text.splitlines()[0] == shown.splitlines()[0]
        else:
            assert (response.status_code, response.data) == (204, b"")
        answered += 1
    assert answered >= 20


def test_every_operation_has_its_place_on_the_page() -> None:
    """Each operation of the document is shown by an example or named in a sentence."""
    examples = [text for blocks in BLOCKS.values() for kind, _, text in blocks if kind == "sh"]
    whole = "".join(PAGES.values())
    for path, methods in document()["paths"].items():
        short = path.removeprefix(HOME)
        pattern = re.sub(r"\\\{\w+\\\}", r"[\\w.$]+", re.escape(short))
        for method in methods:
            verb = "" if method == "get" else f"-X {method.upper()}|--json"
            shown = [one for one in examples if re.search(rf"\$HEADWAY{pattern}(\s|$)", one) and re.search(verb, one)]
            named = re.search(rf"`GET (/api/v1)?{re.sub(r'{.*?}', 'ID', short)}`", whole) if method == "get" else None
            assert shown or named, f"{method} {path}"


def test_the_tables_of_the_page_are_complete() -> None:
    """Every kind of error, status and verdict is explained, and none that there isn't."""
    rows = re.findall(r"^\| (\d+) \| `([\w-]+)` \|", PAGE, re.MULTILINE)
    assert rows == [(str(kind.status), name) for name, kind in KINDS.items()]
    listed = re.findall(r"^\| `([\w-]+)` \|", PAGE, re.MULTILINE)
    assert listed == ["status", *Status, "verdict", *Verdict]
