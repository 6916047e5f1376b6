"""Previews: every variant in one group, checked; and which variants can be worked by hand."""

import numpy as np
import pytest

from quiz.family import families, family
from quiz.papers import slots
from quiz.papers.byhand import division, exact, in_table
from quiz.papers.features import FEATURES, digits, features
from quiz.papers.matching import dealt
from quiz.papers.preview import preview
from quiz.variants import serve


@pytest.mark.parametrize("id", list(families()))
def test_variants_of_every_family_are_discriminating_solvable_and_clear(id: str) -> None:
    """Of 40 variants of the exam level each is checked, and each stands in exactly one group."""
    found = preview(family(id), 2, 40, 17)
    assert (found.indistinct, found.degenerate, found.unsolvable, found.ambiguous) == (0, 0, (), ())
    assert (sum(group.count for group in found.groups), found.graded) == (40, 40)


def test_a_group_is_above_the_others_in_what_it_is_named_after() -> None:
    """Variants with many negative numbers have more of them than the ordinary ones, counted in their givens."""
    found = preview(family("project-qkv"), 2, 200, 3)
    group = next(group for group in found.groups if group.feature == "negatives")
    counted = [negatives(index) for index in group.indices]
    ordinary = next(group for group in found.groups if not group.feature)
    assert min(counted) > np.mean([negatives(index) for index in ordinary.indices])


def negatives(index: int) -> int:
    givens = serve(family("project-qkv"), 2, 3, index).givens
    return sum(int((givens[name] < 0).sum()) for name in ("x", "w_q", "w_k", "w_v"))


def test_features_are_what_a_person_counts() -> None:
    """Of q = [[1, −2], [0, 3]] and k = [[1, 0], [2, −1]] four cells each: two zeros, two negatives, ..."""
    one = family("scaled-scores")
    q, k = np.array([[[1, -2], [0, 3]]]), np.array([[[1, 0], [2, -1]]])
    scores = np.array([[[1, 4], [0, -3]]])  # by hand: 1, 2 + 2; 0, −3
    made = features(one, 1, {"q": q, "k": k, "d_k": 4}, {"scores": scores, "scaled": scores / 2}, 1)
    counted = {name: float(values[0]) for name, values in made.items()}
    assert tuple(counted) == FEATURES
    assert (counted["cells"], counted["zeros"], counted["negatives"]) == (8, 2, 2)
    assert counted["digits"] == 4 + 2 + 1 + 1 + 2  # 1 4 0 −3, then 0.5 2 0 −1.5
    assert counted["spread"] == 1.5  # rows 2 − 0.5 and 0 + 1.5


def test_digits_are_written_ones() -> None:
    """0.125 takes four digits, 0.5 two, 12 two, a rounded third four."""
    assert digits(np.array([0.125, 0.5, 12.0, 1 / 3])).tolist() == [4, 2, 2, 4]


def test_dealing_makes_totals_equal() -> None:
    """Offsets 1 to 4 of one problem and their negatives of another cancel on every copy."""
    off = np.array([[1.0], [2.0], [3.0], [4.0]])
    first, second = dealt([off, -off], np.ones(1), 4)
    assert sorted(first.tolist()) == sorted(second.tolist()) == [0, 1, 2, 3]
    assert (off[first] - off[second] == 0).all()


def test_what_is_by_hand() -> None:
    """Two decimals, halves and thirds are exact; the table has halves for d_k = 4 and thirds for d_k = 9, up to 6."""
    assert exact(np.array([0.25, 1 / 3, 0.125])).tolist() == [True, True, False]
    assert in_table(np.array([1.5, 1 / 3, 6.5]), 4).tolist() == [True, False, False]
    assert in_table(np.array([1 / 3, 0.5]), 9).tolist() == [True, False]
    assert [division(d_k) for d_k in (4, 9, 16, 3, 64)] == [2, 3, 4, 2, 2]


def test_parts_make_a_family_of_their_own_that_nobody_finds_elsewhere() -> None:
    """Asking fewer parts changes no family that others use."""
    part = slots.asking("full-attention", ("z",))
    assert [one.id for one in part.asked] == ["z"]
    assert len(family("full-attention").asked) == 7
