"""Who may ask for what in the teaching half: every line of `quiz/web/access.toml`, as every kind of visitor.

A parameter of a path needs something to stand for: add it to `things`. Then every route with that parameter is
walked by itself. A real id and one that was never given have to be told apart by nobody who may not see the thing.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app import create_app
from quiz.services import upkeep
from quiz.services.teaching import blueprints, jobs, regrading
from quiz.services.teaching.regrading_reading import Form
from tests.classes import Classroom, Person, administrator, classroom, client, enrol, entry, member_id, person
from tests.servers import ROOT
from tests.stores import NOON
from tests.works import put, start

DECLARED: dict[str, str] = tomllib.loads((ROOT / "quiz/web/access.toml").read_text(encoding="utf-8"))
TEACHING = re.compile(r"/(classes|assignments|works|regrades|blueprints|jobs)(/|$)")
UNKNOWN = "AAAAAAAAAAAAAAAAAAAAAA"
RANKS = {"learner": 1, "assistant": 2, "instructor": 3, "administrator": 4}
TEXT = 'title = "Quiz"\n[[items]]\nfamily = "softmax-row"\nlevel = 1\npoints = 2\n'
RULING = Form(kind="full", reason="It could not be solved")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    url = f"sqlite:///{tmp_path_factory.mktemp('access') / 'headway.sqlite3'}"
    made = create_app({"HEADWAY_DATABASE_URL": url, "SECRET_KEY": "only-for-tests"})
    upkeep.migrate(made.extensions["database"])
    yield made
    made.extensions["database"].close()


def things(app: Flask, room: Classroom, owner: Person, worker: Person | None = None) -> dict[str, str]:
    """A real value for each parameter of a path: a class, what an instructor of it owns, a learner's work."""
    db = app.extensions["database"]
    newcomer = person(db)
    enrol(db, room.number, newcomer)
    assigned = put(room)
    papers = {"blueprint": TEXT, "seed": 7, "copies": 2, "format": "csv", "key": False}
    return {
        "course_id": room.id,
        "member_id": member_id(room, newcomer),
        "entry_id": str(entry(room)),
        "assignment_id": assigned.id,
        "work_id": start(assigned, worker or newcomer),
        "position": "1",
        "regrade_id": regrading.ask(db, owner.id, assigned.id, RULING, now=NOON),
        "blueprint_id": blueprints.make(db, owner.id, TEXT, now=NOON),
        "job_id": jobs.start(db, owner.id, "papers", papers, "Papers", None, now=NOON),
        "item": "1",
        "name": "copies.csv",
    }


def routes(app: Flask) -> set[str]:
    """METHOD and rule of every route of the teaching half."""
    return {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        if TEACHING.match(rule.rule)
        for method in (rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}
    }


def ask(app: Flask, line: str, ids: dict[str, str], who: Person | None) -> TestResponse:
    method, rule = line.split(" ")
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: ids[found[1]], rule)
    return client(app, who).open(path, method=method)


def test_every_route_is_declared_and_every_line_is_a_route(app: Flask) -> None:
    """A route that nobody thought about fails here, and so does a line about one that is gone."""
    assert routes(app) == set(DECLARED)
    assert set(DECLARED.values()) <= {"anyone", "guest", "account", "owner", "worker", *RANKS}


@pytest.mark.parametrize("line", sorted(DECLARED))
def test_each_kind_of_visitor_gets_what_is_declared(app: Flask, line: str) -> None:
    """Who is too little is told the same as of an id that was never given; who is enough is let in; no 5xx."""
    db, least = app.extensions["database"], DECLARED[line]
    room, other = classroom(db), classroom(db, learners=1, name="Another")
    instructor, (worker, classmate) = room.instructor, room.learners
    on_work = " /works/" in line
    owner = worker if on_work else instructor
    ranked = {worker: 1, classmate: 1, room.assistant: 2, instructor: 3, administrator(db): 4}
    outside = [person(db, "Nobody Special"), other.learners[0], other.instructor]
    ids = things(app, room, instructor, worker if on_work else None)
    unknown = {**dict.fromkeys(ids, UNKNOWN), "item": "1", "position": "1", "entry_id": "999999999"}
    has_thing, mine = "<" in line, ids
    for who in (None, *outside, *ranked):
        if has_thing and not line.startswith("GET"):  # an earlier visitor may have removed it
            mine = things(app, room, instructor, worker if on_work else None)
        response = ask(app, line, mine, who)
        assert response.status_code < 500, (line, who)
        if least == "anyone":
            assert response.status_code < 400
        elif who is None:
            signs_in = response.status_code in (302, 303) and "/sign-in" in response.location
            assert signs_in or response.status_code in (401, 404), line
        elif least == "owner":
            assert (response.status_code == 404) == (who is not owner or "files" in line), (line, who)
        elif least == "worker":
            assert (response.status_code == 404) == (who is not worker and ranked.get(who, 0) < RANKS["assistant"]), who
        elif least in RANKS:
            assert (response.status_code == 404) == (ranked.get(who, 0) < RANKS[least]), (line, who)
        else:
            assert response.status_code not in (401, 403, 404), (line, who)
        if who not in (None, owner) and has_thing and response.status_code == 404:
            never = ask(app, line, unknown, who)
            assert never.status_code == 404
            assert never.text == response.text.replace(mine.get("blueprint_id", "-"), UNKNOWN)
