"""Where the strokes of a chart go: bars, lines, shares with their uncertainty, a calendar. `macros/charts.html` draws.

Every picture comes with its numbers: `columns` and `rows` are the table below it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from textwrap import wrap

from quiz.blocks import percent

WIDTH, HEIGHT = 480.0, 190.0
LEFT, RIGHT, TOP, BOTTOM = 46.0, 8.0, 12.0, 26.0
CELL, WEEKS = 15.0, 26
ROW, AFTER = 42.0, 96.0  # a row of a name with its bar below, and the room for words after the bar
LINE, LETTERS = 18.0, 54  # a further line of a name, and how many letters stand on one
STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Text:
    x: float
    y: float
    says: str
    anchor: str = ""


@dataclass(frozen=True)
class Chart:
    """bars: x, y, width, height, second; lines: points; ranges: from x to x, at y; cells: x, y, share, today."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    width: float = WIDTH
    height: float = HEIGHT
    rules: Sequence[float] = ()
    texts: Sequence[Text] = ()
    bars: Sequence[tuple[float, float, float, float, bool]] = ()
    lines: Sequence[str] = ()
    ranges: Sequence[tuple[float, float, float]] = ()
    cells: Sequence[tuple[float, float, float, bool]] = ()
    legend: Sequence[str] = field(default_factory=tuple)


def bars(
    title: str, columns: Sequence[str], values: Sequence[tuple[str, float, float]], legend: Sequence[str]
) -> Chart:
    """One bar a name: its whole value, and at its foot the second value, which is part of it."""
    top = nice(max((value for _, value, _ in values), default=1))
    wide = (WIDTH - LEFT - RIGHT) / max(len(values), 1)
    strokes = []
    for at, (_, value, part) in enumerate(values):
        x, width = LEFT + at * wide + 0.1 * wide, max(0.8 * wide, 0.6)
        for height, second in ((value, False), (part, True)):
            if height:
                strokes.append((round(x, 2), round(_y(height / top), 2), round(width, 2), _tall(height / top), second))
    rules, texts = _scale(top, lambda share: f"{share * top:g}")
    names = _names([name for name, _, _ in values], [LEFT + (at + 0.5) * wide for at in range(len(values))])
    rows = [[name, f"{value:g}", f"{part:g}"][: len(columns)] for name, value, part in values]
    return Chart(title, columns, rows, rules=rules, texts=[*texts, *names], bars=strokes, legend=legend)


def lines(title: str, columns: Sequence[str], names: Sequence[str], curves: Sequence[Sequence[float]],
          least: float = 0.0, legend: Sequence[str] = ()) -> Chart:  # fmt: skip
    """Shares over days. curves: of equal length, each value 0 to 1."""
    count = max(len(names) - 1, 1)
    xs = [LEFT + at * (WIDTH - LEFT - RIGHT) / count for at in range(len(names))]
    spread = 1 - least
    drawn = [
        " ".join(f"{x:.1f},{_y((max(v, least) - least) / spread):.1f}" for x, v in zip(xs, curve, strict=True))
        for curve in curves
    ]
    rules, texts = _scale(1.0, lambda share: percent(least + share * spread))
    rows = [[name, *(percent(curve[at]) for curve in curves)] for at, name in enumerate(names)]
    return Chart(title, columns, rows, rules=rules, texts=[*texts, *_names(names, xs)], lines=drawn, legend=legend)


def shares(title: str, columns: Sequence[str], values: Sequence[tuple[str, float, float, float, str]]) -> Chart:
    """One row a name: a share as a bar, and the range in which it lies as a stroke. The last: what the table adds."""
    width = WIDTH - AFTER
    strokes, ranges, texts = [], [], []
    tops, foot, names = _rows([name for name, *_ in values])
    for y, (_, share, low, high, _) in zip(tops, values, strict=True):
        texts.append(Text(width + 10, y + 33, percent(share)))
        strokes.append((0.0, y + 21, _long(width, share), 14.0, False))
        ranges.append((round(width * low + 1, 1), round(width * high - 1, 1), y + 28))
    rows = [
        [name, percent(share), f"{percent(low)} to {percent(high)}", more] for name, share, low, high, more in values
    ]
    return Chart(title, columns, rows, height=foot + 2, texts=[*names, *texts], bars=strokes, ranges=ranges)


