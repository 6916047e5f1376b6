"""Random numbers: published vectors, the pinned chain, batch = single, and statistics."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.draws import Draws, splitmix64

SEEDS = st.integers(0, 2**64 - 1)
BATCHES = st.lists(st.integers(0, 4), min_size=0, max_size=3).map(tuple)

# Computed by `word` below and Python's own whole numbers: lane l of draws 0 to 6 of (20261124, index 3, attempt 1).
PINNED_BITS = [9370189856163624726, 17501450284335410090, 8891565757819639369]
PINNED_INTEGERS = [-3, -4, 3, -4, 2, -4, 1, 2]
PINNED_PERMUTATION = [2, 0, 3, 4, 5, 1]
PINNED_CHOICES = ["c", "a", "a", "c", "c"]
PINNED_TENTHS = [-1.2, -0.7, 0.5, -0.2]
PINNED_SIGNS = [-1, -1, -1, 1, -1]
PINNED_COINS = [True, False, True, True, False]

CALLS = {
    "bits": lambda draws: draws.bits((2, 3)),
    "integers": lambda draws: draws.integers(-3, 5, (2, 2)),
    "tenths": lambda draws: draws.tenths(-1.5, 0.7, (3,)),
    "permutation": lambda draws: draws.permutation(6, (2,)),
    "sample": lambda draws: draws.sample(9, 4),
    "choose": lambda draws: draws.choose(["cat", "sat", "on"], (2,)),
    "signs": lambda draws: draws.signs((4,)),
    "coin": lambda draws: draws.coin(),
}


def child(state: int, place: int) -> int:
    """splitmix64 in Python's own whole numbers: output number `place` of the generator started at `state`."""
    z = (state + (place + 1) * 0x9E3779B97F4A7C15) % 2**64
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) % 2**64
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) % 2**64
    return z ^ (z >> 31)


def word(seed: int, index: int, attempt: int, draw: int, lane: int) -> int:
    state = child(seed, 0)
    for place in (index, attempt, draw, lane):
        state = child(state, place)
    return state


def test_splitmix64_gives_the_published_numbers():
    """The generator started at 1234567 gives the five numbers that are published for it."""
    assert splitmix64(1234567, 5).tolist() == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]


@given(SEEDS, st.integers(0, 2**40), st.integers(0, 2**20), st.integers(0, 3))
def test_words_follow_the_chain(seed, index, attempt, draw):
    """A word is the hash of seed, index, attempt, draw and lane, as a program in whole numbers computes it."""
    draws = Draws(seed, index, attempt)
    for _ in range(draw):
        draws.integers(0, 9, (5,))
    assert draws.bits((2, 2)).ravel().tolist() == [word(seed, index, attempt, draw, lane) for lane in range(4)]


@pytest.mark.parametrize("variants", [1, 64, 65])
def test_many_draws_follow_the_chain(variants):
    """Draw after draw, whether the states of several are found at once or not."""
    draws = Draws(20261124, np.arange(variants), 2)
    for draw in range(20):
        assert draws.bits().tolist() == [word(20261124, index, 2, draw, 0) for index in range(variants)]


def test_the_chain_never_changes():
    """NOTE: stored seeds rely on these numbers; they may never change."""
    draws = Draws(20261124, index=3, attempt=1)
    assert draws.bits((3,)).tolist() == PINNED_BITS
    assert draws.integers(-4, 4, (8,)).tolist() == PINNED_INTEGERS
    assert draws.permutation(6).tolist() == PINNED_PERMUTATION
    assert draws.choose(["a", "b", "c"], (5,)).tolist() == PINNED_CHOICES
    assert draws.tenths(-2, 2, (4,)).tolist() == PINNED_TENTHS
    assert draws.signs((5,)).tolist() == PINNED_SIGNS
    assert draws.coin((5,)).tolist() == PINNED_COINS


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@given(seed=SEEDS, batch=BATCHES, first=st.integers(0, 2**50), attempt=st.integers(0, 5))
def test_a_variant_alone_is_that_variant_of_the_batch(call, seed, batch, first, attempt):
    """Whatever the shape of the batch, each variant is bit for bit the one drawn alone, in a second call too."""
    index = first + np.arange(int(np.prod(batch))).reshape(batch)
    together = Draws(seed, index, attempt)
    drawn = [call(together), call(together)]
    for place in itertools.product(*map(range, batch)):
        alone = Draws(seed, int(index[place]), attempt)
        for rows in drawn:
            single = call(alone)
            assert rows.dtype == single.dtype
            assert np.array_equal(rows[place], single)


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_variants_lie_side_by_side_in_memory(call):
    """The batch comes first in the shape and last in memory, where elementwise steps are fastest."""
    rows = call(Draws(5, np.arange(1000)))
    assert rows.shape[0] == 1000
    assert rows.strides[0] == rows.itemsize


def test_one_attempt_for_each_variant():
    """Index and attempt broadcast, so that only the refused variants of a batch are drawn anew."""
    again = Draws(9, np.array([4, 8]), np.array([0, 1])).bits((2,))
    assert np.array_equal(again[0], Draws(9, 4, 0).bits((2,)))
    assert np.array_equal(again[1], Draws(9, 8, 1).bits((2,)))


