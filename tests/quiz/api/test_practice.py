"""Practising through the API: take, answer, ask, look back, take away."""

from __future__ import annotations

import json
from typing import Any

import pytest

from quiz.family import families
from tests.quiz.api.program import FAMILY, WRONG, Program, problem_of
from tests.stores import stored
from tests.writing import precise


def right(program: Program, problem: dict[str, Any]) -> dict[str, Any]:
    """The right answers as typed, out of the store: what no program can see."""
    parts = {part.id: part for part in families()[problem["family"]].asked}
    expected = stored(program.database, problem["id"]).expected
    return {part["id"]: precise(parts[part["id"]], expected[part["id"]]) for part in problem["parts"]}


def test_the_families_are_listed_with_their_parts_and_mistakes(stranger: Program) -> None:
    """Anybody may know which problems there are; each family has its levels, parts and mistakes."""
    listed = stranger.get("/families").json["families"]
    assert [one["family"] for one in listed] == list(families())
    one = next(one for one in listed if one["family"] == "attention-weights")
    assert one["levels"] == [1, 2, 3]
    assert one["topic"] == "weights"
    assert one["parts"] == [{"id": "weights", "kind": "matrix"}]
    assert "no-scale" in [mistake["id"] for mistake in one["misconceptions"]]


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ({"kind": "number", "text": "34 %"}, {"value": 0.34, "read_as": "0.34"}),
        ({"kind": "vector", "text": "1,5", "shape": [1]}, {"value": [1.5], "read_as": "[1.5]"}),
        ({"kind": "vector", "text": "1,5", "shape": [2.0]}, {"value": [1.0, 5.0], "read_as": "[1, 5]"}),
        ({"kind": "shape", "text": "4 × d_k"}, {"value": [4, "d_k"], "read_as": "(4, d_k)"}),
    ],
)
def test_a_text_is_read(stranger: Program, body: Any, answer: Any) -> None:
    """A text is read as a value and said back; of two readings the wanted shape decides."""
    assert stranger.post("/read-answer", body).json == answer


def test_a_text_with_two_readings_comes_back_with_both(stranger: Program) -> None:
    """Of two readings none is guessed: both come with the text that means it alone."""
    answer = stranger.post("/read-answer", {"kind": "vector", "text": "1,5"}).json
    assert set(answer) == {"error", "readings"}
    assert [way["value"] for way in answer["readings"]] == [[1.0, 5.0], [1.5]]


def test_a_text_that_cannot_be_read_is_told_why(stranger: Program) -> None:
    """A text without a reading is answered with the reason, and is no error of the request."""
    answer = stranger.post("/read-answer", {"kind": "number", "text": "12 3"})
    assert answer.status_code == 200
    assert set(answer.json) == {"error"}


def test_a_sitting_is_started_and_its_first_problem_taken(program: Program) -> None:
    """A sitting says where it is, and its first problem is open."""
    started = program.post("/sittings", {"topic": "softmax", "level": 1, "length": 3})
    assert started.status_code == 201
    sitting = started.json
    assert started.headers["Location"] == f"/api/v1/sittings/{sitting['id']}"
    assert [place["position"] for place in sitting["places"]] == [1, 2, 3]
    assert {families()[place["family"]].topic for place in sitting["places"]} == {"softmax"}
    problem = program.get(f"/sittings/{sitting['id']}/problem").json
    assert problem["id"] == sitting["places"][0]["problem"]
    assert program.get(f"/sittings/{sitting['id']}").json == sitting
    assert program.get("/sittings").json["sittings"] == [sitting]


@pytest.mark.parametrize("family", families())
@pytest.mark.parametrize("level", [1, 2, 3])
def test_every_problem_says_all_that_a_program_needs(program: Program, family: str, level: int) -> None:
    """A statement as text and as blocks, and each part with its kind, prompt, rounding rule, shape and options."""
    problem = program.problem((family, level))
    assert problem["statement"]
    assert "$" not in problem["statement"]
    assert problem["blocks"]
    assert [part["id"] for part in problem["parts"]] == [part.id for part in families()[family].parts(level)]
    for part in problem["parts"]:
        assert part["prompt"]
        assert (part["shape"] is not None) == (part["kind"] in ("vector", "matrix"))
        if part["kind"] in ("choice", "choices", "text"):
            assert len(part["options"]) >= 2
    revealed = program.post(f"/problems/{problem['id']}/reveal").json
    assert set(revealed["expected"]) == {part["id"] for part in problem["parts"]}
    assert all(step["text"] for step in revealed["steps"])


