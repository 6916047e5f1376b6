"""What a learner chooses: their zone and start of day, the exam, how much to remember, how much new a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from quiz.scheduling.days import MINUTES_A_DAY, STARTS_AT, known_zone
from quiz.scheduling.memory import RETENTION, STANDARD, Parameters
from quiz.scheduling.tally import MOST_FREEZES

LEAST_RETENTION, GREATEST_RETENTION = 0.7, 0.97
FREEZES_ALLOWED = 10
NEW_A_DAY_ALLOWED = 200


@dataclass(frozen=True)
class Settings:
    """A learner's choices. start: minutes after midnight; retention: the recall wanted; freezes: how many are held
    at most; weights: the learner's own, None for everybody's.

    keep: the recall at which cards come back until the exam; the reviews that this saves are spent on the last looks
    (`quiz.scheduling.plan`). Without an exam, and after it, `retention` holds.
    """

    zone: str = "UTC"
    start: int = STARTS_AT
    retention: float = RETENTION
    exam: date | None = None
    keep: float | None = None
    freezes: int = MOST_FREEZES
    new_a_day: int = 8
    weights: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        known_zone(self.zone)
        within("A day’s start, in minutes after midnight,", self.start, 0, MINUTES_A_DAY - 1)
        within("The recall wanted", self.retention, LEAST_RETENTION, GREATEST_RETENTION)
        if self.keep is not None:
            within("The recall until the exam", self.keep, LEAST_RETENTION, GREATEST_RETENTION)
        within("The number of freezes", self.freezes, 0, FREEZES_ALLOWED)
        within("The number of new items a day", self.new_a_day, 0, NEW_A_DAY_ALLOWED)

    @property
    def parameters(self) -> Parameters:
        """The model with the recall wanted."""
        return _parameters(self.weights, self.retention)

    def parameters_on(self, day: date) -> Parameters:
        """The model that holds on a date: until the exam, the one that keeps its recall."""
        if self.exam is None or self.keep is None or day >= self.exam:
            return self.parameters
        return _parameters(self.weights, self.keep)


def within(what: str, value: float, least: float, greatest: float) -> None:
    """ValueError unless a value lies between two others."""
    if not least <= value <= greatest:
        raise ValueError(f"{what} is between {least:g} and {greatest:g}, but {value:g} was given.")


@lru_cache(maxsize=256)
def _parameters(weights: tuple[float, ...] | None, retention: float) -> Parameters:
    return Parameters(weights or STANDARD.weights, retention)
