"""What the pages of an analysis say in words, with numbers as people read them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from quiz import blocks
from quiz.blocks import number
from quiz.grades import Typed
from quiz.misconceptions import MISCONCEPTIONS
from quiz.papers.features import FEATURES
from quiz.services.teaching.analysing_values import Estimate, ItemAnalysis
from quiz.web.charts import short_date

NOT_KNOWN = "–"
NAMES = dict(zip(FEATURES, (
    "steps of calculation", "given numbers", "zeros among them", "negative numbers", "digits to write down",
    "spread of the scores", "numbers in the answer",
), strict=True))  # fmt: skip
EASY, HARD, MOST = 0.9, 0.25, 0.5
ENOUGH = 8  # wrong answers of which a share may be remarked on


def percent(share: float) -> str:
    """A share as people read it.

    >>> percent(0.625), percent(float("nan"))
    ('62\u202f%', '–')
    """
    return NOT_KNOWN if math.isnan(share) else blocks.percent(share)


def between(low: float, high: float) -> str:
    """An interval of a share.

    >>> between(0.484, 0.751)
    '48\u202f% to 75\u202f%'
    """
    return NOT_KNOWN if math.isnan(low) else f"{percent(low)} to {percent(high)}"


def correlation(one: Estimate) -> str:
    """A correlation with its interval.

    >>> correlation(Estimate(-0.25, -0.5, 0.041, 30))
    '−0.25 (−0.5 to 0.04)'
    """
    if not one.known:
        return NOT_KNOWN
    interval = "" if math.isnan(one.low) else f" ({number(one.low, 2)} to {number(one.high, 2)})"
    return f"{number(one.value, 2)}{interval}"


def mistake(id: str) -> str:
    """What was done, as a sentence about somebody, with formulas as in `quiz.blocks`.

    >>> mistake("no-scale"), mistake("gone-by-now")
    ('Left out the division by √d_k.', 'gone-by-now')
    """
    known = MISCONCEPTIONS.get(id)
    if known is None:
        return id
    text = known.remark.removeprefix("You ")
    return text[:1].upper() + text[1:]


def typed(answer: Typed) -> str:
    """What was typed, the rows of a grid one after another.

    >>> typed([["0.1", "0.9"], ["½", ""]])
    '0.1  0.9 ;  ½  (blank)'
    """
    if isinstance(answer, str):
        return answer
    return " ;  ".join("  ".join(cell or "(blank)" for cell in row) for row in answer)


def read_otherwise(answer: Typed, read_as: str) -> bool:
    """Whether an answer was read as something else than stands there, apart from spaces.

    >>> read_otherwise("[1,2]", "[1, 2]"), read_otherwise("1/4", "0.25")
    (False, True)
    """
    return bool(read_as) and "".join(typed(answer).split()) != "".join(read_as.split())


def week(monday: date) -> str:
    return short_date(monday)


def weeks(mondays: Sequence[date]) -> list[str]:
    """The columns of a table of weeks, which hold numbers."""
    return [f"{week(monday)}>" for monday in mondays]


def remarks(item: ItemAnalysis) -> list[str]:
    """What is worth a look, as far as the numbers are sure of it."""
    said = []
    if item.discrimination.high < 0:
        said.append("Who does well elsewhere does worse here: look at its wording and its key.")
    if item.facility.low > EASY:
        said.append("Nearly everybody solves it, so it tells learners little apart.")
    if item.facility.high < HARD:
        said.append("Very few solve it.")
    if item.wrong.unexplained.total >= ENOUGH and item.wrong.unexplained.low > MOST:
        said.append("Most wrong answers are no mistake that is known by name: look at some of them below.")
    return said
