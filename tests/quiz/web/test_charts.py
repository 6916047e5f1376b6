"""Where the strokes of charts go, worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from quiz.web import charts


def test_a_bar_is_as_tall_as_its_share_of_the_scale() -> None:
    """On a scale up to 50 a bar of 25 takes half of the 152 units between foot and top, its part of 5 a tenth."""
    chart = charts.bars("Load.", ("Day", "All", "New"), [("1 May", 25.0, 5.0), ("2 May", 41.0, 0.0)], ())
    whole, part, other = chart.bars
    assert whole[3] == 76.0
    assert part[3] == pytest.approx(15.2)
    assert part[4]
    assert not whole[4]
    assert other[3] == pytest.approx(0.82 * 152)
    assert chart.rows == [["1 May", "25", "5"], ["2 May", "41", "0"]]


def test_a_line_goes_from_edge_to_edge_and_full_recall_is_at_the_top() -> None:
    """Recall 1 is 12 from the top, recall 0 at 164; the first day is at 46 and the last at 472."""
    chart = charts.lines("Recall.", ("Day", "Recall"), ["a", "b"], [[1.0, 0.0]])
    assert chart.lines == ["46.0,12.0 472.0,164.0"]
    assert chart.rows == [["a", "100\u202f%"], ["b", "0\u202f%"]]


def test_a_share_shows_its_range_around_it() -> None:
    """Half of 384 units is 192; the stroke spans from a quarter to three quarters, less a unit at each end."""
    chart = charts.shares("Mastery.", ("Topic", "Recall", "Range", "Seen"), [("Softmax", 0.5, 0.25, 0.75, "3 of 9")])
    assert chart.bars[0][2] == 192.0
    assert chart.ranges[0][:2] == (97.0, 287.0)
    assert chart.rows == [["Softmax", "50\u202f%", "25\u202f% to 75\u202f%", "3 of 9"]]


def test_a_long_name_takes_further_lines_and_pushes_what_follows_down() -> None:
    """Of 54 letters at most stand on a line; a second line takes 18 units, so its bar and the next row are 18 lower."""
    long = "Scaled each head by √d_model where √d_k of that head belongs."
    chart = charts.lengths("Time.", ("Kind", "Time"), [(long, 2.0, "2 min"), ("b", 1.0, "1 min")])
    assert [(text.says, text.y) for text in chart.texts[:3]] == [
        ("Scaled each head by √d_model where √d_k of that head", 14), ("belongs.", 32), ("b", 74),
    ]  # fmt: skip
    assert [bar[1] for bar in chart.bars] == [39, 81]  # 21 below the top of the last line: 18, and 18 + 42
    assert chart.height == 104
    assert chart.rows[0] == [long, "2 min"]


def test_a_calendar_ends_today_and_each_column_begins_on_monday() -> None:
    """Tuesday 24 November 2026 is the second cell of the last of 26 columns, and the last cell drawn."""
    today = date(2026, 11, 24)
    chart = charts.calendar("Days.", ("Day", "Reviews", "Time"), {today: 8, date(2026, 11, 23): 4}, today, {})
    assert len(chart.cells) == 25 * 7 + 2
    monday, tuesday = chart.cells[-2:]
    assert monday[0] == tuesday[0]
    assert tuesday[1] - monday[1] == charts.CELL
    assert (monday[2], tuesday[2]) == (0.62, 1.0)  # 0.25 + 0.75 · 4/8, to two places
    assert tuesday[3]
    assert not monday[3]
    assert chart.rows[0][:2] == ["24 November 2026", "8"]


def test_every_chart_has_a_table_row_for_each_stroke_it_shows() -> None:
    """Nothing is drawn that the table does not say."""
    chart = charts.pairs("Mistakes.", ("Mistake", "Before", "Lately", "It is"), [("a", 4, 1, "fading")], ())
    assert len(chart.bars) == 2
    assert chart.rows == [["a", "4", "1", "fading"]]
    assert charts.lengths("Time.", ("Kind", "Time"), [("a", 60.0, "1 min")]).rows == [["a", "1 min"]]
