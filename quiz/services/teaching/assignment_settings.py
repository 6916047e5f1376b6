"""What is set for an assignment: read from the fields of a form, written back into them, told apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeVar

from quiz.models import Assignment
from quiz.releases import Rule, Rules, When
from quiz.services.errors import Misfilled, Unacceptable
from quiz.services.teaching import wall_clock
from quiz.services.teaching.fields import one_of, whole
from quiz.services.teaching.showing import assignment_rules
from quiz.services.teaching.wording import named
from quiz.totals import Counts

Feedback = Literal["verdict", "mistake"]
COUNTS: tuple[Counts, ...] = ("best", "last", "average")
FEEDBACK: tuple[Feedback, ...] = ("verdict", "mistake")
MOST_MINUTES = 24 * 60
MOST_TRIES = 20
# What is released, as it is called in a sentence.
RELEASED = {"score": "the points", "verdict": "what is right or wrong", "answers": "the answers"}
Read = TypeVar("Read")


@dataclass(frozen=True)
class Settings:
    """opens, closes: moments in UTC. minutes: the time limit, None for none. tries, counts, feedback: `Assignment`."""

    title: str
    opens: datetime
    closes: datetime
    minutes: int | None
    tries: int
    counts: Counts
    feedback: Feedback
    rules: Rules


@dataclass(frozen=True)
class Limits:
    """What the settings have to fit. same_numbers: learners may share them. last_closing: with extensions and works."""

    zone: str
    same_numbers: bool
    last_closing: datetime | None = None


def read(typed: Mapping[str, str], limits: Limits, kept: Settings | None = None) -> Settings:
    """The settings that the fields of the form say; Misfilled with a sentence for each that can't be taken.

    kept: what holds now. A time that was left as it stood stays to the second, whatever the clocks do.
    """
    form = _Form(typed, limits.zone)
    title = form.take("title", lambda: named(typed.get("title", ""), "The title"))
    opens = form.time("opens", "The opening time", kept.opens if kept else None)
    closes = form.time("closes", "The closing time", kept.closes if kept else None)
    if opens and closes and closes <= opens:
        form.wrong["closes"] = "The closing time comes after the opening time, but this is not later."
    minutes = form.take("minutes", lambda: _minutes(typed.get("minutes", "")))
    tries = form.take("tries", lambda: whole(typed.get("tries", ""), "The number of tries", 1, MOST_TRIES))
    counts = form.take("counts", lambda: one_of(typed.get("counts", ""), COUNTS, "What counts of several tries"))
    feedback = form.take("feedback", lambda: one_of(typed.get("feedback", ""), FEEDBACK, "What is said of an answer"))
    rules = _rules(form, kept.rules if kept else None)
    if rules:
        form.wrong.update(_unfit(rules, limits, closes))
    if form.wrong or not (title and opens and closes and tries and counts and feedback and rules):
        raise Misfilled(**form.wrong)
    return Settings(title, opens, closes, minutes, tries, counts, feedback, rules)


def fields(settings: Settings, zone: str) -> dict[str, str]:
    """The form filled in with these settings, by the clocks of a zone."""
    filled = {
        "title": settings.title, "opens": wall_clock.written(settings.opens, zone),
        "closes": wall_clock.written(settings.closes, zone), "tries": str(settings.tries),
        "minutes": str(settings.minutes or ""), "counts": settings.counts, "feedback": settings.feedback,
    }  # fmt: skip
    for what, rule in by_name(settings.rules):
        filled[f"{what}_release"] = rule.when.value
        filled[f"{what}_at"] = wall_clock.written(rule.at, zone) if rule.at else ""
    return filled


def by_name(rules: Rules) -> Iterator[tuple[str, Rule]]:
    """`score`, `verdict` and `answers` with their rules, in this order."""
    return ((what, getattr(rules, what)) for what in RELEASED)


def of(row: Assignment) -> Settings:
    """The settings of an assignment."""
    counts, feedback = one_of(row.counts, COUNTS, "counts"), one_of(row.feedback, FEEDBACK, "feedback")
    return Settings(row.title, row.opens, row.closes, row.minutes, row.tries, counts, feedback, assignment_rules(row))


def put(settings: Settings, row: Assignment) -> None:
    """Let an assignment have these settings."""
    row.title, row.opens, row.closes, row.minutes = settings.title, settings.opens, settings.closes, settings.minutes
    row.tries, row.counts, row.feedback = settings.tries, settings.counts, settings.feedback
    for what, rule in by_name(settings.rules):
        setattr(row, f"{what}_release", rule.when.value)
        setattr(row, f"{what}_at", rule.at)


class _Form:
    """The fields as they were typed, and what is wrong with them."""

    def __init__(self, typed: Mapping[str, str], zone: str) -> None:
        self.typed, self._zone = typed, zone
        self.wrong: dict[str, str] = {}

    def take(self, field: str, read: Callable[[], Read]) -> Read | None:
        try:
            return read()
        except Unacceptable as refused:
            self.wrong[field] = str(refused)
            return None

    def time(self, field: str, what: str, kept: datetime | None) -> datetime | None:
        return self.take(field, lambda: wall_clock.read(self.typed.get(field, ""), self._zone, what, kept))


def _rules(form: _Form, kept: Rules | None) -> Rules | None:
    """The three rules; None where one of them can't be read."""
    read: dict[str, Rule] = {}
    for what, name in RELEASED.items():
        field = f"{what}_release"
        typed = form.typed.get(field, "")
        words = [when.value for when in When]
        when = form.take(field, lambda typed=typed, name=name, words=words: one_of(typed, words, f"When {name} come"))  # type: ignore[misc]
        at = None
        if when == When.AT:
            before: Rule | None = getattr(kept, what) if kept else None
            at = form.time(f"{what}_at", f"The time from which {name} can be seen", before.at if before else None)
        if when is not None and (at is not None or when != When.AT):
            read[what] = Rule(When(when), at)
    return Rules(**read) if len(read) == len(RELEASED) else None


def _unfit(rules: Rules, limits: Limits, closes: datetime | None) -> dict[str, str]:
    """What is wrong with the rules taken together, by the field that says it."""
    match rules.out_of_order():
        case "verdict":
            return {"verdict_release": "Who sees what is right or wrong can count up the points, so it is shown when "
                                       "the points are, or later; here the points come later."}  # fmt: skip
        case "answers" if rules.answers.when is When.AT_ONCE:
            return {"answers_release": "Answers and solutions are shown once a work is handed in, or later."}
        case "answers":
            return {"answers_release": "Who sees the answers can see what is wrong, so they are shown when that is, or "
                                       "later; here what is right or wrong comes later."}  # fmt: skip
    last = max((at for at in (closes, limits.last_closing) if at), default=None)
    if not limits.same_numbers or last is None or rules.answers.when is When.NEVER:
        return {}
    if rules.answers.at is not None and rules.answers.at >= last:
        return {}
    return {"answers_at" if rules.answers.when is When.AT else "answers_release":
            "Learners have the same numbers here, so answers that one learner sees help another who is still working: "
            "they are shown never, or from a time that is not before the last closing, "
            f"{wall_clock.named(last, limits.zone)}."}  # fmt: skip


def _minutes(text: str) -> int | None:
    return whole(text, "The time limit in minutes", 1, MOST_MINUTES) if text.strip() else None
