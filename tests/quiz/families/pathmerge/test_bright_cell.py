"""Rows are targets, columns are sources."""

import numpy as np
import pytest

from quiz.calculation import run
from quiz.family import family
from quiz.variants import draw, serve

CHOSEN = family("bright-cell")
WEIGHTS = np.array([
    [0.02, 0.02, 0.48, 0.48],
    [0.94, 0.02, 0.02, 0.02],
    [0.02, 0.02, 0.02, 0.94],
    [0.02, 0.02, 0.02, 0.94],
])  # fmt: skip


def worlds(name):
    """What the right way and each mistake give for operation 2 → 0 and for vertex 0."""
    givens = {
        "vertices": np.arange(4), "operation": np.array([2, 0]), "weights": WEIGHTS, "vertex": np.array(0),
        "threshold": 0.1, "wording": "operation",
    }  # fmt: skip
    found = run(CHOSEN.steps, givens, depth=1, without=CHOSEN.without).worlds(name)
    return {world.ids[0] if world.ids else "right": world.value.tolist() for world in found}


def test_the_target_is_the_row_and_the_source_the_column():
    """Operation 2 → 0 is the cell in row 0 and column 2."""
    assert worlds("row") == {"right": 0, "row-column-swapped": 2}
    assert worlds("column") == {"right": 2, "row-column-swapped": 0}


def test_a_row_names_sources_and_a_column_targets():
    """Row 0 is bright at 2 and 3, column 0 at row 1; a vertex is never its own source."""
    sources, targets = [False, False, True, True], [False, True, False, False]
    assert worlds("sources") == {"right": sources, "row-column-swapped": targets}
    assert worlds("targets") == {"right": targets, "row-column-swapped": sources}


@pytest.mark.parametrize("level", [1, 2, 3])
def test_drawn_weights_are_rows_of_attention(level):
    """Rows sum to 1, every cell is clearly bright or clearly dark, and operations run along a graph without cycles."""
    givens = draw(CHOSEN, level, 13, np.arange(50))
    weights = givens["weights"]
    assert np.allclose(weights.sum(axis=-1), 1)
    assert np.all((weights > 0.2) | (weights < 0.05))
    n = weights.shape[-1]
    steps = (weights > 0.1) & ~np.eye(n, dtype=bool)
    assert not np.linalg.matrix_power(steps.astype(int), n).any()
    assert (givens["operation"][:, 0] != givens["operation"][:, 1]).all()


def test_served_vertices_have_sources_and_targets():
    """Neither reading of the asked vertex is empty."""
    for level in CHOSEN.levels:
        for index in range(20):
            variant = serve(CHOSEN, level, 4, index)
            assert all(variant.expected(part) for part in variant.parts)
