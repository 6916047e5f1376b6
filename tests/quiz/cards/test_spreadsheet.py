"""Cards as CSV: every cell is text, in a spreadsheet too."""

import csv
import io

import pytest

from quiz.cards import card, faces
from quiz.cards.own import OwnCard
from quiz.cards.spreadsheet import guarded, table, unguarded


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1", "@sum", "\t=1", "\r=1", " =1", "\n=1", "＝1", "＋1", "－1", "＠a", "'=1", "''=1", "\tx"],
)
def test_what_a_spreadsheet_would_compute_is_guarded(cell: str) -> None:
    """A cell that begins with a sign of a formula, even after space or an apostrophe, gets an apostrophe more."""
    assert guarded(cell) == "'" + cell
    assert unguarded(guarded(cell)) == cell


@pytest.mark.parametrize("cell", ["", "1+1", "a=b", "'tis", "−∞", "$x$", "' a"])
def test_other_text_is_left_alone(cell: str) -> None:
    """Text that no spreadsheet computes stays as it is."""
    assert guarded(cell) == cell
    assert unguarded(cell) == cell


def test_no_cell_of_an_export_is_a_formula() -> None:
    """In the file as written, whoever reads it, no cell begins with a sign of a formula."""
    hostile = OwnCard('=HYPERLINK("http://x","y")', "@cmd|'/c calc'!A0", "+t")
    read = list(csv.reader(io.StringIO(table(faces(card("softcap")), {"1": hostile}).decode("utf-8-sig"))))
    assert read[0] == ["question", "answer", "topic", "source"]
    assert len(read) == 1 + 2 + 1
    assert all(cell[:1] not in tuple("=+-@\t\r") or not cell for row in read for cell in row)
    assert read[-1][0] == '\'=HYPERLINK("http://x","y")'


def test_formulas_of_ours_are_plain_text() -> None:
    """A spreadsheet cannot set LaTeX, so it gets the formula in plain characters."""
    (forward,) = faces(card("shape-of-wo"))
    row = list(csv.reader(io.StringIO(table([forward], {}).decode("utf-8-sig"))))[1]
    assert row == ["The shape of W_O", "h·d_v × d_model", "shapes", forward.source]


def test_the_file_says_that_it_is_utf8() -> None:
    """The mark at the start makes spreadsheets read √ as √."""
    assert table([], {"1": OwnCard("√", "a")}).startswith(b"\xef\xbb\xbf")
