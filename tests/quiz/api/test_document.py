"""The OpenAPI document is complete: every route, every field, every error, and who may ask."""

from __future__ import annotations

import sys
from enum import Enum
from typing import Any, get_args

import jsonschema_rs
import pytest
from flask import Flask
from pydantic import BaseModel

from quiz.api import blocks
from quiz.api.document import document
from quiz.blocks import Block, Graph, Grid, Items
from quiz.parts import Part
from tests.quiz.api.program import HOME, Program

DOCUMENT = document()
OPERATIONS = {one["operationId"]: one for methods in DOCUMENT["paths"].values() for one in methods.values()}


def test_every_route_of_the_api_is_in_the_document(headway: Flask) -> None:
    """No address below the API is left out, but the document's own."""
    routes = {
        (rule.rule.replace("<int:", "<").replace("<", "{").replace(">", "}"), method.lower())
        for rule in headway.url_map.iter_rules()
        if rule.rule.startswith(HOME) and not rule.rule.endswith("openapi.json")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert routes == {(path, method) for path, methods in DOCUMENT["paths"].items() for method in methods}


def test_the_document_is_served_to_everybody(stranger: Program) -> None:
    """The document is public, JSON, and says its version."""
    served = stranger.get("/openapi.json")
    assert served.json == DOCUMENT
    assert served.json["openapi"] == "3.1.0"
    assert "public" in served.headers["Cache-Control"]


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_says_what_it_does_and_how_it_fails(name: str) -> None:
    """Each operation has a sentence, its errors as problem documents, and 401 where it needs a learner."""
    operation = OPERATIONS[name]
    assert operation["summary"].endswith(".")
    failures = {status: one for status, one in operation["responses"].items() if status >= "400"}
    assert "500" in failures
    assert ("401" in failures) == ("security" in operation)
    for one in failures.values():
        assert list(one["content"]) == ["application/problem+json"]
        assert one["description"]


def test_no_two_schemas_have_one_name() -> None:
    """Schemas are called as their classes are, so a second one of a name would silently take the first's place."""
    found: dict[str, set[type]] = {}
    for module in (one for name, one in sys.modules.items() if name.startswith("quiz.api")):
        for model in vars(module).values():
            if isinstance(model, type) and issubclass(model, BaseModel | Enum):
                found.setdefault(model.__name__, set()).add(model)
    same = {name: models for name, models in found.items() if len(models) > 1}
    assert {name for name in same if name in DOCUMENT["components"]["schemas"]} == set()


def test_every_reference_leads_somewhere() -> None:
    """No schema refers to one that is not there, and none is there for nothing."""

    def references(value: Any) -> set[str]:
        if isinstance(value, dict):
            own = {value["$ref"]} if "$ref" in value else set()
            return own.union(*map(references, value.values())) if value else own
        return set().union(*map(references, value)) if isinstance(value, list) else set()

    there = {f"#/components/schemas/{name}" for name in DOCUMENT["components"]["schemas"]}
    assert references(DOCUMENT) == there


def test_numbers_have_their_bounds_in_the_document() -> None:
    """What is refused for its size can be known beforehand."""
    schemas = DOCUMENT["components"]["schemas"]
    level = schemas["Wanted"]["properties"]["level"]
    assert (level["type"], level["minimum"], level["maximum"]) == ("integer", 1, 3)
    length = schemas["NewSitting"]["properties"]["length"]
    assert (length["minimum"], length["maximum"], length["default"]) == (1, 50, 10)


def test_every_block_can_be_written_as_json() -> None:
    """Each kind of block has its schema, and a number that JSON lacks becomes a text."""
    named = {mapping["const"] for one in blocks.AnyBlock.__args__[0].__args__ for mapping in [_type(one)]}
    assert named == {one.__name__.lower() for one in get_args(Block)}
    grid, graph, items = blocks.drawn(
        [Grid("S", [[float("-inf"), 1.5], [True, 2]]), Graph(["a", "b"], [(0, 1)]), Items(["one"])]
    )
    assert grid.model_dump()["value"] == [["−∞", 1.5], [True, 2]]
    assert graph.model_dump()["edges"] == [[0, 1]]
    assert items.model_dump()["type"] == "items"


def _type(model: Any) -> dict[str, Any]:
    found: dict[str, Any] = model.model_json_schema()["properties"]["type"]
    return found


def test_a_solution_follows_its_schema(program: Program) -> None:
    """Right answers of every kind, shown after the reveal, are of the documented form."""
    schema = {"$ref": "#/components/schemas/Solution", "components": DOCUMENT["components"]}
    validator = jsonschema_rs.validator_for(schema)
    kinds: set[Part | str] = set()
    for family in ("full-attention", "bright-cell", "shape-single", "peaked-attention", "softmax-row", "causal-mask"):
        problem = program.problem((family, 1))
        kinds |= {part["kind"] for part in problem["parts"]}
        validator.validate(program.post(f"/problems/{problem['id']}/reveal").json)
    assert kinds == {"matrix", "choice", "vertices", "shape", "number", "vector", "choices"}
