"""Shared softmax steps where families don't look: ties, leading axes, and what the solution says."""

import numpy as np
import pytest

from quiz.calculation import run, sentence
from quiz.steps.softmax import softmax_of_row, softmax_rows


def test_a_tie_gives_the_whole_weight_to_one() -> None:
    """Who picks the largest score picks one token, so that the row still sums to 1 where two are equal."""
    worlds = run([softmax_rows], {"scaled": np.array([[2.0, 5.0, 5.0], [1.0, 1.0, 0.0]])}, depth=1).worlds("weights")
    found = [world.value.tolist() for world in worlds if world.ids == ("hard-argmax",)]
    assert found == [[[0, 1, 0], [1, 0, 0]]]


def test_every_mistake_keeps_leading_axes() -> None:
    """A batch of two matrices goes wrong exactly as each of them goes wrong alone."""
    scores = np.array([[[1.0, 2.0], [0.0, 3.0]], [[-1.0, 1.0], [2.0, 0.0]]])
    both = run([softmax_rows], {"scaled": scores, "scores": 2 * scores, "d_k": 4}, depth=1).worlds("weights")
    for i, alone in enumerate(scores):
        givens = {"scaled": alone[None], "scores": 2 * alone[None], "d_k": 4}
        for one, two in zip(run([softmax_rows], givens, depth=1).worlds("weights"), both, strict=True):
            assert one.ids == two.ids
            assert (one.value[0] == two.value[i]).all()


@pytest.mark.parametrize("shift", [0, 300])
def test_the_solution_takes_the_largest_logit_off_only_where_it_overflows(shift: int) -> None:
    """Logits 0, 0, ln 2 above any constant have the exponentials 1, 1, 2 or, with the largest taken off, ½, ½, 1."""
    logits = np.log([1, 1, 2]) + shift
    said = sentence(softmax_of_row.says, {"logits": logits}, softmax_of_row.inputs)
    assert ("0.5/2 = 0.25" if shift else "1/4 = 0.25") in said
