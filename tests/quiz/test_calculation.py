"""From one declaration of steps follow right answers, wrong answers, pairs and errors carried forward."""

import numpy as np
import pytest

from quiz.calculation import Fault, Step, ancestors, call, run, sentence, step
from quiz.steps.scores import scale
from tests.quiz.small import E2, E4, Small

GIVENS = {"scores": np.array([[4.0, 0.0], [0.0, 0.0]]), "v": np.array([[1.0], [3.0]]), "d_k": 4}
STEPS = Small.steps


def world(name: str, *ids: str, depth: int = 2):
    """The value that these mistakes give, or None."""
    found = [w for w in run(STEPS, GIVENS, depth=depth).worlds(name) if w.ids == ids]
    return found[0].value if found else None


def test_right_results_follow_the_steps():
    """The right world has the values computed by hand."""
    right = run(STEPS, GIVENS)
    assert right.right("scaled").tolist() == [[2, 0], [0, 0]]
    assert right.right("weights") == pytest.approx(np.array([[E2 / (E2 + 1), 1 / (E2 + 1)], [0.5, 0.5]]))
    assert right.right("z") == pytest.approx(np.array([[(E2 + 3) / (E2 + 1)], [2.0]]))


def test_a_mistake_replaces_one_step_and_the_rest_runs_on():
    """Forgetting the scale shows in the weights as e⁴/(e⁴+1)."""
    assert world("weights", "no-scale") == pytest.approx(np.array([[E4 / (E4 + 1), 1 / (E4 + 1)], [0.5, 0.5]]))


def test_a_pair_replaces_two_steps():
    """No scale and softmax over columns: column 0 holds 4 and 0, column 1 zeros."""
    expected = np.array([[E4 / (E4 + 1), 0.5], [1 / (E4 + 1), 0.5]])
    assert world("weights", "no-scale", "softmax-columns") == pytest.approx(expected)


def test_two_mistakes_at_the_same_step_are_no_pair():
    """A step goes wrong in one way at a time."""
    assert world("scaled", "no-scale", "scaled-by-dk") is None


def test_depth_one_has_no_pairs():
    """Depth says how many mistakes a world may hold."""
    assert max(len(w.faults) for w in run(STEPS, GIVENS, depth=1).worlds("z")) == 1


def test_a_mistake_that_needs_what_is_not_given_does_not_apply():
    """Without embeddings in the givens nobody can blend embeddings."""
    assert world("z", "embeddings-as-values") is None


def test_own_results_carry_forward():
    """With the learner's own weights put in, the output is theirs: 0.5·1 + 0.5·3 and 0·1 + 1·3."""
    own = run(STEPS, GIVENS, put={"weights": np.array([[0.5, 0.5], [0.0, 1.0]])})
    assert own.right("z").tolist() == [[2.0], [3.0]]
    assert own.right("weights")[0, 0] == pytest.approx(E2 / (E2 + 1))


def test_mistakes_behind_an_own_result_no_longer_bear_on_what_follows():
    """What went wrong before the learner's own weights cannot explain the output computed from them."""
    own = run(STEPS, GIVENS, depth=1, put={"weights": np.array([[0.5, 0.5], [0.0, 1.0]])})
    assert {fault.step for w in own.worlds("z") for fault in w.faults} == {"z"}


def test_a_batch_gives_bit_for_bit_what_each_variant_gives_alone():
    """Leading axes change no digit, in any world."""
    rng = np.random.default_rng(3)
    batch = {"scores": rng.integers(-4, 5, (7, 2, 2)), "v": rng.integers(-3, 4, (7, 2, 1)), "d_k": 4}
    together = run(STEPS, batch, depth=2).worlds("z")
    for i in range(7):
        alone = run(STEPS, {**batch, "scores": batch["scores"][i], "v": batch["v"][i]}, depth=2).worlds("z")
        for one, w in zip(together, alone, strict=True):
            assert one.faults == w.faults
            np.testing.assert_array_equal(one.value[i], w.value)


def test_a_mistaken_world_whose_shapes_no_longer_fit_ends_there():
    """A wrong shape upstream ends that world and leaves the right one alone."""

    @step("w", says="")
    def narrow(x):
        return x * 1

    @narrow.mistake("transposed-shape")
    def cut(x):
        return x[..., :1]

    @step("u", says="")
    def add(w, y):
        if w.shape[-1] != y.shape[-1]:
            raise ValueError("shapes differ")
        return w + y

    done = run([narrow, add], {"x": np.array([1, 2]), "y": np.array([1, 1])}, depth=1)
    assert [w.faults for w in done.worlds("u")] == [()]
    assert [w.faults for w in done.worlds("w")] == [(), (Fault("transposed-shape", "w"),)]


def test_a_right_step_that_fails_is_told():
    """An error of the right computation is a fault of the family, never swallowed."""

    @step("w", says="")
    def impossible(x):
        raise ValueError("no such thing")

    with pytest.raises(ValueError, match="no such thing"):
        run([impossible], {"x": np.array(1)})


def test_a_result_without_the_leading_axes_is_refused():
    """A step that drops the axes of its inputs would mix up variants."""

    @step("w", says="")
    def whole(x):
        return x.sum()

    with pytest.raises(TypeError, match="leading axes"):
        run([whole], {"x": np.array([1, 2])})


def test_a_step_can_be_called_by_another_name_on_other_values():
    """Renaming moves the step and its mistakes."""
    moved = scale.called("row", scores="logits")
    done = run([moved], {"logits": np.array([4.0]), "d_k": 4}, depth=1)
    assert done.right("row").tolist() == [2.0]
    assert {w.ids: w.value.tolist() for w in done.worlds("row")}[("no-scale",)] == [4.0]
    assert moved.needs == ("logits", "d_k")
    assert "no-scale" not in {m.id for m in moved.without("no-scale").mistakes}


def test_ancestors_stop_at_what_is_known():
    """The steps behind an own result do not count."""
    assert ancestors(STEPS, "z") == {"scaled", "weights", "z"}
    assert ancestors(STEPS, "z", {"weights"}) == {"z"}


def test_sentences_take_their_numbers_from_the_values():
    """A sentence is a format string or a function of the values at hand."""
    assert sentence("Divide by √{d_k}.", {"d_k": 4}) == "Divide by √4."
    assert sentence(lambda d_k: f"√{d_k}", {"d_k": 9}) == "√9"
    assert sentence(lambda d_k: f"√{d_k}", {"width": 9}, {"d_k": "width"}) == "√9"
    assert call(lambda a, b: a - b, {"b": "c"}, {"a": 5, "c": 3}) == 2
    assert isinstance(scale, Step)
