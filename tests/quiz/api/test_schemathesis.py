"""Requests made up from the OpenAPI document, valid and invalid: every answer is one that the document promises.

All of schemathesis' checks run: no 5xx, documented statuses and types of content, bodies that follow their schema,
valid data accepted, invalid data refused, missing credentials refused, undocumented methods refused with `Allow`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

from quiz.api.document import document
from quiz.services import tokens
from tests.classes import Classroom, classroom, entry, member_id
from tests.quiz.api.program import HOME, Program
from tests.works import TEXT, put, start

OPERATIONS = [(path, method) for path, methods in document()["paths"].items() for method in methods]
# Without a body there is nothing that could be of a wrong type.
MODES = [
    pytest.param(path, method, mode, id=f"{method} {path} {mode.value}")
    for path, method in OPERATIONS
    for mode in GenerationMode
    if mode is GenerationMode.POSITIVE or "requestBody" in document()["paths"][path][method]
]
# 422 also refuses what the document cannot say: an answer to a part that this problem doesn't have.
CHECKS = {"positive_data_acceptance": {"expected-statuses": ["2xx", "401", "403", "404", "409", "422", "429"]}}
BOUNDED = settings(
    max_examples=15, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)  # fmt: skip


@pytest.fixture(scope="module")
def schema(headway: Flask) -> Any:
    config = SchemathesisConfig.from_dict({"checks": CHECKS})
    return schemathesis.openapi.from_wsgi(f"{HOME}/openapi.json", headway, config=config)


@pytest.fixture(scope="module")
def room(headway: Flask) -> Classroom:
    """A class with an instructor."""
    return classroom(headway.extensions["database"], learners=3)


@pytest.fixture(scope="module")
def practising(headway: Flask, room: Classroom) -> Program:
    """A program with a token of the instructor."""
    made = Program(headway)
    secret, _ = tokens.create(room.db, room.instructor.id, "a program", now=datetime.now(UTC))
    made.headers["Authorization"] = f"Bearer {secret}"
    return made


@pytest.fixture(scope="module")
def ids(practising: Program, room: Classroom) -> dict[str, list[Any]]:
    """Real ids for the parameters of paths: of problems just taken, tried and revealed; of a class with its work."""
    taken = (("softmax-row", 1), ("full-attention", 2), ("bright-cell", 3))
    problems = [practising.problem(family) for family in taken]
    practising.submit(problems[0], {"weights": "[0.1, 0.1, 0.1]"})
    practising.post(f"/problems/{problems[1]['id']}/reveal")
    made = [practising.post("/tokens", {"name": f"token {i}"}).json["id"] for i in range(5)]
    blueprints = [practising.post("/blueprints", {"text": TEXT}).json["id"] for _ in range(2)]
    papers = {"format": "csv", "copies": 2}
    jobs = [practising.post(f"/blueprints/{one}/papers", papers).json["id"] for one in blueprints]
    later = datetime.now(UTC) + timedelta(days=7)
    assigned = [put(room, closes=later, **times) for times in ({}, {"published": None}) for _ in range(2)]
    own = [start(one, room.instructor, datetime.now(UTC)) for one in assigned[:2]]
    correction = {"kind": "full", "item": "1", "reason": "Unclear."}
    regrade = practising.post(f"/assignments/{assigned[0].id}/regrades", correction).json
    return {
        "problem_id": [one["id"] for one in problems],
        "sitting_id": [one["sitting"] for one in problems],
        "token_id": made,
        "course_id": [room.id],
        "blueprint_id": blueprints,
        "job_id": jobs,
        "name": ["papers.csv"],
        "assignment_id": [one.id for one in assigned],
        "work_id": [*own, start(assigned[0], room.learners[0], datetime.now(UTC))],
        "position": [1, 2, 3],
        "item": [1],
        "entry_id": [entry(room) for _ in range(3)],
        "regrade_id": [regrade["id"]],
        "member_id": [member_id(room, one) for one in room.learners],
        "file_name": ["attempt.csv", "grade.csv"],
    }


@pytest.mark.parametrize("known", [False, True], ids=["stranger", "learner"])
@pytest.mark.parametrize(("path", "method", "mode"), MODES)
def test_every_answer_is_one_that_the_document_promises(
    schema: Any, practising: Program, ids: Any, path: str, method: str, known: bool, mode: GenerationMode
) -> None:
    """Valid or invalid, with a token or without, a request is answered as documented and never with 5xx."""
    requests = schema[path][method].as_strategy(generation_mode=mode)

    @BOUNDED
    @given(st.data())
    def answered(data: st.DataObject) -> None:
        case = data.draw(requests)
        if known and data.draw(st.integers(0, 3)):
            case.path_parameters = {name: data.draw(st.sampled_from(ids[name])) for name in case.path_parameters}
        case.call_and_validate(headers=practising.headers if known else None)

    answered()
