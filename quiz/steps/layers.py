"""How many layers path-merging needs: one for the edges, and as many doublings as the distance takes."""

import numpy as np

from engine.arrays import Array, IntArray
from engine.pathmerge import layers_needed
from quiz.calculation import step


@step("distance", says="The branch that leads to the target has {distance} edges, so $D = {distance}$.", look="hidden")
def length_of_branch(branches: IntArray, branch: IntArray) -> IntArray:  # (..., b) edges, () -> ()
    return np.take_along_axis(branches, branch[..., None], axis=-1)[..., 0]


def told_doublings(distance: int, doublings: int) -> str:
    """The worked solution of `doublings`."""
    known = [2**i for i in range(int(doublings) + 1)]
    return (
        f"Layer 1 sees 1 edge far, and each doubling twice as far: {', '.join(map(str, known))} edges. "
        f"{known[-1]} is the first that is at least {distance}: $\\lceil\\log_2 {distance}\\rceil = {doublings}$."
    )


@step("doublings", says=told_doublings, look="number")
def doublings_for(distance: IntArray) -> IntArray:  # () -> (), ⌈log₂ D⌉
    return layers_needed(distance) - 1


@doublings_for.mistake("floor-not-ceil")
def rounded_down(distance: IntArray) -> Array:
    return np.frexp(distance)[1] - 1  # D = m · 2^e with m in [½, 1), so ⌊log₂ D⌋ = e − 1, exactly


@doublings_for.mistake("vertices-for-length")
def for_all_vertices(branches: IntArray) -> IntArray:
    return layers_needed(1 + branches.sum(axis=-1)) - 1


@doublings_for.mistake("natural-log")
def natural(distance: IntArray) -> Array:
    """Below 16 edges ⌈ln D⌉ is what other mistakes, or the truth, give: there it is not counted as known."""
    if np.any(distance < 16):
        raise ValueError(f"The natural logarithm shows from 16 edges on, but there are {np.min(distance)}.")
    return np.ceil(np.log(distance)).astype(np.int64)


@step("layers", says="One layer for the edges and {doublings} doublings: 1 + {doublings} = {layers}.", look="number")
def layers_for(doublings: IntArray) -> IntArray:  # () -> ()
    return 1 + doublings


@layers_for.mistake("off-by-one-layer")
def doublings_alone(doublings: IntArray) -> IntArray:
    return doublings * 1


@layers_for.mistake("one-per-layer")
def one_layer_an_edge(distance: IntArray) -> IntArray:
    return distance * 1
