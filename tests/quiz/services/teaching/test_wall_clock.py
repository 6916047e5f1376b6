"""Times of a class: what its clocks show once is a moment, what they skip or show twice is said and refused."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.services.errors import Unacceptable
from quiz.services.teaching import wall_clock

BERLIN = "Europe/Berlin"


def read(text: str, zone: str = BERLIN, kept: datetime | None = None) -> datetime:
    return wall_clock.read(text, zone, "The closing time", kept)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "zone", "moment"),
    [
        ("2026-01-15T09:00", BERLIN, utc(2026, 1, 15, 8)),
        ("2026-07-15T09:00", BERLIN, utc(2026, 7, 15, 7)),
        (" 2026-07-15 09:00:00 ", "UTC", utc(2026, 7, 15, 9)),
        ("2026-03-29T01:59", BERLIN, utc(2026, 3, 29, 0, 59)),
        ("2026-03-29T03:00", BERLIN, utc(2026, 3, 29, 1)),
        ("2026-10-25T01:59", BERLIN, utc(2026, 10, 24, 23, 59)),
        ("2026-10-25T03:00", BERLIN, utc(2026, 10, 25, 2)),
        ("2026-07-15T09:00", "Asia/Kathmandu", utc(2026, 7, 15, 3, 15)),
    ],
)
def test_a_time_is_read_by_the_clocks_of_the_zone(text: str, zone: str, moment: datetime) -> None:
    """Winter and summer, the last minute before the clocks change and the first one after."""
    assert read(text, zone) == moment


@pytest.mark.parametrize(
    ("text", "zone", "says", "beside"),
    [
        ("2026-03-29T02:30", BERLIN, "skip 29 March 2026, 02:30", "29 March 2026, 01:30, or 29 March 2026, 03:30"),
        ("2026-10-25T02:00", BERLIN, "show 25 October 2026, 02:00 twice",
         "25 October 2026, 01:00, or 25 October 2026, 03:00"),
        ("2026-10-04T02:15", "Australia/Lord_Howe", "skip 4 October 2026, 02:15",
         "4 October 2026, 01:45, or 4 October 2026, 02:45"),
        ("2011-12-30T12:00", "Pacific/Apia", "skip 30 December 2011, 12:00",
         "29 December 2011, 12:00, or 31 December 2011, 12:00"),
    ],
)  # fmt: skip
def test_a_skipped_or_repeated_time_is_refused(text: str, zone: str, says: str, beside: str) -> None:
    """With the times beside it: an hour in Berlin, half an hour on Lord Howe, a whole day in Samoa."""
    with pytest.raises(Unacceptable) as refused:
        read(text, zone)
    assert f"{says}; write a time before or after, such as {beside}." in str(refused.value)


def test_a_time_that_was_left_as_it_stood_stays() -> None:
    """The first or second showing of a repeated hour, and seconds, survive a form that is sent back unchanged."""
    for kept in (utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 1, 30), utc(2026, 7, 1, 12, 0, 59)):
        assert read(wall_clock.written(kept, BERLIN), kept=kept) == kept
    assert read("2026-07-01T14:01", kept=utc(2026, 7, 1, 12, 0, 59)) == utc(2026, 7, 1, 12, 1)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is needed"),
        ("tomorrow", "is a date and a time, such as 2026-11-24 21:30, but “tomorrow” came"),
        ("2026-02-30T10:00", "is a date and a time"),
        ("2026-11-24T25:00", "is a date and a time"),
        ("2026-11-24T10:00+02:00", "is a date and a time"),
        ("２０２６-11-24T10:00", "is a date and a time"),
        ("1999-12-31T23:59", "lies in the years 2000 to 2099, but 1999 came"),
        ("9999-12-31T23:59", "lies in the years 2000 to 2099, but 9999 came"),
    ],
)
def test_what_is_no_time_is_said(text: str, says: str) -> None:
    """The sentence names the field, what it takes and what came."""
    with pytest.raises(Unacceptable, match="The closing time") as refused:
        read(text)
    assert says in str(refused.value)


@given(
    st.integers(0, 60 * 24 * 365 * 20).map(lambda minutes: utc(2020, 1, 1) + timedelta(minutes=minutes)),
    st.sampled_from([BERLIN, "America/New_York", "Africa/Cairo", "Australia/Lord_Howe", "America/Havana", "UTC"]),
)
def test_whatever_the_clocks_show_once_is_read_back(at: datetime, zone: str) -> None:
    """Writing and reading a moment gives the moment, or the sentence that it is shown twice; never another one."""
    text = wall_clock.written(at, zone)
    assert read(text, zone, kept=at) == at
    twice = (at + timedelta(hours=1), at - timedelta(hours=1), at + timedelta(minutes=30), at - timedelta(minutes=30))
    if any(wall_clock.written(other, zone) == text for other in twice):
        with pytest.raises(Unacceptable, match="twice"):
            read(text, zone)
    else:
        assert read(text, zone) == at
