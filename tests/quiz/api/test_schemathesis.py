"""Requests made up from the OpenAPI document, valid and invalid: every answer is one that the document promises.

All of schemathesis' checks run: no 5xx, documented statuses and types of content, bodies that follow their schema,
valid data accepted, invalid data refused, missing credentials refused, undocumented methods refused with `Allow`.
"""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

from quiz.api.document import document
from tests.quiz.api.program import HOME, Program

OPERATIONS = [(path, method) for path, methods in document()["paths"].items() for method in methods]
# Without a body there is nothing that could be of a wrong type.
MODES = [
    pytest.param(path, method, mode, id=f"{method} {path} {mode.value}")
    for path, method in OPERATIONS
    for mode in GenerationMode
    if mode is GenerationMode.POSITIVE or "requestBody" in document()["paths"][path][method]
]
# 422 also refuses what the document cannot say: an answer to a part that this problem doesn't have.
CHECKS = {"positive_data_acceptance": {"expected-statuses": ["2xx", "401", "403", "404", "409", "422"]}}
BOUNDED = settings(
    max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)  # fmt: skip


@pytest.fixture(scope="module")
def schema(headway: Flask) -> Any:
    config = SchemathesisConfig.from_dict({"checks": CHECKS})
    return schemathesis.openapi.from_wsgi(f"{HOME}/openapi.json", headway, config=config)


@pytest.fixture(scope="module")
def practising(headway: Flask) -> Program:
    """A program with a token."""
    return Program(headway).with_token()


@pytest.fixture(scope="module")
def ids(practising: Program) -> dict[str, list[Any]]:
    """Real ids of the learner's for the parameters of paths: of problems just taken, tried and revealed."""
    taken = (("softmax-row", 1), ("full-attention", 2), ("bright-cell", 3))
    problems = [practising.problem(family) for family in taken]
    practising.submit(problems[0], {"weights": "[0.1, 0.1, 0.1]"})
    practising.post(f"/problems/{problems[1]['id']}/reveal")
    tokens = [practising.post("/tokens", {"name": f"token {i}"}).json["id"] for i in range(5)]
    return {
        "problem_id": [one["id"] for one in problems],
        "sitting_id": [one["sitting"] for one in problems],
        "token_id": tokens,
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