def test_a_right_answer_earns_its_credit(program: Program) -> None:
    """A right answer is correct, counted once, and solves the problem."""
    problem = program.problem()
    outcome = program.submit(problem, right(program, problem)).json
    assert (outcome["status"], outcome["verdict"], outcome["score"]) == ("counted", "correct", 1.0)
    assert (outcome["attempts"], outcome["credit"], outcome["solved"]) == (1, 1.0, True)
    again = program.again(problem)
    assert again["solved"]
    assert again["grade"]["parts"]["weights"]["verdict"] == "correct"


def dot_products(problem: dict[str, Any]) -> list[list[float]]:
    """Q times K transposed, from the blocks of a statement, cell by cell."""
    grids = {block["symbol"]: block["value"] for block in problem["blocks"] if block["type"] == "grid"}
    return [[sum(a * b for a, b in zip(q, k, strict=True)) for k in grids["K"]] for q in grids["Q"]]


def as_typed(rows: list[list[float]]) -> list[list[str]]:
    return [[f"{cell:.6f}" for cell in row] for row in rows]


def test_a_mistake_is_named(program: Program) -> None:
    """Scores without the division are recognised by their id; the statement's blocks are enough to work them out."""
    problem = program.problem(("scaled-scores", 1))
    part = program.submit(problem, {"scaled": as_typed(dot_products(problem))}).json["parts"]["scaled"]
    assert part["verdict"] == "incorrect"
    assert part["misconceptions"] == ["no-scale"]
    assert part["remark"]


def test_a_program_solves_a_problem_with_nothing_but_the_api(program: Program) -> None:
    """Scores divided by √4, worked out from the statement's blocks, are right."""
    problem = program.problem(("scaled-scores", 1))
    halves = [[cell / 2 for cell in row] for row in dot_products(problem)]
    assert program.submit(problem, {"scaled": as_typed(halves)}).json["verdict"] == "correct"


def test_what_cannot_be_read_is_no_attempt(program: Program) -> None:
    """An unreadable answer is told why, and nothing is counted."""
    problem = program.problem()
    outcome = program.submit(problem, {"weights": [["0.1", "ha", "0.1"]]}).json
    assert (outcome["status"], outcome["verdict"], outcome["attempts"]) == ("invalid", "invalid", 0)
    assert outcome["parts"]["weights"]["remark"]


def test_hints_come_one_by_one(program: Program) -> None:
    """Each request takes one more hint; when none is left the same come again."""
    problem = program.problem()
    taken = [program.post(f"/problems/{problem['id']}/hints").json["hints"] for _ in range(3)]
    assert [len(hints) for hints in taken] == [1, 2, 2]
    assert program.again(problem)["hints_left"] == 0


def test_after_the_solution_nothing_earns_credit(program: Program) -> None:
    """Once the solution is shown, a right answer is answered, not counted, and earns nothing."""
    problem = program.problem()
    answers = right(program, problem)
    shown = program.post(f"/problems/{problem['id']}/reveal").json
    assert shown["expected"] == stored(program.database, problem["id"]).expected
    outcome = program.submit(problem, answers).json
    assert (outcome["status"], outcome["verdict"], outcome["credit"]) == ("revealed", "correct", 0.0)
    assert program.again(problem)["solution"] == shown


