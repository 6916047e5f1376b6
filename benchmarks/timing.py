"""How the benchmarks measure: ours and the floor in turn on the same machine, the best of several rounds.

Where a machine's speed swings within a run, each round is compared with its neighbours (`bench_web`, `bench_variants`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """One line of the table. bar: what `value` has to be, with its direction."""

    name: str
    value: float
    unit: str
    bar: float
    at_least: bool
    detail: str = ""

    @property
    def met(self) -> bool:
        return self.value >= self.bar if self.at_least else self.value <= self.bar

    def line(self) -> str:
        sign = "≥" if self.at_least else "≤"
        mark = "ok  " if self.met else "MISS"
        return f"{mark}  {self.name:<52} {self.value:>9.3g} {self.unit:<8} (bar {sign} {self.bar:g})  {self.detail}"


def best(run: Callable[[], object], rounds: int = 7, floor: Callable[[], object] | None = None) -> tuple[float, float]:
    """The least seconds of `run` and of `floor` (0 without one), measured in turn."""
    ours, base = [], [0.0]
    for _ in range(rounds):
        ours.append(seconds(run))
        if floor:
            base.append(seconds(floor))
    return min(ours), min(base[1:] or base)


def seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start
