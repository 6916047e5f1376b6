"""Corrections: each kind against answers worked by hand, and none that changes what it doesn't name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from quiz.corrections import (
    AsGiven,
    Correction,
    Current,
    Drop,
    Full,
    Impossible,
    Key,
    Nearness,
    fingerprint,
    in_words,
    judged,
    key_read,
    restored,
    ruling,
    stored,
)
from quiz.family import families
from quiz.grades import Verdict
from quiz.jsonable import jsonable
from quiz.totals import Ruling
from quiz.variants import serve

# exp(0), exp(ln 2), exp(ln 3) are 1, 2, 3, so the weights are 1/6, 1/3, 1/2.
LOGITS = [0.0, 0.6931471805599453, 1.0986122886681098]
WEIGHTS = [1 / 6, 1 / 3, 1 / 2]
RIGHT = {"weights": [["0.167", "0.333", "0.5"]]}
NEAR = {"weights": [["0.2", "0.333", "0.467"]]}  # 0.033 off in two cells: outside ±0.005, and nothing near it
BAD_KEY = [0.5, 1 / 3, 1 / 6]


@dataclass(frozen=True)
class Problem:
    """A stored problem: softmax of a row whose weights anybody can work."""

    family: str = "softmax-row"
    version: int = families()["softmax-row"].version
    level: int = 1
    givens: dict[str, Any] = field(default_factory=lambda: {"logits": LOGITS, "tokens": ["a", "b", "c"]})
    expected: dict[str, Any] = field(default_factory=lambda: {"weights": WEIGHTS})
    parts: tuple[str, ...] = ("weights",)


def test_without_corrections_it_is_plain_grading() -> None:
    """What nobody corrected is judged as it was when it was answered."""
    assert judged(Problem(), RIGHT).verdict is Verdict.CORRECT
    assert judged(Problem(), NEAR).score == pytest.approx(1 / 3)  # one cell of three


def test_what_is_final_counts_by_the_cells_that_can_be_read() -> None:
    """A blank cell and one that is no number are wrong; what is no grid of three stays unreadable."""
    gaps = {"weights": [["0.167", "", "half"]]}
    assert judged(Problem(), gaps).verdict is Verdict.INVALID
    found = judged(Problem(), gaps, gaps=True)
    assert (found.verdict, found.score) == (Verdict.INCORRECT, pytest.approx(1 / 3))
    assert found.parts["weights"].read_as == "0.167 – –"
    off = {"weights": [["0.2", "", ""]]}
    wide = [Nearness("softmax-row", "weights", 0.04)]
    assert [judged(Problem(), off, rules, gaps=True).score for rules in ([], wide)] == [0.0, pytest.approx(1 / 3)]
    for other in ({"weights": [["0.167", ""]]}, {"weights": "0.167 half"}, {"weights": [["", "", ""]]}):
        assert judged(Problem(), other, gaps=True).verdict is Verdict.INVALID
    assert judged(Problem(), RIGHT, gaps=True).verdict is Verdict.CORRECT


def test_a_tolerance_changes_its_part_alone() -> None:
    """0.033 off is right within ±0.04, and not within ±0.03; a family or part of another name is left alone."""
    wide, narrow = Nearness("softmax-row", "weights", 0.04), Nearness("softmax-row", "weights", 0.03)
    assert judged(Problem(), NEAR, [wide]).score == 1.0
    assert judged(Problem(), NEAR, [narrow]).score == pytest.approx(1 / 3)
    assert judged(Problem(), NEAR, [Nearness("attention-weights", "weights", 0.04)]).score == pytest.approx(1 / 3)
    assert judged(Problem(), NEAR, [wide, narrow]).score == pytest.approx(1 / 3)  # the last one holds


def test_a_relative_tolerance() -> None:
    """0.2 for 1/6 is a fifth too much, 0.467 for 1/2 a fifteenth too little: right within a quarter."""
    assert judged(Problem(), NEAR, [Nearness("softmax-row", "weights", 0.005, 0.25)]).score == 1.0
    assert judged(Problem(), NEAR, [Nearness("softmax-row", "weights", 0.005, 0.19)]).score == pytest.approx(2 / 3)


def test_another_key_replaces_the_one_of_its_variant() -> None:
    """What was right is wrong after it, what it says is right, and other variants keep their key."""
    problem = Problem()
    key = key_read(problem, "weights", "0.2 0.333 0.467", also=False)
    assert judged(problem, NEAR, [key]).verdict is Verdict.CORRECT
    assert judged(problem, RIGHT, [key]).score == pytest.approx(1 / 3)
    other = Problem(givens={"logits": LOGITS[::-1], "tokens": ["a", "b", "c"]})
    assert fingerprint(other) != fingerprint(problem)
    assert judged(other, {"weights": [["0.5", "0.333", "0.167"]]}, [key]).verdict is Verdict.CORRECT


def test_a_key_beside_the_key_takes_nothing_away() -> None:
    """Either answer is right when a value is also accepted; a third one keeps what it had."""
    problem = Problem()
    key = key_read(problem, "weights", "0.2 0.333 0.467", also=True)
    assert judged(problem, NEAR, [key]).score == judged(problem, RIGHT, [key]).score == 1.0
    half = {"weights": [["0.167", "0.9", "0.5"]]}
    assert judged(problem, half, [key]).score == judged(problem, half).score == pytest.approx(2 / 3)


def test_a_mistake_is_still_named_under_another_key() -> None:
    """exp without dividing by the sum is `not-normalised`, whatever the key."""
    problem = Problem()
    key = key_read(problem, "weights", "0.2 0.333 0.467", also=False)
    found = judged(problem, {"weights": [["1", "2", "3"]]}, [key])
    assert found.verdict is Verdict.INCORRECT
    assert found.misconceptions == ("not-normalised",)


def test_the_current_version_works_the_key_out_again() -> None:
    """A key that version 0 had backwards judges by itself until the current version is asked for."""
    old = Problem(version=0, expected={"weights": BAD_KEY})
    assert judged(old, RIGHT).score == pytest.approx(1 / 3)
    assert judged(old, RIGHT, [Current()]).verdict is Verdict.CORRECT
    assert judged(old, RIGHT, [Current(), AsGiven()]).score == pytest.approx(1 / 3)


def test_a_version_that_cannot_take_the_numbers_up_says_so() -> None:
    """The stored numbers of a family that has changed its givens can't be run; nothing is guessed."""
    with pytest.raises(Impossible, match="can’t take up"):
        judged(Problem(givens={"something": [1.0]}), RIGHT, [Current()])


