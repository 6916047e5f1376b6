"""Random numbers that are a function of where they stand, not of what was drawn before.

Every number is a hash of (seed, index, attempt, draw, lane), so variant i of a batch of a million is bit
for bit the variant i drawn alone, whatever the shape of the batch.

The hash is splitmix64 applied five times. One application is `child(state, i)`, the output number i (from
0) of the splitmix64 generator started at `state`; the chain is

    number = child(child(child(child(child(seed, 0), index), attempt), draw), lane)

NOTE: this chain, the constants below and the reduction in `integers` may never change: a stored variant is
known by its seed, and the same seed has to give the same givens for ever. `tests/engine/test_draws.py` pins
them.

References: G. L. Steele Jr., D. Lea, C. H. Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA
2014 (the generator, with the mixing constants of D. Stafford's variant 13).
"""

from collections.abc import Sequence
from functools import lru_cache
from math import prod
from typing import Any

import numpy as np

from engine.arrays import Array, BoolArray, FloatArray, IntArray, Uint64Array

GOLDEN_GAMMA = 0x9E3779B97F4A7C15
WORD = 2**64
FEW = 64  # variants: of up to so many, the states of several draws are found at once
AHEAD = 8  # draws

Shape = tuple[int, ...]


def _fixed(words: Uint64Array) -> Uint64Array:
    words.flags.writeable = False
    return words


# Arrays without axes, not numbers: NumPy takes them as they are.
MIX_1, MIX_2 = (_fixed(np.array(factor, np.uint64)) for factor in (0xBF58476D1CE4E5B9, 0x94D049BB133111EB))
ONE, GAMMA = (_fixed(np.array(number, np.uint64)) for number in (1, GOLDEN_GAMMA))
SHIFT_27, SHIFT_30, SHIFT_31, SHIFT_32, SHIFT_63 = (
    _fixed(np.array(bits, np.uint64)) for bits in (27, 30, 31, 32, 63)
)  # fmt: skip


