"""read → shape → invariants → value → diagnosis → verdict. The numbers are those of `tests/quiz/small.py`, by hand."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.family import family
from quiz.grades import Grade, Verdict
from quiz.grading import grade
from quiz.parts import EXACT, OUTPUT, WEIGHT, Tolerance
from quiz.variants import rebuilt, serve
from tests.quiz.small import E2, E4, Small, small
from tests.timing import seconds

SCALED = "2 0; 0 0"
RIGHT = "0.88 0.12; 0.5 0.5"
Z = "1.24; 2"


def mark(part: str, text, **others):
    return grade(small(), {part: text, **others}).parts[part]


def test_right_answers_in_several_writings_are_right():
    """Decimals, fractions, exact forms and percentages of the same numbers are one answer."""
    for text in (RIGHT, "[[0.881, 0.119], [1/2, 1/2]]", "88 % 12 %; 50 % 50 %", "0,88 0,12; 0,5 0,5"):
        assert mark("weights", text).verdict is Verdict.CORRECT, text


def test_a_grid_of_cells_is_read_cell_by_cell():
    """A grid is as good as a text."""
    assert mark("weights", [["0.88", "0.12"], ["0.5", "1/2"]]).verdict is Verdict.CORRECT


def test_unreadable_text_is_invalid_and_says_why():
    """What cannot be read is no attempt."""
    got = mark("weights", "0.88 twelve; 0.5 0.5")
    assert got.verdict is Verdict.INVALID
    assert got.remark
    assert grade(small(), {"weights": "0.88 twelve; 0.5 0.5", "z": Z}).verdict is Verdict.INVALID


def test_nothing_typed_is_no_attempt():
    """A submission of blanks is invalid; a blank part beside a typed one only lacks its score."""
    assert grade(small(), {}).verdict is Verdict.INVALID
    some = grade(small(), {"weights": RIGHT})
    assert (some.verdict, some.score) == (Verdict.INCORRECT, pytest.approx(1 / 3))
    assert some.parts["z"].blank


def test_another_shape_is_a_value_and_grading_says_so():
    """Expected and typed shapes are named."""
    got = mark("weights", "0.88 0.12")
    assert got.verdict is Verdict.INCORRECT
    assert "2 × 2" in got.remark


def test_all_parts_right_is_correct():
    """The whole submission is right when every part is."""
    whole = grade(small(), {"scaled": SCALED, "weights": RIGHT, "z": Z})
    assert (whole.verdict, whole.score) == (Verdict.CORRECT, 1.0)


def test_half_a_hundredth_off_is_right_and_more_is_rounded_too_early():
    """±0.005 is right with a hair for binary rounding; up to 0.025 is named and loses nothing."""
    assert mark("weights", f"{E2 / (E2 + 1) - 0.005} 0.12; 0.5 0.5").verdict is Verdict.CORRECT
    got = mark("weights", "0.9 0.1; 0.5 0.5")
    assert (got.verdict, got.score) == (Verdict.ROUNDED, 1.0)
    assert got.cells[0] == (Verdict.ROUNDED, Verdict.ROUNDED)
    assert got.cells[1] == (Verdict.CORRECT, Verdict.CORRECT)
    assert mark("weights", "0.94 0.06; 0.5 0.5").verdict is Verdict.INCORRECT


def test_a_single_mistake_is_named_in_own_numbers_without_the_right_one():
    """Before the solution is open the remark holds no right number; afterwards it does."""
    text = "0.982 0.018; 0.5 0.5"
    got = mark("weights", text)
    assert got.misconceptions == ("no-scale",)
    assert "0.982" in got.remark
    assert "0.88" not in got.remark
    told = grade(small(), {"weights": text}, reveal=True).parts["weights"].remark
    assert "0.881" in told
    assert got.first_wrong_step == "scaled"
    assert got.cure


def test_a_pair_of_mistakes_is_named():
    """Forgot the scale and took softmax over columns."""
    got = mark("weights", f"{E4 / (E4 + 1)} 0.5; {1 / (E4 + 1)} 0.5")
    assert got.misconceptions == ("no-scale", "softmax-columns")


def test_broken_invariants_are_told_by_name():
    """A row that sums to 1.07, a negative weight, an output outside its column."""
    assert "sums to 1.07" in mark("weights", "0.67 0.4; 0.5 0.5").broken
    negative = mark("weights", "1.1 -0.1; 0.5 0.5")
    assert "never negative" in negative.broken
    assert negative.cells[0][1] is Verdict.INCORRECT
    assert "least and the greatest" in mark("z", "3.6; 2").broken


def test_later_parts_are_graded_from_own_earlier_results():
    """Wrong weights, then the output that they give: 0.3·1 + 0.7·3 = 2.4, credit for the output."""
    whole = grade(small(), {"scaled": SCALED, "weights": "0.3 0.7; 0.5 0.5", "z": "2.4; 2"})
    assert whole.parts["weights"].verdict is Verdict.INCORRECT
    assert whole.parts["z"].carried
    assert whole.parts["z"].score == 1.0
    assert whole.verdict is Verdict.INCORRECT
    assert whole.score == pytest.approx((1 + 0.5 + 1) / 3)


def test_nothing_is_carried_from_a_degenerate_result():
    """Weights whose rows do not sum to 1, constant or one-hot weights earn nothing further on."""
    for weights, z in (
        ("0.9 0.9; 0.5 0.5", "3.6; 2"),
        ("0.5 0.5; 0.5 0.5", "2; 2"),
        ("0.496 0.504; 0.5 0.5", "2.008; 2"),  # flat to the tolerance in a row that isn't
        ("0 1; 1 0", "3; 1"),
        ("0.0001 0.9999; 0.5 0.5", "3; 2"),  # one-hot to the tolerance
    ):
        assert mark("z", z, weights=weights).verdict is Verdict.INCORRECT, weights


def test_nothing_is_carried_through_a_degenerate_step_that_was_not_typed():
    """Scores so large that the softmax of them is one-hot earn no credit for the output that follows from them."""
    assert mark("z", "1; 2", scaled="2000 0; 0 0").verdict is Verdict.INCORRECT
    assert mark("weights", "1 0; 0.5 0.5", scaled="2000 0; 0 0").verdict is Verdict.INCORRECT


def test_mistakes_that_cancel_explain_nothing():
    """A leak that leaves the numbers right but a weight negative is told by name, and no mistake is invented."""
    got = mark("weights", "0.8808 0.1192; 1.004 -0.004")
    assert (got.misconceptions, got.verdict) == ((), Verdict.INCORRECT)
    assert mark("weights", f"{E2 / (E2 + 1)} {1 / (E2 + 1)}; 0.5 0.5").misconceptions == ()


def test_partial_credit_is_the_share_of_right_cells():
    """Two of four cells right is half."""
    assert mark("weights", "0.3 0.7; 0.5 0.5").score == 0.5


def test_a_grade_survives_json():
    """What is stored reads back equal."""
    whole = grade(small(), {"weights": "0.982 0.018; 0.5 0.5", "z": "x"})
    import json

    assert Grade.from_json(json.loads(json.dumps(whole.as_json()))) == whole


def test_stored_answers_of_an_older_version_grade_without_diagnosis():
    """The stored right answer rules, whatever the code of today would compute."""
    old = {"scaled": [[1, 0], [0, 0]], "weights": [[0.7, 0.3], [0.5, 0.5]], "z": [[1], [2]]}
    got = grade(small(), {"weights": "0.7 0.3; 0.5 0.5"}, expected=old).parts["weights"]
    assert got.verdict is Verdict.CORRECT
    wrong = grade(small(), {"weights": "0.982 0.018; 0.5 0.5"}, expected=old).parts["weights"]
    assert (wrong.verdict, wrong.misconceptions) == (Verdict.INCORRECT, ())


def test_grading_ends_soon_whatever_is_typed():
    """Huge numbers and long texts are graded or refused at once."""
    for text in ("1e299 1e299; 0 0", "9" * 190, "[" * 2000, "x" * 100_000):
        assert seconds(partial(mark, "weights", text), 1) <= 1


def test_stored_right_answers_hold_and_need_no_calculation():
    """What is compared is the kept answer; only a wrong one, which needs the steps, has them run."""
    stored = rebuilt(Small(), 1, {"scores": None, "v": [[1], [3]], "d_k": 4}, known={"weights": np.array([[0.6, 0.4]])})
    weights = Small.asked[1]
    assert grade(stored, {"weights": "0.6 0.4"}).parts[weights.id].verdict is Verdict.CORRECT
    with pytest.raises(TypeError):  # the scores, from which everything else follows, are not there
        stored.run.right("scaled")


@given(
    st.sampled_from([WEIGHT, OUTPUT, EXACT]),
    st.lists(st.tuples(st.floats(-50, 50), st.floats(-0.02, 0.02)), min_size=1, max_size=5),
)
def test_few_cells_and_many_have_one_tolerance(tolerance: Tolerance, cells: list[tuple[float, float]]) -> None:
    """What is right number by number is right as an array, and at the very bound, too."""
    right = [number for number, _ in cells]
    bounds = tolerance.bound(np.array(right)).tolist()
    for off in ([slip for _, slip in cells], bounds, [-bound for bound in bounds], [1.001 * bound for bound in bounds]):
        typed = [number + slip for number, slip in zip(right, off, strict=True)]
        near = np.abs(np.array(typed) - np.array(right)) <= bounds
        assert tolerance.holds(typed, right) == bool(near.all())


def test_two_mistakes_with_the_same_numbers_are_both_told():
    """Dividing by √d_k only after the softmax, the weights or Z, is the same for Z; right weights leave but one."""
    variant = serve(family("full-attention"), 1, 3)
    right = {part.id: np.asarray(variant.expected(part)) for part in variant.parts}
    grown = np.exp(right["q"] @ right["k"].T)
    off = grown / grown.sum(axis=1, keepdims=True) @ right["v"] / np.sqrt(variant.givens["d_k"])
    alone = grade(variant, {"z": cells(off)}).parts["z"]
    assert set(alone.misconceptions) == {"scaled-output", "scaled-after-softmax"}
    assert alone.remark.count("Or:") == 1
    beside = grade(variant, {"z": cells(off), "weights": cells(right["weights"])}).parts["z"]
    assert beside.misconceptions == ("scaled-output",)


def cells(matrix):
    return [[f"{cell:.9f}" for cell in row] for row in matrix.tolist()]
