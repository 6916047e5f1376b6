"""What is released, against a table written by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from quiz.releases import Rule, Rules, Shown, When

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
BEFORE, AFTER = NOON - timedelta(seconds=1), NOON
AT = Rule(When.AT, NOON)
ONCE, DONE, NEVER = Rule(When.AT_ONCE), Rule(When.HANDED_IN), Rule(When.NEVER)


@pytest.mark.parametrize(
    ("rules", "working", "over_before", "over_after"),
    [
        ((ONCE, ONCE, DONE), "sv-", "sva", "sva"),
        ((ONCE, DONE, AT), "s--", "sv-", "sva"),
        ((DONE, AT, NEVER), "---", "s--", "sv-"),
        ((NEVER, NEVER, NEVER), "---", "---", "---"),
        ((AT, AT, AT), "---", "---", "sva"),
        ((NEVER, NEVER, AT), "---", "---", "sva"),  # out of order: who sees the answers sees all
        ((ONCE, ONCE, ONCE), "sv-", "sva", "sva"),  # right answers never show in a running work
    ],
)
def test_what_is_shown(rules: tuple[Rule, Rule, Rule], working: str, over_before: str, over_after: str) -> None:
    made = Rules(*rules)
    assert letters(made.shown(False, AFTER)) == letters(made.shown(False, BEFORE)) == working
    assert letters(made.shown(True, BEFORE)) == over_before
    assert letters(made.shown(True, AFTER)) == over_after


def test_the_three_come_in_order() -> None:
    later = Rule(When.AT, NOON + timedelta(days=1))
    assert Rules(ONCE, DONE, AT).out_of_order() == ""
    assert Rules(AT, AT, AT).out_of_order() == Rules(AT, later, later).out_of_order() == ""
    assert Rules(DONE, ONCE, AT).out_of_order() == Rules(later, AT, NEVER).out_of_order() == "verdict"
    assert Rules(ONCE, AT, DONE).out_of_order() == Rules(ONCE, NEVER, later).out_of_order() == "answers"
    assert Rules(ONCE, ONCE, ONCE).out_of_order() == "answers"


def letters(shown: Shown) -> str:
    return "".join(letter if on else "-" for letter, on in zip("sva", vars(shown).values(), strict=True))
