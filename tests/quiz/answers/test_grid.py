"""A grid of inputs: every cell is a text of its own."""

from quiz.answers import Ambiguous, Grid, Read, Refused, read_cells


def test_each_cell_is_read_as_a_number() -> None:
    """Each cell its own text: commas mark decimals, spaces belong to the cell."""
    grid = read_cells("matrix", [["0,5", " 34 % "], ["1 / 2", "½"]])
    assert grid.whole == Read([[0.5, 0.34], [0.5, 0.5]], "[[0.5, 0.34], [0.5, 0.5]]")
    assert grid.cells[0][1] == Read(0.34, "0.34")


def test_a_row_or_a_column_is_a_vector() -> None:
    """One row or one column is a vector; several rows of several cells are not."""
    assert read_cells("vector", [["1", "2"]]).whole == Read([1, 2], "[1, 2]")
    assert read_cells("vector", [["1"], ["2"]]).whole == Read([1, 2], "[1, 2]")
    assert isinstance(read_cells("vector", [["1", "2"], ["3", "4"]]).whole, Refused)


def test_the_first_cell_that_cannot_be_read_is_named() -> None:
    """A refusal names row and column, and the other cells keep their readings."""
    grid = read_cells("matrix", [["1", "2"], ["3", ""]])
    assert isinstance(grid.whole, Refused)
    assert grid.whole.reason.startswith("row 2, column 2: ")
    assert grid.cells[1][0] == Read(3, "3")
    ambiguous = read_cells("matrix", [["1", "1,000"]])
    assert isinstance(ambiguous.cells[0][1], Ambiguous)
    assert isinstance(ambiguous.whole, Refused)


def test_cells_are_never_joined() -> None:
    """A grid is never joined into one text: a cell can't hold two cells, a bracket or a row."""
    for text in ("1 2", "1, 2", "1\t2", "1\n2", "[1]", "1;2"):
        assert isinstance(read_cells("matrix", [[text]]).whole, Refused)


def test_a_grid_has_at_most_4096_cells_of_200_characters() -> None:
    """200 characters a cell; at most 4,096 cells; over them, refused at once."""
    assert isinstance(read_cells("matrix", [["1"] * 64] * 64).whole, Read)
    assert read_cells("vector", [["1"] * 4097]) == Grid((), Refused("At most 4,096 cells were expected in a grid, and 4,097 came."))
    assert isinstance(read_cells("vector", [["1", "1" * 201]]).whole, Refused)
    assert isinstance(read_cells("vector", [["1", "1" * 200]]).whole, Read)


def test_a_grid_without_cells_or_with_ragged_rows_is_refused() -> None:
    """Ragged rows are refused by position."""
    for cells in ([], [[]], [["1", "2"], ["3"]], [["1"], []]):
        assert isinstance(read_cells("matrix", cells).whole, Refused)
