"""Who may do what: tokens, sessions of the pages, and nobody for anybody else."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from quiz.api import caller
from quiz.api.document import document
from quiz.models import ApiToken
from quiz.services import sessions
from quiz.web import visitor
from tests.quiz.api.program import HOME, WRONG, Program, problem_of

PRIVATE = [
    (path, method)
    for path, methods in document()["paths"].items()
    for method, operation in methods.items()
    if operation.get("security")
]
PUBLIC = {"list_families", "read_answer", "make_learner", "list_errors"}


@pytest.fixture
def by_session(headway: Flask) -> Program:
    """A browser with a session of the pages and no token."""
    found = Program(headway)
    token, _ = sessions.begin(found.database, now=caller.now())
    found.client.set_cookie(caller.COOKIE, token)
    return found


def test_only_what_is_the_same_for_everybody_is_open() -> None:
    """Every operation needs a token or a session, but the four that know no learner."""
    operations = [one for methods in document()["paths"].values() for one in methods.values()]
    assert {one["operationId"] for one in operations if not one.get("security")} == PUBLIC


@pytest.mark.parametrize(("path", "method"), PRIVATE)
@pytest.mark.parametrize("header", [None, "Bearer no-such-token", "Bearer", "Basic bWU6bWU=", "Bearer é"])
def test_nobody_gets_anything(stranger: Program, path: str, method: str, header: str | None) -> None:
    """Without a token that works every private operation is 401, whatever else is in the request."""
    address = re.sub(r"\{\w+\}", "1", path.removeprefix(HOME))  # some places take numbers only
    refused = stranger.send(method.upper(), address, headers={"Authorization": header} if header else {})
    problem_of(refused, 401, "unauthorised")
    assert refused.headers["WWW-Authenticate"].startswith("Bearer ")


def test_a_token_is_shown_once_and_stored_as_a_hash(program: Program) -> None:
    """No answer but the first holds a token, and the store holds only its hash."""
    secret = program.headers["Authorization"].removeprefix("Bearer ")
    assert len(secret) >= 43  # 256 bits
    listed = program.get("/tokens")
    assert [one["name"] for one in listed.json["tokens"]] == ["a program"]
    assert secret not in listed.text + program.get("/export").text
    with program.database.reading() as session:
        rows = session.execute(sa.select(ApiToken.__table__)).all()
    assert all(secret not in str(row) for row in rows)


def test_another_token_acts_for_the_same_learner(program: Program, headway: Flask) -> None:
    """A learner may have several tokens; each sees the same sittings."""
    second = Program(headway)
    second.headers["Authorization"] = f"bearer {program.post('/tokens', {'name': 'second'}).json['token']}"
    program.sitting()
    assert second.get("/sittings").json == program.get("/sittings").json


def test_a_revoked_token_opens_nothing(program: Program) -> None:
    """A token that was revoked is refused from the next request on."""
    id = program.get("/tokens").json["tokens"][0]["id"]
    assert program.send("DELETE", f"/tokens/{id}").status_code == 204
    problem_of(program.get("/tokens"), 401, "unauthorised")


@pytest.mark.parametrize("name", ["", " ", "x" * 101, "a\nb", None])
def test_a_token_has_a_name(stranger: Program, name: Any) -> None:
    """A name has 1 to 100 printable characters; without one no learner is made."""
    told = problem_of(stranger.post("/learners", {"name": name}), 422, "invalid-fields")
    assert told["errors"][0]["pointer"] == "#/name"


FOREIGN = [
    ("GET", "/problems/{problem}", None),
    ("POST", "/problems/{problem}/submissions", {"answers": WRONG, "key": "k"}),
    ("POST", "/problems/{problem}/hints", None),
    ("POST", "/problems/{problem}/reveal", None),
    ("PUT", "/problems/{problem}/draft", {"answers": {}, "revision": 0}),
    ("POST", "/problems/{problem}/fresh", None),
    ("POST", "/problems/{problem}/next", None),
    ("GET", "/sittings/{sitting}", None),
    ("GET", "/sittings/{sitting}/problem", None),
    ("GET", "/sittings/{sitting}/summary", None),
    ("POST", "/sittings/{sitting}/finish", None),
    ("DELETE", "/tokens/{token}", None),
]


def test_the_list_of_foreign_ids_is_complete() -> None:
    """Every operation on somebody's own is tried with another learner's; those of classes are in `test_access`."""
    with_id = [
        (m.upper(), p) for p, m in PRIVATE if any(f"{{{one}_id}}" in p for one in ("problem", "sitting", "token"))
    ]
    tried = [(method, HOME + path.replace("}", "_id}")) for method, path, _ in FOREIGN]
    assert sorted(with_id) == sorted(tried)


@pytest.mark.parametrize(("method", "path", "body"), FOREIGN)
def test_what_is_another_learners_is_not_found(
    program: Program, other: Program, method: str, path: str, body: Any
) -> None:
    """A foreign id is answered exactly like one that never was, and changes nothing."""
    problem = program.problem()
    token = program.get("/tokens").json["tokens"][0]["id"]
    ids = {"problem": problem["id"], "sitting": problem["sitting"], "token": token}
    never = {"problem": "A" * 22, "sitting": "A" * 22, "token": 2**40}
    more = {"json": body} if body else {}
    told = problem_of(other.send(method, path.format(**ids), **more), 404, "not-found")
    same = problem_of(other.send(method, path.format(**never), **more), 404, "not-found")
    assert {**told, "instance": ""} == {**same, "instance": ""}
    assert program.again(problem) == problem


def test_a_browser_practises_by_its_session(by_session: Program) -> None:
    """The session of the pages opens the API as the same learner."""
    assert caller.COOKIE == visitor.COOKIE
    problem = by_session.problem()
    assert by_session.submit(problem, WRONG).json["status"] == "counted"


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"},
     {"Origin": "null"}],
)  # fmt: skip
def test_another_site_cannot_act_with_a_session(by_session: Program, headers: dict[str, str]) -> None:
    """A change that another site's page asks for, with the browser's cookie, is 403 and changes nothing."""
    problem = by_session.problem()
    for path in ("reveal", "hints", "fresh"):
        problem_of(by_session.post(f"/problems/{problem['id']}/{path}", headers=headers), 403, "other-site")
    assert by_session.again(problem) == problem


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": "http://localhost"}, {}]
)
def test_our_own_pages_may_act_with_a_session(by_session: Program, headers: dict[str, str]) -> None:
    """A change from our own pages, or from a program that is no browser, is done."""
    assert by_session.post(f"/problems/{by_session.problem()['id']}/hints", headers=headers).status_code == 200


def test_a_wrong_token_does_not_fall_back_to_the_session(by_session: Program) -> None:
    """Who shows a token that opens nothing is nobody, whatever cookie comes along."""
    problem_of(by_session.get("/tokens", headers={"Authorization": "Bearer wrong"}), 401, "unauthorised")


def test_what_a_learner_sees_is_kept_by_no_cache(program: Program) -> None:
    """Answers about a learner, and errors, are not to be stored."""
    for path in ("/progress", "/export", "/export/attempt.csv", "/tokens", "/problems/x"):
        assert program.get(path).headers["Cache-Control"] == "no-store"
