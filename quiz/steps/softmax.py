"""Softmax over each row, and what people compute instead."""

import numpy as np

from engine import softmax, total
from engine.arrays import Array
from quiz.blocks import number
from quiz.calculation import step
from quiz.steps.written import listed


def softmax_applied(scaled: Array) -> str:
    raised = np.exp(np.atleast_2d(scaled)[0])
    share = f"the first weight is {number(raised[0])}/{number(raised.sum())} = {number(raised[0] / raised.sum())}"
    row = f"the exponentials {listed(raised)} sum to {number(raised.sum())}, so {share}"
    return f"Softmax over each row: exponentiate and divide by the sum of the row. In row 1 {row}."


@step("weights", says=softmax_applied, look="heat")
def softmax_rows(scaled: Array) -> Array:  # (..., n_q, n_k) -> (..., n_q, n_k), every row sums to 1
    return softmax(scaled)


@softmax_rows.mistake("softmax-columns")
def over_columns(scaled: Array) -> Array:
    return softmax(scaled, axis=-2)


@softmax_rows.mistake("softmax-whole-matrix")
def over_the_matrix(scaled: Array) -> Array:
    return softmax(scaled.reshape(*scaled.shape[:-2], -1)).reshape(scaled.shape)


@softmax_rows.mistake("not-normalised")
def exponentials(scaled: Array) -> Array:
    return np.exp(scaled)


@softmax_rows.mistake("linear-normalised")
def shares(scaled: Array) -> Array:
    return scaled / total(scaled)[..., None]


@softmax_rows.mistake("no-softmax")
def untouched(scaled: Array) -> Array:
    return scaled


@softmax_rows.mistake("hard-argmax")
def winner_takes_all(scaled: Array) -> Array:
    """The first of the largest, where several are equal."""
    return (np.arange(scaled.shape[-1]) == scaled.argmax(axis=-1)[..., None]) * 1.0


@softmax_rows.mistake("log-base")
def powers_of_two(scaled: Array) -> Array:
    return softmax(scaled * np.log(2.0))


@softmax_rows.mistake("log-base")
def powers_of_ten(scaled: Array) -> Array:
    return softmax(scaled * np.log(10.0))


@softmax_rows.mistake("scaled-after-softmax")
def scaled_afterwards(scores: Array, d_k: int) -> Array:
    return softmax(scores) / np.sqrt(d_k)


def row_shared_out(logits: Array) -> str:
    largest = np.max(logits)
    shift = largest if largest > 20 else 0
    raised = np.exp(logits - shift)
    taken = f"Take the largest logit, {number(largest)}, off every logit, which changes no weight. " if shift else ""
    parts = f"The exponentials are {listed(raised)} and sum to {number(raised.sum())}"
    share = f"{number(raised[0])}/{number(raised.sum())} = {number(raised[0] / raised.sum())}"
    return f"{taken}{parts}, so the first weight is {share}."


softmax_of_row = softmax_rows.without("softmax-columns", "softmax-whole-matrix", "scaled-after-softmax").called(
    "weights", says=row_shared_out, scaled="logits"
)  # (..., n) -> (..., n): the same softmax on a row of its own
