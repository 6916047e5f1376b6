"""Drawing and solving `full-attention` givens in batches (n 4, d_model 4, d_k 3) against bare NumPy.

The floor is what one would write by hand for this one shape: splitmix64 numbers, variants on the last axis, chunks of
512, no names, no checks. Ours goes through `Draws` and the family's steps.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.timing import Result, best
from engine.draws import Draws
from quiz.calculation import run
from quiz.family import family

CHUNK, CHUNKS = 512, 40
N, D_MODEL, D_K, SPREAD = 4, 4, 3, 2
GAMMA = np.uint64(0x9E3779B97F4A7C15)


def _mixed(z: Any) -> Any:
    z ^= z >> np.uint64(30)
    z *= np.uint64(0xBF58476D1CE4E5B9)
    z ^= z >> np.uint64(27)
    z *= np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return z


def _grid(lanes: int, keys: Any, low: int, span: int) -> Any:
    words = _mixed(keys + GAMMA * np.arange(1, lanes + 1, dtype=np.uint64)[:, None])  # (lanes, variants)
    return ((words >> np.uint64(32)) * np.uint64(span) >> np.uint64(32)).astype(np.float64) + low


def _times(a: Any, b: Any) -> Any:  # (n, m, variants), (m, p, variants) -> (n, p, variants)
    out = a[:, 0, None] * b[None, 0]
    for k in range(1, a.shape[1]):
        out += a[:, k, None] * b[None, k]
    return out


def floor() -> float:
    """Bare NumPy: returns a sum so that nothing can be left out."""
    seen = 0.0
    for chunk in range(CHUNKS):
        keys = _mixed(np.arange(chunk * CHUNK, (chunk + 1) * CHUNK, dtype=np.uint64) + GAMMA)
        x = _grid(N * D_MODEL, keys, -SPREAD, 2 * SPREAD + 1).reshape(N, D_MODEL, CHUNK)
        w = _grid(3 * D_MODEL * D_K, keys + GAMMA, -SPREAD, 2 * SPREAD + 1).reshape(3, D_MODEL, D_K, CHUNK)
        q, k, v = (_times(x, w[i]) for i in range(3))
        scaled = _times(q, k.swapaxes(0, 1)) / np.sqrt(D_K)
        weights = np.exp(scaled - scaled.max(axis=1, keepdims=True))
        weights /= weights.sum(axis=1, keepdims=True)
        seen += float(_times(weights, v)[0, 0].sum())
    return seen


def ours() -> float:
    """The same sizes through the family: its draws and its steps."""
    full = family("full-attention")
    seen = 0.0
    for chunk in range(CHUNKS):
        draw = Draws(7, np.arange(chunk * CHUNK, (chunk + 1) * CHUNK))
        givens = {
            "x": draw.integers(-SPREAD, SPREAD, (N, D_MODEL)),
            **{w: draw.integers(-SPREAD, SPREAD, (D_MODEL, D_K)) for w in ("w_q", "w_k", "w_v")},
            "d_k": D_K,
        }
        seen += float(run(full.steps, givens).right("z")[:, 0, 0].sum())
    return seen


def results() -> list[Result]:
    mine, base = best(ours, floor=floor)
    rate = CHUNK * CHUNKS / mine
    detail = f"{rate / 1e6:.2f} M/s, floor {CHUNK * CHUNKS / base / 1e6:.2f} M/s"
    return [Result("draw and solve full-attention, share of bare NumPy", base / mine, "", 0.5, True, detail)]
