"""The charts of an analysis, each from what the service says, or None where there is nothing to draw."""

from __future__ import annotations

from collections.abc import Sequence

from quiz.blocks import plain
from quiz.services.teaching.analysing_values import ItemAnalysis
from quiz.services.teaching.analysing_weeks import MistakeLine, TopicLine, Weeks
from quiz.web.analysis_words import between, mistake, percent, week
from quiz.web.charts import Chart, lines, shares
from quiz.web.rendering import topic_name

MOST_ROWS = 10
MOST_LINES = 6


def facilities(items: Sequence[ItemAnalysis]) -> Chart | None:
    """The mean score of each item."""
    values = [
        (f"{one.item}. {one.title}", one.facility.value, one.facility.low, one.facility.high,
         str(one.learners))
        for one in items
        if one.facility.known
    ]  # fmt: skip
    title = "Mean score of each item; the stroke is where it lies in 19 of 20 cases."
    return shares(title, ("Item", "Mean score", "In 19 of 20 cases", "Learners"), values) if values else None


def mistakes(item: ItemAnalysis) -> Chart | None:
    """The share of each mistake among the wrong answers to an item, and of those that none explains."""
    wrong = item.wrong
    rows = [(plain(mistake(one.id)), one.of_wrong) for one in wrong.mistakes[:MOST_ROWS]]
    if wrong.unexplained.count:
        rows.append(("No known mistake", wrong.unexplained))
    values = [(name, one.value, one.low, one.high, f"{one.count} of {one.total}") for name, one in rows]
    title = "What the wrong answers are; the stroke is where it lies in 19 of 20 cases."
    return shares(title, ("Mistake", "Of the wrong answers", "In 19 of 20 cases", "Answers"), values) if rows else None


def topics(found: Weeks) -> list[tuple[str, Chart]]:
    """A line for each topic of which there were problems in two weeks or more."""
    drawn = [(topic_name(line.topic), _topic(found, line)) for line in found.topics]
    return [(name, chart) for name, chart in drawn if chart]


def over_time(found: Weeks) -> list[tuple[str, Chart]]:
    """A line for each of the mistakes that most learners make."""
    if len(found.mondays) < 2:
        return []
    return [(mistake(line.id), _mistake(found, line)) for line in found.mistakes[:MOST_LINES]]


def _topic(found: Weeks, line: TopicLine) -> Chart | None:
    known = [(week(at), one) for at, one in zip(found.mondays, line.weeks, strict=True) if one]
    if len(known) < 2:
        return None
    names, values = [name for name, _ in known], [one.share for _, one in known]
    columns = ("Week from", "Points", "In 19 of 20 cases", "Learners")
    return _line("Share of the points earned, by week.", columns, names,
                 values, [[between(one.low, one.high), str(one.learners)] for _, one in known])  # fmt: skip


def _mistake(found: Weeks, line: MistakeLine) -> Chart:
    names = [week(at) for at in found.mondays]
    return _line("Share of the learners who made it, of those who handed in, by week.",
                 ("Week from", "Learners", "In 19 of 20 cases", "Of"), names, [one.value for one in line.weeks],
                 [[between(one.low, one.high), str(one.total)] for one in line.weeks])  # fmt: skip


def _line(
    title: str, columns: Sequence[str], names: Sequence[str], values: Sequence[float], more: Sequence[Sequence[str]]
) -> Chart:  # fmt: skip
    chart = lines(title, columns, names, [values])
    rows = [[name, percent(value), *rest] for name, value, rest in zip(names, values, more, strict=True)]
    return Chart(title, columns, rows, rules=chart.rules, texts=chart.texts, lines=chart.lines)
