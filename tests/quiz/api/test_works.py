"""A work through the API: no byte of what is not released, for whoever may not see it; all of it for the staff."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from quiz.services import tokens
from tests.classes import Classroom, Person, classroom, person
from tests.quiz.api.program import Program
from tests.quiz.api.test_secrets import long_numbers, spellings_of_seed
from tests.works import Assigned, put, right, stored

TEXT = 'title = "Q"\n[[items]]\nfamily = "softmax-row"\nlevel = 2\npoints = 2\n'


def program_of(app: Flask, someone: Person) -> Program:
    made = Program(app)
    secret, _ = tokens.create(app.extensions["database"], someone.id, "a program", now=datetime.now(UTC))
    made.headers["Authorization"] = f"Bearer {secret}"
    return made


@pytest.fixture
def room(headway: Flask) -> Classroom:
    return classroom(headway.extensions["database"], learners=1)


def assigned(room: Classroom, **settings: Any) -> Assigned:
    now = datetime.now(UTC)
    return put(room, TEXT, opens=now - timedelta(hours=1), closes=now + timedelta(hours=1), tries=3, **settings)


def everything(program: Program, given: Assigned, work: str) -> str:
    """All that the API says about a work to somebody."""
    pages = [
        f"/works/{work}", f"/works/{work}/problems/1", f"/assignments/{given.id}", f"/classes/{given.room.id}/grades",
        "/export", "/export/mark.csv", "/export/work_item.csv", "/export/answer.csv",
        f"/works/{work}/problems/1/points",
        f"/assignments/{given.id}/grades", f"/assignments/{given.id}/analysis", f"/classes/{given.room.id}/gradebook",
    ]  # fmt: skip
    return "".join(program.get(page).text for page in pages)


NEVER = {"score_release": "never", "verdict_release": "never", "answers_release": "never"}


def test_before_its_time_nothing_of_a_work_is_told(headway: Flask, room: Classroom) -> None:
    """Neither score nor verdict, key, mistake or seed, in any answer, before and after handing in."""
    learner, staff = program_of(headway, room.learners[0]), program_of(headway, room.assistant)
    given = assigned(room, **NEVER)
    work = learner.post(f"/assignments/{given.id}/works").json["id"]
    key = stored(given, work, 1)
    secrets = set(long_numbers(key.expected["weights"])) | spellings_of_seed(key.seed)
    assert len(secrets) > 5
    wrong = {"weights": [["0.9" for _ in key.expected["weights"]]]}
    sent = learner.post(f"/works/{work}/problems/1/answers", {"answers": wrong, "key": "first"})
    assert sent.json == {"became": "kept", "number": 1, "unread": {}}
    for _ in ("running", "handed in"):
        said = everything(learner, given, work)
        assert not [one for one in secrets if one in said]
        for word in ("incorrect", "no-scale", "softmax-columns", '"misconceptions"'):
            assert word not in said
        problem = learner.get(f"/works/{work}/problems/1").json
        assert (problem["points"], problem["solution"], problem["given"][0]["grade"]) == (None, None, None)
        assert learner.get(f"/works/{work}").json["total"] is None
        assert learner.get(f"/classes/{room.id}/grades").json["assignments"][-1]["counted"] is None
        learner.post(f"/works/{work}/hand-in")
    seen = staff.get(f"/works/{work}/problems/1").json
    assert seen["solution"]["expected"]["weights"] == key.expected["weights"]
    assert seen["given"][0]["grade"]["verdict"] == "incorrect"


DONE, NOT = "handed in", "never"


@pytest.mark.parametrize("rules", [(DONE, NOT, NOT), (DONE, DONE, NOT), (DONE, DONE, DONE)])
def test_each_is_released_by_itself(headway: Flask, room: Classroom, rules: tuple[str, str, str]) -> None:
    names = ("score_release", "verdict_release", "answers_release")
    score, verdict, answers = (rule == DONE for rule in rules)
    learner = program_of(headway, room.learners[0])
    given = assigned(room, **dict(zip(names, rules, strict=True)))
    work = learner.post(f"/assignments/{given.id}/works").json["id"]
    learner.post(f"/works/{work}/problems/1/answers", {"answers": right(given, work, 1), "key": work})
    ended = learner.post(f"/works/{work}/hand-in").json
    problem = learner.get(f"/works/{work}/problems/1").json
    assert ended["released"] == {"score": score, "verdict": verdict, "answers": answers}
    assert (ended["total"] is not None) == score
    assert (problem["given"][0]["grade"] is not None) == (problem["points"] is not None) == verdict
    assert (problem["solution"] is not None) == answers


def test_a_work_is_nobody_elses(headway: Flask, room: Classroom) -> None:
    """Who is not in the class is told what they are told of an id that was never given."""
    learner, other = program_of(headway, room.learners[0]), program_of(headway, person(room.db))
    given = assigned(room)
    work = learner.post(f"/assignments/{given.id}/works").json["id"]
    for path in (f"/works/{work}", f"/works/{work}/problems/1", f"/assignments/{given.id}", f"/classes/{room.id}"):
        refused = other.get(path)
        assert refused.status_code == 404
        unknown = other.get(path.replace(work, "A" * 22).replace(given.id, "A" * 22).replace(room.id, "A" * 22))
        assert refused.json["detail"] == unknown.json["detail"]
