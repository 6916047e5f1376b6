"""What a map of weights holds and weighs: one number for each pair of tokens, in every head of every sequence.

Counts are exact whole numbers; every size is an array (*batch,).
"""

from typing import Any

import numpy as np

from engine import costs
from engine.arrays import Array
from quiz.calculation import step
from quiz.steps.shapes import instead, times


def entries_says(B: Any, h: Any, n: Any, entries: Any) -> str:
    maps = [int(size) for size in (B, h) if size > 1]
    pairs = f"One head’s map of one text has a weight for each pair of tokens, {times(n, n)} = {int(n) ** 2}."
    return f"{pairs} There are {times(*maps)} such maps: {int(entries)} numbers in all." if maps else pairs


@step("entries", says=entries_says, look="hidden")
def entries(B: Array, h: Array, n: Array) -> Array:
    return costs.score_entries(n, n, h, B)


@entries.mistake("linear-in-n")
def one_for_each_token(B: Array, h: Array, n: Array) -> Array:
    return B * h * n


@entries.mistake("dk-in-scores")
def entries_of_queries(B: Array, h: Array, n: Array, d_k: Array) -> Array:
    return B * h * n * d_k


@entries.mistake("batch-dropped")
def entries_of_one_sequence(B: Array, h: Array, n: Array) -> Array:
    return instead(np.ones_like(B), B) * h * n * n


def size_says(entries: Any, bits: Any, bytes: Any) -> str:
    return f"{int(bits)} bits are {int(bits) // 8} bytes: {int(entries)} · {int(bits) // 8} = {int(bytes)} bytes."


@step("bytes", says=size_says, look="hidden")
def size(entries: Array, bits: Array) -> Array:
    return entries * (bits // 8)


@size.mistake("bits-for-bytes")
def size_in_bits(entries: Array, bits: Array) -> Array:
    return entries * bits


def growth_says(longer: Any, factor: Any) -> str:
    return f"With {int(longer)} times the tokens there are {int(longer)}² = {int(factor)} times the pairs."


@step("factor", says=growth_says, look="hidden")
def growth(longer: Array) -> Array:
    return longer * longer


@growth.mistake("linear-in-n")
def growth_like_n(longer: Array) -> Array:
    return longer * 1


def fitting_says(n: Any, room: Any, fitting: Any) -> str:
    root = int(fitting) // int(n)
    return f"Memory grows with $n^2$, and {int(room)} = {root}², so {root} times the tokens fit: {int(fitting)}."


@step("fitting", says=fitting_says, look="hidden")
def fitting(n: Array, room: Array) -> Array:
    """How many tokens fill `room` times the memory, n·√room; `room` is a square."""
    return n * np.rint(np.sqrt(room)).astype(np.int64)


@fitting.mistake("linear-in-n")
def fitting_like_memory(n: Array, room: Array) -> Array:
    return n * room
