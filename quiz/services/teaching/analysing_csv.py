"""The items of an analysed assignment for a spreadsheet: a line an item, a column for each mistake that occurs."""

from __future__ import annotations

import csv
import io
import math

from quiz.papers.csv import harmless
from quiz.services.teaching.analysing_values import AssignmentAnalysis, Estimate, ItemAnalysis

COLUMNS = (
    "item", "problem", "ruling", "learners", "problems", "answered",
    "mean score", "mean score from", "mean score to",
    "discrimination", "discrimination from", "discrimination to", "discrimination learners",
    "seconds lower quartile", "seconds median", "seconds upper quartile", "wrong", "wrong without known mistake",
)  # fmt: skip


def of_assignment(found: AssignmentAnalysis) -> str:
    """The file. Shares and correlations have four decimals; a cell is empty where nothing can be said."""
    ids = list(dict.fromkeys(one.id for item in found.items for one in item.wrong.mistakes))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*COLUMNS, *(f"wrong with {id}" for id in ids)])
    for item in found.items:
        counts = {one.id: one.of_wrong.count for one in item.wrong.mistakes}
        writer.writerow([harmless(cell) for cell in (*_line(item), *(str(counts.get(id, 0)) for id in ids))])
    return "\N{BYTE ORDER MARK}" + out.getvalue()


def _line(item: ItemAnalysis) -> list[str]:
    kinds = ", ".join(f"{kind.title} (level {kind.level})" for kind in item.kinds)
    times = [f"{seconds:g}" for seconds in item.time] if item.time else ["", "", ""]
    return [
        str(item.item), kinds, item.ruling.value if item.ruling else "", str(item.learners), str(item.problems),
        str(item.answered), *_estimate(item.facility), *_estimate(item.discrimination), str(item.discrimination.count),
        *times, str(item.wrong.of_all.count), str(item.wrong.unexplained.count),
    ]  # fmt: skip


def _estimate(one: Estimate) -> list[str]:
    return ["" if math.isnan(number) else f"{number:.4f}" for number in (one.value, one.low, one.high)]
