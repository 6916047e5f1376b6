"""Who may ask for what outside the teaching half: every line of `quiz/web/access_own.toml`, as every kind of visitor.

What belongs to somebody is there for nobody else: they are told the same as of an id that was never given.
"""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from quiz.cards.own import OwnCard
from quiz.services import drilling, drilling_mocks, own_cards, practice, tokens
from tests.classes import Person, client, person
from tests.servers import ROOT
from tests.test_access import TEACHING, UNKNOWN, app

DECLARED: dict[str, str] = tomllib.loads((ROOT / "quiz/web/access_own.toml").read_text(encoding="utf-8"))
PROMPT = "why-scale"
FORMS = {
    "POST /account/erase": {"sure": "yes"},
    "POST /account/password": {"current": "none of theirs", "new": "another password for this test"},
    "POST /oral/answers": {"prompt": PROMPT, "a.answer": "Because.", "key": "k"},
    "POST /oral/answers/<answer_id>/rate": {"rating": "3"},
    "POST /review/problems/<problem_id>/rate": {"rating": "3"},
}
__all__ = ["app"]


def things(app: Flask, owner: Person) -> dict[str, str]:
    """A real value for each parameter of a path, of what belongs to somebody."""
    db, now = app.extensions["database"], datetime.now(UTC)
    sitting = practice.start(db, owner.id, now=now, families=[("softmax-row", 1)] * 2)
    problem = practice.current(db, owner.id, sitting.id, now=now)
    practice.submit(db, owner.id, problem.id, {"weights": [["0.5", "0.25", "0.25"]]}, key=problem.id, now=now)
    added = own_cards.add(db, owner.id, [OwnCard(f"What is {problem.id}?", "A problem", "")], now=now)
    mock = drilling_mocks.start(db, owner.id, [], now=now)
    answer = drilling.answer(db, owner.id, PROMPT, "Large dot products saturate the softmax.", key=problem.id, now=now)
    _, token = tokens.create(db, owner.id, "a program", now=now)
    assert added
    return {
        "problem_id": problem.id, "sitting_id": sitting.id, "answer_id": answer.id, "mock_id": mock.id,
        "token_id": str(token.id), "id": next(iter(own_cards.cards(db, owner.id))), "topic": "softmax", "form": "csv",
        "prompt": PROMPT, "item": f"oral:{PROMPT}", "filename": "css/teaching.css",
    }  # fmt: skip


def ask(app: Flask, line: str, ids: dict[str, str], who: Person | None) -> TestResponse:
    method, rule = line.split(" ")
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: ids[found[1]], rule)
    response = client(app, who).open(path, method=method, data=FORMS.get(line))
    response.get_data()
    response.close()
    return response


def test_every_route_of_the_pages_is_declared(app: Flask) -> None:
    """A route that nobody thought about fails here, and so does a line about one that is gone."""
    routes = {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        if not TEACHING.match(rule.rule) and not rule.rule.startswith("/api/")
        for method in (rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}
    }
    assert routes == set(DECLARED)
    assert set(DECLARED.values()) == {"anyone", "known", "own"}


@pytest.mark.parametrize("line", sorted(DECLARED))
def test_each_kind_of_visitor_gets_what_is_declared(app: Flask, line: str) -> None:
    """A stranger is told of somebody's things what they are told of none; a browser nobody knows, to begin; no 5xx."""
    db, least = app.extensions["database"], DECLARED[line]
    owner, stranger = person(db), person(db, "Nobody Special")
    ids: dict[str, str] = {}
    for who in (None, stranger, owner):
        ids = ids if ids and line.startswith("GET") else things(app, owner)  # an earlier visitor may have changed it
        response = ask(app, line, ids, who)
        assert response.status_code < 500
        let_in = response.status_code not in (401, 403, 404) and "/sign-in" not in response.headers.get("Location", "")
        if least == "anyone" or (line == "POST /sign-out-everywhere" and who):
            assert response.status_code not in (401, 403, 404), who
        elif who is None:
            assert not let_in
        else:
            assert let_in == (least == "known" or who is owner), who
        if least == "own" and who is stranger:
            never = ask(app, line, {**dict.fromkeys(ids, UNKNOWN), "token_id": "99999999"}, who)
            hidden = response.text
            for name in ("problem_id", "sitting_id", "answer_id", "mock_id"):
                hidden = hidden.replace(ids[name], UNKNOWN)
            assert (never.status_code, never.text) == (404, hidden)
