"""From what happened at a problem to a rating, with the reason in a sentence. The learner may choose another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from fsrs import Rating

ENOUGH_TIMES = 5  # before so many, nobody knows what is usual
LOOK_BACK = 21
SCORES = (
    (1.0, Rating.Easy, "Every point was found."),
    (0.75, Rating.Good, "Nearly every point was found."),
    (0.5, Rating.Hard, "At least half of the points were found."),
)
QUICK = 0.6
SLOW = 2.0


@dataclass(frozen=True)
class Happened:
    """How a problem went. wrong: wrong answers before the right one, or all of them; seconds: spent on it."""

    solved: bool
    wrong: int = 0
    hints: int = 0
    revealed: bool = False
    seconds: float = 0.0


@dataclass(frozen=True)
class Suggestion:
    """A rating to begin with. reason: one sentence to the learner."""

    rating: Rating
    reason: str


def usual(times: Sequence[float]) -> float | None:
    """The learner's own usual time in seconds: the median of the latest, so that one long pause changes nothing.

    times: the newest first. None while there are fewer than five.

    >>> usual([40, 50, 60, 1800, 45])
    50
    """
    latest = times[:LOOK_BACK]
    return median(latest) if len(latest) >= ENOUGH_TIMES else None


def suggested(happened: Happened, usual_seconds: float | None = None) -> Suggestion:
    """The rating that fits what happened.

    >>> suggested(Happened(solved=True, seconds=25), usual_seconds=60)
    Suggestion(rating=<Rating.Easy: 4>, reason='Right at once in 25 s; you usually take about 1 min 0 s.')
    """
    if happened.revealed or not happened.solved:
        why = "You looked at the solution" if happened.revealed else "It isn’t solved yet"
        return Suggestion(Rating.Again, f"{why}, so it comes back soon.")
    if happened.wrong >= 2 or (happened.wrong and happened.hints):
        return Suggestion(Rating.Again, f"It took {_tries(happened)}, so it comes back soon.")
    if happened.wrong or happened.hints:
        return Suggestion(Rating.Hard, f"Right in the end, with {_tries(happened)}.")
    return _by_time(happened.seconds, usual_seconds)


def by_score(score: float, traps: int = 0) -> Suggestion:
    """The rating that fits an oral answer. score: the share of its points that were found, 0 to 1; traps: sprung.

    >>> by_score(0.8).rating.name, by_score(1.0, traps=1).rating.name
    ('Good', 'Again')
    """
    if traps:
        return Suggestion(Rating.Again, "The answer claimed something wrong, so it comes back soon.")
    for least, rating, reason in SCORES:
        if score >= least - 1e-9:
            return Suggestion(rating, reason)
    return Suggestion(Rating.Again, "More than half of the points were missing, so it comes back soon.")


def _by_time(seconds: float, usual_seconds: float | None) -> Suggestion:
    if usual_seconds is None:
        return Suggestion(Rating.Good, "Right at once, without a hint.")
    compared = f"in {spoken(seconds)}; you usually take about {spoken(usual_seconds)}."
    if seconds > SLOW * usual_seconds:
        return Suggestion(Rating.Hard, f"Right at once, but slowly: {compared}")
    rating = Rating.Easy if seconds <= QUICK * usual_seconds else Rating.Good
    return Suggestion(rating, f"Right at once {compared}")


def _tries(happened: Happened) -> str:
    wrong = f"{happened.wrong} wrong answer{'s' * (happened.wrong > 1)}" if happened.wrong else ""
    hints = f"{happened.hints} hint{'s' * (happened.hints > 1)}" if happened.hints else ""
    return " and ".join(part for part in (wrong, hints) if part)


def spoken(seconds: float) -> str:
    """A length of time as it is read: 41 s, 1 min 5 s.

    >>> spoken(41.2), spoken(65)
    ('41 s', '1 min 5 s')
    """
    whole = round(seconds)
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60} s"
