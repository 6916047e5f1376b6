"""One served variant with everything a page needs, and grading with diagnosis of pairs.

Both are bound by Python's own speed, which differs between machines, and here within the hour, by more than a factor
of two. The bars were set in milliseconds where one review by py-fsrs takes 12 µs; so here they are in such reviews,
done in turn in the same run, and the milliseconds of this machine stand beside them.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from benchmarks.bench_memory import REVIEWS, bare_reviews
from benchmarks.timing import Result, best
from quiz.blocks import plain_blocks
from quiz.calculation import World, run
from quiz.family import family
from quiz.grading import grade
from quiz.solutions import hints, solution
from quiz.variants import Variant, rebuilt, serve

TIMES = 40
REVIEW = 0.012  # ms of one review by py-fsrs where the bars were set
SERVED, GRADED = 2, 3  # ms there


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

    return [
        _beside_reviews("serve full-attention: statement, key, mistakes, solution", one_page, SERVED),
        _beside_reviews("grade full-attention with diagnosis of pairs", grading, GRADED),
    ]


def _beside_reviews(name: str, work: Callable[[], None], bar: float) -> Result:
    ours, floor = best(work, rounds=15, floor=bare_reviews)
    mine, review = ours / TIMES * 1e3, floor / REVIEWS * 1e3
    detail = f"{mine:.2f} ms here, a review {review * 1e3:.1f} µs; {mine / review * REVIEW:.2f} ms where it takes 12 µs"
    return Result(name, mine / review, "reviews", round(bar / REVIEW), False, detail)


def _pairs(variant: Variant) -> list[World]:
    worlds = run(variant.family.steps, variant.givens, depth=2, without=variant.family.without)
    return worlds.worlds("weights")
