"""Who may ask the API for what: every line of `quiz/api/access.toml`, as every kind of caller.

A route that is missing in the table fails. Who may not see a thing is told what they are told of one that never was.
"""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from quiz.services import tokens
from tests.classes import Person, administrator, classroom, client, fresh_limits, person
from tests.quiz.api.program import HOME
from tests.servers import ROOT
from tests.test_access import RANKS, TEXT, UNKNOWN
from tests.test_access import things as of_class
from tests.test_access_own import things as of_somebody

DECLARED: dict[str, str] = tomllib.loads((ROOT / "quiz/api/access.toml").read_text(encoding="utf-8"))
SETTINGS = {
    "opens": "2026-01-01T08:00", "closes": "2099-01-01T08:00", "score": {"when": "handed in"},
    "verdict": {"when": "handed in"}, "answers": {"when": "handed in"},
}  # fmt: skip
ANSWERS = {"answers": {"weights": [["0.5", "0.25", "0.25"]]}}
# What the routes with fields are sent; `{name}` is the id of a thing.
BODIES: dict[str, Any] = {
    "POST /read-answer": {"kind": "number", "text": "1"},
    "POST /learners": {"name": "a program"},
    "POST /tokens": {"name": "a program"},
    "POST /sittings": {},
    "PUT /problems/<problem_id>/draft": {**ANSWERS, "revision": 0},
    "POST /problems/<problem_id>/submissions": {**ANSWERS, "key": "k"},
    "POST /classes": {"name": "Another", "zone": "UTC", "own_name": "Somebody"},
    "POST /classes/join": {"code": "AAAA-AAAA", "own_name": "Somebody"},
    "POST /classes/<course_id>/assignments": {**SETTINGS, "blueprint": "{blueprint_id}"},
    "POST /blueprints": {"text": TEXT},
    "PUT /blueprints/<blueprint_id>": {"text": TEXT, "number": 1},
    "POST /blueprints/<blueprint_id>/papers": {"format": "csv", "copies": 1},
    "POST /blueprints/<blueprint_id>/items/<int:item>/variants": {"index": 3, "act": "drop", "number": 1},
    "PUT /classes/<course_id>": {"name": "Another", "zone": "UTC"},
    "POST /classes/<course_id>/code": {"open": True},
    "POST /classes/<course_id>/archive": {"away": True},
    "PUT /classes/<course_id>/people/<member_id>": {"role": "assistant"},
    "POST /classes/<course_id>/roster": {"text": "name,email\nSam,sam@uni.example\n", "keep": True},
    "PUT /classes/<course_id>/roster/<int:entry_id>": {"person": "nobody"},
    "PUT /assignments/<assignment_id>/blueprint": {"blueprint": "{blueprint_id}"},
    "PUT /assignments/<assignment_id>": SETTINGS,
    "POST /assignments/<assignment_id>/extensions": {"member": "{member_id}", "tries": 1},
    "POST /assignments/<assignment_id>/regrades": {"kind": "full", "reason": "Unclear."},
    "POST /regrades/<regrade_id>/apply": {},
    "POST /works/<work_id>/problems/<int:position>/answers": {**ANSWERS, "key": "k"},
    "PUT /works/<work_id>/problems/<int:position>/draft": {**ANSWERS, "revision": 0},
    "POST /works/<work_id>/problems/<int:position>/points": {"points": 1, "reason": "Because."},
}


def ask(app: Flask, line: str, ids: dict[str, str], who: Person | None) -> TestResponse:
    method, rule = line.split(" ")
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: ids[found[1]], rule)
    body = BODIES.get(line)
    filled = {k: v.format(**ids) if isinstance(v, str) else v for k, v in body.items()} if body is not None else None
    return client(app, who).open(HOME + path, method=method, json=filled)


def test_every_route_is_declared_and_every_line_is_a_route(headway: Flask) -> None:
    """A route that nobody thought about fails here, and so does a line about one that is gone."""
    routes = {
        f"{method} {rule.rule.removeprefix(HOME)}"
        for rule in headway.url_map.iter_rules()
        if rule.rule.startswith(HOME)
        for method in (rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}
    }
    assert routes == set(DECLARED)
    assert set(DECLARED.values()) <= {"anyone", "known", "own", "worker", *RANKS}


@pytest.mark.parametrize("line", sorted(DECLARED))
def test_each_kind_of_caller_gets_what_is_declared(headway: Flask, line: str) -> None:
    """Who is too little is told the same as of an id that was never given; who is enough is let in; no 5xx."""
    db, least = headway.extensions["database"], DECLARED[line]
    fresh_limits(db)
    room, other = classroom(db), classroom(db, learners=1, name="Another")
    worker, classmate = room.learners
    ranked = {worker: 1, classmate: 1, room.assistant: 2, room.instructor: 3, administrator(db): 4}
    outside = [person(db, "Nobody Special"), other.learners[0], other.instructor]
    owner = worker if "/works" in line else room.instructor
    ids: dict[str, str] = {}
    for who in (None, *outside, *ranked):
        if not ids or not line.startswith("GET"):  # an earlier caller may have changed it
            starts = worker if "/works" in line else None
            ids = of_somebody(headway, room.instructor) | of_class(headway, room, room.instructor, starts)
            ids |= {"file_name": "attempt.csv"}
        response = ask(headway, line, ids, who)
        assert response.status_code < 500, (line, who)
        if least == "anyone":
            assert response.status_code < 400, who
            continue
        assert (response.status_code == 401) == (who is None), who
        if who is None:
            continue
        assert response.status_code != 403
        may = least == "known" or (ranked.get(who, 0) >= RANKS.get(least, 99))
        may = may or (who is owner and least in ("own", "worker"))
        may = may or (least == "worker" and ranked.get(who, 0) >= RANKS["assistant"])
        done = "files" not in line  # its job has not run
        assert (response.status_code == 404) == (not may or not done), (line, who)
        if "<" in line and not may:
            never = ask(
                headway,
                line,
                {
                    **dict.fromkeys(ids, UNKNOWN),
                    **dict.fromkeys(("token_id", "entry_id"), "9" * 9),
                    "position": "1",
                    "item": "1",
                },
                who,
            )
            assert never.status_code == 404
            assert never.json["detail"] == response.json["detail"]


def test_who_comes_by_token_gets_the_same(headway: Flask) -> None:
    """A token opens what its learner may see, and nothing of others."""
    db = headway.extensions["database"]
    room, stranger = classroom(db), person(db)
    for someone, status in ((room.learners[0], 200), (stranger, 404)):
        secret, _ = tokens.create(db, someone.id, "a program", now=datetime.now(UTC))
        path = f"{HOME}/classes/{room.id}"
        response = headway.test_client().get(path, headers={"Authorization": f"Bearer {secret}"})
        assert response.status_code == status
