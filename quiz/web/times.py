"""Moments as a class writes and reads them: by the clocks of its zone, with the zone named."""

from __future__ import annotations

from datetime import datetime

from quiz.scheduling.days import known_zone


def in_zone(at: datetime, zone: str, named: bool = True) -> str:
    """A moment by the clocks of a zone.

    >>> from datetime import UTC
    >>> in_zone(datetime(2026, 11, 24, 20, 30, tzinfo=UTC), "Europe/Berlin")
    'Tue 24 November 2026, 21:30 (Europe/Berlin)'
    """
    there = at.astimezone(known_zone(zone))
    text = f"{there:%a} {there.day} {there:%B %Y}, {there:%H:%M}"
    return f"{text} ({zone})" if named else text
