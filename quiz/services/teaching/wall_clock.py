"""Times as people write them into a form: by the clocks of a class, which skip an hour in spring and repeat one later.

A time that the clocks never show, or show twice, is refused with the times beside it: a guess would move somebody's
exam by an hour without a word.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from quiz.answers.readings import quoted
from quiz.scheduling.days import known_zone
from quiz.services.errors import Unacceptable

YEARS = (2000, 2100)
_FIELD = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::00(?:\.0+)?)?", re.ASCII)


def read(text: str, zone: str, what: str, kept: datetime | None = None) -> datetime:
    """The moment, in UTC, that the clocks of a zone show so; Unacceptable where there is none or more than one.

    what: how the field is called in a sentence. kept: what it holds now; where the text says just that, it stays.

    >>> read("2026-11-24T21:30", "Europe/Berlin", "The closing time")
    datetime.datetime(2026, 11, 24, 20, 30, tzinfo=datetime.timezone.utc)
    """
    text = text.strip()
    if kept is not None and text == written(kept, zone):
        return kept
    local = _local(text, what)
    first, second = (local.replace(tzinfo=known_zone(zone), fold=fold).astimezone(UTC) for fold in (0, 1))
    beside = abs(first - second)
    if beside:
        shown = first.astimezone(known_zone(zone)).replace(tzinfo=None) == local
        raise Unacceptable(
            f"{what}: the clocks of {zone} {'show ' + said(local) + ' twice' if shown else 'skip ' + said(local)}; "
            f"write a time before or after, such as {said(local - beside)}, or {said(local + beside)}."
        )
    return first


def written(at: datetime, zone: str) -> str:
    """The moment as a field of a form holds it.

    >>> written(datetime(2026, 11, 24, 20, 30, tzinfo=UTC), "Europe/Berlin")
    '2026-11-24T21:30'
    """
    return f"{at.astimezone(known_zone(zone)):%Y-%m-%dT%H:%M}"


def named(at: datetime, zone: str) -> str:
    """The moment in a sentence, with its zone.

    >>> named(datetime(2026, 11, 24, 20, 30, tzinfo=UTC), "Europe/Berlin")
    '24 November 2026, 21:30 (Europe/Berlin)'
    """
    return f"{said(at.astimezone(known_zone(zone)))} ({zone})"


def said(local: datetime) -> str:
    """Date and time as a person says them."""
    return f"{local.day} {local:%B %Y, %H:%M}"


def _local(text: str, what: str) -> datetime:
    """Date and time without a zone."""
    if not text:
        raise Unacceptable(f"{what} is needed, but nothing came.")
    found = _FIELD.fullmatch(text)
    try:
        local = datetime.fromisoformat(f"{found[1]}T{found[2]}") if found else None
    except ValueError:
        local = None
    if local is None:
        raise Unacceptable(f"{what} is a date and a time, such as 2026-11-24 21:30, but {quoted(text)} came.")
    if not YEARS[0] <= local.year < YEARS[1]:
        raise Unacceptable(f"{what} lies in the years {YEARS[0]} to {YEARS[1] - 1}, but {local.year} came.")
    return local