def test_earlier_calls_count_but_their_shapes_do_not():
    """A call's numbers depend on how many calls came before, not on what those asked for."""
    small, large = Draws(1), Draws(1)
    small.coin()
    large.permutation(50, (4,))
    assert np.array_equal(small.bits((8,)), large.bits((8,)))


def test_both_ends_are_included():
    """A range includes its ends, and a range of one value gives that value."""
    draws = Draws(2, np.arange(2000))
    assert set(draws.integers(-1, 2).tolist()) == {-1, 0, 1, 2}
    assert set(draws.integers(7, 7).tolist()) == {7}
    assert set(draws.tenths(-0.1, 0.2).tolist()) == {-0.1, 0.0, 0.1, 0.2}
    assert set(draws.signs().tolist()) == {-1, 1}


def test_a_whole_32_bit_range_is_the_top_half_of_the_word():
    """With 2³² values nothing is lost: the number is the word's upper 32 bits."""
    wide = Draws(3, np.arange(50)).integers(0, 2**32 - 1)
    assert wide.tolist() == [word(3, index, 0, 0, 0) >> 32 for index in range(50)]


@given(SEEDS, st.integers(1, 12))
def test_permutations_have_every_number_once(seed, n):
    """A permutation of n is each of 0 … n−1 once; a sample is the beginning of one."""
    assert sorted(Draws(seed).permutation(n).tolist()) == list(range(n))
    assert np.array_equal(Draws(seed).sample(n, n // 2), Draws(seed).permutation(n)[: n // 2])


def chi_square(counts: np.ndarray) -> float:
    expected = counts.sum() / counts.size
    return float(((counts - expected) ** 2 / expected).sum())


# Bounds are mean + 5 standard deviations of chi-square with f degrees of freedom, f + 5·√(2f): with fixed seeds
# the tests are deterministic, and a biased generator misses them by far.


@pytest.mark.parametrize("seed", [0, 1, 2**63])
@pytest.mark.parametrize("span", [2, 5, 7, 10])
def test_values_are_equally_frequent(seed, span):
    """Over 70,000 variants each value of a range comes equally often."""
    drawn = Draws(seed, np.arange(70_000)).integers(0, span - 1)
    assert chi_square(np.bincount(drawn, minlength=span)) < span - 1 + 5 * (2 * (span - 1)) ** 0.5


NEIGHBOURS = {
    "index": lambda n: (Draws(4, n).integers(0, 7), Draws(4, n + 1).integers(0, 7)),
    "attempt": lambda n: (Draws(4, n, 0).integers(0, 7), Draws(4, n, 1).integers(0, 7)),
    "seed": lambda n: (Draws(4, n).integers(0, 7), Draws(5, n).integers(0, 7)),
    "index and attempt": lambda n: (Draws(4, n + 1, 0).integers(0, 7), Draws(4, n, 1).integers(0, 7)),
    "lane": lambda n: tuple(Draws(4, n).integers(0, 7, (2,)).T),
}


@pytest.mark.parametrize("pair", NEIGHBOURS.values(), ids=NEIGHBOURS)
def test_neighbours_are_independent(pair):
    """Numbers that differ by one in index, attempt, seed or lane fill all pairs equally often."""
    one, other = pair(np.arange(64_000))
    assert chi_square(np.bincount(8 * one + other, minlength=64)) < 63 + 5 * (2 * 63) ** 0.5


def test_draws_are_independent():
    """Two calls after each other fill all pairs equally often."""
    draws = Draws(4, np.arange(64_000))
    pairs = 8 * draws.integers(0, 7) + draws.integers(0, 7)
    assert chi_square(np.bincount(pairs, minlength=64)) < 63 + 5 * (2 * 63) ** 0.5


def test_all_orders_are_equally_frequent():
    """Each of the 24 orders of four things comes equally often."""
    orders = Draws(6, np.arange(48_000)).permutation(4)
    counts = np.bincount(orders @ [64, 16, 4, 1], minlength=256)
    assert np.count_nonzero(counts) == 24
    assert chi_square(counts[counts > 0]) < 23 + 5 * (2 * 23) ** 0.5


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda: Draws(-1), "A seed is a whole number from 0 to 2\\*\\*64 - 1, but it is -1."),
        (lambda: Draws(2**64), "A seed is"),
        (lambda: Draws(0, -1), "An index is counted from 0, but the least is -1."),
        (lambda: Draws(0, 0, np.array([0.5])), "An attempt is a whole number, but its type is float64."),
        (lambda: Draws(0).integers(3, 2), "A range has from 1 to 2\\*\\*32 whole numbers, but 3 to 2 has 0."),
        (lambda: Draws(0).tenths(0, 0.25), "The ends of a grid of tenths are tenths, but they are 0 and 0.25."),
        (lambda: Draws(0).sample(3, 4), "A sample without repeats has 0 to n = 3 numbers, but 4 were asked for."),
        (lambda: Draws(0).choose([]), "Choices are a row of at least one"),
    ],
)
def test_a_wrong_request_is_one_sentence(wrong, sentence):
    """What cannot be drawn is refused with the rule, what was expected and what came."""
    with pytest.raises(ValueError, match=f"^{sentence}"):
        wrong()