def test_full_points_leave_the_verdict() -> None:
    """Everybody's points are full; right and wrong stay as they were said."""
    found = judged(Problem(), NEAR, [Full()])
    assert (found.score, found.verdict) == (1.0, Verdict.INCORRECT)


def test_rulings_follow_each_other() -> None:
    """The last ruling holds, and going back to the rule as given takes it away."""
    assert ruling([]) is None
    assert ruling([Full(), Drop()]) is Ruling.DROPPED
    assert ruling([Drop(), Full(), Current()]) is Ruling.FULL
    assert ruling([Drop(), AsGiven()]) is None


def test_a_later_part_is_no_longer_carried_once_the_key_agrees() -> None:
    """When a wrong key made a right first part wrong, the parts after it were 'carried on'; corrected, all is right."""
    family = families()["full-attention"]
    variant = serve(family, 1, 7)
    right = {part.id: variant.expected(part) for part in variant.parts}
    first = variant.parts[0]
    typed = {part.id: [[f"{x:.6f}" for x in row] for row in _rows(right[part.id])] for part in variant.parts}
    parts = tuple(part.id for part in variant.parts)
    off = {**right, first.id: [[x + 5 for x in row] for row in _rows(right[first.id])]}
    problem = Problem("full-attention", 0, 1, jsonable(variant.givens), off, parts)
    assert judged(problem, typed).verdict is Verdict.INCORRECT
    text = str(right[first.id])
    assert judged(problem, typed, [key_read(problem, first.id, text, also=False)]).verdict is Verdict.CORRECT


@pytest.mark.parametrize(("id", "part"), [("full-attention", "z"), ("read-attention", "received")])
def test_another_key_of_a_later_part_holds_whether_or_not_the_part_rests_on_those_before(id: str, part: str) -> None:
    """What follows from right results only is the old key's answer, and no longer right after them."""
    variant = serve(families()[id], 1, 7)
    right = {one.id: variant.expected(one) for one in variant.parts}
    texts = {name: str(value) for name, value in right.items()}
    problem = Problem(id, variant.family.version, 1, jsonable(variant.givens), right, tuple(right))
    other = [[x + 1 for x in row] for row in right[part]] if isinstance(right[part], list) else right[part] + 1
    key = key_read(problem, part, str(other), also=False)
    assert judged(problem, texts).verdict is Verdict.CORRECT
    assert judged(problem, texts, [key]).parts[part].verdict is Verdict.INCORRECT
    assert judged(problem, {**texts, part: str(other)}, [key]).verdict is Verdict.CORRECT


def _rows(value: Any) -> list[list[float]]:
    return value if isinstance(value[0], list) else [value]


@pytest.mark.parametrize(
    ("part", "typed", "says"),
    [
        ("weights", "", "nothing is typed"),
        ("weights", "0.2 0.8", "has the shape 3, but 2 came"),
        ("weights", "0.2 ha 0.8", "ha"),
        ("weights", "0,2 0,3", "which"),
        ("scores", "1", "no part 'scores'"),
    ],
)
def test_a_key_is_read_as_answers_are(part: str, typed: str, says: str) -> None:
    """A key that can't be read, or can't be a right answer here, is refused in one sentence."""
    with pytest.raises(Impossible, match=says):
        key_read(Problem(), part, typed, also=False)


@pytest.mark.parametrize(
    "correction",
    [Nearness("softmax-row", "weights", 0.01, 0.02), Key("softmax-row", "weights", "f", [0.1], "0.1", also=True),
     Current(), Full(), Drop(), AsGiven()],
)  # fmt: skip
def test_every_kind_is_stored_and_said(correction: Correction) -> None:
    """A correction comes back from JSON as it went, and can be said in words."""
    assert restored(stored(correction)) == correction
    assert in_words(correction)