def test_a_draft_is_kept_and_a_stale_one_is_refused(program: Program) -> None:
    """Unsaved work is kept under a revision; saving over a newer draft is a conflict that says what is stored."""
    problem = program.problem()
    path = f"/problems/{problem['id']}/draft"
    saved = program.put(path, {"answers": {"weights": [["0.1", "", ""]]}, "revision": 0}).json
    assert saved["revision"] == 1
    draft = program.again(problem)["draft"]
    assert draft["answers"] == {"weights": [["0.1", "", ""]]}
    stale = program.put(path, {"answers": {"weights": [["9", "", ""]]}, "revision": 0})
    told = problem_of(stale, 409, "draft-conflict")
    assert told["revision"] == 1
    assert told["answers"] == {"weights": [["0.1", "", ""]]}
    assert program.put(path, {"answers": {"weights": [["9", "", ""]]}, "revision": 1}).json["revision"] == 2


def test_a_fresh_problem_takes_the_same_place(program: Program) -> None:
    """A fresh problem is of the same family and level, in the same place, and another one."""
    problem = program.problem()
    fresh = program.post(f"/problems/{problem['id']}/fresh")
    assert fresh.status_code == 201
    assert fresh.headers["Location"] == f"/api/v1/problems/{fresh.json['id']}"
    same = ("family", "level", "position", "sitting")
    assert [fresh.json[name] for name in same] == [problem[name] for name in same]
    assert fresh.json["take"] == 1
    assert fresh.json["id"] != problem["id"]


def test_the_next_problem_follows_until_none_is_left(program: Program) -> None:
    """Problems follow in the order of the sitting; after the last there is nothing."""
    first = program.problem((FAMILY, 1), ("layers-needed", 2))
    second = program.post(f"/problems/{first['id']}/next").json
    assert (second["position"], second["family"], second["level"]) == (2, "layers-needed", 2)
    last = program.post(f"/problems/{second['id']}/next")
    assert (last.status_code, last.data) == (204, b"")


def test_a_sitting_is_looked_back_at_and_practised_again(program: Program) -> None:
    """The summary has each problem, the credit, and what to practise again, ready for a new sitting."""
    problem = program.problem((FAMILY, 1), ("layers-needed", 2))
    program.submit(problem, WRONG)
    summary = program.post(f"/sittings/{problem['sitting']}/finish").json
    assert summary["sitting"]["finished"]
    assert [(result["family"], result["attempts"], result["solved"]) for result in summary["results"]] == [
        (FAMILY, 1, False)
    ]
    assert (summary["credit"], summary["possible"]) == (0.0, 1)
    assert summary["again"] == [{"family": FAMILY, "level": 1}]
    assert program.get(f"/sittings/{problem['sitting']}/summary").json == summary
    assert program.post("/sittings", {"families": summary["again"]}).status_code == 201


def test_progress_is_by_topic_and_by_mistake(program: Program) -> None:
    """Progress sums up each family under its topic, and counts each mistake."""
    solved, missed = program.problem(), program.problem(("scaled-scores", 1))
    program.submit(solved, right(program, solved))
    program.submit(missed, {"scaled": as_typed(dot_products(missed))})
    progress = program.get("/progress").json
    practised = {
        topic["topic"]: [(one["family"], one["solved"]) for one in topic["families"]] for topic in progress["topics"]
    }
    assert practised == {"softmax": [(FAMILY, 1)], "scores": [("scaled-scores", 0)]}
    assert (progress["problems"], progress["solved"], progress["attempts"]) == (2, 1, 2)
    assert [(one["id"], one["count"]) for one in progress["mistakes"]] == [("no-scale", 1)]


def test_a_learner_takes_all_data_away(program: Program) -> None:
    """The export has every attempt with its exact text, as JSON and as one CSV a table."""
    problem = program.problem()
    program.submit(problem, WRONG)
    exported = program.get("/export").json
    assert [row["typed"] for row in exported["tables"]["attempt"]] == [WRONG]
    table = program.get("/export/attempt.csv")
    assert table.mimetype == "text/csv"
    header, line = table.text.splitlines()
    assert header.split(",")[:4] == ["id", "learner_id", "variant_id", "number"]
    assert json.dumps(WRONG).replace('"', '""') in line


def test_an_export_of_a_table_that_is_not_there_says_which_are(program: Program) -> None:
    """An unknown file of the export is not found, and the error lists the known ones."""
    assert "attempt.csv" in problem_of(program.get("/export/seeds.csv"), 404, "not-found")["detail"]
