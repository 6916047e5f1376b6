"""The suggested rating follows from what happened, with its reason."""

import pytest

from quiz.scheduling.memory import Rating
from quiz.scheduling.rating import Happened, by_score, suggested, usual


@pytest.mark.parametrize(
    ("happened", "rating", "reason"),
    [
        (Happened(True, seconds=36), Rating.Easy, "Right at once in 36 s; you usually take about 1 min 0 s."),
        (Happened(True, seconds=37), Rating.Good, "Right at once in 37 s; you usually take about 1 min 0 s."),
        (Happened(True, seconds=120), Rating.Good, "Right at once in 2 min 0 s; you usually take about 1 min 0 s."),
        (Happened(True, seconds=121), Rating.Hard,
         "Right at once, but slowly: in 2 min 1 s; you usually take about 1 min 0 s."),
        (Happened(True, wrong=1, seconds=20), Rating.Hard, "Right in the end, with 1 wrong answer."),
        (Happened(True, hints=2, seconds=20), Rating.Hard, "Right in the end, with 2 hints."),
        (Happened(True, wrong=1, hints=1), Rating.Again,
         "It took 1 wrong answer and 1 hint, so it comes back soon."),
        (Happened(True, wrong=2), Rating.Again, "It took 2 wrong answers, so it comes back soon."),
        (Happened(False, wrong=1), Rating.Again, "It isn’t solved yet, so it comes back soon."),
        (Happened(False, revealed=True), Rating.Again, "You looked at the solution, so it comes back soon."),
    ],
)  # fmt: skip
def test_the_rating_fits_what_happened(happened: Happened, rating: Rating, reason: str) -> None:
    """Not solved: again. Wrong answers or hints: hard, or again with both. At once: by time against the usual one."""
    found = suggested(happened, 60)
    assert (found.rating, found.reason) == (rating, reason)


@pytest.mark.parametrize(
    ("score", "traps", "rating"),
    [(1.0, 0, Rating.Easy), (0.99, 0, Rating.Good), (0.75, 0, Rating.Good), (0.74, 0, Rating.Hard),
     (0.5, 0, Rating.Hard), (0.49, 0, Rating.Again), (1.0, 1, Rating.Again)],
)  # fmt: skip
def test_an_oral_answer_is_rated_by_its_points(score: float, traps: int, rating: Rating) -> None:
    """All points: easy; three quarters: good; half: hard; less, or a trap sprung: again."""
    assert by_score(score, traps).rating is rating


def test_without_a_usual_time_nothing_is_slow_or_quick() -> None:
    """Until five times are known, right at once is good."""
    assert usual([10, 20, 30, 40]) is None
    assert suggested(Happened(True, seconds=1500), None).rating is Rating.Good


def test_the_usual_time_is_robust() -> None:
    """One pause of half an hour does not change what is usual, and only the latest 21 times count."""
    assert usual([50, 52, 1800, 48, 51]) == 51
    assert usual([10.0] * 21 + [900.0] * 100) == 10
