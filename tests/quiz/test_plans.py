"""A run follows the plan of an earlier one with arrays of the same shapes, and decides anew where it doesn't fit."""

import numpy as np
import pytest

from quiz.calculation import Step, run, step
from quiz.plans import Changed, Recorder


@step("double", says="Double every number.")
def double(x):
    return 2 * x


@double.mistake("no-scale")
def kept(x):
    return x * 1.0


@double.mistake("scaled-by-n")
def times_n(x, n):
    return n * x


@step("taken", says="Take the number in place `at`.")
def taken(double, at):
    return double[..., 0] + 0 * at


@taken.mistake("query-twice")
def at_place(double, at):
    """It exists only where the place does: that depends on numbers, not on shapes."""
    return double[..., int(at.flat[0])]


STEPS: list[Step] = [double, taken]


def worlds(x, at=0, n=3):
    found = run(STEPS, {"x": np.array(x), "at": np.array(at), "n": n}, depth=2).worlds("taken")
    return {world.ids: float(world.value) for world in found}


def test_the_second_run_gives_its_own_numbers():
    first, second = worlds([1.0, 2.0], at=1), worlds([5.0, 7.0], at=1)
    assert first == {
        (): 2.0, ("no-scale",): 1.0, ("scaled-by-n",): 3.0, ("query-twice",): 4.0,
        ("no-scale", "query-twice"): 2.0, ("scaled-by-n", "query-twice"): 6.0,
    }  # fmt: skip
    assert second == {
        (): 10.0, ("no-scale",): 5.0, ("scaled-by-n",): 15.0, ("query-twice",): 14.0,
        ("no-scale", "query-twice"): 7.0, ("scaled-by-n", "query-twice"): 21.0,
    }  # fmt: skip


def test_a_constant_of_the_same_kind_and_another_value_is_told_apart():
    assert worlds([1.0, 2.0], n=2)[("scaled-by-n",)] == 2.0
    assert worlds([1.0, 2.0], n=5)[("scaled-by-n",)] == 5.0


def test_a_mistake_that_fails_for_one_variant_is_made_for_the_next_and_the_other_way_round():
    assert ("query-twice",) not in worlds([1.0, 2.0, 3.0], at=7)
    assert worlds([1.0, 2.0, 3.0], at=2)[("query-twice",)] == 6.0
    assert ("query-twice",) not in worlds([1.0, 2.0, 3.0], at=7)


def test_whole_and_broken_numbers_keep_their_kinds():
    whole = run(STEPS, {"x": np.array([1, 2]), "at": np.array(0), "n": 3})
    broken = run(STEPS, {"x": np.array([0.5, 2.0]), "at": np.array(0), "n": 3})
    assert (int(whole.right("taken")), float(broken.right("taken"))) == (2, 1.0)
    assert whole.right("double").dtype == np.int64


def test_a_large_batch_gives_what_each_variant_gives_alone():
    x = np.arange(2000.0).reshape(1000, 2)
    batch = run(STEPS, {"x": x, "at": np.zeros(1000, dtype=int), "n": 3}, depth=2).worlds("taken")
    for row in (0, 999):
        assert {world.ids: float(world.value[row]) for world in batch} == worlds(x[row])


def test_a_plan_refuses_arrays_of_other_shapes():
    x = np.array([1.0, 2.0])
    recorder = Recorder([x])
    plan = recorder.plan({"sum": [("right", recorder.call(np.add, [x, x]))]})
    (_, found), = plan.follow([np.array([3.0, 4.0])])["sum"]  # fmt: skip
    assert found.tolist() == [6.0, 8.0]
    with pytest.raises(Changed):
        plan.follow([np.array([1.0, 2.0, 3.0])])
