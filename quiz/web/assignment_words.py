"""The settings of an assignment in words: one sentence for each thing that somebody wants to know."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from quiz.papers.blueprint import Blueprint
from quiz.releases import Rule, Rules, When
from quiz.services.teaching import assignment_settings
from quiz.services.teaching.assignment_settings import Settings
from quiz.web.times import in_zone

RELEASES = [
    (When.AT_ONCE.value, "with every answer"), (When.HANDED_IN.value, "once handed in, or the time is up"),
    (When.AT.value, "from a time on"), (When.NEVER.value, "never"),
]  # fmt: skip
COUNTS = [("best", "the best one"), ("last", "the last one"), ("average", "the average of all")]
FEEDBACK = [
    ("mistake", "right or wrong, and the mistake"), ("verdict", "only right or wrong"),
]  # fmt: skip
_THINGS = {"score": "points", "verdict": "what is right or wrong", "answers": "the answers with worked solutions"}


def releases(rules: Rules, feedback: str, zone: str, *, learner: bool) -> list[str]:
    """When what is shown, in three sentences; learner: to whom they are said, else of whom."""
    who, whose, have = ("You see", "your ", "you have") if learner else ("Learners see", "their ", "they have")
    says = []
    for name, rule in assignment_settings.by_name(rules):
        thing = f"{whose}{_THINGS[name]}" if name == "score" else _THINGS[name]
        if rule.when is When.NEVER:
            says.append(f"{who.replace('see', 'do not see')} {thing} here.")
            continue
        if name == "verdict" and feedback == "mistake":
            thing += ", with the mistake where it is a known one,"
        says.append(f"{who} {thing} {_when(rule, zone, have)}.")
    return says


def limit(minutes: int | None) -> str:
    """The time limit."""
    if minutes is None:
        return "There is no time limit before it closes."
    return f"{_minutes(minutes)} from the start, and until it closes at most."


def tries(number: int, counts: str) -> str:
    """How often it may be started, and which of these starts counts."""
    if number == 1:
        return "It can be started once."
    return f"It can be started {number} times; {dict(COUNTS)[counts]} counts."


def defaults(title: str, blueprint: Blueprint | None, zone: str, now: datetime) -> Mapping[str, str]:
    """The form of a new assignment as it is first shown: a week from the next full hour on."""
    opens = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    closes = opens + timedelta(days=7)
    handed_in = Rule(When.HANDED_IN)
    minutes = (blueprint.time_limit or None) if blueprint else None
    rules = Rules(handed_in, handed_in, Rule(When.AT, closes))
    return assignment_settings.fields(Settings(title, opens, closes, minutes, 1, "best", "mistake", rules), zone)


def _when(rule: Rule, zone: str, have: str) -> str:
    match rule.when:
        case When.AT_ONCE:
            return "with every answer"
        case When.HANDED_IN:
            return f"once {have} handed in or the time is up"
    return f"from {in_zone(rule.at, zone)} on" if rule.at else "never"


def _minutes(number: int) -> str:
    return "1 minute" if number == 1 else f"{number} minutes"
