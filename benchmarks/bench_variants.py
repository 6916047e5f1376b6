"""One served variant with everything a page needs, and grading with diagnosis of pairs."""

from __future__ import annotations

from itertools import count

from benchmarks.timing import Result, best
from quiz.blocks import plain_blocks
from quiz.calculation import World, run
from quiz.family import family
from quiz.grading import grade
from quiz.solutions import hints, solution
from quiz.variants import Variant, rebuilt, serve

TIMES = 40


def results() -> list[Result]:
    full = family("full-attention")
    index = count()

    def one_page() -> None:
        for _ in range(TIMES):
            variant = serve(full, 2, 11, next(index))
            plain_blocks(full.statement(variant.givens))
            for part in variant.parts:
                variant.expected(part)
                variant.mistakes(part)
            hints(variant)
            solution(variant)

    stored = rebuilt(full, 2, serve(full, 2, 11).givens)
    pair = next(w for w in _pairs(stored) if w.ids == ("no-scale", "softmax-columns"))
    typed = {"weights": str(pair.value.tolist()), "z": "[[9, 9], [9, 9], [9, 9]]"}

    def grading() -> None:
        for _ in range(TIMES):
            variant = rebuilt(full, 2, stored.givens)  # a submission starts from the stored givens
            named = grade(variant, typed).parts["weights"].misconceptions
            if named != ("no-scale", "softmax-columns"):
                raise AssertionError(f"the pair was not named: {named}")

    page, _ = best(one_page)
    graded, _ = best(grading)
    return [
        Result("serve full-attention: statement, key, mistakes, solution", page / TIMES * 1e3, "ms", 2, False),
        Result("grade full-attention with diagnosis of pairs", graded / TIMES * 1e3, "ms", 3, False),
    ]


def _pairs(variant: Variant) -> list[World]:
    worlds = run(variant.family.steps, variant.givens, depth=2, without=variant.family.without)
    return worlds.worlds("weights")