def lengths(title: str, columns: Sequence[str], values: Sequence[tuple[str, float, str]]) -> Chart:
    """One row a name: an amount as a bar, in words beside it."""
    width, most = WIDTH - AFTER, max((value for _, value, _ in values), default=1) or 1
    strokes, texts = [], []
    tops, foot, names = _rows([name for name, *_ in values])
    for y, (_, value, words) in zip(tops, values, strict=True):
        long = _long(width, value / most)
        texts.append(Text(long + 10, y + 33, words))
        strokes.append((0.0, y + 21, long, 14.0, False))
    rows = [[name, words] for name, _, words in values]
    return Chart(title, columns, rows, height=foot + 2, texts=[*names, *texts], bars=strokes)


def pairs(
    title: str, columns: Sequence[str], values: Sequence[tuple[str, int, int, str]], legend: Sequence[str]
) -> Chart:  # fmt: skip
    """Two bars a row: how often lately, above how often before; and what became of it in a word."""
    width = WIDTH - AFTER
    most = max((max(before, lately) for _, before, lately, _ in values), default=1) or 1
    strokes, texts = [], []
    tops, foot, names = _rows([name for name, *_ in values])
    for y, (_, before, lately, word) in zip(tops, values, strict=True):
        texts.append(Text(width + 10, y + 33, word))
        for row, (count, second) in enumerate(((lately, False), (before, True))):
            strokes.append((0.0, y + 22 + 9 * row, _long(width, count / most), 8.0, second))
    rows = [[name, str(before), str(lately), word] for name, before, lately, word in values]
    return Chart(title, columns, rows, height=foot + 2, texts=[*names, *texts], bars=strokes, legend=legend)


def calendar(
    title: str, columns: Sequence[str], counts: Mapping[date, int], today: date, more: Mapping[date, str]
) -> Chart:
    """Half a year of days, a column a week from Monday to Sunday; the more was done, the deeper the ink."""
    monday = today - timedelta(days=today.weekday() + 7 * (WEEKS - 1))
    most = max(counts.values(), default=1)
    named = ((0, "Mon"), (2, "Wed"), (4, "Fri"))
    cells, texts = [], [Text(38, 18 + CELL * row + 11, name, "end") for row, name in named]
    for at in range((today - monday).days + 1):
        day = monday + timedelta(days=at)
        x, y = 44 + CELL * (at // 7), 18 + CELL * (at % 7)
        share = 0.0 if not counts.get(day) else round(0.25 + 0.75 * counts[day] / most, 2)
        cells.append((x, y, share, day == today))
        if day.day <= 7 and at % 7 == 0:
            texts.append(Text(x, 12, f"{day:%b}"))
    rows = [[long_date(day), str(count), more.get(day, "")] for day, count in sorted(counts.items(), reverse=True)]
    size = (44 + CELL * WEEKS + 4, 18 + CELL * 7 + 4)
    return Chart(title, columns, rows, size[0], size[1], texts=texts, cells=cells)


def nice(most: float) -> float:
    """A round number that is not below.

    >>> nice(7), nice(23), nice(0)
    (10.0, 50.0, 1.0)
    """
    scale = 1.0
    while True:
        for step in STEPS:
            if step * scale >= most:
                return step * scale
        scale *= 10


def long_date(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def short_date(day: date) -> str:
    return f"{day.day} {day:%b}"


def _rows(names: Sequence[str]) -> tuple[list[float], float, list[Text]]:
    """The top of the last line of each name, where all of them end, and the names on as many lines as they take."""
    y, tops, texts = 0.0, [], []
    for name in names:
        written = wrap(name, LETTERS) or [""]
        texts += [Text(0, y + 14 + LINE * at, line, "name") for at, line in enumerate(written)]
        tops.append(y + LINE * (len(written) - 1))
        y = tops[-1] + ROW
    return tops, y, texts


def _y(share: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - share)


def _long(width: float, share: float) -> float:
    return round(max(width * share, 1.0), 1)


def _tall(share: float) -> float:
    return round((HEIGHT - TOP - BOTTOM) * share, 2)


def _scale(top: float, words: Callable[[float], str]) -> tuple[list[float], list[Text]]:
    shares_of = (0.0, 0.5, 1.0) if top != 1 or words(0.5) != "0.5" else (0.0, 1.0)
    return [_y(s) for s in shares_of], [Text(LEFT - 6, _y(s) + 4, words(s), "end") for s in shares_of]


def _names(names: Sequence[str], xs: Sequence[float]) -> list[Text]:
    """At most six names below the axis, the first and the last among them."""
    if not names:
        return []
    last, parts = len(names) - 1, min(5, len(names) - 1)
    places = sorted({round(last * part / parts) for part in range(parts + 1)}) if parts else [0]
    anchors = {0: "" if last else "middle", last: "end" if last else "middle"}
    return [Text(round(xs[at], 1), HEIGHT - 8, names[at], anchors.get(at, "middle")) for at in places]
