"""One served variant with everything a page needs, and grading with diagnosis of pairs.

Both are bound by Python's own speed, which differs between machines, and here within the hour, by more than a factor
of two. The bars were set in milliseconds where one review by py-fsrs takes 12 µs; so here they are in such reviews. A
round is compared with the reviews right before and after it, and the median of these ratios counts; the milliseconds of
this machine stand beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count, pairwise
from statistics import median

from benchmarks.bench_memory import REVIEWS, bare_reviews
from benchmarks.timing import Result, seconds
from quiz.blocks import plain_blocks
from quiz.calculation import World, run
from quiz.family import family
from quiz.grading import grade
from quiz.solutions import hints, solution
from quiz.variants import Variant, rebuilt, serve

TIMES, ROUNDS = 10, 31
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
    floors, rounds = [seconds(bare_reviews)], []
    for _ in range(ROUNDS):
        rounds.append(seconds(work) / TIMES)
        floors.append(seconds(bare_reviews))
    reviews = [(before + after) / 2 / REVIEWS for before, after in pairwise(floors)]
    ratio = median(mine / review for mine, review in zip(rounds, reviews, strict=True))
    detail = (
        f"{ratio * REVIEW:.2f} ms where a review takes {REVIEW * 1e3:g} µs; "
        f"here it takes {median(reviews) * 1e6:.1f} µs, "
        f"and this {median(rounds) * 1e3:.2f} ms, at best {min(rounds) * 1e3:.2f} ms"
    )
    return Result(name, ratio, "reviews", round(bar / REVIEW), False, detail)


def _pairs(variant: Variant) -> list[World]:
    worlds = run(variant.family.steps, variant.givens, depth=2, without=variant.family.without)
    return worlds.worlds("weights")