class Draws:
    """Draw random arrays for one variant, or for any number of variants at once.

    Parameters
    ----------
    seed : int
        0 ≤ seed < 2**64.
    index : int or array of int, (*batch,)
        Which variants of the seed, each ≥ 0. An int is a single variant: the batch is empty.
    attempt : int or array of int, broadcast against index
        Another attempt gives independent numbers, so that a variant that was refused can be drawn anew.

    Every method returns (*batch, *shape). The calls are counted: the same calls in the same order give the
    same numbers, and the numbers of a call depend neither on the shape nor on the range asked for in
    earlier ones.

    >>> both = Draws(7, np.array([0, 1])).integers(1, 6, (3,))
    >>> alone = Draws(7, 1).integers(1, 6, (3,))
    >>> both.shape, bool((both[1] == alone).all())
    ((2, 3), True)
    """

    def __init__(self, seed: int, index: IntArray | int = 0, attempt: IntArray | int = 0) -> None:
        if not 0 <= seed < WORD:
            raise ValueError(f"A seed is a whole number from 0 to 2**64 - 1, but it is {seed}.")
        variants = _children(_root(seed), _counted("index", index))
        self._keys = _children(variants, _counted("attempt", attempt))
        self._draw = 0
        self._ahead: tuple[int, Uint64Array] = (-1, self._keys)  # a block of draws, and their states

    @property
    def batch(self) -> Shape:
        """The shape of the batch: empty for a single variant."""
        return self._keys.shape

    def bits(self, shape: Shape = ()) -> Uint64Array:
        """Return raw 64-bit words, (*batch, *shape)."""
        return self._batch_first(self._words(shape), len(shape))

    def integers(self, low: int, high: int, shape: Shape = ()) -> IntArray:
        """Return whole numbers from low to high, BOTH ENDS INCLUDED: (*batch, *shape) int64.

        The value is low + ⌊t·r / 2³²⌋ with t the top 32 bits of a word and r = high − low + 1 values, so
        nothing is rejected; the chance of a value is off by less than 2⁻³², relatively by less than r/2³².
        """
        return self._batch_first(self._integers(low, high, shape), len(shape))

    def tenths(self, low: float, high: float, shape: Shape = ()) -> FloatArray:
        """Return decimals with one digit from low to high, both included: (*batch, *shape) float64.

        Each is a whole number divided by 10, hence the float64 nearest to the decimal as a person writes it.
        """
        least, greatest = round(10 * low), round(10 * high)
        if abs(10 * low - least) > 1e-9 or abs(10 * high - greatest) > 1e-9:
            raise ValueError(f"The ends of a grid of tenths are tenths, but they are {low} and {high}.")
        return self._batch_first(self._integers(least, greatest, shape) / 10.0, len(shape))

    def permutation(self, n: int, shape: Shape = ()) -> IntArray:
        """Return orders of 0 … n−1, each equally likely: (*batch, *shape, n) int64.

        A permutation lists the positions of n words from the least to the greatest; equal words (chance below
        n²/2⁶⁵) keep their order.
        """
        words = self._words((*shape, n))
        order = np.argsort(words, axis=len(shape), kind="stable").astype(np.int64, copy=False)
        return self._batch_first(order, len(shape) + 1)

    def sample(self, n: int, k: int, shape: Shape = ()) -> IntArray:
        """Return k different numbers out of 0 … n−1 in random order: (*batch, *shape, k) int64."""
        if not 0 <= k <= n:
            raise ValueError(f"A sample without repeats has 0 to n = {n} numbers, but {k} were asked for.")
        return self.permutation(n, shape)[..., :k]

    def choose(self, values: Sequence[Any] | Array, shape: Shape = ()) -> Array:
        """Return elements of `values` (one axis; numbers or words), with repeats: (*batch, *shape)."""
        options = np.asarray(values)
        if options.ndim != 1 or options.size == 0:
            raise ValueError(f"Choices are a row of at least one, but the shape is {options.shape}.")
        return self._batch_first(options[self._integers(0, options.size - 1, shape)], len(shape))

    def signs(self, shape: Shape = ()) -> IntArray:
        """Return −1 or 1, equally likely: (*batch, *shape) int64."""
        return self._batch_first(2 * self._integers(0, 1, shape) - 1, len(shape))

    def coin(self, shape: Shape = ()) -> BoolArray:
        """Return True or False, equally likely: (*batch, *shape)."""
        return self._batch_first((self._words(shape) >> SHIFT_63).astype(np.bool_), len(shape))

    # Inside, arrays are (*shape, *batch): variants lie next to each other in memory, which makes every
    # elementwise step on small matrices about three times faster. `_batch_first` only changes how the axes
    # are read.

    def _words(self, shape: Shape) -> Uint64Array:
        return _mix(np.add(self._next(), _lanes(shape, self._keys.ndim)))

    def _next(self) -> Uint64Array:
        """Return the state from which the lanes of the next draw start, (*batch,)."""
        draw, keys = self._draw, self._keys
        self._draw += 1
        if keys.size > FEW:
            return _mix(np.add(keys, np.uint64((draw + 1) * GOLDEN_GAMMA % WORD)))
        block, states = self._ahead
        if block != draw // AHEAD:
            before = np.uint64(draw // AHEAD * AHEAD * GOLDEN_GAMMA % WORD)
            states = _mix(np.add(np.add(keys, before), _lanes((AHEAD,), keys.ndim)))
            self._ahead = draw // AHEAD, states
        return np.asarray(states[draw % AHEAD])

    def _integers(self, low: int, high: int, shape: Shape) -> IntArray:
        count = high - low + 1
        if not 1 <= count <= 2**32:
            raise ValueError(f"A range has from 1 to 2**32 whole numbers, but {low} to {high} has {count}.")
        words = np.asarray(self._words(shape))
        words >>= SHIFT_32
        words *= np.uint64(count)
        words >>= SHIFT_32
        values = words.view(np.int64)
        values += low
        return values

    def _batch_first(self, drawn: Array, axes: int) -> Array:
        return np.asarray(drawn).transpose(*range(axes, axes + self._keys.ndim), *range(axes))


@lru_cache(maxsize=256)
def _root(seed: int) -> Uint64Array:
    """Return what every variant of a seed starts from: () uint64."""
    return _fixed(splitmix64(seed, 1)).reshape(())


def splitmix64(seed: int, count: int) -> Uint64Array:
    """Return the first `count` outputs of the splitmix64 generator: (count,) uint64.

    >>> int(splitmix64(1234567, 1)[0])
    6457827717110365317
    """
    return _children(np.asarray(seed, np.uint64), np.arange(count, dtype=np.uint64))


def _children(states: Uint64Array, places: Uint64Array) -> Uint64Array:
    """Return output number `place` of the generator started at each state, broadcast."""
    steps = np.add(places, ONE, dtype=np.uint64)
    return _mix(np.add(np.multiply(steps, GAMMA), states))


def _mix(words: Uint64Array) -> Uint64Array:
    """Scramble words in place (an array without axes comes back as a new one)."""
    words = np.asarray(words)
    spare = np.empty_like(words)
    for shift, factor in ((SHIFT_30, MIX_1), (SHIFT_27, MIX_2)):
        np.right_shift(words, shift, spare)
        np.bitwise_xor(words, spare, words)
        np.multiply(words, factor, words)
    np.right_shift(words, SHIFT_31, spare)
    return np.bitwise_xor(words, spare, words)


@lru_cache(maxsize=256)
def _lanes(shape: Shape, batch_axes: int) -> Uint64Array:
    """Return what each lane adds to the state of its call: (*shape, 1, …, 1) uint64."""
    steps = np.arange(1, prod(shape) + 1, dtype=np.uint64) * np.uint64(GOLDEN_GAMMA)
    return _fixed(steps).reshape(shape + (1,) * batch_axes)


def _counted(name: str, places: IntArray | int) -> Uint64Array:
    numbers = np.asarray(places)
    if numbers.dtype.kind not in "iu":
        raise ValueError(f"An {name} is a whole number, but its type is {numbers.dtype}.")
    if numbers.size and numbers.dtype.kind == "i" and numbers.min() < 0:
        raise ValueError(f"An {name} is counted from 0, but the least is {numbers.min()}.")
    return numbers.astype(np.uint64)
