"""Run the checks named on the command line, all of them even when one fails, and say how each ended.

    .venv/bin/python tools/check.py lint types imports serial kills tests

`serial` runs the tests that measure time or need both processors, alone; `kills` those that mostly wait for servers to
come up again, and `tests` all others, two at a time.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
NOTHING_COLLECTED = 5
CHECKS = {
    "lint": ["ruff", "check", "."],
    "types": ["mypy"],
    "imports": ["lint-imports"],
    "serial": ["pytest", "-m", "serial", "-p", "no:xdist"],
    "kills": ["pytest", "tests/concurrency", "-m", "kills", "-n", "2"],
    "tests": ["pytest", "-m", "not serial and not kills", "-n", "2", "--dist", "worksteal"],
}


def run(name: str) -> tuple[bool, float]:
    """Run one check in the project's folder; whether it passed, and how many seconds it took."""
    program, *arguments = CHECKS[name]
    print(f"\n── {name}: {' '.join([program, *arguments])}", flush=True)
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    started = time.monotonic()
    command = [str(BIN / program), *arguments]
    status = subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL).returncode
    passed = status == 0 or (name in ("serial", "kills") and status == NOTHING_COLLECTED)
    return passed, time.monotonic() - started


def main(names: list[str]) -> int:
    outcomes = {name: run(name) for name in names}
    print("\n── checks")
    for name, (passed, seconds) in outcomes.items():
        print(f"   {name:8} {'ok' if passed else 'FAILED':6} {seconds:7.1f} s")
    return 0 if all(passed for passed, _ in outcomes.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
