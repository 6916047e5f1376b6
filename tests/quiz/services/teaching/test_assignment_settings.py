"""Settings of an assignment: read field by field, each that can't be taken with a sentence of its own."""

from datetime import UTC, datetime

import pytest

from quiz.releases import Rule, Rules, When
from quiz.services.errors import Misfilled
from quiz.services.teaching import assignment_settings
from quiz.services.teaching.assignment_settings import Limits, Settings

LIMITS = Limits("Europe/Berlin", same_numbers=False)
SAME = Limits("Europe/Berlin", same_numbers=True)
FORM = {
    "title": " Week  1 ", "opens": "2026-03-02T10:00", "closes": "2026-03-30T10:00", "minutes": "45", "tries": "2",
    "counts": "best", "feedback": "mistake", "score_release": "at once", "score_at": "", "verdict_release": "handed in",
    "verdict_at": "", "answers_release": "at", "answers_at": "2026-03-30T12:00",
}  # fmt: skip
OPENS, CLOSES = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 30, 8, tzinfo=UTC)  # summer time by then
SHOWN = datetime(2026, 3, 30, 10, tzinfo=UTC)


def refused(limits: Limits = LIMITS, kept: Settings | None = None, **typed: str) -> dict[str, str]:
    with pytest.raises(Misfilled) as error:
        assignment_settings.read({**FORM, **typed}, limits, kept)
    return error.value.fields


def test_a_form_is_read_into_settings() -> None:
    """Times by the clocks of the class, which go forward in between; the title in one line."""
    assert assignment_settings.read(FORM, LIMITS) == Settings(
        "Week 1", OPENS, CLOSES, 45, 2, "best", "mistake",
        Rules(Rule(When.AT_ONCE), Rule(When.HANDED_IN), Rule(When.AT, SHOWN)),
    )  # fmt: skip


def test_settings_fill_the_form_that_says_them() -> None:
    """Written into the fields and read again, they are the same."""
    settings = assignment_settings.read(FORM, LIMITS)
    assert assignment_settings.read(assignment_settings.fields(settings, LIMITS.zone), LIMITS) == settings
    assert assignment_settings.fields(settings, LIMITS.zone) == {**FORM, "title": "Week 1"}


def test_an_empty_time_limit_is_none() -> None:
    """And a time is needed, and read, only where it is asked for."""
    settings = assignment_settings.read({**FORM, "minutes": " ", "score_at": "nonsense"}, LIMITS)
    assert settings.minutes is None
    assert settings.rules.score == Rule(When.AT_ONCE)


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("title", " ", "The title is needed"),
        ("opens", "2026-03-29T02:30", "skip 29 March 2026, 02:30"),
        ("closes", "", "The closing time is needed"),
        ("closes", "2026-03-02T10:00", "comes after the opening time"),
        ("minutes", "0", "from 1 to 1440, but “0” came"),
        ("minutes", "45.5", "a whole number"),
        ("minutes", "1441", "from 1 to 1440"),
        ("minutes", "²", "a whole number"),
        ("tries", "0", "from 1 to 20"),
        ("tries", "21", "from 1 to 20, but “21” came"),
        ("tries", "", "from 1 to 20"),
        ("counts", "worst", "one of best, last, average, but “worst” came"),
        ("feedback", "", "one of verdict, mistake"),
        ("score_release", "soon", "one of at once, handed in, at, never, but “soon” came"),
        ("answers_at", "", "The time from which the answers can be seen is needed"),
        ("answers_release", "at once", "once a work is handed in, or later"),
    ],
)
def test_each_field_says_what_it_takes(field: str, typed: str, says: str) -> None:
    """Only the field that is wrong has a sentence."""
    fields = refused(**{field: typed})
    assert list(fields) == [field]
    assert says in fields[field]


def test_all_that_is_wrong_is_said_at_once() -> None:
    """Nobody has to send a form as often as it has mistakes."""
    assert set(refused(title="", closes="x", minutes="-1", counts="", verdict_release="")) == {
        "title", "closes", "minutes", "counts", "verdict_release"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("score", "verdict", "answers", "wrong"),
    [
        ("handed in", "at once", "never", "verdict_release"),
        ("never", "handed in", "never", "verdict_release"),
        ("at once", "never", "handed in", "answers_release"),
        ("at once", "at", "handed in", "answers_release"),
    ],
)
def test_the_three_come_in_order(score: str, verdict: str, answers: str, wrong: str) -> None:
    """What is right or wrong tells the points, and answers tell what is wrong."""
    typed = {"score_release": score, "verdict_release": verdict, "answers_release": answers}
    assert list(refused(**typed, verdict_at="2026-03-30T12:00")) == [wrong]


def test_of_two_times_the_later_kind_has_the_later_one() -> None:
    """A minute too early is refused; the same minute is in order."""
    typed = {"verdict_release": "at", "verdict_at": "2026-03-30T12:01"}
    assert list(refused(**typed)) == ["answers_release"]
    settings = assignment_settings.read({**FORM, **typed, "verdict_at": "2026-03-30T12:00"}, LIMITS)
    assert settings.rules.verdict == settings.rules.answers


def test_with_the_same_numbers_answers_wait_for_the_last_closing() -> None:
    """Else who has handed in could tell them to who still works: the sentence says so and until when to wait."""
    fields = refused(SAME, answers_release="handed in")
    assert "the same numbers" in fields["answers_release"]
    assert "30 March 2026, 10:00 (Europe/Berlin)" in fields["answers_release"]
    assert "the same numbers" in refused(SAME, answers_at="2026-03-30T09:59")["answers_at"]
    for typed in ({"answers_at": "2026-03-30T10:00"}, {"answers_release": "never"}):
        assignment_settings.read({**FORM, **typed}, SAME)


def test_with_the_same_numbers_extensions_count_as_closing() -> None:
    """The last learner to whom it is open decides."""
    longer = Limits("Europe/Berlin", same_numbers=True, last_closing=datetime(2026, 4, 1, 8, tzinfo=UTC))
    assert "1 April 2026, 10:00" in refused(longer)["answers_at"]
    assignment_settings.read({**FORM, "answers_at": "2026-04-01T10:00"}, longer)


def test_a_time_that_stands_stays_whatever_the_clocks_do() -> None:
    """The second 02:30 of the night in October, which no form can say, is kept by a form that leaves it alone."""
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    kept = Settings("Week 1", OPENS, second, None, 1, "best", "verdict", Rules(*[Rule(When.NEVER)] * 3))
    form = assignment_settings.fields(kept, LIMITS.zone)
    assert form["closes"] == "2026-10-25T02:30"
    assert "twice" in refused(**form)["closes"]
    assert assignment_settings.read({**form, "tries": "3"}, LIMITS, kept).closes == second
