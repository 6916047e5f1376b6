"""`make bench`: every `bench_*.py` beside this file, one table; exit status 1 when a bar is missed."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import benchmarks


def main(names: list[str]) -> int:
    """Run the benchmarks whose names hold one of the words given (all without words)."""
    missed = 0
    for info in pkgutil.iter_modules(benchmarks.__path__):
        if not info.name.startswith("bench_") or (names and not any(n in info.name for n in names)):
            continue
        for result in importlib.import_module(f"benchmarks.{info.name}").results():
            print(result.line(), flush=True)
            missed += not result.met
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
