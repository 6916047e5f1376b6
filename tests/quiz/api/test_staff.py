"""A class through the API for its staff: what its answers teach, its list, and variants before they are printed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from quiz.services import tokens
from tests.classes import Classroom, Person, classroom, member_id
from tests.grades import FOUR, crowd
from tests.quiz.api.program import Program
from tests.simulated import Taken, taken
from tests.works import put


def program_of(app: Flask, someone: Person) -> Program:
    made = Program(app)
    secret, _ = tokens.create(app.extensions["database"], someone.id, "a program", now=datetime.now(UTC))
    made.headers["Authorization"] = f"Bearer {secret}"
    return made


@pytest.fixture
def room(headway: Flask) -> Classroom:
    return classroom(headway.extensions["database"], learners=1)


@pytest.fixture
def staff(headway: Flask, room: Classroom) -> Program:
    return program_of(headway, room.instructor)


def test_a_class_s_analysis_is_that_of_its_page(headway: Flask, room: Classroom) -> None:
    """Five of six forgot to scale yesterday: it is to be explained, with its cure. Three missed both assignments."""
    now = datetime.now(UTC)
    people = crowd(room, 8)
    for title in ("A", "B"):
        assigned = put(room, FOUR, title=title, opens=now - timedelta(days=3), closes=now - timedelta(hours=1))
        plans = [[Taken(1, 0.0, "no-scale")]] * 5 + [[Taken(1, 1.0)]]
        taken(assigned, people[:6], plans, ended=now - timedelta(days=1))
    found = program_of(headway, room.assistant).get(f"/classes/{room.id}/analysis").json
    (explained,) = found["explain"]
    assert (explained["id"], explained["learners"], explained["of_learners"]) == ("no-scale", 5, 6)
    assert explained["cards"]
    assert explained["families"]
    assert [(one["topic"], one["whole"]["learners"]) for one in found["topics"]] == [("softmax", 6)]
    assert found["topics"][0]["whole"]["share"] == pytest.approx(1 / 6)
    assert [(one["id"], one["whole"]["value"]) for one in found["mistakes"]] == [("no-scale", pytest.approx(5 / 6))]
    assert sorted(found["looked_at"]) == ["A", "B"]
    missed = [one["reasons"] for one in found["may_need_help"]]
    assert len(missed) == 3  # the learner of the room has handed nothing in, either
    assert all(reason["share"] is None for reasons in missed for reason in reasons)


def test_a_list_is_looked_at_before_it_is_kept(room: Classroom, staff: Program) -> None:
    """Without `keep` nothing is kept; kept twice, the second time changes nothing."""
    path, text = f"/classes/{room.id}/roster", "name;number\nAda;1\nBo;2\n;3\n"
    looked = staff.post(path, {"text": text}).json
    assert (looked["kept"], len(looked["added"]), looked["bad"][0]["line"]) == (False, 2, 4)
    assert staff.get(path).json["entries"] == []
    assert len(staff.post(path, {"text": text, "keep": True}).json["added"]) == 2
    assert staff.post(path, {"text": text, "keep": True}).json["same"] == 2
    assert [(one["name"], one["how"]) for one in staff.get(path).json["entries"]] == [
        ("Ada", "nobody"),
        ("Bo", "nobody"),
    ]
    refused = staff.post(path, {"text": "colour\nred\n"})
    assert (refused.status_code, refused.json["type"]) == (422, "/api/v1/errors#unacceptable")


@pytest.mark.parametrize("nearly", [0, 1, 1.0, "yes", "true", None])
def test_only_true_and_false_are_a_yes_or_no(room: Classroom, staff: Program, nearly: object) -> None:
    """What is nearly one is refused, rather than taken for what it may not have meant."""
    assert staff.post(f"/classes/{room.id}/archive", {"away": nearly}).status_code == 422
    assert staff.post(f"/classes/{room.id}/archive", {"away": True}).status_code == 200


def test_an_assistant_reads_the_list_and_changes_nothing(headway: Flask, room: Classroom) -> None:
    """Who only assists sees the roster, and is told of everything else that there is no such class."""
    helper, someone = program_of(headway, room.assistant), member_id(room, room.learners[0])
    assert helper.get(f"/classes/{room.id}/roster").status_code == 200
    assert helper.post(f"/classes/{room.id}/roster", {"text": "name\nX\n", "keep": True}).status_code == 404
    assert helper.put(f"/classes/{room.id}/people/{someone}", {"role": "assistant"}).status_code == 404
    assert helper.put(f"/classes/{room.id}", {"name": "Mine", "zone": "UTC"}).status_code == 404


def test_a_role_that_is_given_holds(headway: Flask, room: Classroom, staff: Program) -> None:
    """A learner who is made an assistant sees the roster; an instructor can't be without another one."""
    learner, path = room.learners[0], f"/classes/{room.id}/people"
    assert program_of(headway, learner).get(f"/classes/{room.id}/roster").status_code == 404
    assert staff.put(f"{path}/{member_id(room, learner)}", {"role": "assistant"}).status_code == 204
    assert program_of(headway, learner).get(f"/classes/{room.id}/roster").status_code == 200
    assert staff.put(f"{path}/{member_id(room, room.instructor)}", {"role": "learner"}).status_code == 422
    assert staff.put(f"{path}/{member_id(room, learner)}", {"role": "administrator"}).status_code == 422


def test_variants_are_dropped_by_their_index(staff: Program) -> None:
    """A variant is seen with its key and dropped; who has not seen that changes nothing; the report finds no flaw."""
    text = 'title = "T"\n[[items]]\nfamily = "softmax-row"\nlevel = 1\npoints = 2\n'
    made = staff.post("/blueprints", {"text": text}).json
    path = f"/blueprints/{made['id']}/items/1/variants"
    found = staff.get(f"{path}?count=30").json
    assert (found["variants"], sum(group["count"] for group in found["groups"])) == (30, found["usable"])
    seen = found["groups"][0]["variants"][0]
    assert sum(seen["expected"]["weights"]) == pytest.approx(1)
    changed = staff.post(path, {"index": seen["index"], "act": "drop", "number": 1}).json
    assert f"drop = [{seen['index']}]" in changed["text"]
    assert staff.post(path, {"index": 1, "act": "drop", "number": 1}).status_code == 422
    assert staff.get(f"/blueprints/{made['id']}/items/2/variants").status_code == 404
    assert staff.get(f"{path}?count=0").status_code == 422
    report = staff.get(f"/blueprints/{made['id']}/report").json
    assert [(one["used"], one["unsolvable"], one["ambiguous"]) for one in report["problems"]] == [(16, [], [])]
