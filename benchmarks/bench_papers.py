"""Papers: a copy of ten questions as rows and as PDF, in one process."""

from __future__ import annotations

from itertools import count

from benchmarks.timing import Result, best
from quiz.papers.blueprint import read_blueprint
from quiz.papers.layouts import document
from quiz.papers.press import printed
from quiz.papers.rows import rows

COPIES = 16
THREADS = 2  # of one process: the compiler lets go of the lock
TEN = (
    "softmax-row", "scaled-scores", "attention-weights", "attention-output", "project-qkv", "reach-after-layers",
    "peaked-attention", "read-attention", "shape-single", "layers-needed",
)  # fmt: skip
BLUEPRINT = 'title = "Ten"\n' + "".join(f'[[items]]\nfamily = "{id}"\nlevel = 2\npoints = 2\n' for id in TEN)


def results() -> list[Result]:
    blueprint = read_blueprint(BLUEPRINT)
    seeds = count()
    made = []

    def making() -> None:
        made.append(rows(blueprint, COPIES, next(seeds)))

    making()
    rowed, _ = best(making, rounds=5)
    fresh = iter(made)

    def printing() -> None:  # copies that were never printed before: the compiler remembers what it has set
        sheets = next(fresh)
        for _ in printed((document(sheets, [copy], False) for copy in sheets.copies), THREADS):
            pass

    printing()
    set_, _ = best(printing, rounds=5)
    return [
        Result("rows of a copy of ten questions, matched", rowed / COPIES * 1e3, "ms", 25, False),
        Result(f"PDF of a copy of ten questions, {THREADS} threads", set_ / COPIES * 1e3, "ms", 25, False),
    ]
