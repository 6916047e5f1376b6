"""What is said of a work: when it ends, where a problem stands, what is not released yet, what handing in means."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from quiz.releases import Rule, Rules, Shown, When
from quiz.services.teaching.answering import Became, Sent
from quiz.services.teaching.showing_values import Line, WorkView
from quiz.web.times import in_zone

THINGS = {"score": "points", "verdict": "right or wrong", "answers": "answers with worked solutions"}


class State(StrEnum):
    """Where a problem of a work stands."""

    OPEN = "open"
    TYPED = "typed"
    ANSWERED = "answered"


def state(line: Line) -> State:
    """What would count now: an answer, or what is only typed."""
    if line.answers:
        return State.ANSWERED
    return State.TYPED if line.drafted else State.OPEN


def standing(line: Line) -> str:
    """The same in words.

    >>> standing(Line(1, "Softmax", 2.0, 2, True, None, "")), standing(Line(1, "Softmax", 2.0, 0, False, None, ""))
    ('answered 2 times, and changed since without keeping it', 'open')
    """
    if not line.answers:
        return "typed and not kept" if line.drafted else "open"
    times = "answered" if line.answers == 1 else f"answered {line.answers} times"
    return f"{times}, and changed since without keeping it" if line.drafted else times


def handing_in(lines: Sequence[Line]) -> list[str]:
    """What somebody should know before they hand in."""
    unanswered = [line.position for line in lines if state(line) is State.OPEN]
    typed = [line.position for line in lines if line.drafted]
    says = []
    if unanswered:
        says.append(f"{_problems(unanswered)} {'is' if len(unanswered) == 1 else 'are'} not answered.")
    if typed:
        one = len(typed) == 1
        says.append(f"{_problems(typed)} {'has' if one else 'have'} something typed that is not kept as an answer: it "
                    "counts as it stands there, if it can be read.")  # fmt: skip
    return says or [f"All {len(lines)} problems are answered." if len(lines) > 1 else "The problem is answered."]


def withheld(rules: Rules, shown: Shown, over: bool, now: datetime, zone: str) -> str:
    """One sentence on what of a work is not shown yet, and from when it is; empty where everything is.

    >>> rules = Rules(Rule(When.AT_ONCE), Rule(When.HANDED_IN), Rule(When.NEVER))
    >>> withheld(rules, Shown(True, False, False), False, datetime(2026, 3, 1), "Europe/Berlin")
    'Right or wrong is shown once this is handed in or its time is up; answers with worked solutions are never shown.'
    """
    whens: dict[str, list[str]] = {}
    for name, things in THINGS.items():
        if not getattr(shown, name):
            whens.setdefault(_when(getattr(rules, name), over, now, zone), []).append(things)
    if not whens:
        return ""
    says: list[str] = []
    for when, named in whens.items():
        plural = len(named) > 1 or named[0].endswith("s")
        said = " and ".join(named) if len(named) < 3 else f"{named[0]}, {named[1]} and {named[2]}"
        says.append(f"{said} {'are' if plural else 'is'} {when}")
    sentence = "; ".join(says)
    return f"{sentence[0].upper()}{sentence[1:]}."


def became(position: int, sent: Sent) -> str:
    """What became of an answer that could be read."""
    if sent.became is Became.REPEATED:
        return f"Problem {position}: this is the same answer as before, and it stays."
    if sent.number > 1:
        return f"Problem {position}: kept. Answer {sent.number} counts now, in place of the one before."
    return f"Problem {position}: kept as your answer. You can change it until the end."


def following(work: WorkView) -> int | None:
    """The first problem that is open, else the first that is only typed."""
    for wanted in (State.OPEN, State.TYPED):
        for line in work.lines:
            if state(line) is wanted:
                return line.position
    return None


def _when(rule: Rule, over: bool, now: datetime, zone: str) -> str:
    ended = "shown once this is handed in or its time is up"
    match rule.when:
        case When.NEVER:
            return "never shown"
        case When.AT if rule.at is not None and rule.at > now:
            late = "" if over else ", once this is over"
            return f"shown from {in_zone(rule.at, zone)} on{late}"
        case _:
            return ended


def _problems(positions: Sequence[int]) -> str:
    """
    >>> _problems([2]), _problems([2, 3, 5])
    ('Problem 2', 'Problems 2, 3 and 5')
    """
    *most, last = map(str, positions)
    return f"Problems {', '.join(most)} and {last}" if most else f"Problem {last}"
