"""The learner's days: counted in their time zone, from the hour at which their day starts.

Two countings. The *date* is the calendar's. The *day number* goes up by one when a day of the learner's begins and
never jumps: whoever changes the zone or the start of the day keeps, at that moment, the day number they had. So a
flight over the date line neither breaks a streak nor adds a day to it, and nothing that was counted changes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from quiz.scheduling.memory import utc

MINUTES_A_DAY = 24 * 60
STARTS_AT = 4 * 60  # 04:00: who practises after midnight is still at yesterday's work
ONE_DAY = timedelta(days=1)


def day_of(now: datetime, zone: str, start: int = STARTS_AT) -> date:
    """The learner's date at a moment. start: minutes after midnight.

    >>> day_of(datetime(2026, 5, 5, 1, 59, tzinfo=UTC), "Europe/Berlin")  # 03:59 there: still the day before
    datetime.date(2026, 5, 4)
    """
    at = utc(now)
    guess = at.astimezone(known_zone(zone)).date()
    while at < begins(guess, zone, start):
        guess -= ONE_DAY
    while at >= begins(guess + ONE_DAY, zone, start):
        guess += ONE_DAY
    return guess


def begins(day: date, zone: str, start: int = STARTS_AT) -> datetime:
    """The moment, in UTC, at which a day begins: the first at which the clocks there show the start of the day.

    An hour that is shown twice starts the day once, and one that is left out starts it when it would have come, so
    days follow each other without gap or overlap whatever the clocks do.
    """
    return _begins(day, zone, start)


@lru_cache(maxsize=4096)
def _begins(day: date, zone: str, start: int) -> datetime:
    return datetime.combine(day, time(*divmod(start, 60)), tzinfo=known_zone(zone)).astimezone(UTC)


def known_zone(zone: str) -> ZoneInfo:
    """The time zone of an IANA name; ValueError when there is none."""
    try:
        return ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"A time zone is an IANA name such as Europe/Berlin, but {zone!r} is unknown.") from None


@dataclass(frozen=True)
class Calendar:
    """How a learner's days are counted. behind: by how much the day number is behind the date's ordinal."""

    zone: str = "UTC"
    start: int = STARTS_AT
    behind: int = 0

    def number(self, now: datetime) -> int:
        """The day number at a moment."""
        return day_of(now, self.zone, self.start).toordinal() - self.behind

    def date_of(self, number: int) -> date:
        """The date of a day number, as the calendar is now."""
        return date.fromordinal(number + self.behind)

    def number_of(self, day: date) -> int:
        return day.toordinal() - self.behind

    def begins(self, number: int) -> datetime:
        return begins(self.date_of(number), self.zone, self.start)

    def moved(self, now: datetime, zone: str, start: int) -> Calendar:
        """The calendar with another zone or start of day, from this moment on: the day number stays what it is."""
        if not 0 <= start < MINUTES_A_DAY:
            raise ValueError(f"A day starts 0 to {MINUTES_A_DAY - 1} minutes after midnight, but {start} was given.")
        there = day_of(now, zone, start).toordinal()
        return replace(self, zone=zone, start=start, behind=there - self.number(now))
