"""The engine alone: drawing, drawing with attention, and long attention in little memory."""

from __future__ import annotations

import importlib
import tracemalloc
from typing import Any

import numpy as np

from benchmarks.bench_drawing import CHUNK, CHUNKS, D_K, D_MODEL, GAMMA, SPREAD, N, _grid, _mixed
from benchmarks.bench_drawing import floor as solving_floor
from benchmarks.timing import Result, best
from engine import Draws, attend, attention, product

LANES = N * D_MODEL + 3 * D_MODEL * D_K
TOKENS, WIDTH = 4096, 64


def drawing_floor() -> None:
    """All the numbers of a variant as one grid, by bare NumPy."""
    for chunk in range(CHUNKS):
        keys = _mixed(np.arange(chunk * CHUNK, (chunk + 1) * CHUNK, dtype=np.uint64) + GAMMA)
        _grid(LANES, keys, -SPREAD, 2 * SPREAD + 1)


def drawing() -> None:
    for chunk in range(CHUNKS):
        _matrices(chunk)


def solving() -> None:
    for chunk in range(CHUNKS):
        x, w_q, w_k, w_v = _matrices(chunk)
        attention(product(x, w_q), product(x, w_k), product(x, w_v))


def _matrices(chunk: int) -> tuple[Any, Any, Any, Any]:
    draws = Draws(7, np.arange(chunk * CHUNK, (chunk + 1) * CHUNK))
    x = draws.integers(-SPREAD, SPREAD, (N, D_MODEL))
    w_q, w_k, w_v = (draws.integers(-SPREAD, SPREAD, (D_MODEL, D_K)) for _ in range(3))
    return x, w_q, w_k, w_v


def results() -> list[Result]:
    drawn, drawn_floor = best(drawing, floor=drawing_floor)
    solved, solved_floor = best(solving, floor=solving_floor)
    rate = CHUNK * CHUNKS / solved
    return [
        Result("drawing, of a bare NumPy floor", drawn_floor / drawn, "of floor", 0.5, True),
        Result(
            "drawing and attention, of a bare NumPy floor",
            solved_floor / solved,
            "of floor",
            0.5,
            True,
            f"{rate:,.0f} variants/s",
        ),
        *long_attention(),
    ]


def long_attention() -> list[Result]:
    """n 4096, d 64, float64, one thread: time against PyTorch, or where it is absent against the plain formula."""
    q, k, v = (Draws(seed).tenths(-3, 3, (TOKENS, WIDTH)) for seed in (1, 2, 3))
    try:
        torch: Any = importlib.import_module("torch")
    except ImportError:
        taken, peer = best(lambda: attend(q, k, v), 3, lambda: attention(q, k, v))
        # PyTorch takes 1 / 2.2 of the time of the plain formula, so 1.5 times that is 0.68.
        ratio = Result("long attention, against the plain formula", taken / peer, "×", 0.68, False, "no torch here")
    else:
        torch.set_num_threads(1)
        tensors = [torch.from_numpy(x[None, None]) for x in (q, k, v)]
        sdpa = torch.nn.functional.scaled_dot_product_attention
        taken, peer = best(lambda: attend(q, k, v), 5, lambda: sdpa(*tensors))
        ratio = Result("long attention, against PyTorch's", taken / peer, "×", 1.5, False, f"{taken * 1e3:.0f} ms")
    tracemalloc.start()
    output = attend(q, k, v)
    extra = (tracemalloc.get_traced_memory()[1] - output.nbytes) / 2**20
    tracemalloc.stop()
    return [ratio, Result("long attention, memory beside the output", extra, "MiB", 8, False)]
