"""The learner's days: in their zone, from their hour, whatever the clocks do."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.scheduling.days import Calendar, begins, day_of

ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu",
     "America/St_Johns", "Africa/Casablanca", "Pacific/Kiritimati"]
)  # fmt: skip
STARTS = st.integers(0, 1439)
MOMENTS = st.datetimes(datetime(2008, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def test_a_day_starts_at_the_chosen_hour() -> None:
    """With a start at 04:00, 03:59 still belongs to the day before."""
    assert day_of(datetime(2026, 1, 10, 2, 59, tzinfo=UTC), "Europe/Berlin", 240) == date(2026, 1, 9)
    assert day_of(datetime(2026, 1, 10, 3, 0, tzinfo=UTC), "Europe/Berlin", 240) == date(2026, 1, 10)


def test_days_of_changing_clocks_are_23_and_25_hours() -> None:
    """In Berlin 2026 the clocks go forward on 29 March and back on 25 October; with days from midnight these have
    23 and 25 hours."""
    for day, hours in ((date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 1), 24)):
        length = begins(day + timedelta(days=1), "Europe/Berlin", 0) - begins(day, "Europe/Berlin", 0)
        assert length == timedelta(hours=hours)


def test_a_start_that_the_clocks_skip_or_show_twice_starts_one_day() -> None:
    """02:30 does not exist on 29 March and comes twice on 25 October: either day still starts once."""
    assert begins(date(2026, 3, 29), "Europe/Berlin", 150) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert begins(date(2026, 10, 25), "Europe/Berlin", 150) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert day_of(datetime(2026, 10, 25, 1, 15, tzinfo=UTC), "Europe/Berlin", 150) == date(2026, 10, 25)


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=3)), ZONES, STARTS)
def test_days_never_go_back(at: datetime, later: timedelta, zone: str, start: int) -> None:
    """A later moment never has an earlier day, and every moment lies in its day."""
    assert day_of(at, zone, start) <= day_of(at + later, zone, start)
    day = day_of(at, zone, start)
    assert begins(day, zone, start) <= at < begins(day + timedelta(days=1), zone, start)


@given(MOMENTS, st.lists(st.tuples(st.integers(0, 5000), ZONES, STARTS), max_size=6))
def test_a_change_of_zone_keeps_the_day_number(at: datetime, moves: list[tuple[int, str, int]]) -> None:
    """Whoever changes zone or start of day has the same day number right before and after, so none is lost or won."""
    calendar = Calendar()
    for minutes, zone, start in moves:
        at += timedelta(minutes=minutes)
        moved = calendar.moved(at, zone, start)
        assert moved.number(at) == calendar.number(at)
        calendar = moved
    assert calendar.date_of(calendar.number(at)) == day_of(at, calendar.zone, calendar.start)
    assert calendar.begins(calendar.number(at)) <= at < calendar.begins(calendar.number(at) + 1)


def test_unknown_zones_and_naive_times_are_refused() -> None:
    """A zone is an IANA name, a start lies within the day, a moment has a zone."""
    for zone in ("Berlin", "../etc/passwd", "", "Europe/"):
        with pytest.raises(ValueError, match="IANA"):
            day_of(datetime(2026, 1, 1, tzinfo=UTC), zone)
    with pytest.raises(ValueError, match="has none"):
        day_of(datetime(2026, 1, 1), "UTC")  # noqa: DTZ001
    with pytest.raises(ValueError, match="minutes after midnight"):
        Calendar().moved(datetime(2026, 1, 1, tzinfo=UTC), "UTC", 1440)
