"""Roles of query, key and value: which vector does what, checked by changing vectors, and what gets mixed up."""

import numpy as np
import pytest

from engine import attention
from quiz.families.projections.role_of_qkv import OPERATIONS, TOKENS, VERTICES, RoleOfQkv
from quiz.solutions import hints, solution
from quiz.steps.roles import QUESTIONS, ROLES
from quiz.variants import Variant, rebuilt, serve

FAMILY = RoleOfQkv()
TARGET, SOURCE = 1, 3


def asking(*questions: str) -> Variant:
    """A variant at level 1 with these three questions about “cat”, which attends, and “down”, which is read."""
    givens = {"tokens": ["the", "cat", "sat", "down", "there"], "target": "cat", "source": "down", "layer": 0}
    return rebuilt(FAMILY, 1, {**givens, **{f"question_{i}": id for i, id in enumerate(questions, 1)}})


def answers(variant: Variant) -> list[str]:
    return [variant.expected(part) for part in variant.parts]


def cells_that_change(role: str, token: int) -> set[tuple[int, int]]:
    """The scores that change when this vector of this token is replaced by another."""
    rng = np.random.default_rng(5)
    vectors = {name: rng.normal(size=(5, 4)) for name in "qkv"}
    before = attention(*vectors.values()).scores
    vectors[role[0]][token] += 1.0
    changed = attention(*vectors.values()).scores != before
    return {(int(i), int(j)) for i, j in np.argwhere(changed)}


def test_rows_columns_and_weights_depend_on_the_vectors_named() -> None:
    """The target's query changes its row, the source's key its column, and the source's value no score at all."""
    row, column, idle = answers(asking("token-row", "token-column", "token-idle"))
    assert cells_that_change(row, TARGET) == {(TARGET, j) for j in range(5)}
    assert cells_that_change(column, SOURCE) == {(i, SOURCE) for i in range(5)}
    assert cells_that_change(idle, SOURCE) == set()


ROLE_OF = {
    "query": ("token-need", "token-own-weights", "token-row", "vertex-whose-set", "vertex-into", "vertex-row"),
    "key": ("token-offer", "token-found", "token-column", "vertex-name", "vertex-from", "vertex-column"),
    "value": (
        "token-content", "token-received", "token-idle", "vertex-set", "vertex-united", "vertex-idle",
    ),
}  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_needs_are_queries_offers_are_keys_contents_are_values(role: str) -> None:
    """Q asks what is needed, K says what there is, V is handed over; for vertices the value is the set."""
    for id in ROLE_OF[role]:
        assert answers(asking(id, id, id)) == [role] * 3
    assert set().union(*ROLE_OF.values()) == set(QUESTIONS) == {*TOKENS, *VERTICES, *OPERATIONS}


def test_swapping_row_and_column_is_known() -> None:
    """Who takes the row for the token that is read names its key, and is told about rows and columns."""
    variant = asking("token-row", "vertex-column", "token-need")
    found = [[(fault.id, value) for fault, value in variant.mistakes(part)] for part in variant.parts]
    assert found == [[("row-column-swapped", "key")], [("row-column-swapped", "query")], []]


def test_reversing_the_flow_is_known() -> None:
    """Who lets information flow from the vertex that queries exchanges query and key."""
    variant = asking("vertex-into", "vertex-from", "vertex-set")
    found = [[(fault.id, value) for fault, value in variant.mistakes(part)] for part in variant.parts]
    assert found == [[("direction-reversed", "key")], [("direction-reversed", "query")], []]


def test_the_source_is_reachable_from_the_target() -> None:
    """In layer 1 the target reads its child; in layer 3 a vertex two edges away, which it knows by then."""
    for seed in range(20):
        near, far = serve(FAMILY, 2, seed).givens, serve(FAMILY, 3, seed).givens
        assert (int(near["target"]), int(near["source"])) in {tuple(edge) for edge in near["edges"].tolist()}
        edges = {tuple(edge) for edge in far["edges"].tolist()}
        children = {v for u, v in edges if u == far["target"]}
        assert int(far["source"]) in {v for u, v in edges if u in children} - children


def test_words_name_target_and_source() -> None:
    """Hint and solution speak of this variant's own tokens, and no template is left open."""
    variant = asking("token-found", "token-need", "token-received")
    assert "“cat”" in hints(variant)[1]
    assert "“cat” is compared with the key of “down”" in solution(variant)[0].sentence
    assert not any("{" in step.sentence for step in solution(variant))
